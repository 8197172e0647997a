"""Puts the certificates of a time-stamp response into the order that DER wants.

OpenSSL and others write them as they come, which no signature covers and no reader minds but one
that is strict about sets (X.690, 11.6). Their order means nothing, and the length stays the same.
"""

from collections.abc import Iterator
from typing import Final

# TimeStampResp > timeStampToken > [0] content > SignedData (RFC 3161, 2.4.2; RFC 5652, 5.1).
_DOWN: Final = (0, 1, 1, 0)
_CERTIFICATES: Final = 0xA0
_LONG: Final = 0x80


def ordered(token: bytes) -> bytes:
    """The response with its certificates in order; as it is where it has another form."""
    try:
        place = (0, len(token))
        for child in _DOWN:
            place = list(_children(token, *place))[child][1:]
        for tag, start, end in _children(token, *place):
            if tag == _CERTIFICATES:
                return token[:start] + b"".join(sorted(_elements(token, start, end))) + token[end:]
    except IndexError:
        pass
    return token


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
