"""Steps in disputes that staff takes from the desk: notices, returns, rulings, a court's orders."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from api.desk import hands
from api.desk.preparing import SIGN_SECONDS
from api.problems import EntryUnclear
from ledger.bindings.errors.dispute_desk import DisputeUnknown
from ledger.domain.acts import (
    DisputeAction,
    DisputeId,
    DisputeRuling,
    DisputeStep,
    DocumentDigest,
    PartyId,
    Role,
    SubjectId,
    TitleId,
)
from ledger.domain.clock import title_at
from ledger.domain.disputes import Taker, taker_of
from ledger.queries.as_of import as_of
from ledger.queries.replay import load_dossier
from ledger.store.engine import read_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.desk.entering import Clerk
    from api.wiring import Wiring
    from ledger.domain.clock import TitleAt
    from ledger.domain.disputes import DisputeAt
    from ledger.store.engine import ReadSession

KINDS: Final = frozenset({"dispute-step", "dispute-ruling"})
# whose signatures the desk asks for; the others are no staff
STAFF: Final[Mapping[Taker, tuple[Role, ...]]] = MappingProxyType(
    {
        Taker.ACCEPTANCE: (Role.ACCEPTANCE,),
        Taker.OTHER_EXAMINERS: (Role.EXAMINER, Role.REVIEWER),
        Taker.ORDER_CLERKS: (Role.ORDER_CLERK,),
    }
)


@dataclass(frozen=True, slots=True)
class StepWish:
    """A step as the desk takes it: on a document; `court` where it is ordered, else zero."""

    title: bytes
    dispute: bytes
    action: DisputeAction
    document: bytes
    court: bytes


def prepare(wiring: Wiring, clerk: Clerk, wish: StepWish) -> bytes:
    """Prepare a step of the registry; the digest that its staff signs.

    Raises:
        DisputeUnknown: no dispute over a title of this registry.
        EntryUnclear: no step of staff, or a court is named for none that is ordered.
        RoleNotHeld, RulingByExaminer: who asks takes no such step.
        ActWouldBeRefused: the register would not take it.
    """
    roles = STAFF.get(taker_of(wish.action)) if wish.action else None
    if roles is None:
        raise EntryUnclear("action", "a step that the registry takes")
    hands.require_role(clerk, *roles)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        at, found = dispute_of(session, clerk.registry, wish.title, wish.dispute)
        terms = _terms(at, found, wish, as_of(session).time + SIGN_SECONDS)
        hands.require_other(session, clerk, terms)
        kind = "dispute-ruling" if isinstance(terms, DisputeRuling) else "dispute-step"
        row = hands.draft(wiring, session, clerk, (kind, SubjectId(wish.title), terms))
    return hands.keep(wiring, row)


def dispute_of(
    session: ReadSession, registry: int, title: bytes, dispute: bytes
) -> tuple[TitleAt, DisputeAt]:
    """A dispute over a title of a registry, and the title. Raises DisputeUnknown."""
    at = title_at(load_dossier(session, title), as_of(session).time)
    every = at.disputes if at is not None and at.record.registry == registry else ()
    found = next((each for each in every if each.dispute == dispute), None)
    if at is None or found is None:
        raise DisputeUnknown(TitleId(title), DisputeId(dispute))
    return at, found


def _terms(at: TitleAt, found: DisputeAt, wish: StepWish, deadline: int) -> Any:
    place = (TitleId(wish.title), DisputeId(wish.dispute), found.word.version, wish.action)
    document = DocumentDigest(wish.document)
    if taker_of(wish.action) is Taker.OTHER_EXAMINERS:
        return DisputeRuling(*place, at.terms, document, deadline)
    return DisputeStep(*place, PartyId(wish.court), document, deadline)
