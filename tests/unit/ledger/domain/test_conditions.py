"""What an act needs of other dossiers: each condition holds in a real run, and bites if broken."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import (
    ActKind,
    Application,
    ApplicationState,
    Closing,
    DocumentDigest,
    EndGround,
    Issue,
    PartyId,
    PartyKind,
    Registration,
    Share,
    Tag,
    TitleId,
)
from ledger.domain.closure import GOVERNANCE
from ledger.domain.conditions import ConditionBroken, ConditionUnknown, check_conditions
from ledger.domain.dossier import Act, Link
from ledger.domain.evolve import open_dossier
from ledger.domain.history import History
from ledger.domain.signatories import registry_subject
from ledger.domain.words import (
    RECORD_KEY,
    ApplicationRecord,
    PartyRecord,
    ProfileWord,
    RegistryRecord,
    TitleRecord,
    Word,
    hash_key,
)
from tests.forge import ANCHOR
from tests.story import story

Histories = dict[bytes, History]


def acted(histories: Mapping[bytes, History], kind: ActKind) -> tuple[History, int]:
    """The first act of a kind, and its place in its dossier."""
    for history in histories.values():
        for place, act in enumerate(history.acts):
            if act.kind is kind:
                return history, place
    raise AssertionError(kind.name)


def changed(
    histories: Histories, subject: bytes, layout: type[Word], key: bytes = RECORD_KEY, **values: Any
) -> None:
    """Another word in all states of a dossier."""
    history = histories[subject]
    states = []
    for state in history.states:
        word = replace(state.read(key, layout), **values)
        states.append(replace(state, words={**state.words, key: word.pack()}))
    histories[subject] = replace(history, states=tuple(states))


def check(histories: Histories, kind: ActKind) -> None:
    history, place = acted(histories, kind)
    check_conditions(history.acts[place], history.states[place], histories)


def terms(histories: Histories, kind: ActKind) -> Any:
    history, place = acted(histories, kind)
    return history.acts[place].terms


def test_every_act_of_a_real_run_keeps_its_conditions() -> None:
    histories = story().histories()
    acts = 0
    for history in histories.values():
        for act, before in zip(history.acts, history.states, strict=False):
            check_conditions(act, before, histories)
            acts += 1
    assert acts > 40


def closed(histories: Histories) -> None:
    code = terms(histories, ActKind.ApplicationSubmitted).registry
    changed(histories, registry_subject(code), RegistryRecord, until=1)


def own_applicant(histories: Histories) -> None:
    filed = terms(histories, ActKind.ApplicationSubmitted)
    own = filed.splits[0].holder
    changed(histories, registry_subject(filed.registry), RegistryRecord, institution=own)


def floors(**values: int) -> Callable[[Histories], None]:
    def change(histories: Histories) -> None:
        profile = terms(histories, ActKind.ApplicationSubmitted).profile
        changed(histories, GOVERNANCE, ProfileWord, hash_key(Tag.PROFILE, profile), **values)

    return change


def frozen(kind: ActKind, member: str) -> Callable[[Histories], None]:
    def change(histories: Histories) -> None:
        party = getattr(terms(histories, kind), member)
        changed(histories, party, PartyRecord, barred_until=1 << 39, order_kinds=1)

    return change


def of_kind(kind: ActKind, member: str, party_kind: PartyKind) -> Callable[[Histories], None]:
    def change(histories: Histories) -> None:
        changed(histories, getattr(terms(histories, kind), member), PartyRecord, kind=party_kind)

    return change


def application(**values: Any) -> Callable[[Histories], None]:
    def change(histories: Histories) -> None:
        filed = terms(histories, ActKind.TitleIssued).application
        changed(histories, filed, ApplicationRecord, **values)

    return change


FILED, NOTICED, ISSUED = (
    ActKind.ApplicationSubmitted,
    ActKind.NoticePublished,
    ActKind.TitleIssued,
)
PLEDGED, ORDERED = ActKind.PledgeRecorded, ActKind.OrderRecorded
NO_COURT = of_kind(ORDERED, "court", PartyKind.ENTERPRISE)
AN_ORGAN = of_kind(PLEDGED, "pledgor", PartyKind.ORGAN)
A_HOSPITAL = of_kind(PLEDGED, "pledgor", PartyKind.PUBLIC_INSTITUTION)


@pytest.mark.parametrize(
    ("kind", "change", "condition"),
    [
        (FILED, closed, "the registry is open"),
        (FILED, own_applicant, "a registry is not its own applicant"),
        (FILED, floors(minimum_acceptance=(1 << 32) - 1), "acceptance has its floor"),
        (NOTICED, floors(minimum_notice=(1 << 32) - 1), "the notice has its floor"),
        (ISSUED, application(state=ApplicationState.READY), "the application is registered"),
        (ISSUED, application(deposited_at=1), "registered at its deposit"),
        (ISSUED, floors(maximum_term=1), "the term is the profile's"),
        (PLEDGED, frozen(PLEDGED, "pledgor"), "no order bars the party"),
        (PLEDGED, AN_ORGAN, "the pledgor can give security"),
        (PLEDGED, A_HOSPITAL, "the pledgor's decision is named"),
        (
            ORDERED,
            NO_COURT,
            "a court or another organ orders",
        ),
        (ORDERED, floors(maximum_freeze=1), "the order is not too long"),
    ],
)
def test_a_broken_condition_is_named(
    kind: ActKind, change: Callable[[Histories], None], condition: str
) -> None:
    histories = story().histories()
    check(histories, kind)
    change(histories)
    with pytest.raises(ConditionBroken) as broken:
        check(histories, kind)
    assert (broken.value.condition, broken.value.code) == (condition, "CONDITION_BROKEN")


def renewal(histories: Histories, **members: Any) -> tuple[Act, Application]:
    """The filing of a renewal of the first title, as its dossier was after its issue."""
    history, _ = acted(histories, ISSUED)
    issued = history.acts[0].terms
    assert isinstance(issued, Issue)
    filed = histories[issued.application].acts[0]
    assert isinstance(filed.terms, Application)
    asked = {"registration": Registration.RENEWAL, "title": history.subject, **members}
    links = (Link(history.subject, 2),)
    content = replace(filed.terms, **asked)
    return replace(filed, terms=content, links=links), content


def ending(histories: Histories, act: Act, left: int = 90 * 86_400) -> None:
    """The title's term ends so many seconds after the act."""
    changed(histories, act.links[0].subject, TitleRecord, valid_until=act.raw.time + left)


@pytest.mark.parametrize("left", [185 * 86_400, 86_400])
def test_a_renewal_is_filed_from_the_first_second_of_its_window_to_the_last(left: int) -> None:
    histories = story().histories()
    act, _ = renewal(histories)
    ending(histories, act, left)
    check_conditions(act, open_dossier(ANCHOR, act.raw.subject), histories)


def test_who_was_absorbed_files_a_renewal_and_nothing_new() -> None:
    histories = story().histories()
    act, content = renewal(histories)
    ending(histories, act)
    changed(histories, content.splits[0].holder, PartyRecord, succeeded=True)
    check_conditions(act, open_dossier(ANCHOR, act.raw.subject), histories)
    with pytest.raises(ConditionBroken) as broken:
        check(histories, FILED)
    assert broken.value.condition == "who was absorbed takes on nothing new"


@pytest.mark.parametrize("left", [185 * 86_400 + 1, 86_400 - 1])
def test_a_renewal_outside_its_window_is_named(left: int) -> None:
    histories = story().histories()
    act, _ = renewal(histories)
    ending(histories, act, left)
    with pytest.raises(ConditionBroken) as broken:
        check_conditions(act, open_dossier(ANCHOR, act.raw.subject), histories)
    assert broken.value.condition == "a renewal is filed in its window"


def test_a_profile_without_a_window_has_no_renewals() -> None:
    histories = story().histories()
    act, _ = renewal(histories)
    ending(histories, act)
    floors(renewal_opens=0, renewal_closes=0)(histories)
    with pytest.raises(ConditionBroken) as broken:
        check_conditions(act, open_dossier(ANCHOR, act.raw.subject), histories)
    assert broken.value.condition == "a renewal is filed in its window"


def test_a_renewal_by_others_than_the_holders_is_named() -> None:
    histories = story().histories()
    (first, *others) = renewal(histories)[1].splits
    for splits in ((*others, replace(first, use=Share(first.use - 1))), tuple(others)):
        act, _ = renewal(histories, splits=splits)
        ending(histories, act)
        with pytest.raises(ConditionBroken) as broken:
            check_conditions(act, open_dossier(ANCHOR, act.raw.subject), histories)
        assert broken.value.condition == "all holders file for what they hold"


def test_a_renewal_at_another_registry_is_named() -> None:
    histories = story().histories()
    act, _ = renewal(histories)
    ending(histories, act)
    changed(histories, act.links[0].subject, TitleRecord, registry=372)
    with pytest.raises(ConditionBroken) as broken:
        check_conditions(act, open_dossier(ANCHOR, act.raw.subject), histories)
    assert broken.value.condition == "at the title's registry"


def closing(issued: Issue, title: bytes, court: bytes) -> Closing:
    return Closing(
        title=TitleId(title),
        seq=1,
        issued=issued,
        ground=EndGround.FRAUD,
        from_=issued.registered_at,
        court=PartyId(court),
        instrument=DocumentDigest(bytes(32)),
        deadline=0,
    )


def test_what_ends_a_frozen_title_is_the_word_of_a_court_or_organ() -> None:
    histories = story().histories()
    history, place = acted(histories, ISSUED)
    court = terms(histories, ORDERED).court
    bank = terms(histories, PLEDGED).pledgee
    changed(histories, history.subject, TitleRecord, barred_until=1 << 39, order_kinds=1)
    before, last = histories[history.subject].last, history.acts[-1]
    issued = history.acts[place].terms
    assert isinstance(issued, Issue)
    for named, allowed in ((court, True), (bank, False)):
        act = replace(last, terms=closing(issued, history.subject, named))
        if allowed:
            check_conditions(act, before, histories)
            continue
        with pytest.raises(ConditionBroken) as broken:
            check_conditions(act, before, histories)
        assert broken.value.condition == "a court or another organ allows it"


def test_a_condition_whose_dossier_is_not_at_hand_is_unknown() -> None:
    histories = story().histories()
    del histories[GOVERNANCE]
    with pytest.raises(ConditionUnknown) as unknown:
        check(histories, FILED)
    assert (unknown.value.detail, unknown.value.code) == (GOVERNANCE.hex(), "CLOSURE_MISSING")
