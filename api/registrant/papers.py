"""The papers of a dispute sent from one's own machine to the registry that the title is of."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from api.desk.objecting import MATERIAL
from api.pages import entries
from api.registrant.errors import ProofUnreadable
from api.registrant.server import send_file
from ledger.domain.numbers import parse_number, written
from ledger.domain.personal import require_fit
from ledger.domain.workdays import day_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def leave(server: str, place: tuple[str, str], files: Sequence[Path]) -> list[dict[str, Any]]:
    """Leave files of a dispute, each as a number and a dispute's id place it; what was kept.

    Raises:
        ProofUnreadable: a file cannot be read; nothing was sent.
        PersonalDataFound: a file names a person by a number; nothing was sent.
        NumberMalformed, EntryUnclear: there can be no such dispute.
        ServerRefused, ServerUnreachable, ServerUnreadable.
    """
    number, dispute = written(parse_number(place[0])), entries.octets_of("dispute", place[1]).hex()
    told = [_read(each) for each in files]
    today = day_of(int(time.time()))
    for each in told:
        require_fit(MATERIAL, [each], today)
    door = f"/v1/certificates/{number}/disputes/{dispute}/papers"
    return [send_file(server, door, "paper", each) for each in told]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ProofUnreadable(str(path)) from fault
