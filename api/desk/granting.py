"""Opening one file of an application to a court, on its order: no byte that is stored changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.desk import records
from api.desk.contents import left_here
from api.desk.entering import Clerk
from api.desk.errors import ContentNotKept, StaffUnknown
from api.desk.working import log_grant
from ledger.domain.acts import Role
from ledger.queries.errors import SubjectUnknown
from ledger.queries.staff import standing_of
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import application, mirror, offchain
from notarization.content.chosen import require_nodes, store_of
from notarization.content.sealing import Reader
from notarization.content.store import SealedRef

if TYPE_CHECKING:
    from api.wiring import Wiring
    from ledger.chain.signer import Key
    from ledger.store.engine import Session
    from notarization.content.store import Granted


@dataclass(frozen=True, slots=True)
class Grant:
    """Which file (by SHA-256) of which application is opened to whom, and on which order."""

    application: bytes
    digest: bytes
    reader: Reader
    order: str


def grant(wiring: Wiring, asked: Grant, key: Key) -> Granted:
    """Open a file to a reader; the desk's log tells it before it is done.

    Raises:
        SubjectUnknown, ContentNotKept: there is no such application or file here.
        StaffUnknown: the key is of no order clerk of its registry.
        RecordKeyMissing, ContentError: it cannot be opened now.
    """
    require_nodes(wiring.settings)
    identity = records.key_of(wiring)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        clerk = _order_clerk(session, asked.application, key.account)
        row = offchain.content(session, asked.digest, asked.application)
    if row is None:
        raise ContentNotKept(asked.digest)
    ref, store = SealedRef(row.digest, row.address), store_of(wiring.settings, identity.reader)
    with left_here(row.address):
        store.get_sealed(ref, identity)
    told = f"{asked.digest.hex()} {asked.reader.key} {asked.order}"
    with unit_of_work(wiring.engine, silent=True) as work:
        log_grant(wiring, work, clerk, (asked.application, told))
    return store.grant(ref, asked.reader, identity)


def _order_clerk(session: Session, subject: bytes, account: bytes) -> Clerk:
    content = application.application(session, subject)
    if content is None:
        raise SubjectUnknown(subject)
    standing = standing_of(session, account, mirror.require_cursor(session).time)
    registry = content.registry_code
    if standing is None or Role.ORDER_CLERK not in standing.roles.get(registry, ()):
        raise StaffUnknown(standing.party if standing else b"")
    return Clerk(standing.party, account, registry, frozenset(standing.roles[registry]))
