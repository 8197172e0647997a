"""Evidence packages that are asked for: made behind the answer, fetched by the request's own id.

A request for a court abroad is locked until a member of the registry's staff has entered the
approval of the competent authority: without it, data that are kept in China go to no foreign court
(Data Security Law Art. 36).
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from api import evidence
from api.desk.errors import ReviewersOnly
from api.enclosing import maker
from api.forum import Forum
from api.problems import ApiError, MomentUnknown, PackageUnknown
from api.stamps import Stamps, handed_out, stamps_of
from api.texts.shown import iso
from ledger.domain import canonical
from ledger.domain.acts import Role
from ledger.domain.errors import DomainError
from ledger.domain.verdict import Purpose
from ledger.errors import LedgerError
from ledger.queries.as_of import as_of
from ledger.queries.certificate import certificate
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import evidence as store
from ledger.store.repositories import title as titles
from ledger.store.tables.evidence import EvidenceRequestRow, HandOverRow
from notarization.custody import with_lines
from notarization.errors import NotarizationError
from notarization.verify.custody import Handling, HandOver, at
from notarization.verify.digests import sm3
from notarization.verify.errors import VerificationError

if TYPE_CHECKING:
    from api.desk.entering import Clerk
    from api.wiring import Wiring
    from ledger.domain.canonical import JsonInput
    from ledger.store.engine import Session

LOG: Final = logging.getLogger("datadeed.api")
ID: Final = 16
ALL: Final = "*"
# seconds after which a making that did not end is taken up again
PATIENCE: Final = 120
MOST: Final = 200
# times that a package is handed over: each is a line of the log that goes with it
MOST_FETCHED: Final = 100
APPROVAL: Final = "export-approval.json"
NOT_STAMPED: Final = Stamps()


class State(StrEnum):
    """What has become of a request."""

    LOCKED = "locked"
    WAITING = "waiting"
    MAKING = "making"
    MADE = "made"
    REFUSED = "refused"


@dataclass(eq=False)
class EvidenceRequestUnknown(ApiError):
    """There is no request of this id."""

    code: ClassVar[str] = "EVIDENCE_REQUEST_UNKNOWN"
    status: ClassVar[int] = 404

    id: str


@dataclass(eq=False)
class EvidenceRequestLocked(ApiError):
    """The request is for a court abroad, and no approval has been entered (DSL Art. 36)."""

    code: ClassVar[str] = "EVIDENCE_REQUEST_LOCKED"
    status: ClassVar[int] = 409

    id: str


@dataclass(eq=False)
class EvidenceNotMade(ApiError):
    """The package of the request is not there: it is being made, or was refused; see its state."""

    code: ClassVar[str] = "EVIDENCE_NOT_MADE"
    status: ClassVar[int] = 409

    id: str
    state: str
    refused: str


@dataclass(eq=False)
class EvidenceHandedOver(ApiError):
    """The package was fetched as often as its custody log takes: use what you have, or ask anew."""

    code: ClassVar[str] = "EVIDENCE_HANDED_OVER"
    status: ClassVar[int] = 409

    id: str
    times: int


@dataclass(eq=False)
class EvidenceRequestNotLocked(ApiError):
    """Only what is locked can be approved."""

    code: ClassVar[str] = "EVIDENCE_REQUEST_NOT_LOCKED"
    status: ClassVar[int] = 409

    id: str
    state: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A request with its custody log; of a package that is made the SM3 and the time stamps."""

    row: EvidenceRequestRow
    custody: tuple[HandOver, ...]
    stamps: Stamps = NOT_STAMPED
    sm3: str = ""


def ask(wiring: Wiring, asked: evidence.Request, forum: Forum, mark: bytes = b"") -> bytes:
    """Enter a request; its id. Nothing is made yet.

    The same request under the same mark, as of a form that was sent twice, is one.

    Raises:
        NumberUnknown: no certificate has this number.
        MomentUnknown: the moment asked about lies after all that the mirror has read.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        if asked.at is not None and asked.at > as_of(session).time:
            raise MomentUnknown(iso(asked.at))
        title = certificate(session, asked.number).title
        registry = titles.titles(session, (title,))[title].registry_code
    row = EvidenceRequestRow(
        id=secrets.token_bytes(ID),
        registry_code=registry,
        number=asked.number,
        purpose=asked.purpose.value,
        requester=asked.requester,
        case_ref=asked.case_ref,
        at=-1 if asked.at is None else asked.at,
        opened=ALL if asked.opened is None else " ".join(sorted(asked.opened)),
        forum=forum.value,
        state=State.LOCKED if forum is Forum.FOREIGN else State.WAITING,
        code="",
        asked=wiring.clock(),
        begun=0,
        approval="",
        authority="",
        party=b"",
        approved=0,
        digest=b"",
        block=0,
    )
    if mark:
        # nobody but who has the form's mark could work the id out
        told = repr((row.number, row.purpose, row.requester, row.case_ref, row.at, row.opened))
        key = hashlib.sha256(mark + f"{told} {row.forum}".encode()).digest()[:ID]
        row = replace(row, id=key)
    with unit_of_work(wiring.engine, silent=True) as work:
        if store.request(work, row.id) is None:
            store.keep(work, row)
    return row.id


def look(wiring: Wiring, key: bytes) -> Looked:
    """A request as it is. Raises EvidenceRequestUnknown."""
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = Looked(_row(session, key), _lines(session, key))
    if found.row.state != State.MADE:
        return found
    try:
        path = evidence.by_case(wiring, found.row.digest.hex())
    except PackageUnknown:
        return found
    stamps = stamps_of(wiring.settings, path, wiring.clock())
    return replace(found, stamps=stamps, sm3=sm3(path.read_bytes()).hex())


def is_due(wiring: Wiring, row: EvidenceRequestRow) -> bool:
    """Whether it is to be made: nobody began, or who began did not end."""
    # one of the future began under a clock that was ahead
    late = not 0 <= wiring.clock() - row.begun < PATIENCE
    return row.state == State.WAITING or (row.state == State.MAKING and late)


def run(wiring: Wiring, key: bytes) -> None:
    """Make the package of a request that is due; what it cannot be made for is kept as a code.

    Where the node or the database does not answer it stays due, for the next look.
    """
    row = _begun(wiring, key)
    if row is None:
        return
    try:
        made = evidence.make(wiring, _request(row))
    except MomentUnknown as fault:
        # the mirror has read it, and it is not final yet
        done, first = replace(row, state=State.WAITING, code=fault.code), None
    except (ApiError, DomainError, NotarizationError, VerificationError) as fault:
        LOG.error("no package request=%s fault=%s", key.hex(), fault)  # noqa: TRY400 (no trace)
        done, first = replace(row, state=State.REFUSED, code=fault.code), None
    except LedgerError as fault:
        LOG.error("no package yet request=%s fault=%s", key.hex(), fault)  # noqa: TRY400
        done, first = replace(row, state=State.WAITING, code=fault.code), None
    else:
        digest = bytes.fromhex(made.digest)
        done = replace(row, state=State.MADE, code="", digest=digest, block=made.block)
        name = maker(wiring.settings)
        first = HandOverRow(key, 0, Handling.MADE, wiring.clock(), name, name, "")
    with unit_of_work(wiring.engine, silent=True) as work:
        if _row(work, key) != row:
            # it took so long that another has taken it up, and may have handed its own over
            return
        store.keep(work, done)
        if first is not None:
            store.enter(work, first)


def fetch(wiring: Wiring, key: bytes) -> tuple[str, bytes]:
    """Hand the package over to who asked for it: its name and bytes, with the custody log.

    Raises EvidenceRequestUnknown, EvidenceRequestLocked, EvidenceNotMade, EvidenceHandedOver,
    PackageUnknown.
    """
    with unit_of_work(wiring.engine, silent=True) as work:
        row = _row(work, key)
        if row.state == State.LOCKED:
            raise EvidenceRequestLocked(key.hex())
        if row.state != State.MADE:
            raise EvidenceNotMade(key.hex(), row.state, row.code)
        path = evidence.by_case(wiring, row.digest.hex())
        before = _lines(work, key)
        if len(before) > MOST_FETCHED:
            raise EvidenceHandedOver(key.hex(), MOST_FETCHED)
        # a clock that was set back must not break the log
        time = max(wiring.clock(), before[-1].seconds)
        place, giver = len(before), before[0].giver
        given = HandOverRow(key, place, Handling.HANDED_OVER, time, giver, row.requester, "")
        package = handed_out(wiring.settings, path, wiring.clock())
        made = with_lines(package, (*before, _line(given)))
        store.enter(work, given)
    return path.name, made


def locked(wiring: Wiring, clerk: Clerk) -> list[EvidenceRequestRow]:
    """What waits for an approval at a registry. Raises ReviewersOnly."""
    _require_reviewer(clerk)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        return store.in_state(session, clerk.registry, State.LOCKED, MOST)


def approve(wiring: Wiring, clerk: Clerk, key: bytes, approval: str, authority: str) -> None:
    """Enter the approval of an authority, by a reviewer of the registry; then it can be made.

    Raises ReviewersOnly, EvidenceRequestUnknown, EvidenceRequestNotLocked.
    """
    _require_reviewer(clerk)
    with unit_of_work(wiring.engine, silent=True) as work:
        row = _row(work, key)
        if row.registry_code != clerk.registry:
            raise EvidenceRequestUnknown(key.hex())
        if row.state != State.LOCKED:
            raise EvidenceRequestNotLocked(key.hex(), row.state)
        entered = replace(row, approval=approval, authority=authority, party=clerk.party)
        store.keep(work, replace(entered, state=State.WAITING, approved=wiring.clock()))


def _require_reviewer(clerk: Clerk) -> None:
    if Role.REVIEWER not in clerk.roles:
        raise ReviewersOnly(clerk.registry)


def _begun(wiring: Wiring, key: bytes) -> EvidenceRequestRow | None:
    """The request where this process is the one that makes it."""
    with unit_of_work(wiring.engine, silent=True) as work:
        row = _row(work, key)
        if not is_due(wiring, row):
            return None
        store.keep(work, begun := replace(row, state=State.MAKING, begun=wiring.clock()))
    return begun


def _request(row: EvidenceRequestRow) -> evidence.Request:
    papers: dict[str, bytes] = {}
    if row.approval:
        said: dict[str, JsonInput] = {
            "approval": row.approval,
            "approvedAt": row.approved,
            "authority": row.authority,
            "enteredBy": "0x" + row.party.hex(),
        }
        papers[APPROVAL] = canonical.encode(said)
    return evidence.Request(
        row.number,
        Purpose(row.purpose),
        row.requester,
        row.case_ref,
        at=None if row.at < 0 else row.at,
        opened=None if row.opened == ALL else frozenset(row.opened.split()),
        papers=papers,
        by_case=True,
    )


def _row(session: Session, key: bytes) -> EvidenceRequestRow:
    row = store.request(session, key)
    if row is None:
        raise EvidenceRequestUnknown(key.hex())
    return row


def _lines(session: Session, key: bytes) -> tuple[HandOver, ...]:
    return tuple(map(_line, store.custody(session, key)))


def _line(row: HandOverRow) -> HandOver:
    return HandOver(Handling(row.kind), at(row.time), row.giver, row.taker, row.note)
