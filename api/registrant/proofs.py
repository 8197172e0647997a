"""Proof files that the record of a filed application lists: kept sealed for the registry's key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.desk import contents, records
from api.desk.contents import Attached
from api.registrant.errors import ProofNotListed, RecordNotOpened
from ledger.domain.personal import require_impersonal
from ledger.domain.workdays import day_of
from ledger.queries.errors import SubjectUnknown
from ledger.store.engine import unit_of_work
from ledger.store.repositories import application

if TYPE_CHECKING:
    from api.wiring import Wiring

# what may name persons: whose identity is proven, by whom the data were got, and what explains it
PERSONAL: Final = frozenset({"identity", "acquisition", "description", "other"})


def keep(wiring: Wiring, subject: bytes, data: bytes) -> Attached:
    """Keep a proof; who brings one that the record does not list is refused.

    All but samples of the data may name persons: they are read by the registry's staff alone.

    Raises:
        SubjectUnknown: there is no such application, as far as the mirror has read.
        RecordNotOpened: its record was not left for the registry, so nothing says what belongs.
        ProofNotListed: the record lists no proof with these bytes.
        PersonalDataFound: it is a sample of the data, and names a person by a number.
        RecordKeyMissing, ContentError: nothing was kept; what was erased is not kept again.
    """
    given = Attached.of(data)
    with unit_of_work(wiring.engine, silent=True) as work:
        content = application.application(work, subject)
        if content is None:
            raise SubjectUnknown(subject)
        opened = records.opened(wiring, work, subject, content.record)
        if opened is None:
            raise RecordNotOpened(subject.hex())
        kinds = {
            str(each["kind"])
            for each in opened.fields.get("proofs", ())
            if (each["sha256"], each["size"]) == (given.sha256.hex(), given.size)
        }
        if not kinds:
            raise ProofNotListed(given.sha256.hex())
        for kind in sorted(kinds - PERSONAL):
            require_impersonal(kind, [data], day_of(wiring.clock()))
        return contents.keep(wiring, work, subject, data)
