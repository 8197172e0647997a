"""Proposing, completing and withdrawing: terms are worked out here, nothing is signed or sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from api import drafting
from api.problems import ActUnknown, EntryUnclear
from api.proposals.errors import (
    FilingNotAsked,
    NotBetweenParties,
    PledgeNotOpen,
    ProposalEntered,
    ProposalNotOwn,
    ProposalsTooMany,
)
from api.proposals.fitting import require_fit
from api.proposals.proceeds import deposited
from api.proposals.proposal import find, own_parties, parties_of, title_of
from api.registrant import actfile
from ledger.domain.acts import (
    DocumentDigest,
    LotId,
    PartyId,
    Pledge,
    PledgeId,
    Release,
    Right,
    SecurityKind,
    Share,
    Time,
    TitleId,
    Transfer,
)
from ledger.domain.clock import title_at
from ledger.domain.ids import ZERO
from ledger.domain.movables import filing_word
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.proceeds import Deposit
from ledger.domain.words import (
    WHOLE,
    HoldingWord,
    LotWord,
    holding_key,
    lot_key,
    pledge_key,
)
from ledger.queries.as_of import as_of
from ledger.queries.certificate import certificate
from ledger.queries.replay import load_dossier
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import desk as drafts
from ledger.store.repositories import pledge as pledges
from ledger.store.repositories import proposal as store
from ledger.store.tables.desk import DraftRow

if TYPE_CHECKING:
    from api.registrant.actfile import ActFile
    from api.sessions.opening import Principal
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession, WriteSession

# within which all must have signed and sent, once the terms are whole
SIGN_SECONDS: Final = 3 * 86_400
KEPT_SECONDS: Final = 30 * 86_400
# within which the same terms, but for their deadline, are a form that was sent again
AGAIN_SECONDS: Final = 600
MOST_OPEN: Final = 50
# what parties alone sign on a title, by the names of the doors
PROPOSABLE: Final = (
    *("pledge", "release", "transfer"),
    *("pledge-amendment", "pledge-assignment", "pledge-ranking", "lot-shrinking"),
    *("pledge-enforcement", "seizure-knowledge", "lot-sale"),
    *("licence", "breach-notice", "licence-ending", "report", "report-withdrawal"),
    *("dispute", "dispute-step"),
)
# a draft of parties is no registry's
NO_REGISTRY: Final = 0


@dataclass(frozen=True, slots=True)
class PledgeWish:
    """A pledge that is to be proposed, all but its filing.

    `ppm` of the free operating right, or a `lot` that is pledged already (ZERO: none); amount in
    fen; `document` is the digest of the contract, `basis` of the decision by which the pledgor
    gives it (ZERO: none). `for_another`: it secures what another owes; `past_term`: the debt may
    fall due after the title's term.
    """

    number: int
    pledgee: bytes
    ppm: int
    lot: bytes
    kind: SecurityKind
    maximum: bool
    amount: int
    term_end: int
    document: bytes
    basis: bytes = ZERO
    for_another: bool = False
    past_term: bool = False


def propose_pledge(wiring: Wiring, who: Principal, wish: PledgeWish) -> bytes:
    """Propose a pledge to its pledgee; the name of the proposal.

    Raises:
        NumberUnknown, ProposalNotOwn: the certificate is none, or not the proposer's.
        EntryUnclear: a member is missing or of the wrong form.
        PurposeBarred, ActWouldBeRefused: it could not be entered as things stand.
        ProposalsTooMany.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = certificate(session, wish.number)
        pledgor = found.holder.party
        if pledgor not in own_parties(session, who):
            raise ProposalNotOwn(who.party)
        _require_clear(session, wish, pledgor)
        lot = load_dossier(session, found.title).read(lot_key(wish.lot), LotWord)
        terms = Pledge(
            title=TitleId(found.title),
            pledgor=PartyId(pledgor),
            pledgee=PartyId(wish.pledgee),
            right=Right.OPER,
            ppm=Share(lot.ppm if any(wish.lot) else wish.ppm),
            lot=LotId(wish.lot),
            kind=wish.kind,
            maximum=wish.maximum,
            amount=wish.amount,
            term_end=Time(wish.term_end),
            filed_at=Time(0),
            filing=ZERO,
            document=DocumentDigest(wish.document),
            basis=DocumentDigest(wish.basis),
            for_another=wish.for_another,
            past_term=wish.past_term,
            deadline=as_of(session).time + SIGN_SECONDS,
        )
        act = actfile.make(wiring.profile(), "pledge", terms)
        require_fit(wiring, session, act)
    return _kept(wiring, pledgor, act)


def _require_clear(session: ReadSession, wish: PledgeWish, pledgor: bytes) -> None:
    """What the page's form asks for is there. Raises EntryUnclear."""
    known = load_dossier(session, wish.pledgee).seq > 0
    checks = (
        ("pledgee", "another party of this register", known and wish.pledgee != pledgor),
        ("kind", "PLEDGE, MORTGAGE or OTHER", wish.kind is not SecurityKind.NONE),
        ("amount", "more than nothing", 0 < wish.amount < 2**128),
        ("ppm", "1 to 1,000,000, or a lot", any(wish.lot) or 0 < wish.ppm <= WHOLE),
        ("term_end", "a day to come", as_of(session).time < wish.term_end < 2**40),
        ("document", "the digest of the contract", any(wish.document)),
    )
    for member, needs, holds in checks:
        if not holds:
            raise EntryUnclear(member, needs)


@dataclass(frozen=True, slots=True)
class TransferWish:
    """Shares that move to another, in parts per million by Right; lots move whole among them.

    `document` is the digest of the contract; `deposit` what of the price is deposited for the
    pledgees of the lots.
    """

    number: int
    taker: bytes
    shares: tuple[int, int, int]
    lots: tuple[bytes, ...]
    document: bytes
    deposit: Deposit | None = None


def propose_transfer(wiring: Wiring, who: Principal, wish: TransferWish) -> bytes:
    """Propose a transfer to its taker and to every pledgee of a lot that moves with it.

    Raises PersonalDataFound, and as `propose_pledge`.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = certificate(session, wish.number)
        giver = found.holder.party
        if giver not in own_parties(session, who):
            raise ProposalNotOwn(who.party)
        dossier = load_dossier(session, found.title)
        at = title_at(dossier, as_of(session).time)
        pledges_ = at.pledges if at else ()
        lots = sorted(set(wish.lots))
        if not load_dossier(session, wish.taker).seq:
            raise EntryUnclear("taker", "another party of this register")
        hold, use, oper = map(Share, wish.shares)
        terms = Transfer(
            title=TitleId(found.title),
            giver=PartyId(giver),
            taker=PartyId(wish.taker),
            hold=hold,
            use=use,
            oper=oper,
            lots=tuple(map(LotId, lots)),
            pledges=tuple(
                PledgeId(each)
                for lot in lots
                for each in sorted(one.pledge for one in pledges_ if one.lot == lot)
            ),
            giver_version=dossier.read(holding_key(giver), HoldingWord).version,
            document=DocumentDigest(wish.document),
            deadline=as_of(session).time + SIGN_SECONDS,
        )
        terms, statement = deposited(terms, wish.deposit, wiring.clock())
        act = actfile.make(wiring.profile(), "transfer", terms)
        require_fit(wiring, session, act)
    return _kept(wiring, giver, act, statement)


def propose(wiring: Wiring, who: Principal, kind: str, terms: Any, *, statement: str = "") -> bytes:
    """Propose any act that parties sign among themselves on a title, by its terms.

    `statement` is the text that they name as their document, where the server knows it.

    Raises ActUnknown, NotBetweenParties, ProposalNotOwn, ActWouldBeRefused, PurposeBarred,
    ProposalsTooMany.
    """
    if kind not in PROPOSABLE:
        raise ActUnknown(kind[:80])
    act = actfile.make(wiring.profile(), kind, terms)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        asked, sees = parties_of(session, act)
        if not asked:
            raise NotBetweenParties(kind)
        own = [each for each in sees if each in own_parties(session, who)]
        if not own:
            raise ProposalNotOwn(who.party)
        require_fit(wiring, session, act)
    return _kept(wiring, own[0], act, statement)


def propose_release(
    wiring: Wiring, who: Principal, place: tuple[int, bytes], document: bytes = ZERO
) -> bytes:
    """Propose that a pledge ends: its pledgor asks, or its pledgee prepares what it will sign.

    `place` is a certificate's number and the pledge. Raises NumberUnknown, PledgeNotOpen,
    ProposalNotOwn, ActWouldBeRefused, ProposalsTooMany.
    """
    number, pledge = place
    with read_session(wiring.engine, now=wiring.clock()) as session:
        title = certificate(session, number).title
        rows = pledges.of_titles(session, (title,))
        lot = next((row.lot for row in rows if row.pledge == pledge), None)
        if lot is None:
            raise PledgeNotOpen(pledge)
        dossier = load_dossier(session, title)
        version = dossier.read(pledge_key(lot, pledge), PledgeWord).version
        terms = Release(
            TitleId(title),
            LotId(lot),
            PledgeId(pledge),
            version,
            DocumentDigest(document),
            as_of(session).time + SIGN_SECONDS,
        )
    return propose(wiring, who, "release", terms)


def name_filing(wiring: Wiring, who: Principal, digest: bytes, filing: tuple[str, int]) -> None:
    """The pledgee names the filing in the movables register: its number, and when it was filed.

    The terms are whole then, and whoever signed others signs anew. Raises ProposalUnknown,
    FilingNotAsked, ProposalEntered, FilingNumberMalformed, PurposeBarred, ActWouldBeRefused,
    DraftChanged.
    """
    number, filed_at = filing
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = find(wiring, session, who, digest)
        terms = found.terms
        if not isinstance(terms, Pledge) or terms.pledgee not in own_parties(session, who):
            raise FilingNotAsked(who.party)
        if found.row.block:
            raise ProposalEntered(found.row.block)
        whole = replace(
            terms,
            filing=filing_word(number),
            filed_at=Time(filed_at),
            deadline=as_of(session).time + SIGN_SECONDS,
        )
        act = actfile.make(wiring.profile(), "pledge", whole)
        require_fit(wiring, session, act)
    with unit_of_work(wiring.engine, silent=True) as work:
        drafting.settle(work, found.row, act)


def withdraw(wiring: Wiring, who: Principal, digest: bytes) -> None:
    """Take a proposal back, or decline it: nothing is left of it.

    Raises ProposalUnknown, ProposalEntered.
    """
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = find(wiring, session, who, digest)
    if found.row.block:
        raise ProposalEntered(found.row.block)
    with unit_of_work(wiring.engine, silent=True) as work:
        store.forget(work, digest)


def _kept(wiring: Wiring, proposer: bytes, act: ActFile, statement: str = "") -> bytes:
    """Keep a proposal for its sides, and forget those that are too old by the chain's time.

    A server's clock that runs ahead would have open ones forgotten.
    """
    digest = act.prepared.digest
    with read_session(wiring.engine, now=wiring.clock()) as session:
        _, sees = parties_of(session, act)
        now = as_of(session).time
    row = DraftRow(
        digest=digest,
        application=title_of(act.prepared.terms),
        registry_code=NO_REGISTRY,
        party=proposer,
        act=drafting.bytes_of(act),
        text=statement,
        salt=b"",
        version=1,
        block=0,
        time=now,
    )
    with unit_of_work(wiring.engine, silent=True) as work:
        store.forget_before(work, now - KEPT_SECONDS)
        if (again := _sent_before(wiring, work, row, act)) is not None:
            return again
        if store.count_open(work, proposer) >= MOST_OPEN:
            raise ProposalsTooMany(MOST_OPEN)
        # the same terms proposed twice are one proposal
        if drafts.settle_draft(work, row):
            store.open_to(work, digest, sees)
    return digest


def _sent_before(wiring: Wiring, work: WriteSession, row: DraftRow, act: ActFile) -> bytes | None:
    """An open proposal of some minutes ago that says the same: its deadline alone is of then.

    Both could be signed, and one pledge would stand twice.
    """
    terms = act.prepared.terms
    for before in store.open_since(work, row.party, row.application, row.time - AGAIN_SECONDS):
        was: Any = drafting.act_of(wiring, before).prepared.terms
        same = type(was) is type(terms) and replace(was, deadline=terms.deadline) == terms
        if same and before.text == row.text:
            return before.digest
    return None
