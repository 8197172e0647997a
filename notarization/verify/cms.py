"""What the libraries leave to us of a time-stamp response: its order, and how it is signed.

The certificates are put into the order that DER wants. OpenSSL and others write them as they come,
which no signature covers and no reader minds but one that is strict about sets (X.690, 11.6). Nor
does a signature cover which are shown: whoever holds a token can put others beside it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

# TimeStampResp > timeStampToken > [0] content > SignedData (RFC 3161, 2.4.2; RFC 5652, 5.1).
_DOWN: Final = (0, 1, 1, 0)
_CERTIFICATES: Final = 0xA0
# SignerInfo: version, id, digest, attributes, algorithm, signature (RFC 5652, 5.3)
_SIGNER, _ATTRIBUTES, _ALGORITHM = 1, 3, 4
# what the attributes of a token say (RFC 5652, 11; RFC 3161, 2.4.2; RFC 5035)
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_CERTIFICATE, _CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"
_TST_INFO: Final = bytes.fromhex("060b2a864886f70d0109100104")
_SHA1, _SHA256 = "1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1"
_DIGESTS: Final = {
    _SHA1: "sha1",
    _SHA256: "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_OCTETS, _SEQUENCE = 0x04, 0x30
# Certificate > signatureAlgorithm > parameters, and of RSASSA-PSS the last (RFC 4055, 3.1)
_PARAMETERS: Final = (0, 1, 1)
_TRAILER: Final = 0xA3
# TBSCertificate begins with its version, where it has one (RFC 5280, 4.1)
_VERSION: Final = 0xA0
_LONG: Final = 0x80
_MOST_TOLD: Final = 4
# a tag of several bytes, of which none stands in a token
_MANY: Final = 0x1F


def ordered(token: bytes) -> bytes:
    """The response with its certificates in order; as it is where it has another form."""
    try:
        return showing(token, shown_in(token))
    except IndexError:
        return token


def shown_in(token: bytes) -> list[bytes]:
    """What stands beside the signature as certificates, each once, in order. Raises IndexError."""
    return sorted({each for place in _shown(token) for each in _elements(token, *place)})


def showing(token: bytes, certificates: Sequence[bytes]) -> bytes:
    """The response with these certificates alone, where it has any. Raises IndexError."""
    held = b"".join(certificates)
    for start, end in _shown(token):
        return _replaced(token, start, end, held)
    return token


def _shown(token: bytes) -> list[tuple[int, int]]:
    found = _children(token, *_place(token, *_DOWN))
    return [(start, end) for tag, start, end in found if tag == _CERTIFICATES]


def _replaced(data: bytes, first: int, last: int, held: bytes) -> bytes:
    """The elements with another content in that place, and lengths that fit around it."""
    made, begin = b"", 0
    for tag, start, end in _children(data, 0, len(data)):
        if start <= first and last <= end:
            whole = (start, end) == (first, last)
            inner = held if whole else _replaced(data[start:end], first - start, last - start, held)
            size = len(inner)
            told = size.to_bytes((size.bit_length() + 7) // 8 or 1)
            length = told if size < _LONG else bytes([_LONG + len(told)]) + told
            made += bytes([tag]) + length + inner
        else:
            made += data[begin:end]
        begin = end
    return made


def signed_with(token: bytes) -> str:
    """The OID of the algorithm by which the first signer signed. Raises IndexError."""
    # the last of SignedData are the signers; behind their attributes is the algorithm
    return _dotted(token[slice(*_place(token, *_DOWN, -1, 0, _ALGORITHM, 0))])


def signer_named(token: bytes) -> tuple[bytes, ...]:
    """Issuer and number by which the first signer names its certificate, as their bytes stand.

    They are not signed, so that anybody can write a name in other letters of the same sound: two
    readers take it for the same only where the bytes are. Raises IndexError.
    """
    return tuple(_elements(token, *_place(token, *_DOWN, -1, 0, _SIGNER)))


def issuer_and_serial(certificate: bytes) -> tuple[bytes, ...]:
    """The same of a certificate. Raises IndexError."""
    fields = list(_elements(certificate, *_place(certificate, 0, 0)))
    serial, _, issuer = fields[fields[0][0] == _VERSION :][:3]
    return issuer, serial


def names_signer(token: bytes, certificate: bytes) -> bool:
    """Whether what is signed says that it is a time stamp, and by this certificate, if by any.

    Each attribute stands once. A certificate that is shown and not named could be another of the
    same key, with another life (RFC 5035, 1). Raises IndexError.
    """
    listed = list(_attributes(token))
    found = dict(listed)
    if len(found) != len(listed) or _MESSAGE_DIGEST not in found:
        return False
    named = [
        _names(found[each], certificate, known)
        for each, known in ((_CERTIFICATE, _SHA1), (_CERTIFICATE_V2, _SHA256))
        if each in found
    ]
    return found.get(_CONTENT_TYPE) == _TST_INFO and all(named)


def _attributes(token: bytes) -> Iterator[tuple[str, bytes]]:
    """The OID and the first value of each signed attribute of the first signer."""
    for _, start, end in _children(token, *_place(token, *_DOWN, -1, 0, _ATTRIBUTES)):
        (_, *oid), (_, *values) = list(_children(token, start, end))[:2]
        yield _dotted(token[slice(*oid)]), next(_elements(token, *values), b"")


def _names(value: bytes, certificate: bytes, algorithm: str) -> bool:
    """Whether the first certificate that an attribute names is this one, by its digest."""
    above = [next(_children(value, *_place(value, *down)), (0,))[0] for down in ((), (0,), (0, 0))]
    if set(above) != {_SEQUENCE}:
        raise IndexError
    told = list(_children(value, *_place(value, 0, 0, 0)))
    if told[0][0] == _SEQUENCE:
        algorithm = _dotted(value[slice(*_place(value, 0, 0, 0, 0, 0))])
        told = told[1:]
    tag, start, end = told[0]
    if tag != _OCTETS:
        raise IndexError
    known = _DIGESTS.get(algorithm)
    return known is not None and hashlib.new(known, certificate).digest() == value[start:end]


def has_trailer(certificate: bytes) -> bool:
    """Whether a certificate signed with RSASSA-PSS names a trailer: none is but the one left out.

    Raises IndexError for a certificate without such parameters.
    """
    place = _place(certificate, *_PARAMETERS)
    return any(tag == _TRAILER for tag, _, _ in _children(certificate, *place))


def _place(data: bytes, *down: int) -> tuple[int, int]:
    """Start and end of the content of an element, each step a child. Raises IndexError."""
    start, end = 0, len(data)
    for child in down:
        _, start, end = list(_children(data, start, end))[child]
    return start, end


def _dotted(oid: bytes) -> str:
    arcs, arc = list[int](), 0
    for byte in oid:
        arc = arc << 7 | byte & 0x7F
        if byte < _LONG:
            arcs.append(arc)
            arc = 0
    root = min(arcs[0] // 40, 2)
    return ".".join(map(str, (root, arcs[0] - 40 * root, *arcs[1:])))


def _elements(data: bytes, start: int, end: int) -> Iterator[bytes]:
    for _, _, stop in _children(data, start, end):
        yield data[start:stop]
        start = stop


def _length(told: bytes, size: int) -> int:
    """A length of so many bytes, in its one form (X.690, 10.1). Raises IndexError for another."""
    length = int.from_bytes(told)
    if len(told) != size or size > _MOST_TOLD or not told[0] or length < _LONG:
        raise IndexError
    return length


def _children(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Tag, start and end of the content of each element. Raises IndexError for another form."""
    while start < end:
        tag, length, start = data[start], data[start + 1], start + 2
        if length >= _LONG:
            told = data[start : start + length - _LONG]
            length, start = _length(told, length - _LONG), start + len(told)
        if tag & _MANY == _MANY or start + length > end:
            raise IndexError
        yield tag, start, start + length
        start += length
