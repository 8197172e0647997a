"""Issue of titles and transfers of shares: commands of TitleBook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain import profiles
from ledger.domain.acts import (
    ActKind,
    Application,
    ApplicationId,
    CertificateNumber,
    DocumentDigest,
    Issue,
    LotId,
    PartyId,
    PledgeId,
    Share,
    Succession,
    Tag,
    Time,
    TitleId,
    Transfer,
)
from ledger.domain.dossier import Act
from ledger.domain.ids import ZERO, title_id
from ledger.domain.party_words import HEIR_KEY
from ledger.domain.words import (
    TAIL_BYTES,
    ApplicationRecord,
    HoldingWord,
    holding_key,
    party_of_tail,
    tag_of,
)
from ledger.registrar.acting import Door, Entered, Hand, enter, require_id
from ledger.registrar.register import Register

BOOK: Final = BookName.TITLE_BOOK
ISSUE: Final = Door(BOOK, "issue", ActKind.TitleIssued, Issue, shows_content=True)
TRANSFER: Final = Door(BOOK, "transfer", ActKind.SharesTransferred, Transfer)
SUCCEED: Final = Door(BOOK, "succeed", ActKind.PredecessorNamed, Succession)

NO_DOCUMENT: Final = DocumentDigest(ZERO)


@dataclass(frozen=True, slots=True)
class Registered:
    """Where a registered application stands: how many acts it has, when it was deposited."""

    application: ApplicationId
    seq: int
    deposited_at: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A title with the certificate number of each holder."""

    title: TitleId
    numbers: Mapping[PartyId, CertificateNumber]


@dataclass(frozen=True, slots=True)
class Issued(Numbered):
    """The same, with the act that issued it."""

    entered: Entered


@dataclass(frozen=True, slots=True)
class Transferred:
    """A transfer, with the holdings of giver and taker as they now are."""

    giver: HoldingWord
    taker: HoldingWord
    entered: Entered


@dataclass(frozen=True, slots=True)
class Move:
    """What moves from giver to taker: parts per million by Right.

    Lots move whole, each named with all its open pledges.
    """

    title: TitleId
    giver: PartyId
    taker: PartyId
    shares: tuple[int, int, int]
    lots: Mapping[LotId, Sequence[PledgeId]] = field(default_factory=dict)
    document: DocumentDigest = NO_DOCUMENT


def issue_terms(
    register: Register,
    application: ApplicationId,
    content: Application,
    *,
    valid_until: int | None = None,
) -> Issue:
    """The terms of an issue, from an application that is registered.

    Where no end is given, the longest term that the application's profile allows.
    Raises ProfileNotKnown, ProfileIncomplete.
    """
    record = register.record(application, ApplicationRecord)
    stands = Registered(application, record.seq, record.deposited_at)
    return terms_of(stands, content, deadline=register.deadline(), valid_until=valid_until)


def terms_of(
    stands: Registered, content: Application, *, deadline: int, valid_until: int | None = None
) -> Issue:
    """The terms of an issue, for whoever knows where the application stands. Raises as above."""
    if valid_until is None:
        valid_until = profiles.of(content.profile).valid_until(stands.deposited_at)
    return Issue(
        application=stands.application,
        seq=stands.seq,
        registry=content.registry,
        fingerprint=content.fingerprint,
        record=content.record,
        profile=content.profile,
        registered_at=Time(stands.deposited_at),
        valid_until=Time(valid_until),
        deadline=deadline,
    )


def issue(register: Register, terms: Issue, content: Application, hands: Sequence[Hand]) -> Issued:
    """Issue a title and its holders' certificates. Hand: the registry's seal keeper."""
    entered = enter(register, ISSUE, terms, hands, content)
    title = title_id(terms)
    require_id("title", title, entered.act.raw.subject)
    numbers = {
        party: CertificateNumber(holding.number)
        for party, holding in holdings_of(entered.act).items()
    }
    return Issued(title, numbers, entered)


def issued_by(register: Register, terms: Issue, content: Application) -> Numbered:
    """The title that these terms made, with its holders' numbers as they stand on the chain."""
    made = title_id(terms)
    holders = [split.holder for split in content.splits]
    words = {each: register.read(made, holding_key(each), HoldingWord) for each in holders}
    return Numbered(made, {each: CertificateNumber(word.number) for each, word in words.items()})


def transfer_terms(register: Register, move: Move) -> Transfer:
    """The terms of a transfer, on the giver's holding as it stands."""
    moved = sorted(move.lots.items())
    hold, use, oper = map(Share, move.shares)
    return Transfer(
        title=move.title,
        giver=move.giver,
        taker=move.taker,
        hold=hold,
        use=use,
        oper=oper,
        lots=tuple(lot for lot, _ in moved),
        pledges=tuple(pledge for _, pledges in moved for pledge in sorted(pledges)),
        giver_version=register.read(move.title, holding_key(move.giver), HoldingWord).version,
        document=move.document,
        deadline=register.deadline(),
    )


def transfer(register: Register, terms: Transfer, hands: Sequence[Hand]) -> Transferred:
    """Move shares. Hands: giver, taker, then every pledgee of a moved lot."""
    entered = enter(register, TRANSFER, terms, hands)
    holdings = holdings_of(entered.act)
    return Transferred(holdings[terms.giver], holdings[terms.taker], entered)


def succession_terms(
    register: Register, issued: Issue, before: Issue, holders: Sequence[PartyId]
) -> Succession:
    """The terms that name a title's predecessor.

    `holders`: all of the new title, and whom they absorbed in the place of those who did not hold
    the earlier one.
    """
    follows = title_id(issued)
    return Succession(
        title=follows,
        predecessor=title_id(before),
        issued=issued,
        before=before,
        holders=tuple(sorted(holders, key=lambda each: _holder_now(register, follows, each))),
        deadline=register.deadline(),
    )


def _holder_now(register: Register, title: TitleId, party: PartyId) -> bytes:
    holds = not register.read(title, holding_key(party), HoldingWord).ended
    return party if holds else register.word(party, HEIR_KEY)


def succeed(register: Register, terms: Succession, hands: Sequence[Hand]) -> Entered:
    """Name the earlier title that a title follows. Hand: the registry's seal keeper."""
    return enter(register, SUCCEED, terms, hands)


def holdings_of(act: Act) -> dict[PartyId, HoldingWord]:
    """The holdings that an act on a title left, by holder."""
    return {
        PartyId(party_of_tail(key[-TAIL_BYTES:])): HoldingWord.parse(word)
        for key, word in act.writes
        if tag_of(key) is Tag.HOLDING
    }
