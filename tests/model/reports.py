"""Reports of institutions, listed or not, and their withdrawal."""

from dataclasses import replace
from typing import Final

from ledger.bindings import errors
from ledger.domain.acts import (
    DocumentDigest,
    InstitutionKind,
    PartyKind,
    RecordRoot,
    Report,
    ReportKind,
    ReportPurpose,
    ReportState,
    Role,
    Time,
    TitleId,
    TitleState,
)
from ledger.domain.directory import ListingState
from ledger.domain.ids import report_id
from ledger.domain.report_words import ReportWord, report_key
from ledger.domain.words import HoldingWord, TitleRecord, holding_key
from ledger.registrar import directory, report
from tests.cast import DAY, Player, digest32
from tests.model.mandates import listing_of
from tests.model.mergers import newcomer
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal

NONE: Final = DocumentDigest(bytes(32))
# who reports on what
TRADES: Final = {
    ReportKind.COMPLIANCE: InstitutionKind.COMPLIANCE,
    ReportKind.QUALITY: InstitutionKind.QUALITY,
    ReportKind.VALUATION: InstitutionKind.VALUATION,
    ReportKind.SECURITY: InstitutionKind.RISK,
    ReportKind.NOTARIAL_DEED: InstitutionKind.NOTARY,
}


def file(town: Town) -> None:
    """Somebody reports: of his own trade, of another's, or without being listed."""
    listed = [each for each in town.people if listing_of(town, each).until]
    _file(town, town.random.choice(listed if listed and town.chance(0.8) else town.people))


def file_anew(town: Town) -> None:
    """A newcomer is listed for every trade, reports, and takes it back."""
    maker, now = newcomer(town, PartyKind.ENTERPRISE), town.register.time()
    terms = directory.listing(
        town.register,
        maker.party,
        TRADES.values(),
        licence=DocumentDigest(digest32()),
        window=(now - DAY, now + 40 * DAY),
    )
    hands = (town.stage.governor.signs(Role.GOVERNOR), maker.signs())
    town.world.give(Attempt(directory.LIST, terms, hands))
    town.people.append(maker)
    _file(town, maker)
    withdraw(town)


def withdraw(town: Town) -> None:
    """An institution takes a report back, sometimes twice, sometimes another's."""
    if not town.reports:
        return
    terms = town.random.choice(town.reports)
    ground, refusals = DocumentDigest(digest32()), set[Refusal]()
    if town.chance(0.1):
        ground = NONE
        refusals.add(errors.WithdrawalGroundMissing)
    state = town.world.state(terms.title).read(report_key(report_id(terms)), ReportWord).state
    if state is ReportState.WITHDRAWN:
        refusals.add(errors.ReportNotFiled)
    hand = town.player(terms.institution)
    if town.chance(0.1):
        hand = town.stage.cast.bank
        refusals.add(errors.SignerMissing)
    own = report.withdrawal(town.register, terms.title, report_id(terms), ground)
    town.give(Attempt(report.WITHDRAW, own, (hand.signs(),), refusals=frozenset(refusals)))


def _file(town: Town, maker: Player) -> None:
    if not town.titles:
        return
    titled = town.random.choice(town.titles)
    terms, refusals = _wrong(town, _terms(town, titled, maker))
    state, now = town.world.state(titled), town.register.time()
    if state.record(TitleRecord).state is not TitleState.LIVE:
        refusals.add(errors.TitleNotLive)
    listing, trade = listing_of(town, maker), TRADES.get(terms.kind)
    open_ = listing.state(now) is ListingState.LISTED
    if trade is not None and not (open_ and listing.kinds >> trade & 1):
        refusals.add(errors.ReporterNotListed)
    if not state.read(holding_key(maker.party), HoldingWord).ended:
        refusals.add(errors.ReporterConcerned)
    attempt = Attempt(report.FILE, terms, (maker.signs(),), refusals=frozenset(refusals))
    if town.give(attempt):
        town.reports.append(terms)


def _terms(town: Town, titled: TitleId, maker: Player) -> Report:
    kind, now = town.random.choice(list(TRADES)), town.register.time()
    purposes = [each for each in ReportPurpose if each > ReportPurpose.GENERAL]
    return Report(
        title=titled,
        institution=maker.party,
        kind=kind,
        purpose=town.random.choice(purposes),
        record=RecordRoot(digest32()),
        base_date=Time(now - DAY),
        valid_until=Time(now + 10 * DAY),
        amount=1_620_000_000 if kind is ReportKind.VALUATION else 0,
        document=DocumentDigest(digest32()),
        independence=DocumentDigest(digest32()),
        deadline=town.register.deadline(),
    )


def _wrong(town: Town, terms: Report) -> tuple[Report, set[Refusal]]:
    if not town.chance(0.2):
        return terms, set()
    wrong: Report = town.random.choice(
        (
            replace(terms, kind=ReportKind.NONE, amount=0),
            replace(terms, purpose=ReportPurpose.NONE),
            replace(terms, amount=0 if terms.amount else 1),
            replace(terms, document=NONE),
            replace(terms, independence=NONE),
            replace(terms, base_date=Time(0)),
            replace(terms, valid_until=terms.base_date),
        )
    )
    period = 0 < wrong.base_date < wrong.valid_until
    return wrong, {errors.ReportTermsWrong if period else errors.ReportPeriodWrong}
