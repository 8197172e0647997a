"""A witness (C2SP tlog-witness): cosigns checkpoints of logs that only grew since it last looked.

Of every log it keeps the last checkpoint that it cosigned, on disk before it answers, so that it
never cosigns two trees of one size, nor a smaller one after a larger.
"""

from __future__ import annotations

import hashlib
import json
import threading
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from ledger.domain.merkle import MerkleError, root_from_consistency
from ledger.whole_file import write_whole
from notarization.checkpoints import keys
from notarization.checkpoints.errors import WitnessNameDiffers
from notarization.verify.note import (
    KeyType,
    NoteMalformed,
    NoteSignatureWrong,
    parse_note,
    verified_time,
)
from notarization.verify.tlog import MOST_PATH, node_hash, parse_checkpoint, parse_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from notarization.verify.note import NoteKey
    from notarization.verify.tlog import Checkpoint

MOST_BODY: Final = 2**16
TEXT: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"
STATES: Final = "logs"
_HASH: Final = 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers: HTTP status, body, its type."""

    status: HTTPStatus
    body: str = ""
    media: str = TEXT


def create(folder: Path, name: str) -> NoteKey:
    """Begin a witness. Raises LogExists, LogNameMalformed."""
    return keys.create(folder, name, KeyType.COSIGNATURE)


def begun(folder: Path, name: str) -> tuple[NoteKey, bool]:
    """The witness's key, and whether it was made now. An empty name is whichever is there.

    Raises LogMissing, LogNameMalformed, WitnessNameDiffers.
    """
    if name and not keys.exists(folder):
        return create(folder, name), True
    key = keys.load(folder).key
    if name not in ("", key.name):
        raise WitnessNameDiffers(key.name, name[:80])
    return key, False


class Witness:
    """A witness of these logs; `clock` gives seconds since 1970. One request at a time.

    The folder must be this process's alone: see `keeper.alone`.
    """

    def __init__(self, folder: Path, logs: Iterable[NoteKey], clock: Callable[[], int]) -> None:
        self.signer = keys.load(folder)
        self.folder = folder / STATES
        self.folder.mkdir(exist_ok=True)
        self.logs: dict[str, list[NoteKey]] = {}
        for key in logs:
            self.logs.setdefault(key.name, []).append(key)
        self.clock = clock
        self._turn = threading.Lock()

    def add(self, body: bytes) -> Answer:
        """Answer an `add-checkpoint`."""
        try:
            old, path, note_bytes = _request(body)
            note = parse_note(note_bytes)
            checkpoint = parse_checkpoint(note.text)
        except NoteMalformed:
            return Answer(HTTPStatus.BAD_REQUEST)
        known = self.logs.get(checkpoint.origin)
        if known is None:
            return Answer(HTTPStatus.NOT_FOUND)
        try:
            signed = any(verified_time(note, key) is not None for key in known)
        except NoteSignatureWrong:
            signed = False
        if not signed:
            return Answer(HTTPStatus.FORBIDDEN)
        if old > checkpoint.size:
            return Answer(HTTPStatus.BAD_REQUEST)
        with self._turn:
            return self._cosigned(old, path, checkpoint, note.text)

    def _cosigned(self, old: int, path: list[bytes], checkpoint: Checkpoint, text: str) -> Answer:
        size, root = self._seen(checkpoint.origin)
        if old != size:
            return Answer(HTTPStatus.CONFLICT, f"{size}\n", SIZE)
        if old == checkpoint.size and root != checkpoint.root:
            return Answer(HTTPStatus.CONFLICT, f"{size}\n", SIZE)
        if not _grew(size, root, checkpoint, path):
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY)
        seen = {"size": checkpoint.size, "root": checkpoint.root.hex()}
        write_whole(self._state(checkpoint.origin), json.dumps(seen).encode())
        return Answer(HTTPStatus.OK, self.signer.sign(text, self.clock()))

    def _seen(self, origin: str) -> tuple[int, bytes]:
        path = self._state(origin)
        if not path.exists():
            return 0, b""
        seen = json.loads(path.read_bytes())
        return int(seen["size"]), bytes.fromhex(seen["root"])

    def _state(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()}.json"


def _grew(size: int, root: bytes, checkpoint: Checkpoint, path: list[bytes]) -> bool:
    if size == 0:
        return not path
    try:
        found = root_from_consistency(size, root, checkpoint.size, path, node_hash)
    except MerkleError:
        return False
    return found == checkpoint.root


def _request(body: bytes) -> tuple[int, list[bytes], bytes]:
    """Old size, consistency proof, checkpoint. Raises NoteMalformed."""
    head, blank, note = body.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    if len(body) > MOST_BODY or not blank or not first.startswith(b"old "):
        raise NoteMalformed("is no add-checkpoint request")
    if len(lines) > MOST_PATH:
        raise NoteMalformed("has too many hashes")
    old = parse_size(first.removeprefix(b"old ").decode("ascii", "replace"))
    return old, list(_hashes(lines)), note


def _hashes(lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        try:
            found = b64decode(line, validate=True)
        except (ValueError, Base64Error) as fault:
            raise NoteMalformed("a hash is no base64") from fault
        if len(found) != _HASH:
            raise NoteMalformed("a hash has not 32 bytes")
        yield found
