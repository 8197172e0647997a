"""Asks witnesses to cosign a checkpoint, and keeps no line that is not theirs."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import httpx

from ledger.outside import AnswerTooLong, NoAnswer, Patience, answered
from notarization.checkpoints.errors import WitnessRefused, WitnessUnreachable, WitnessWrong
from notarization.verify.note import (
    NoteKey,
    NoteMalformed,
    NoteSignatureWrong,
    parse_note,
    verified_time,
)
from notarization.verify.tlog import parse_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notarization.checkpoints.errors import LogError
    from notarization.checkpoints.keeper import Log

PATH: Final = "/add-checkpoint"
MOST_ANSWER: Final = 2**14
ONCE: Final = Patience(tries=1)


@dataclass(frozen=True, slots=True)
class WitnessAddress:
    """Where a witness is asked, and the key by which its lines are known."""

    url: str
    key: NoteKey


def cosigned(
    log: Log, checkpoint: bytes, witnesses: Sequence[WitnessAddress]
) -> tuple[bytes, tuple[LogError, ...]]:
    """The checkpoint with the lines of all that cosigned, and why the others did not."""
    missing: list[LogError] = []
    for witness in witnesses:
        try:
            checkpoint += _line(log, checkpoint, witness)
        except (WitnessUnreachable, WitnessRefused, WitnessWrong) as fault:
            missing.append(fault)
    return checkpoint, tuple(missing)


def _line(log: Log, checkpoint: bytes, witness: WitnessAddress) -> bytes:
    """The witness says which size it saw last where it was another than we think (409)."""
    status, body = _asked(log, checkpoint, witness, log.size)
    if status == HTTPStatus.CONFLICT:
        old = _size(body, witness, log.size)
        status, body = _asked(log, checkpoint, witness, old)
    if status != HTTPStatus.OK:
        raise WitnessRefused(witness.url, status)
    try:
        signed = verified_time(parse_note(checkpoint + body), witness.key)
    except (NoteMalformed, NoteSignatureWrong):
        signed = None
    if signed is None:
        raise WitnessWrong(witness.url)
    return body


def _asked(log: Log, checkpoint: bytes, witness: WitnessAddress, old: int) -> tuple[int, bytes]:
    lines = [f"old {old}", *(b64encode(each).decode() for each in log.consistency(old))]
    body = "\n".join([*lines, "", ""]).encode() + checkpoint
    request = httpx.Request("POST", witness.url.rstrip("/") + PATH, content=body)
    try:
        return answered(request, ONCE, MOST_ANSWER)
    except NoAnswer as fault:
        raise WitnessUnreachable(witness.url, fault.fault) from fault
    except AnswerTooLong as fault:
        raise WitnessWrong(witness.url) from fault


def _size(body: bytes, witness: WitnessAddress, most: int) -> int:
    try:
        size = parse_size(body.decode("ascii", "replace").removesuffix("\n"))
    except NoteMalformed:
        raise WitnessWrong(witness.url) from None
    if size > most:
        # it saw more of this log than there is: somebody else signs with its key
        raise WitnessRefused(witness.url, HTTPStatus.CONFLICT)
    return size
