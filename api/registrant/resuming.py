"""Registrations that were cut off after they were signed: kept at home until they are through.

What was signed is sent again as the same act, which is entered once; nothing is filed twice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api import typed
from api.registrant.filing import Draft, path_of
from api.registrant.identity import write_private
from ledger.domain.acts import Application, Issue
from ledger.domain.fingerprint import Fingerprint, public_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ledger.settings import Settings

PENDING: Final = "pending"


@dataclass(frozen=True, slots=True)
class Pending:
    """A registration that is not through; `issue` are its title's terms, once they are made."""

    draft: Draft
    issue: Issue | None = None


def begin(settings: Settings, made: Draft) -> Path:
    """Keep what is about to be signed and sent; where it is kept."""
    return _write(settings, made, _told(Pending(made)))


def going_to_issue(settings: Settings, made: Draft, issue: Issue) -> None:
    """Keep the terms of the title before they are sent."""
    _write(settings, made, _told(Pending(made, issue)))


def through(settings: Settings, made: Draft) -> None:
    """Nothing is left to be gone on with; record and salts stay."""
    _write(settings, made, {})


def pending(settings: Settings, mark: Fingerprint, registry: int) -> Pending | None:
    """The registration of these data at a registry that was cut off, if there is one."""
    wanted = public_id(mark).value
    for found in _every(settings):
        terms = found.draft.terms
        if (terms.fingerprint, int(terms.registry)) == (wanted, registry):
            return found
    return None


def _every(settings: Settings) -> Iterator[Pending]:
    for path in sorted((settings.home / "records").glob("*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        if PENDING in kept:
            yield _read(kept)


def _read(kept: dict[str, Any]) -> Pending:
    told, marks = kept[PENDING], kept[PENDING]["mark"]
    size = marks.pop("size")
    mark = Fingerprint(**{name: bytes.fromhex(each) for name, each in marks.items()}, size=size)
    draft = Draft(
        typed.struct_of(Application, told["terms"]),
        kept["record"],
        {name: bytes.fromhex(salt) for name, salt in kept["salts"].items()},
        mark,
    )
    issue = typed.struct_of(Issue, told["issue"]) if told["issue"] else None
    return Pending(draft, issue)


def _told(found: Pending) -> dict[str, Any]:
    mark = found.draft.mark
    marks = {"sha256": mark.sha256.hex(), "sm3": mark.sm3.hex(), "merkle": mark.merkle.hex()}
    return {
        PENDING: {
            "terms": typed.message(found.draft.terms),
            "mark": {**marks, "size": mark.size},
            "issue": typed.message(found.issue) if found.issue else None,
        }
    }


def _write(settings: Settings, made: Draft, more: dict[str, Any]) -> Path:
    path = path_of(settings, made.id)
    salts = {name: salt.hex() for name, salt in made.salts.items()}
    write_private(path, {"record": made.record, "salts": salts, **more})
    return path
