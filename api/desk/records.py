"""The record behind an application's commitment, opened by its applicant for the registry's staff.

Only who has the salts can open it, so whoever brings fields that give the very root on chain may
leave them here. They are kept sealed for the registry's key (`keys/registry.age`), and shown to its
own staff only, each look with its purpose in the log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.allowed import require_allowed
from api.desk.errors import RecordKeyMissing, RecordOpensDifferently
from ledger.domain.commitments import Erased, Opening, Record
from ledger.domain.crypto_policy import Use
from ledger.domain.record import require_no_id_numbers
from ledger.queries.errors import SubjectUnknown
from ledger.store.engine import unit_of_work
from ledger.store.repositories import application, desk, erasure
from ledger.store.tables.desk import FiledRecordRow
from notarization.content.errors import SealBroken
from notarization.content.sealing import Identity, Reader, Suite, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.wiring import Wiring
    from ledger.store.engine import Session, WriteSession

KEY: Final = "registry.age"
NAME: Final = "data_name"


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """The fields of a record that were not erased, and when they were left here."""

    fields: dict[str, Any]
    stored: int


def keep(wiring: Wiring, subject: bytes, openings: Sequence[Opening]) -> None:
    """Keep a record for the staff. What was erased of it before is not kept again.

    Raises:
        SubjectUnknown: there is no such application, as far as the mirror has read.
        RecordOpensDifferently: these are not the fields that it commits to.
        FieldInvalid: a field holds what looks like a person's id number.
        RecordKeyMissing: this server keeps no records.
    """
    record = Record.of(openings)
    for opening in openings:
        require_no_id_numbers(opening.name, opening.json())
    with unit_of_work(wiring.engine, silent=True) as work:
        content = application.application(work, subject)
        if content is None:
            raise SubjectUnknown(subject)
        if content.record != record.root:
            raise RecordOpensDifferently(content.record, record.root)
        gone = {each.name for each in erasure.tombstones(work, subject)}
        for field in record.fields:
            record = record.erase(field.name) if field.name in gone else record
        put(wiring, work, subject, record)


def put(wiring: Wiring, work: WriteSession, subject: bytes, record: Record) -> None:
    """Seal a record for the registry's key, in the place of what was kept of it."""
    told = json.dumps(list(map(_written, record.fields)), ensure_ascii=False).encode()
    sealed = seal(told, (reader_of(wiring),))
    name = str(shown(record).get(NAME, ""))
    desk.keep_record(work, FiledRecordRow(subject, record.root, name, sealed, wiring.clock()))


def kept(wiring: Wiring, session: Session, subject: bytes) -> Record | None:
    """The record as it is kept, erased fields among the others; None where none was left.

    Raises RecordKeyMissing, SealBroken.
    """
    row = desk.filed_record(session, subject)
    if row is None:
        return None
    return Record.of(map(_read, json.loads(unseal(row.sealed, key_of(wiring)))))


def _written(field: Opening | Erased) -> dict[str, Any]:
    if isinstance(field, Erased):
        return {"name": field.name, "leaf": field.leaf.hex()}
    return {"name": field.name, "salt": field.salt.hex(), "value": field.json()}


def _read(told: dict[str, Any]) -> Opening | Erased:
    if "leaf" in told:
        return Erased(told["name"], bytes.fromhex(told["leaf"]))
    return Opening.of(told["name"], bytes.fromhex(told["salt"]), told["value"])


def record_for(wiring: Wiring, session: Session, subject: bytes, root: bytes) -> Record | None:
    """The record of an application with its salts; None where none was left that fits its root."""
    row = desk.filed_record(session, subject)
    if row is None or row.root != root:
        return None
    try:
        return kept(wiring, session, subject)
    except (SealBroken, RecordKeyMissing):
        return None


def opened(wiring: Wiring, session: Session, subject: bytes, root: bytes) -> OpenedRecord | None:
    """The record of an application as it stands; None where none was left that fits its root.

    What was sealed for an earlier key of the registry cannot be opened and is none either.
    """
    row = desk.filed_record(session, subject)
    found = record_for(wiring, session, subject, root)
    return OpenedRecord(shown(found), row.stored) if row and found else None


def shown(record: Record) -> dict[str, Any]:
    """The fields that were not erased."""
    return {each.name: each.json() for each in record.fields if isinstance(each, Opening)}


def reader_of(wiring: Wiring) -> Reader:
    """For whom the registry's own copies are sealed now.

    Raises RecordKeyMissing, SuiteKeyMissing, AlgorithmNotAllowed.
    """
    suite = Suite(wiring.settings.content_suite)
    require_allowed(wiring.settings, Use.CONTENT, suite, at=wiring.clock())
    return key_of(wiring).reader_for(suite)


def key_of(wiring: Wiring) -> Identity:
    """The registry's key on this server. Raises RecordKeyMissing."""
    path = wiring.settings.keys / KEY
    if not path.exists():
        raise RecordKeyMissing
    return Identity.parse(path.read_text(encoding="ascii").strip())
