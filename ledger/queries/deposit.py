"""Deposits: what waits for the national system, what alarms, and the receipt of an application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from ledger.domain import profiles
from ledger.domain.acts import Origin
from ledger.domain.deposit import ALARMS, STALE_SECONDS, Deposit, DepositState
from ledger.queries.errors import SubjectUnknown
from ledger.queries.names import NoticeFacts, notice_facts
from ledger.store.repositories import application, deposit

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonInput
    from ledger.store.engine import ReadSession, Session
    from ledger.store.tables.deposit import DepositRow

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class DepositFacts:
    """An application's deposit; number, time and digest of the receipt are empty before it came.

    `tried` is when it was last sent, `code` the last fault.
    """

    application: bytes
    state: DepositState
    attempts: int
    tried: int
    code: str
    number: str
    received_at: int
    receipt_digest: bytes


@dataclass(frozen=True, slots=True)
class DepositStatus:
    """Deposits that are open: `ready` applications wait, the oldest since `since` (chain time).

    `counts` are those that our desk has taken up, by state; `alarms` the first that somebody must
    look at, of so many as the states of alarm count.
    """

    ready: int
    since: int
    counts: Mapping[DepositState, int]
    alarms: tuple[DepositFacts, ...]

    @property
    def alarmed(self) -> int:
        """How many somebody must look at."""
        return sum(self.counts.get(state, 0) for state in ALARMS)


@dataclass(frozen=True, slots=True)
class NationalStatus:
    """When the national system was last heard, by the chain's time: 0 for never.

    `connected` is false where nobody asks it from here; `code` says why the last question was not
    answered, empty where it was. `age` is in seconds.
    """

    connected: bool
    heard: int
    age: int
    code: str

    @property
    def stale(self) -> bool:
        """Whether an answer is missing, or older than the rules let pass."""
        return self.connected and (not self.heard or self.age > STALE_SECONDS)


def national_status(session: Session, time: int, registry: int | None = None) -> NationalStatus:
    """How a registry stands to the national system at a time; of all registries, the worst."""
    if registry is None:
        rows = deposit.nationals(session)
    else:
        row = deposit.national(session, registry)
        rows = [] if row is None else [row]
    worst = min(rows, key=lambda each: each.heard, default=None)
    if worst is None:
        return NationalStatus(connected=False, heard=0, age=0, code="")
    age = max(0, time - worst.heard)
    return NationalStatus(connected=True, heard=worst.heard, age=age, code=worst.code)


def deposit_of(session: Session, subject: bytes) -> DepositFacts | None:
    """The deposit of an application; None before our desk took it up."""
    found = deposit.deposit(session, subject)
    return None if found is None else facts(found)


def facts(row: DepositRow) -> DepositFacts:
    """What may be told of a deposit: what a refusal said may name persons, so it stays inside."""
    return DepositFacts(
        application=row.application,
        state=DepositState(row.state),
        attempts=row.attempts,
        tried=row.tried,
        code=row.code,
        number=row.number,
        received_at=row.received_at,
        receipt_digest=sha256(row.receipt).digest() if row.receipt else b"",
    )


def deposit_status(session: ReadSession) -> DepositStatus:
    """How the deposits stand."""
    ready, since = deposit.waiting(session)
    alarms = tuple(map(facts, deposit.alarms(session, MOST)))
    return DepositStatus(ready, since, deposit.counts(session), alarms)


def content_of(session: Session, subject: bytes) -> Deposit:
    """What is deposited of an application (NAT-2026 Art. 26): applicants, object, rights, notice.

    What is not public stands behind the record's root.
    Raises SubjectUnknown.
    """
    row = application.application(session, subject)
    if row is None:
        raise SubjectUnknown(subject)
    profile = profiles.by_digest(row.profile)
    members: dict[str, JsonInput] = {
        "registry": row.registry_code,
        "rules": profile.id if profile else "",
        "profile": row.profile.hex(),
        "fingerprint": row.fingerprint.hex(),
        "keyed": bool(row.keyed),
        "origin": Origin(row.origin).name.lower(),
        "record": row.record.hex(),
        "rights": [
            {"party": each.party.hex(), "hold": each.hold, "use": each.use, "oper": each.oper}
            for each in application.applicants(session, (subject,))
            if each.current
        ],
        "notice": _notice(notice_facts(session, (subject,)).get(subject)),
    }
    return Deposit.of(subject, members)


def _notice(found: NoticeFacts | None) -> JsonInput:
    if found is None or found.fault:
        return None
    return {
        "data_name": found.data_name,
        "industry": found.industry,
        "region": found.region,
        "summary": found.summary,
        "applicants": [{"name": each.name, "uscc": each.uscc} for each in found.applicants],
        "published": found.published_time,
        "due": found.due,
    }
