"""The record behind an application's commitment, opened by its applicant for the registry's staff.

Only who has the salts can open it, so whoever brings fields that give the very root on chain may
leave them here. They are kept sealed for the registry's key (`keys/registry.age`), and shown to its
own staff only, each look with its purpose in the log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.desk.errors import RecordKeyMissing, RecordOpensDifferently
from ledger.domain.commitments import Opening, Record
from ledger.queries.errors import SubjectUnknown
from ledger.store.engine import unit_of_work
from ledger.store.repositories import application, desk
from ledger.store.tables.desk import FiledRecordRow
from notarization.content.sealing import Identity, SealBroken, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.wiring import Wiring
    from ledger.store.engine import Session

KEY: Final = "registry.age"
NAME: Final = "data_name"


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """The fields of a record, when they were left here."""

    fields: dict[str, Any]
    stored: int


def keep(wiring: Wiring, subject: bytes, openings: Sequence[Opening]) -> None:
    """Keep a record for the staff.

    Raises:
        SubjectUnknown: there is no such application, as far as the mirror has read.
        RecordOpensDifferently: these are not the fields that it commits to.
        RecordKeyMissing: this server keeps no records.
    """
    record = Record.of(openings)
    fields = {each.name: each.json() for each in openings}
    kept = [{"name": each.name, "salt": each.salt.hex(), "value": each.json()} for each in openings]
    with unit_of_work(wiring.engine, silent=True) as work:
        content = application.application(work, subject)
        if content is None:
            raise SubjectUnknown(subject)
        if content.record != record.root:
            raise RecordOpensDifferently(content.record, record.root)
        sealed = seal(json.dumps(kept, ensure_ascii=False).encode(), (_key(wiring).reader,))
        name = str(fields.get(NAME, ""))
        desk.keep_record(work, FiledRecordRow(subject, record.root, name, sealed, wiring.clock()))


def opened(wiring: Wiring, session: Session, subject: bytes, root: bytes) -> OpenedRecord | None:
    """The record of an application as it stands; None where none was left that fits its root.

    What was sealed for an earlier key of the registry cannot be opened and is none either.
    """
    row = desk.filed_record(session, subject)
    if row is None or row.root != root:
        return None
    try:
        kept = json.loads(unseal(row.sealed, _key(wiring)))
    except (SealBroken, RecordKeyMissing):
        return None
    return OpenedRecord({each["name"]: each["value"] for each in kept}, row.stored)


def _key(wiring: Wiring) -> Identity:
    path = wiring.settings.keys / KEY
    if not path.exists():
        raise RecordKeyMissing
    return Identity.parse(path.read_text(encoding="ascii").strip())
