"""Corrections of titles and their ends before the term: commands of ChangeDesk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain import profiles
from ledger.domain.acts import (
    ActKind,
    Application,
    ApplicationId,
    Closing,
    Correction,
    DocumentDigest,
    EndGround,
    FieldGroup,
    Issue,
    LotId,
    PartyId,
    PledgeId,
    RecordRoot,
    Renewal,
    Time,
    TitleId,
)
from ledger.domain.ids import ZERO, title_id
from ledger.domain.words import ApplicationRecord, TitleRecord
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.register import Register
from ledger.registrar.title import Registered

BOOK: Final = BookName.CHANGE_DESK
CORRECT: Final = Door(BOOK, "correct", ActKind.TitleCorrected, Correction)
RENEW: Final = Door(BOOK, "renew", ActKind.TitleRenewed, Renewal, shows_content=True)
REVOKE: Final = Door(BOOK, "revoke", ActKind.TitleRevoked, Closing, shows_content=True)
CANCEL: Final = Door(BOOK, "cancel", ActKind.TitleCancelled, Closing, shows_content=True)
NOBODY: Final = PartyId(ZERO)
AT_ONCE: Final = Time(0)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A new record of a title: its root, and its published fields as in a notice (may be none).

    Where the title is pledged and a description changes, `lots` has every pledged lot with all its
    open pledges.
    """

    title: TitleId
    group: FieldGroup
    record: RecordRoot
    holders: Sequence[PartyId]
    instrument: DocumentDigest
    clear: bytes = b""
    lots: Mapping[LotId, Sequence[PledgeId]] = field(default_factory=dict)
    court: PartyId = NOBODY


def correction_terms(register: Register, made: Corrected) -> Correction:
    """The terms of a correction, on the title as it stands."""
    lots = sorted(made.lots.items())
    return Correction(
        title=made.title,
        seq=register.record(made.title, TitleRecord).seq,
        group=made.group,
        record=made.record,
        clear=made.clear,
        holders=tuple(sorted(made.holders)),
        lots=tuple(lot for lot, _ in lots),
        pledges=tuple(pledge for _, pledges in lots for pledge in sorted(pledges)),
        court=made.court,
        instrument=made.instrument,
        deadline=register.deadline(),
    )


def correct(register: Register, terms: Correction, hands: Sequence[Hand]) -> Entered:
    """Put an error right. Hands: examiner, reviewer, then every pledgee that must consent."""
    return enter(register, CORRECT, terms, hands)


def renewal_terms(
    register: Register,
    issued: Issue,
    application: ApplicationId,
    *,
    valid_until: int | None = None,
    court: PartyId = NOBODY,
) -> Renewal:
    """The terms of a new term behind the old one, from a renewal that is registered.

    Where no end is given, the longest that the title's own profile allows.
    Raises ProfileNotKnown, ProfileIncomplete.
    """
    if valid_until is None:
        end = register.record(title_id(issued), TitleRecord).valid_until
        valid_until = profiles.of(issued.profile).valid_until(end)
    place = register.record(application, ApplicationRecord)
    stands = Registered(application, place.seq, place.deposited_at)
    terms = terms_of_renewal(stands, issued, valid_until, deadline=register.deadline())
    return replace(terms, court=court)


def terms_of_renewal(
    stands: Registered, issued: Issue, valid_until: int, *, deadline: int
) -> Renewal:
    """The terms of a new term, for whoever knows where the application for it stands."""
    return Renewal(
        title=title_id(issued),
        application=stands.application,
        seq=stands.seq,
        issued=issued,
        valid_until=Time(valid_until),
        court=NOBODY,
        deadline=deadline,
    )


def renew(
    register: Register, terms: Renewal, content: Application, hands: Sequence[Hand]
) -> Entered:
    """Renew a title (续期). `content`: the application for it. Hand: the registry's seal keeper."""
    return enter(register, RENEW, terms, hands, content)


@dataclass(frozen=True, slots=True)
class Ended:
    """Why a title ends, on which document, by whose order; `since` is for a revocation only."""

    ground: EndGround
    instrument: DocumentDigest
    since: Time = AT_ONCE
    court: PartyId = NOBODY


def closing_terms(register: Register, issued: Issue, ended: Ended) -> Closing:
    """The terms of an end, on the title as it stands; `issued` are the terms of its issue."""
    title = title_id(issued)
    return Closing(
        title=title,
        seq=register.record(title, TitleRecord).seq,
        issued=issued,
        ground=ended.ground,
        from_=ended.since,
        court=ended.court,
        instrument=ended.instrument,
        deadline=register.deadline(),
    )


def revoke(
    register: Register, terms: Closing, content: Application, hands: Sequence[Hand]
) -> Entered:
    """Revoke a title (撤销). `content`: its application as filed. Hands: examiner, reviewer."""
    return enter(register, REVOKE, terms, hands, content)


def cancel(
    register: Register, terms: Closing, content: Application, hands: Sequence[Hand]
) -> Entered:
    """Cancel a title (注销). `content`: its application as filed. Hands: examiner, reviewer."""
    return enter(register, CANCEL, terms, hands, content)
