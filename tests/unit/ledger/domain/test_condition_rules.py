"""Conditions of acts that the recorded run does not have, each where it holds and where not."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, Final

import pytest

from ledger.domain.acts import (
    Action,
    ActKind,
    ActorMode,
    ApplicationState,
    Appointment,
    Closing,
    DisputeAction,
    DisputeRuling,
    DisputeStep,
    InstitutionKind,
    Issue,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    PartyKind,
    Pledge,
    Realisation,
    Recovery,
    Registration,
    RegistryOpening,
    Renaming,
    Renewal,
    Report,
    ReportKind,
    Right,
    Role,
    Sale,
    Step,
    Tag,
    TitleState,
    Transfer,
)
from ledger.domain.closure import GOVERNANCE
from ledger.domain.conditions import ConditionBroken, ConditionUnknown, check_conditions
from ledger.domain.directory import LISTING_KEY, ListingWord
from ledger.domain.dossier import Act, Actor, RawAct
from ledger.domain.evolve import open_dossier
from ledger.domain.examined import EXAMINED_KEY, examined_word
from ledger.domain.history import History
from ledger.domain.party_words import HEIR_KEY
from ledger.domain.signatories import registry_subject
from ledger.domain.words import (
    CONTENT_KEY,
    RECORD_KEY,
    ApplicationRecord,
    GovernanceRecord,
    LotWord,
    PartyRecord,
    ProfileWord,
    RegistryRecord,
    TitleRecord,
    Word,
    hash_key,
    lot_key,
)
from tests import forge
from tests.forge import ANCHOR, BOOK, FAR, REGISTRY, ZERO, named

NOW: Final = 1_000
BLOCK: Final = 9
FREEZE, INSOLVENCY = 1, 4
HOLDER, OTHER, HEIR, COURT, ORGAN, CLERK, INSTITUTION = (forge.party(who) for who in range(1, 8))
TITLE, BEFORE, FILED = b"\x01" + named("title")[1:], b"\x01" + named("before")[1:], b"\x02" * 32
CONTENT: Final[Any] = forge.content(1, (1,))
Histories = dict[bytes, History]


def dossier(subject: bytes, record: Word, words: dict[bytes, bytes] | None = None) -> History:
    """A dossier that stood like this all the time."""
    every = {RECORD_KEY: record.pack(), **(words or {})}
    return History(subject, (), (replace(open_dossier(ANCHOR, subject), words=every),))


def company(**members: Any) -> PartyRecord:
    return replace(PartyRecord(kind=PartyKind.ENTERPRISE), **members)


def town(**parties: PartyRecord) -> Histories:
    """Companies, a court, an organ, an examiner, a registry, a profile; some are otherwise."""
    kinds = {
        HOLDER: company(),
        OTHER: company(),
        HEIR: company(),
        COURT: company(kind=PartyKind.COURT),
        ORGAN: company(kind=PartyKind.ORGAN),
        CLERK: company(kind=PartyKind.NATURAL_PERSON),
        INSTITUTION: company(),
    }
    named_parties = {"holder": HOLDER, "other": OTHER, "heir": HEIR}
    kinds |= {named_parties[name]: record for name, record in parties.items()}
    registry = registry_subject(REGISTRY)
    floors = ProfileWord(1, 1, 1_000, 1_000, 100, 10).pack()
    governance = {hash_key(Tag.PROFILE, CONTENT.profile): floors}
    return {
        **{party: dossier(party, record) for party, record in kinds.items()},
        registry: dossier(registry, RegistryRecord(institution=INSTITUTION, until=FAR)),
        GOVERNANCE: dossier(GOVERNANCE, GovernanceRecord(), governance),
    }


def absorbed(histories: Histories, party: bytes, heir: bytes) -> Histories:
    record = histories[party].last.record(PartyRecord)
    gone = dossier(party, replace(record, succeeded=True), {HEIR_KEY: heir})
    return {**histories, party: gone}


def terms_of(struct: Any, **given: Any) -> Any:
    """Terms of which only these members matter."""
    return replace(struct(*([None] * len(fields(struct)))), **given)


def act(kind: ActKind, terms: Any, *, actors: tuple[Actor, ...] = (), **members: Any) -> Act:
    raw = RawAct(TITLE, int(kind), BOOK, b"", BLOCK, NOW)
    return replace(Act(raw, kind, 2, (), b"", actors, (), terms), **members)


def signed(party: bytes, role: Role = Role.PARTY) -> Actor:
    return Actor(party, bytes(20), role, ActorMode.SIGNED, 0, b"")


def title(**members: Any) -> Any:
    record = TitleRecord(registry=int(REGISTRY), valid_until=NOW + 50, state=TitleState.LIVE)
    return dossier(TITLE, replace(record, **members)).last


def check(histories: Histories, done: Act, before: Any = None) -> None:
    check_conditions(done, title() if before is None else before, histories)


def broken(histories: Histories, done: Act, before: Any = None) -> str:
    with pytest.raises(ConditionBroken) as found:
        check(histories, done, before)
    return found.value.condition


TRANSFER = act(ActKind.SharesTransferred, terms_of(Transfer, giver=HOLDER, taker=OTHER))
LICENCE = act(ActKind.LicenceGranted, terms_of(Licence, licensor=HOLDER, licensee=OTHER))


@pytest.mark.parametrize("done", [TRANSFER, LICENCE], ids=["transfer", "licence"])
@pytest.mark.parametrize("whose", ["holder", "heir"])
def test_an_order_on_all_that_somebody_has_bars_until_its_end(done: Act, whose: str) -> None:
    free = absorbed(town(), HOLDER, HEIR) if whose == "heir" else town()
    check(free, done)
    for kinds, condition in (
        (FREEZE, "no order bars the party"),
        (INSOLVENCY, "an administrator acts for who is insolvent"),
    ):
        for until, bars in ((NOW, False), (NOW + 1, True)):
            record = company(barred_until=until, order_kinds=kinds)
            ordered = town(**{whose: record})
            if whose == "heir":
                ordered = absorbed(ordered, HOLDER, HEIR)
            if bars:
                assert broken(ordered, done) == condition
            else:
                check(ordered, done)


def within(before: History, after: History, block: int = BLOCK) -> History:
    """The one, and the other after an act in a block."""
    entered = act(ActKind.OrderRecorded, None)
    changed = replace(entered, raw=replace(entered.raw, subject=before.subject, block=block))
    return History(before.subject, (changed,), (before.last, after.last))


@pytest.mark.parametrize("done", [TRANSFER, LICENCE], ids=["transfer", "licence"])
def test_within_one_block_an_order_on_a_successor_may_come_after_the_act(done: Act) -> None:
    free = absorbed(town(), HOLDER, HEIR)
    seized = dossier(HEIR, company(barred_until=NOW + 1, order_kinds=FREEZE))
    check({**free, HEIR: within(free[HEIR], seized)}, done)
    earlier = {**free, HEIR: within(free[HEIR], seized, BLOCK - 1)}
    assert broken(earlier, done) == "no order bars the party"
    lifted = {**free, HEIR: within(seized, free[HEIR])}
    check(lifted, done)
    # who acts itself says at which count
    for count, bars in ((0, False), (1, True)):
        hands = (signed(HOLDER), replace(signed(HEIR), party_seq=count))
        acting = replace(done, actors=hands)
        histories = {**free, HEIR: within(free[HEIR], seized)}
        if bars:
            assert broken(histories, acting) == "no order bars the party"
        else:
            check(histories, acting)


def test_within_one_block_a_licensee_may_be_absorbed_after_the_licence() -> None:
    gone = absorbed(town(), OTHER, HEIR)[OTHER]
    check({**town(), OTHER: within(town()[OTHER], gone)}, LICENCE)
    earlier = {**town(), OTHER: within(town()[OTHER], gone, BLOCK - 1)}
    assert broken(earlier, LICENCE) == "who was absorbed takes on nothing new"


def test_within_one_block_a_buyer_may_be_absorbed_after_the_courts_sale() -> None:
    sale = terms_of(Sale, realisation=Realisation.COURT_SALE, lot=ZERO, taker=OTHER, court=COURT)
    sold = act(ActKind.LotSold, sale)
    lot = LotWord(HOLDER, Right.OPER, 1, 1, 1).pack()
    before = replace(title(), words={**title().words, lot_key(ZERO): lot})
    gone = absorbed(town(), OTHER, HEIR)[OTHER]
    check({**town(), OTHER: within(town()[OTHER], gone)}, sold, before)
    earlier = {**town(), OTHER: within(town()[OTHER], gone, BLOCK - 1)}
    assert broken(earlier, sold, before) == "who was absorbed takes on nothing new"


def test_who_was_absorbed_is_licensed_nothing() -> None:
    gone = "who was absorbed takes on nothing new"
    assert broken(absorbed(town(), OTHER, HEIR), LICENCE) == gone


@pytest.mark.parametrize(
    ("court", "allowed"), [(COURT, True), (ORGAN, True), (OTHER, False)], ids=["c", "o", "none"]
)
def test_a_licence_is_ended_on_the_order_of_a_court_or_organ(court: bytes, allowed: bool) -> None:  # noqa: FBT001
    ordered = terms_of(LicenceEnding, ground=LicenceEndGround.ORDERED, court=court)
    ended = act(ActKind.LicenceEnded, ordered)
    if allowed:
        check(town(), ended)
    else:
        assert broken(town(), ended) == "a court or another organ orders"
    agreed = terms_of(LicenceEnding, ground=LicenceEndGround.AGREED, court=ZERO)
    check(town(), act(ActKind.LicenceEnded, agreed))


def listed(histories: Histories, **members: Any) -> Histories:
    word = ListingWord(kinds=1 << InstitutionKind.VALUATION, since=NOW, until=NOW + 1)
    listing = {LISTING_KEY: replace(word, **members).pack()}
    return {**histories, OTHER: dossier(OTHER, company(), listing)}


def test_who_is_listed_for_a_report_files_it_and_nobody_else() -> None:
    valued = terms_of(Report, institution=OTHER, kind=ReportKind.VALUATION)
    report = act(ActKind.ReportFiled, valued)
    check(listed(town()), report)
    for members in (
        {"kinds": 1 << InstitutionKind.QUALITY},
        {"since": NOW + 1, "until": NOW + 2},
        {"since": 1, "until": NOW},
        {"suspended": True},
    ):
        assert broken(listed(town(), **members), report) == "the institution is listed for it"
    gone = absorbed(listed(town()), OTHER, HEIR)
    assert broken(gone, report) == "who was absorbed takes on nothing new"
    own = act(ActKind.ReportFiled, replace(valued, institution=INSTITUTION))
    assert broken(town(), own) == "no registry decides on its own institution"


def test_a_court_blocks_and_no_organ_does() -> None:
    for action in (DisputeAction.ORDER_BLOCK, DisputeAction.ORDER_UNBLOCK):
        for party, allowed in ((COURT, True), (ORGAN, False), (OTHER, False)):
            step = act(ActKind.DisputeStepped, terms_of(DisputeStep, action=action, party=party))
            if allowed:
                check(town(), step)
            else:
                assert broken(town(), step) == "a court orders it"
    denied = terms_of(DisputeStep, action=DisputeAction.DENY, party=OTHER)
    check(town(), act(ActKind.DisputeStepped, denied))


def issued(**members: Any) -> Any:
    given = {
        "application": FILED,
        "seq": 0,
        "registry": REGISTRY,
        "fingerprint": CONTENT.fingerprint,
        "record": CONTENT.record,
        "profile": CONTENT.profile,
        "registered_at": 500,
        "valid_until": NOW + 1,
    }
    return terms_of(Issue, **{**given, **members})


def application(content: Any = CONTENT, **members: Any) -> History:
    """An application that was registered at 500, filed like this."""
    record = ApplicationRecord(state=ApplicationState.REGISTERED, deposited_at=500)
    found = dossier(FILED, replace(record, **members))
    return replace(found, states=(replace(found.last, terms={CONTENT_KEY: content}),))


def test_who_passed_a_title_rules_on_no_dispute_over_it() -> None:
    ruled = terms_of(DisputeRuling, issued=issued())
    ruling = act(ActKind.DisputeRuled, ruled, actors=(signed(CLERK, Role.EXAMINER),))
    word = {EXAMINED_KEY: examined_word(OTHER, HEIR)}
    histories = {**town(), FILED: dossier(FILED, ApplicationRecord(), word)}
    check(histories, ruling)
    for pair in ((OTHER, CLERK), (CLERK, OTHER)):
        histories[FILED] = dossier(FILED, ApplicationRecord(), {EXAMINED_KEY: examined_word(*pair)})
        passed = "who passed a title rules on no dispute over it"
        assert broken(histories, ruling) == passed


ISSUED = act(ActKind.TitleIssued, issued())


@pytest.mark.parametrize(
    "change",
    [
        {"registration": Registration.RENEWAL},
        {"registry": int(REGISTRY) + 1},
        {"fingerprint": named("other data")},
        {"record": named("other record")},
        {"profile": named("other rules")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_issued_is_what_was_filed(change: dict[str, Any]) -> None:
    check({**town(), FILED: application()}, ISSUED)
    other = {**town(), FILED: application(replace(CONTENT, **change))}
    assert broken(other, ISSUED) == "what was filed is issued"
    assert broken({**town(), FILED: application(None)}, ISSUED) == "what was filed is issued"


@pytest.mark.parametrize(("until", "fits"), [(NOW, False), (NOW + 1, True), (1_500, True)])
def test_a_title_is_issued_for_a_term_that_runs_and_is_the_profiles(until: int, fits: bool) -> None:  # noqa: FBT001
    histories = {**town(), FILED: application()}
    done = act(ActKind.TitleIssued, issued(valid_until=until))
    if fits:
        check(histories, done)
    else:
        assert broken(histories, done) == "the term is the profile's"
    late = act(ActKind.TitleIssued, issued(valid_until=1_501))
    assert broken(histories, late) == "the term is the profile's"


def test_an_application_that_has_gone_on_is_issued_no_more() -> None:
    going = application()
    step = act(ActKind.ApplicationStepped, None)
    for block, gone_on in ((BLOCK, False), (BLOCK - 1, True)):
        later = replace(step, raw=replace(step.raw, block=block))
        histories = {**town(), FILED: replace(going, acts=(later,), states=going.states * 2)}
        if gone_on:
            assert broken(histories, ISSUED) == "the application has not gone on"
        else:
            check(histories, ISSUED)
    beyond = act(ActKind.TitleIssued, issued(seq=1))
    with pytest.raises(ConditionUnknown):
        check({**town(), FILED: going}, beyond)
    with pytest.raises(ConditionUnknown):
        check(town(), ISSUED)


def renewed(**members: Any) -> Act:
    given = {"title": TITLE, "application": FILED, "seq": 0, "issued": issued(), "court": ZERO}
    terms = terms_of(Renewal, **{**given, "valid_until": NOW + 1_050, **members})
    return act(ActKind.TitleRenewed, terms)


def test_a_renewal_is_of_this_title_as_it_was_asked_for() -> None:
    asked = replace(CONTENT, registration=Registration.RENEWAL, title=TITLE)
    check({**town(), FILED: application(asked)}, renewed())
    longer = renewed(valid_until=NOW + 1_051)
    assert broken({**town(), FILED: application(asked)}, longer) == "the new term is the profile's"
    for change in (
        {"registration": Registration.CHANGE},
        {"title": BEFORE},
        {"fingerprint": named("other data")},
        {"profile": named("other rules")},
    ):
        other = {**town(), FILED: application(replace(asked, **change))}
        assert broken(other, renewed()) == "a renewal of this title was filed"


def test_an_order_that_wants_a_word_wants_that_of_a_court_or_organ() -> None:
    asked = replace(CONTENT, registration=Registration.RENEWAL, title=TITLE)
    histories = {**town(), FILED: application(asked)}
    held = title(barred_until=NOW + 1, order_kinds=2)
    for court, allowed in ((COURT, True), (ORGAN, True), (OTHER, False)):
        if allowed:
            check(histories, renewed(court=court), held)
        else:
            allows = "a court or another organ allows it"
            assert broken(histories, renewed(court=court), held) == allows
    over = title(barred_until=NOW, order_kinds=2)
    check(histories, renewed(court=OTHER), over)
    frozen = title(barred_until=NOW + 1, order_kinds=FREEZE)
    for court in (COURT, OTHER):
        ended = act(ActKind.TitleCancelled, terms_of(Closing, court=court))
        if court is COURT:
            check(town(), ended, frozen)
        else:
            assert broken(town(), ended, frozen) == "a court or another organ allows it"


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        (ActKind.SharesTransferred, terms_of(Transfer, giver=HOLDER, taker=OTHER)),
        (
            ActKind.PledgeRecorded,
            terms_of(
                Pledge, pledgor=HOLDER, pledgee=OTHER, basis=named("review"), for_another=False
            ),
        ),
    ],
    ids=["transfer", "pledge"],
)
def test_who_was_absorbed_takes_no_share_and_no_pledge(kind: ActKind, terms: Any) -> None:
    done = act(kind, terms)
    check(absorbed(town(), HOLDER, HEIR), done)
    assert broken(absorbed(town(), OTHER, HEIR), done) == "who was absorbed takes on nothing new"


@pytest.mark.parametrize(
    ("done", "gone", "condition"),
    [
        (
            act(ActKind.AgentAppointed, terms_of(Appointment, agent=OTHER)),
            OTHER,
            "who was absorbed takes on nothing new",
        ),
        (
            act(ActKind.RegistryOpened, terms_of(RegistryOpening, institution=OTHER)),
            OTHER,
            "who was absorbed takes on nothing new",
        ),
    ],
    ids=["agent", "institution"],
)
def test_who_was_absorbed_acts_for_nobody(done: Act, gone: bytes, condition: str) -> None:
    check(town(), done)
    assert broken(absorbed(town(), gone, HEIR), done) == condition


@pytest.mark.parametrize("kind", [Recovery, Renaming])
def test_no_registry_recovers_or_renames_its_own_institution(kind: Callable[..., Any]) -> None:
    for party, own in ((HOLDER, False), (INSTITUTION, True)):
        done = act(ActKind.PartyRenamed, terms_of(kind, party=party, registry=REGISTRY))
        if own:
            assert broken(town(), done) == "no registry decides on its own institution"
        else:
            check(town(), done)


def test_no_clerk_decides_on_what_its_registrys_institution_absorbed() -> None:
    clerk = (signed(CLERK, Role.ACCEPTANCE),)
    before = replace(title(), terms={CONTENT_KEY: CONTENT})
    terms = terms_of(Step, action=Action.ACCEPT)
    accepted = act(ActKind.ApplicationStepped, terms, actors=clerk)
    gone = absorbed(town(), HOLDER, INSTITUTION)
    check(town(), accepted, before)
    check(absorbed(town(), HOLDER, HEIR), accepted, before)
    assert broken(gone, accepted, before) == "a registry is not its own applicant"
    withdrawn = act(ActKind.ApplicationStepped, terms, actors=(signed(HOLDER),))
    check(gone, withdrawn, before)


def test_who_absorbed_a_registrys_institution_files_nothing_there() -> None:
    filed = act(ActKind.ApplicationSubmitted, replace(CONTENT, due=NOW + 1))
    check(town(), filed)
    taken_over = absorbed(town(), INSTITUTION, HOLDER)
    assert broken(taken_over, filed) == "a registry is not its own applicant"
    check(absorbed(town(), INSTITUTION, HEIR), filed)
    soon = act(ActKind.ApplicationSubmitted, replace(CONTENT, due=NOW))
    assert broken(town(), soon) == "acceptance has its floor"
    registry = registry_subject(REGISTRY)
    for until, open_ in ((NOW + 1, True), (NOW, False)):
        record = RegistryRecord(institution=INSTITUTION, until=until)
        histories = {**town(), registry: dossier(registry, record)}
        if open_:
            check(histories, filed)
        else:
            assert broken(histories, filed) == "the registry is open"
