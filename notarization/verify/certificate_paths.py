"""Whether certificates lead from that of a time stamp up to a root, by RFC 5280, 6.1.

What a library would take or refuse beside is not asked: two verifiers are to say the same.
"""

from collections.abc import Sequence
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import ExtensionOID

from notarization.verify.known_certificates import is_key_known, is_signature_known

LONGEST: Final = 6
# critical ones that are judged, or that bound nothing that is asked here
_CRITICAL: Final = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.POLICY_MAPPINGS,
        ExtensionOID.POLICY_CONSTRAINTS,
        ExtensionOID.INHIBIT_ANY_POLICY,
    }
)
_FOR_SIGNATURES: Final = {"digital_signature", "content_commitment"}
_OTHER_USES: Final = (
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
)

# what reading a part raises of a certificate that anybody can have made
ODD: Final = (
    IndexError,
    TypeError,
    ValueError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.ExtensionNotFound,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)

Certificates = Sequence[x509.Certificate]


def path_up(
    leaf: x509.Certificate, shown: Certificates, roots: Certificates, time: int | None
) -> tuple[x509.Certificate, ...]:
    """Those of the shown that lead from it to a root, which is the last; none where none do.

    At a `time` (seconds since 1970) each must hold then, and those above may issue; at None only
    keys, names and signatures are looked at.
    """
    if time is not None and not _may_stamp(leaf, time):
        return ()
    paths: list[tuple[x509.Certificate, ...]] = [(leaf,)]
    others = [each for each in shown if each != leaf]
    for _ in range(LONGEST):
        for path in paths:
            for root in roots:
                if path[-1] == root:
                    return path
                if _may_issue(root, time, _authorities(path)) and _is_issued(path[-1], root):
                    return (*path, root)
        found: dict[x509.Certificate, tuple[x509.Certificate, ...]] = {}
        for each in others:
            issued = [path for path in paths if _is_issued(path[-1], each)]
            below = min(issued, key=_authorities, default=())
            if below and _may_issue(each, time, _authorities(below)):
                found[each] = (*below, each)
        paths, others = list(found.values()), [each for each in others if each not in found]
    return ()


def _authorities(path: Certificates) -> int:
    """How many certificates of authorities stand below one that issued the last of these."""
    return sum(not is_own_issuer(each) for each in path[1:])


def is_own_issuer(certificate: x509.Certificate) -> bool:
    """Whether it names itself as its issuer, as roots do."""
    return certificate.issuer.public_bytes() == certificate.subject.public_bytes()


def is_whole(certificate: x509.Certificate) -> bool:
    """Whether names and times can be read, and no extension stands twice.

    What an extension holds is read where it is asked for.
    """
    try:
        parts = (
            certificate.issuer.public_bytes(),
            certificate.subject.public_bytes(),
            certificate.not_valid_before_utc,
            certificate.not_valid_after_utc,
        )
    except ODD:
        return False
    whole = all(parts)
    try:
        return whole and certificate.extensions is not None
    except x509.DuplicateExtension:
        return False
    except ODD:
        return whole


def _is_issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        if not (is_signature_known(certificate) and is_key_known(issuer)):
            return False
        certificate.verify_directly_issued_by(issuer)
    except ODD:
        return False
    return True


def _may_stamp(certificate: x509.Certificate, time: int) -> bool:
    """Whether it holds then and, where it says what its key is for, that is signatures alone."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return _holds(certificate, time)
    except ODD:
        return False
    return (
        _holds(certificate, time)
        and any(getattr(usage, use) for use in _FOR_SIGNATURES)
        and not any(getattr(usage, use) for use in _OTHER_USES)
    )


def _may_issue(certificate: x509.Certificate, time: int | None, below: int) -> bool:
    """Whether it holds then and may issue one that has so many authorities below it."""
    if time is None:
        return True
    try:
        found = certificate.extensions
        basic = found.get_extension_for_class(x509.BasicConstraints).value
        usages = [each.value for each in found if isinstance(each.value, x509.KeyUsage)]
    except ODD:
        return False
    most = basic.path_length
    return (
        basic.ca
        and (most is None or below <= most)
        and all(each.key_cert_sign for each in usages)
        and _holds(certificate, time)
    )


def _holds(certificate: x509.Certificate, time: int) -> bool:
    """Whether it is valid then, and asks for nothing that is not judged here."""
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not begin.timestamp() <= time < end.timestamp():
        return False
    try:
        asked = {each.oid for each in certificate.extensions if each.critical}
        named = {each.oid for each in certificate.extensions}
    except ODD:
        return False
    return asked <= _CRITICAL and ExtensionOID.NAME_CONSTRAINTS not in named
