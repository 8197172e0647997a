"""Proof files that the record of a filed application lists: kept sealed for the registry's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk import contents, records
from api.desk.contents import Attached
from api.desk.erasing import require_not_erased
from api.desk.objecting import documents
from api.registrant.errors import ProofNotListed, RecordNotOpened
from ledger.domain.personal import require_fit
from ledger.domain.workdays import day_of
from ledger.queries.errors import SubjectUnknown
from ledger.store.engine import unit_of_work
from ledger.store.repositories import application

if TYPE_CHECKING:
    from api.wiring import Wiring


def keep(wiring: Wiring, subject: bytes, data: bytes) -> Attached:
    """Keep a proof; who brings one that the record does not list is refused.

    Raises:
        SubjectUnknown: there is no such application, as far as the mirror has read.
        RecordNotOpened: its record was not left for the registry, so nothing says what belongs.
        ProofNotListed: the record lists no proof with these bytes.
        PersonalDataFound: it names a person by a number, and is no proof of identity.
        FileChanged: the objections' files were changed meanwhile; nothing was kept.
        RecordKeyMissing, ContentError: nothing was kept; what was erased is not kept again.
    """
    given, objected = Attached.of(data), documents(wiring, subject)
    with unit_of_work(wiring.engine, silent=True) as work:
        content = application.application(work, subject)
        if content is None:
            raise SubjectUnknown(subject)
        opened = records.opened(wiring, work, subject, content.record)
        if opened is None:
            raise RecordNotOpened(subject.hex())
        record = records.record_for(wiring, work, subject, content.record)
        require_not_erased(work, subject, record, given.sha256, objected)
        kinds = {
            str(each["kind"])
            for each in opened.fields.get("proofs", ())
            if (each["sha256"], each["size"]) == (given.sha256.hex(), given.size)
        }
        if not kinds:
            raise ProofNotListed(given.sha256.hex())
        for kind in sorted(kinds):
            require_fit(kind, [data], day_of(wiring.clock()))
        return contents.keep(wiring, work, subject, data)
