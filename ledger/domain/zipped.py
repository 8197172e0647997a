"""What lies in a ZIP, a part at a time in bounded memory: workbooks and documents are ZIPs.

The local headers are followed from the front, as PKWARE's APPNOTE.TXT (4.3) has them; the directory
at the end is not needed. What cannot be followed is left, and said to be left: encrypted members,
other methods than stored and deflated, lengths that are not told, too much in all.
"""

import zlib
from collections.abc import Iterator
from struct import Struct
from typing import Final

MAGIC: Final = b"PK\x03\x04"
MOST: Final = 64 * 2**20
PART: Final = 2**16
_HEADER: Final = Struct("<4s5H3I2H")
_DESCRIPTOR: Final = b"PK\x07\x08"
_SIGNED, _UNSIGNED = (16, 24), (12, 20)
# what stands behind the last member
_DIRECTORY: Final = (b"PK\x01\x02", b"PK\x05\x06")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _TOLD_LATER = 1, 8
_ZIP64: Final = 2**32 - 1


class Zipped:
    """The members of a container, one after the other; `whole` once all of them were given."""

    def __init__(self, first: bytes, rest: Iterator[bytes]) -> None:
        self.whole = False
        self._data, self._at = first, 0
        self._rest = rest
        self._left = MOST

    def parts(self) -> Iterator[bytes]:
        """The clear bytes of all members, with a line's end behind each."""
        try:
            while self._needs(_HEADER.size) and self._next(MAGIC):
                _, _, flags, method, *_, packed, _, name, extra = _HEADER.unpack(
                    self._data[self._at : self._at + _HEADER.size]
                )
                self._require(_HEADER.size + name + extra)
                self._at += _HEADER.size + name + extra
                later = bool(flags & _TOLD_LATER)
                if method == _DEFLATED and not flags & _ENCRYPTED:
                    yield from self._inflated()
                elif method == _STORED and not flags & _ENCRYPTED | later and packed != _ZIP64:
                    yield from self._stored(packed)
                else:
                    return
                if later:
                    self._past_descriptor()
                yield b"\n"
        except (zlib.error, EOFError):
            return
        self.whole = any(map(self._next, _DIRECTORY))

    def _inflated(self) -> Iterator[bytes]:
        stream, held = zlib.decompressobj(-zlib.MAX_WBITS), b""
        while not stream.eof:
            held = held or self._taken(PART)
            yield self._counted(stream.decompress(held, PART))
            held = stream.unconsumed_tail
        # what is not used is the end of the piece that was taken last
        self._at -= len(stream.unused_data)

    def _stored(self, size: int) -> Iterator[bytes]:
        while size:
            data = self._taken(min(size, PART))
            size -= len(data)
            yield self._counted(data)

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise EOFError
        return data

    def _past_descriptor(self) -> None:
        """Sizes and checksum that stand behind a member, of four forms; what follows decides."""
        self._needs(_SIGNED[1] + len(MAGIC))
        for size in _SIGNED if self._next(_DESCRIPTOR) else _UNSIGNED:
            if self._data[self._at + size : self._at + size + 2] == b"PK":
                self._at += size
                return
        raise EOFError

    def _next(self, sign: bytes) -> bool:
        return self._data.startswith(sign, self._at)

    def _taken(self, most: int) -> bytes:
        self._require(1)
        data = self._data[self._at : self._at + most]
        self._at += len(data)
        return data

    def _require(self, size: int) -> None:
        if not self._needs(size):
            raise EOFError

    def _needs(self, size: int) -> bool:
        """Whether so many bytes are at hand, or can be had."""
        while len(self._data) - self._at < size:
            more = next(self._rest, b"")
            if not more:
                return False
            self._data, self._at = self._data[self._at :] + more, 0
        return True
