"""Proof files that the record of a filed application lists: kept sealed for the registry's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk import records
from api.registrant.errors import ProofNotListed, RecordNotOpened
from ledger.queries.errors import SubjectUnknown
from ledger.store.engine import unit_of_work
from ledger.store.repositories import application, offchain
from ledger.store.tables.offchain import ContentRefRow
from notarization.content.directory import DirectoryStore
from notarization.verify.digests import sha256

if TYPE_CHECKING:
    from api.wiring import Wiring
    from notarization.content.store import ContentRef


def keep(wiring: Wiring, subject: bytes, data: bytes) -> ContentRef:
    """Keep a proof; who brings one that the record does not list is refused.

    Raises:
        SubjectUnknown: there is no such application, as far as the mirror has read.
        RecordNotOpened: its record was not left for the registry, so nothing says what belongs.
        ProofNotListed: the record lists no proof with these bytes.
        RecordKeyMissing, ContentError: nothing was kept.
    """
    digest = sha256(data)
    with unit_of_work(wiring.engine, silent=True) as work:
        content = application.application(work, subject)
        if content is None:
            raise SubjectUnknown(subject)
        opened = records.opened(wiring, work, subject, content.record)
        if opened is None:
            raise RecordNotOpened(subject.hex())
        listed = {(each["sha256"], each["size"]) for each in opened.fields.get("proofs", ())}
        if (digest.hex(), len(data)) not in listed:
            raise ProofNotListed(digest.hex())
        store = DirectoryStore(wiring.settings.content, staff=(records.key_of(wiring).reader,))
        ref = store.put(data, public=False)
        offchain.store(work, ContentRefRow(digest, subject, ref.name, wiring.clock()))
    return ref
