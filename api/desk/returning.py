"""What an applicant left of an application comes back to it: record and proofs, to file anew with.

Only to whoever applied, or absorbed who did, or to an agent whose written authority to file for an
applicant stands, by its session, each time with an entry in the desk's log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.desk import contents, records
from api.desk.errors import NotApplicant
from api.desk.working import log_return
from api.registrant.errors import ProofNotListed, RecordNotOpened
from ledger.domain.acts import AgentPower
from ledger.queries.application import ApplicationPage, find_application
from ledger.queries.errors import SubjectUnknown
from ledger.queries.party import parties_of_account
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import absorption, application, mandate, mirror

if TYPE_CHECKING:
    from api.sessions.opening import Principal
    from api.wiring import Wiring
    from ledger.store.engine import Session


@dataclass(frozen=True, slots=True)
class Earlier:
    """An application as it was filed: the fields that were not erased, the proofs still kept."""

    page: ApplicationPage
    fields: dict[str, Any]
    proofs: tuple[dict[str, Any], ...]


def earlier(wiring: Wiring, who: Principal, subject: bytes) -> Earlier:
    """What an applicant left of its application.

    Raises:
        SubjectUnknown: there is no such application, as far as the mirror has read.
        NotApplicant: whoever asks did not apply.
        RecordNotOpened: no record was left that fits, or none that opens.
    """
    _log(wiring, who, subject)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        page = find_application(session, subject)
        opened = records.opened(wiring, session, subject, page.record)
        if opened is None:
            raise RecordNotOpened(subject.hex())
        kept = contents.kept(wiring, session, subject)
        proofs = tuple(
            each
            for each in opened.fields.get("proofs", ())
            if kept.get(bytes.fromhex(each["sha256"]))
        )
    return Earlier(page, opened.fields, proofs)


def proof(wiring: Wiring, who: Principal, subject: bytes, digest: bytes) -> bytes:
    """A proof that its applicant left. Raises ProofNotListed, ContentError; as `earlier`."""
    found = earlier(wiring, who, subject)
    if digest.hex() not in {each["sha256"] for each in found.proofs}:
        raise ProofNotListed(digest.hex())
    with read_session(wiring.engine, now=wiring.clock()) as session:
        row = contents.place(session, subject, digest)
    return contents.opened(wiring, row)


def _log(wiring: Wiring, who: Principal, subject: bytes) -> None:
    with unit_of_work(wiring.engine, silent=True) as work:
        registry = _registry(work, who, subject)
        log_return(wiring, work, registry, (who.party, who.account, subject))


def _filed_for(session: Session, agent: bytes) -> set[bytes]:
    """Those for whom a party may file now: an authority ends with who gave it (Art. 173)."""
    time = mirror.require_cursor(session).time
    files = 1 << AgentPower.FILE
    given = {
        row.principal
        for row in mandate.principals(session, agent)
        if row.powers & files and row.since <= time < row.until
    }
    return given - absorption.absorbed(session, given)


def _registry(session: Session, who: Principal, subject: bytes) -> int:
    found = application.states(session, (subject,)).get(subject)
    if found is None:
        raise SubjectUnknown(subject)
    applied = {row.party for row in application.applicants(session, (subject,)) if row.current}
    own = parties_of_account(session, who.account, mirror.require_cursor(session).time)
    if not applied & {*own, *_filed_for(session, who.party)}:
        raise NotApplicant(subject, who.party)
    return found.registry_code
