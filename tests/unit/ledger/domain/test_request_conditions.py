"""What the fulfilment of a request rests on in other dossiers, where it holds and where not."""

from dataclasses import replace
from typing import Any, Final

import pytest

from ledger.domain.acts import (
    ActKind,
    FieldGroup,
    Fulfilment,
    Origin,
    Registration,
    Role,
)
from ledger.domain.conditions import ConditionUnknown
from ledger.domain.dossier import Act, Link
from ledger.domain.history import History
from ledger.domain.words import CONTENT_KEY, WHOLE, HoldingWord, holding_key
from tests.forge import ZERO, named
from tests.unit.ledger.domain.test_condition_rules import (
    BEFORE,
    CLERK,
    CONTENT,
    COURT,
    FILED,
    FREEZE,
    HEIR,
    HOLDER,
    INSOLVENCY,
    NOW,
    ORGAN,
    OTHER,
    TITLE,
    Histories,
    absorbed,
    act,
    application,
    broken,
    check,
    company,
    issued,
    signed,
    terms_of,
    title,
    town,
)

ASKED: Final = b"\x02" + named("request")[1:]
REQUEST: Final[Any] = replace(
    CONTENT, registration=Registration.CANCELLATION, title=TITLE, record=named("record anew")
)


def held(*holders: bytes) -> Any:
    """The title in the hands of its holder, and of so many as the record says."""
    word = HoldingWord.of((WHOLE,) * 3, (0, 0, 0), number=1, version=1).pack()
    record = title(holders=len(holders))
    return replace(record, words={**record.words, **{holding_key(each): word for each in holders}})


def surrender(kind: ActKind = ActKind.TitleSurrendered, **given: Any) -> Act:
    members = {"application": ASKED, "seq": 0, "title": TITLE, "filed": CONTENT, "court": ZERO}
    terms = terms_of(Fulfilment, issued=issued(), group=FieldGroup.NONE, **members)
    return act(kind, terms, **given)


def requested(content: Any = REQUEST) -> Histories:
    return {**town(), FILED: application(), ASKED: replace(application(content), subject=ASKED)}


def test_what_is_fulfilled_is_what_all_holders_asked_for() -> None:
    check(requested(), surrender(), held(HOLDER))
    for content, condition in (
        (None, "an application is fulfilled"),
        (replace(REQUEST, registration=Registration.CHANGE), "it was applied for"),
        (replace(REQUEST, title=BEFORE), "it was applied for"),
        (replace(REQUEST, fingerprint=named("other")), "data, source and rules stay"),
        (replace(REQUEST, keyed=True), "data, source and rules stay"),
        (replace(REQUEST, origin=Origin.DERIVED), "data, source and rules stay"),
        (replace(REQUEST, profile=named("other")), "data, source and rules stay"),
    ):
        assert broken(requested(content), surrender(), held(HOLDER)) == condition
    whole = "all holders file for what they hold"
    assert broken(requested(), surrender(), held(HOLDER, OTHER)) == whole
    assert broken(requested(), surrender(), held(OTHER)) == whole


def test_a_fulfilment_rests_on_the_titles_own_application() -> None:
    other = {**requested(), FILED: application(replace(CONTENT, record=named("other")))}
    assert broken(other, surrender(), held(HOLDER)) == "the title's own application"
    gone = requested()
    del gone[FILED]
    with pytest.raises(ConditionUnknown) as unknown:
        check(gone, surrender(), held(HOLDER))
    assert unknown.value.detail == FILED.hex()
    terms: Any = surrender().terms
    late = replace(surrender(), terms=replace(terms, issued=issued(seq=1)))
    with pytest.raises(ConditionUnknown) as unknown:
        check(requested(), late, held(HOLDER))
    assert unknown.value.detail == FILED.hex()


def test_the_new_record_is_the_one_that_was_asked_for() -> None:
    for record, fits in ((REQUEST.record, True), (CONTENT.record, False)):
        done = surrender(writes=((CONTENT_KEY, record),))
        if fits:
            check(requested(), done, held(HOLDER))
        else:
            asked = "the record that was applied for"
            assert broken(requested(), done, held(HOLDER)) == asked


def test_no_clerk_fulfils_what_it_asked_for_itself() -> None:
    for party, role, fits in (
        (HOLDER, Role.EXAMINER, False),
        (HOLDER, Role.PARTY, True),
        (CLERK, Role.EXAMINER, True),
    ):
        done = surrender(actors=(signed(party, role),))
        if fits:
            check(requested(), done, held(HOLDER))
        else:
            assert broken(requested(), done, held(HOLDER)) == "staff is not involved"


def test_a_request_is_pending_as_what_it_is() -> None:
    for pending, fits in ((Registration.CANCELLATION, True), (Registration.CHANGE, False)):
        before = replace(held(HOLDER), subject=TITLE)
        after = replace(before, words={**before.words, **title(requested=pending, holders=1).words})
        history = History(TITLE, (act(ActKind.RequestFiled, None),), (before, after))
        histories = {**town(), TITLE: history}
        content = replace(REQUEST, due=NOW + 1)
        filed = act(ActKind.ApplicationSubmitted, content, links=(Link(TITLE, 1),))
        if fits:
            check(histories, filed)
            beyond = replace(filed, links=(Link(TITLE, 5),))
            check(histories, beyond)
        else:
            assert broken(histories, filed) == "pending as what it is"


def test_who_asked_must_be_known_with_whoever_absorbed_it() -> None:
    histories = requested()
    del histories[HOLDER]
    with pytest.raises(ConditionUnknown) as unknown:
        check(histories, surrender(), held(HOLDER))
    assert unknown.value.detail == HOLDER.hex()


@pytest.mark.parametrize("whose", ["holder", "heir"])
def test_orders_on_a_whole_holder_count_until_their_end_on_what_it_asks_for(whose: str) -> None:
    """A freeze bars a cancellation; an insolvency leaves it to a court or organ that is named."""
    for kinds, until, court, condition in (
        (FREEZE, NOW + 1, COURT, "no order bars who asks"),
        (FREEZE, NOW, ZERO, None),
        (INSOLVENCY, NOW + 1, COURT, None),
        (INSOLVENCY, NOW + 1, ORGAN, None),
        (INSOLVENCY, NOW + 1, OTHER, "a court or another organ allows it"),
        (INSOLVENCY, NOW + 1, ZERO, "a court or another organ allows it"),
    ):
        ordered = town(**{whose: company(barred_until=until, order_kinds=kinds)})
        if whose == "heir":
            ordered = absorbed(ordered, HOLDER, HEIR)
        histories = {**requested(), **ordered}
        terms: Any = surrender().terms
        done = replace(surrender(), terms=replace(terms, court=court))
        if condition is None:
            check(histories, done, held(HOLDER))
        else:
            assert broken(histories, done, held(HOLDER)) == condition
