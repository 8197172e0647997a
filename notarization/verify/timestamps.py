"""Time stamps over a package's manifest (RFC 3161): `timestamps/<series>/NNN.tsr`.

Token 001 of a series is over the manifest; each later one renews it: it is over the bytes of the
token before and the manifest after them (RFC 4998), and comes before the certificate of that
token's authority ends. A token is judged at its own time, never at today's, against the roots in
the reader's trust file and nothing that it brings itself.

An authority that the reader does not trust, a policy or an algorithm that cannot be judged is
named, and the token counts for nothing; a token that is false refuses the package.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from cryptography.x509.oid import ExtendedKeyUsageOID
from rfc3161_client import VerificationError as TokenError
from rfc3161_client import VerifierBuilder, decode_timestamp_response
from rfc3161_client.tsp import Accuracy, TimeStampResponse, TimeStampTokenInfo

from ledger.domain.canonical import MAX_INTEGER
from notarization.verify.beliefs import TimeAuthority, TimeTrust
from notarization.verify.certificate_paths import ODD, is_whole, path_up
from notarization.verify.cms import (
    issuer_and_serial,
    names_signer,
    showing,
    shown_in,
    signed_with,
    signer_named,
)
from notarization.verify.digests import sm3
from notarization.verify.errors import VerificationError
from notarization.verify.known_certificates import (
    is_key_known,
    may_sign_token,
)
from notarization.verify.report import Message
from notarization.verify.timestamp_errors import (
    NOT_COUNTED,
    AlgorithmUnsupported,
    AuthorityUntrusted,
    BeforeBlock,
    ChainGap,
    ImprintMismatch,
    KeyUsageWrong,
    PolicyUntrusted,
    TokenMalformed,
    TokenSignatureWrong,
)
from notarization.verify.wording import beijing

FOLDER: Final = "timestamps/"
SERIES: Final = re.compile(r"timestamps/([a-z0-9][a-z0-9-]{0,31})/([0-9]{3})\.tsr")
# The imprints that this verifier works out (RFC 5754; GB/T 32905 for SM3), by their OID.
IMPRINTS: Final[dict[str, tuple[str, Callable[[bytes], bytes]]]] = {
    "2.16.840.1.101.3.4.2.1": ("sha256", lambda data: hashlib.sha256(data).digest()),
    "2.16.840.1.101.3.4.2.2": ("sha384", lambda data: hashlib.sha384(data).digest()),
    "2.16.840.1.101.3.4.2.3": ("sha512", lambda data: hashlib.sha512(data).digest()),
    "1.2.156.10197.1.401": ("sm3", sm3),
}
# so that no package keeps its reader busy with signatures that lead nowhere
MOST_TOKENS: Final = 100
MOST_TOKEN: Final = 2**16
MOST_CERTIFICATES: Final = 10
GRANTED: Final = 0
_INEXACT: Final = ("未载明精度", "of no stated accuracy")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A token that holds: whose, when (seconds since 1970), how exact (s), until when renewed.

    `imprint` is the digest of what it is over, by its name in a crypto policy; `stated` is whether
    the authority says itself how exact its time is.
    """

    file: str
    authority: str
    time: int
    accuracy: int
    until: int
    imprint: str
    stated: bool = True

    @property
    def words(self) -> Message:
        """Whose, when, how exact; until when its certificate held, and what was not looked into."""
        exact_zh, exact = (f"± {self.accuracy} s",) * 2 if self.stated else _INEXACT
        time, until = beijing(self.time), beijing(self.until)
        return Message(
            f"{self.authority}，北京时间 {time}，{exact_zh}；其证书至 {until}，是否曾被吊销未核验",
            f"{self.authority}, {time} Beijing time, {exact}; its certificate ends {until}, and"
            " whether it had been revoked was not looked into",
        )


@dataclass(frozen=True, slots=True)
class _Signed:
    """A token, what it says, the certificate that signed it, and all that it shows."""

    name: str
    token: bytes
    info: TimeStampTokenInfo
    leaf: x509.Certificate
    chain: Sequence[x509.Certificate]


def series_of(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """The files of every series in their order. Raises ChainGap, TokenMalformed for a name."""
    found: dict[str, list[str]] = {}
    for name in sorted(name for name in files if name.startswith(FOLDER)):
        parts = SERIES.fullmatch(name)
        if not parts:
            raise TokenMalformed(name, "is no timestamps/<series>/<number>.tsr")
        if sum(map(len, found.values())) == MOST_TOKENS:
            raise TokenMalformed(name, f"comes after {MOST_TOKENS} others")
        names = found.setdefault(parts[1], [])
        names.append(name)
        if int(parts[2]) != len(names):
            raise ChainGap(name, f"number {len(names):03} is missing")
    return found


def stamped(manifest: bytes, before: bytes = b"") -> bytes:
    """What the next token of a series is over; `before` is the token that it renews."""
    return before + manifest


def judge_series(
    files: Mapping[str, bytes],
    names: Sequence[str],
    manifest: bytes,
    trust: TimeTrust,
    block_time: int,
) -> Iterator[Stamp | VerificationError]:
    """Each token of a series as it holds, or why it does not count (NOT_COUNTED).

    Raises the other errors of this file: the token is false.
    """
    before: bytes = b""
    last: Stamp | None = None
    for name in names:
        try:
            stamp = judge(name, files[name], stamped(manifest, before), trust)
        except NOT_COUNTED as fault:
            yield fault
            return
        if last:
            _require_renewed(last, stamp)
        elif stamp.time + stamp.accuracy + trust.tolerance < block_time:
            raise BeforeBlock(name, str(block_time), str(stamp.time))
        yield stamp
        before, last = files[name], stamp


def judge(name: str, token: bytes, data: bytes, trust: TimeTrust) -> Stamp:
    """Check one token over `data`, at its own time. Raises the errors of timestamp_errors."""
    if len(token) > MOST_TOKEN:
        raise TokenMalformed(name, f"has {len(token)} bytes")
    try:
        return _judged(name, token, data, trust)
    except VerificationError:
        raise
    except Exception as fault:
        raise TokenMalformed(name, f"{type(fault).__name__}: {fault}"[:120]) from fault


def _judged(name: str, token: bytes, data: bytes, trust: TimeTrust) -> Stamp:
    readable = _readable(shown := shown_in(token))
    response = decode_timestamp_response(showing(token, list(readable)))
    if response.status != GRANTED:
        raise TokenMalformed(name, "is not granted")
    imprint = (found := response.tst_info).message_imprint
    known = IMPRINTS.get(imprint.hash_algorithm.dotted_string)
    if known is None:
        raise AlgorithmUnsupported(name, imprint.hash_algorithm.dotted_string)
    algorithm, digest = known
    if imprint.message != digest(data):
        raise ImprintMismatch(name, digest(data), imprint.message)
    if len(shown) > MOST_CERTIFICATES:
        raise TokenMalformed(name, f"shows {len(shown)} certificates")
    chain = list(readable.values())
    leaf = _leaf(name, token, response, chain)
    authorities = _authorities(name, leaf, chain, trust)
    if not may_sign_token(leaf, signed := signed_with(token)):
        raise AlgorithmUnsupported(name, signed)
    authority = _counting(_Signed(name, token, found, leaf, chain), authorities)
    time, until = _seconds(found.gen_time), _seconds(leaf.not_valid_after_utc)
    stated = found.accuracy is not None
    return Stamp(name, authority.name, time, _accuracy(found), until, algorithm, stated)


def _readable(shown: Sequence[bytes]) -> dict[bytes, x509.Certificate]:
    """Those that are certificates: anything can be put beside a signature, and counts for nothing.

    Raises no fault of theirs; one that is needed is missed.
    """
    found = {}
    for each in shown:
        with suppress(*ODD):
            # names, times and extensions are read when they are asked for
            if is_whole(certificate := load_der_x509_certificate(each)):
                found[each] = certificate
    return found


def _counting(signed: _Signed, authorities: Sequence[TimeAuthority]) -> TimeAuthority:
    """The first by which the token counts. Raises what it lacks by the first of them."""
    faults = []
    for authority in authorities:
        try:
            _require_counting(signed, authority)
        except VerificationError as fault:
            faults.append(fault)
        else:
            return authority
    raise faults[0]


def _require_counting(signed: _Signed, authority: TimeAuthority) -> None:
    """Certificates and signature at the token's time, the time itself, the policy."""
    name, info, leaf = signed.name, signed.info, signed.leaf
    time, policy = _seconds(info.gen_time), info.policy.dotted_string
    path = path_up(leaf, signed.chain, _roots(authority), time)
    named = path and names_signer(signed.token, leaf.public_bytes(Encoding.DER))
    if not (path and named and _is_signed(signed, path)):
        raise TokenSignatureWrong(name, authority.name)
    if not authority.since <= time < authority.until:
        raise AuthorityUntrusted(name, f"{authority.name} at {time}")
    if authority.policies and policy not in authority.policies:
        raise PolicyUntrusted(name, policy)


def _is_signed(signed: _Signed, path: Sequence[x509.Certificate]) -> bool:
    """The library sees the certificates that were judged and no others, and so takes no other."""
    own, *above = path
    response = decode_timestamp_response(showing(signed.token, [own.public_bytes(Encoding.DER)]))
    imprint = response.tst_info.message_imprint.message
    try:
        VerifierBuilder(roots=above or [own]).build().verify(response, imprint)
    except TokenError:
        return False
    return True


def _leaf(
    name: str, token: bytes, response: TimeStampResponse, chain: Sequence[x509.Certificate]
) -> x509.Certificate:
    """The certificate that signed; it must be for time stamps alone, and the extension critical.

    Where others of its issuer and number are shown, the one that the signature names is meant.
    """
    signers = response.signed_data.signer_infos
    if len(signers) != 1:
        raise TokenMalformed(name, f"has {len(signers)} signers")
    named = signer_named(token)
    found = [each for each in chain if issuer_and_serial(each.public_bytes(Encoding.DER)) == named]
    if not found:
        raise TokenMalformed(name, "does not show its authority's certificate")
    if len(found) > 1:
        found.sort(key=lambda each: not names_signer(token, each.public_bytes(Encoding.DER)))
    _require_stamping(name, found[0])
    return found[0]


def _require_stamping(name: str, leaf: x509.Certificate) -> None:
    """It must be for time stamps alone, and the extension critical."""
    try:
        if not is_key_known(leaf):
            raise AlgorithmUnsupported(name, leaf.signature_algorithm_oid.dotted_string)
        usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        raise KeyUsageWrong(name) from None
    except (UnsupportedAlgorithm, ValueError):
        raise AlgorithmUnsupported(name, leaf.signature_algorithm_oid.dotted_string) from None
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise KeyUsageWrong(name)


def _authorities(
    name: str, leaf: x509.Certificate, chain: Sequence[x509.Certificate], trust: TimeTrust
) -> tuple[TimeAuthority, ...]:
    """The trusted ones under whose roots the certificate is: one root can be that of many."""
    found = tuple(each for each in trust.authorities if path_up(leaf, chain, _roots(each), None))
    if not found:
        raise AuthorityUntrusted(name, leaf.subject.rfc4514_string()[:80])
    return found


def _roots(authority: TimeAuthority) -> tuple[x509.Certificate, ...]:
    return tuple(map(load_der_x509_certificate, authority.roots))


def _require_renewed(last: Stamp, stamp: Stamp) -> None:
    if stamp.time < last.time:
        raise ChainGap(stamp.file, f"{stamp.time} is before {last.time}")
    if stamp.time > last.until:
        raise ChainGap(stamp.file, f"{stamp.time} is after {last.file} ended, {last.until}")


def _seconds(time: datetime) -> int:
    return int(time.timestamp())


def _accuracy(found: TimeStampTokenInfo) -> int:
    """Whole seconds, rounded up; where none is stated, the second in which the time is given."""
    stated: Accuracy | None = found.accuracy
    if stated is None:
        return 1
    rest = bool(stated.millis or stated.micros)
    return _exact((stated.seconds or 0) + rest)


def _exact(seconds: int) -> int:
    """Raises ValueError for more than every reader holds as a number."""
    if seconds > MAX_INTEGER:
        raise ValueError(f"an accuracy of {seconds} s")
    return seconds
