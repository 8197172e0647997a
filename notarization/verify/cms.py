"""What the libraries leave to us of a time-stamp response: its order, and how it is signed.

The certificates are put into the order that DER wants. OpenSSL and others write them as they come,
which no signature covers and no reader minds but one that is strict about sets (X.690, 11.6). Their
order means nothing, and the length stays the same.
"""

from collections.abc import Iterator
from typing import Final

# TimeStampResp > timeStampToken > [0] content > SignedData (RFC 3161, 2.4.2; RFC 5652, 5.1).
_DOWN: Final = (0, 1, 1, 0)
_CERTIFICATES: Final = 0xA0
# SignerInfo: version, id, digest, attributes, algorithm, signature (RFC 5652, 5.3)
_ALGORITHM: Final = 4
# Certificate > signatureAlgorithm > parameters, and of RSASSA-PSS the last (RFC 4055, 3.1)
_PARAMETERS: Final = (0, 1, 1)
_TRAILER: Final = 0xA3
_LONG: Final = 0x80


def ordered(token: bytes) -> bytes:
    """The response with its certificates in order; as it is where it has another form."""
    try:
        for tag, start, end in _children(token, *_place(token, *_DOWN)):
            if tag == _CERTIFICATES:
                return token[:start] + b"".join(sorted(_elements(token, start, end))) + token[end:]
    except IndexError:
        pass
    return token


def signed_with(token: bytes) -> str:
    """The OID of the algorithm by which the first signer signed. Raises IndexError."""
    # the last of SignedData are the signers; behind their attributes is the algorithm
    return _dotted(token[slice(*_place(token, *_DOWN, -1, 0, _ALGORITHM, 0))])


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


def _children(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Tag, start and end of the content of each element. Raises IndexError for another form."""
    while start < end:
        tag, length, start = data[start], data[start + 1], start + 2
        if length >= _LONG:
            size = length - _LONG
            length, start = int.from_bytes(data[start : start + size]), start + size
        if start + length > end:
            raise IndexError
        yield tag, start, start + length
        start += length
