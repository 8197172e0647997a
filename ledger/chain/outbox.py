"""What a relayer has promised to send: one file a nonce, on disk before anybody else hears of it.

An entry's file is created whole (written, synced, renamed) and only grows: a replacement with a
higher fee is one more line. So a process that is killed at any moment leaves either nothing or
everything that a later one needs to bring the act to its end.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledger.chain.errors import OutboxMalformed, OutboxUnwritable
from ledger.chain.records import Call, Fees
from ledger.whole_file import write_whole

NONCE_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class Variant:
    """One signed transaction of an entry; `block` is the chain's height when it was made."""

    raw: bytes
    tx_hash: bytes
    fees: Fees
    block: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An act under its nonce. Every variant has the same nonce: the chain takes one of them."""

    nonce: int
    key: bytes
    message: Call
    gas: int
    variants: tuple[Variant, ...]

    @property
    def last(self) -> Variant:
        """The variant with the highest fee."""
        return self.variants[-1]


class Outbox:
    """The entries of one account on one chain, shared by every process that sends for it."""

    def __init__(self, folder: Path) -> None:
        """Raises OutboxUnwritable."""
        self.folder = folder
        for name in ("entries", "acts"):
            with _writing(folder / name) as made:
                made.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Nobody else gives out nonces meanwhile, in this process or another; ends with it.

        Raises OutboxUnwritable.
        """
        with _writing(self.folder / "lock") as path:
            file = path.open("ab")
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def next_nonce(self) -> int:
        """The nonce after the last entry. Only under the lock."""
        nonce = self._number("next")
        while self._path(nonce).exists():
            nonce += 1
        return nonce

    def settled(self) -> int:
        """Entries below this nonce were final when it was noted."""
        return self._number("settled")

    def note_settled(self, nonce: int) -> None:
        """Note that all entries below a nonce are final. Only under the lock."""
        for entry in self.entries(self.settled(), nonce):
            self._index(entry, synced=True)
        _write(self.folder / "settled", str(nonce).encode())

    def create(self, entry: Entry) -> None:
        """Put an entry on disk; after this it will be sent, whatever happens. Under the lock."""
        lines = [_entry_json(entry), *map(_variant_json, entry.variants)]
        text = "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines)
        _write(self._path(entry.nonce), text.encode())
        # What follows can be made again from the entries: `reindex` does so after a power cut.
        self._index(entry, synced=False)
        _write(self.folder / "next", str(entry.nonce + 1).encode(), synced=False)

    def reindex(self) -> None:
        """Make the index of the entries that are not noted as settled again. Under the lock."""
        after = self.next_nonce()
        for entry in self.entries(self.settled(), after):
            self._index(entry, synced=True)
        _write(self.folder / "next", str(after).encode())

    def entries(self, first: int, after: int) -> Iterator[Entry]:
        """The entries from a nonce up to another; an account's earlier life left none here."""
        for nonce in range(first, after):
            if self._path(nonce).exists():
                yield self.entry(nonce)

    def add(self, entry: Entry, variant: Variant) -> Entry:
        """Put a further variant on disk. Only under the lock."""
        path = self._path(entry.nonce)
        data = path.read_bytes()
        line = json.dumps(_variant_json(variant), sort_keys=True) + "\n"
        # A torn last line was never sent: it is written over.
        _write(path, data[: data.rfind(b"\n") + 1] + line.encode())
        return self.entry(entry.nonce)

    def entry(self, nonce: int) -> Entry:
        """The entry of a nonce. Raises OutboxMalformed."""
        path = self._path(nonce)
        try:
            lines = path.read_bytes().split(b"\n")[:-1]
            head, *rest = map(json.loads, lines)
            variants = tuple(map(_variant_of, rest))
            entry = _entry_of(head, variants)
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise OutboxMalformed(str(path), f"{type(fault).__name__}: {fault}") from fault
        if entry.nonce != nonce or not variants:
            raise OutboxMalformed(str(path), "another nonce, or nothing signed")
        return entry

    def find(self, key: bytes) -> Entry | None:
        """The last entry of an act, if it was ever given in."""
        try:
            return self.entry(int(self._act_path(key).read_text(encoding="ascii")))
        except FileNotFoundError:
            pass
        # A process may have been killed between the entry and its place in the index.
        nonce = self._number("next")
        while self._path(nonce).exists():
            if (entry := self.entry(nonce)).key == key:
                return entry
            nonce += 1
        return None

    def has(self, nonce: int) -> bool:
        """Whether there is an entry under a nonce."""
        return self._path(nonce).exists()

    def _index(self, entry: Entry, *, synced: bool) -> None:
        _write(self._act_path(entry.key), str(entry.nonce).encode(), synced=synced)

    def _path(self, nonce: int) -> Path:
        return self.folder / "entries" / f"{nonce:0{NONCE_DIGITS}d}.jsonl"

    def _act_path(self, key: bytes) -> Path:
        return self.folder / "acts" / key.hex()[:2] / key.hex()

    def _number(self, name: str) -> int:
        path = self.folder / name
        try:
            return int(path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0
        except ValueError as fault:
            raise OutboxMalformed(str(path), "no number") from fault


def _write(path: Path, data: bytes, *, synced: bool = True) -> None:
    """Raises OutboxUnwritable."""
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data, synced=synced)


@contextmanager
def _writing(path: Path) -> Iterator[Path]:
    """Raises OutboxUnwritable."""
    try:
        yield path
    except OSError as fault:
        raise OutboxUnwritable(str(path), fault.strerror or type(fault).__name__) from fault


def _entry_json(entry: Entry) -> dict[str, Any]:
    to = entry.message.to
    return {
        "nonce": entry.nonce,
        "key": entry.key.hex(),
        "to": None if to is None else to.hex(),
        "data": entry.message.data.hex(),
        "value": str(entry.message.value),
        "gas": entry.gas,
    }


def _entry_of(raw: dict[str, Any], variants: tuple[Variant, ...]) -> Entry:
    to = None if raw["to"] is None else bytes.fromhex(raw["to"])
    message = Call(to, bytes.fromhex(raw["data"]), value=int(raw["value"]))
    return Entry(raw["nonce"], bytes.fromhex(raw["key"]), message, raw["gas"], variants)


def _variant_json(variant: Variant) -> dict[str, Any]:
    return {
        "raw": variant.raw.hex(),
        "hash": variant.tx_hash.hex(),
        "most": str(variant.fees.most),
        "tip": str(variant.fees.tip),
        "block": variant.block,
    }


def _variant_of(raw: dict[str, Any]) -> Variant:
    fees = Fees(int(raw["most"]), int(raw["tip"]))
    return Variant(bytes.fromhex(raw["raw"]), bytes.fromhex(raw["hash"]), fees, raw["block"])
