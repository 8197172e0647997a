"""What a title that follows another needs of other dossiers, rule by rule."""

from dataclasses import replace
from typing import Any

import pytest

from ledger.domain.acts import ActKind, Succession, TitleState
from ledger.domain.conditions import ConditionUnknown
from ledger.domain.dossier import Act, Link
from ledger.domain.state import Dossier
from ledger.domain.words import HoldingWord, TitleRecord, holding_key
from tests.unit.ledger.domain.test_condition_rules import (
    BEFORE,
    HEIR,
    HOLDER,
    NOW,
    OTHER,
    TITLE,
    Histories,
    absorbed,
    act,
    broken,
    check,
    dossier,
    terms_of,
    town,
    within,
)


def shares_of(*holders: bytes) -> dict[bytes, bytes]:
    share = HoldingWord.of((1, 1, 1), (0, 0, 0), number=1, version=1).pack()
    return {holding_key(each): share for each in holders}


def followed(before: TitleRecord, *holders: bytes) -> tuple[Histories, Act, Dossier]:
    """A title of two that follows one like this, which these hold to its end."""
    terms = terms_of(Succession, title=TITLE, predecessor=BEFORE, holders=(HOLDER, OTHER))
    done = act(ActKind.PredecessorNamed, terms, links=(Link(BEFORE, 1),))
    histories = {**town(), BEFORE: dossier(BEFORE, before, shares_of(*holders))}
    return histories, done, dossier(TITLE, TitleRecord(), shares_of(HOLDER, OTHER)).last


def naming(done: Act, *holders: bytes) -> Act:
    """The same of other holders."""
    terms: Any = done.terms
    return replace(done, terms=replace(terms, holders=holders))


def test_a_title_follows_one_that_is_over_and_that_all_its_holders_held() -> None:
    live = TitleRecord(valid_until=NOW, state=TitleState.LIVE)
    check(*followed(live, HOLDER, OTHER))
    runs = replace(live, valid_until=NOW + 1)
    assert broken(*followed(runs, HOLDER, OTHER)) == "a predecessor is over"
    pending = replace(live, renewing=True)
    assert broken(*followed(pending, HOLDER, OTHER)) == "a predecessor is over"
    check(*followed(replace(runs, state=TitleState.CLOSED), HOLDER, OTHER))
    assert broken(*followed(live, HOLDER)) == "each held a share of it"


def test_who_absorbed_a_holder_of_a_title_that_is_over_follows_it_in_its_place() -> None:
    over = TitleRecord(state=TitleState.CLOSED)
    histories, done, _ = followed(over, HOLDER, OTHER)
    held_by = {
        party: dossier(TITLE, TitleRecord(), shares_of(party)).last for party in (HEIR, OTHER)
    }
    alone = naming(done, HOLDER)
    assert broken(histories, alone, held_by[HEIR]) == "each holds a share"
    gone = absorbed(histories, HOLDER, HEIR)
    check(gone, alone, held_by[HEIR])
    assert broken(gone, alone, held_by[OTHER]) == "each holds a share"
    never = naming(done, HEIR)
    assert broken(gone, never, held_by[HEIR]) == "each held a share of it"
    # which came first within a block, two dossiers do not tell
    check({**histories, HOLDER: within(histories[HOLDER], gone[HOLDER])}, alone, held_by[HEIR])


def test_the_places_of_two_holders_are_not_filled_by_one() -> None:
    over = TitleRecord(state=TitleState.CLOSED)
    histories, done, title_now = followed(over, HOLDER, OTHER, HEIR)
    both = naming(done, OTHER, HEIR)
    assert broken(absorbed(histories, HEIR, OTHER), both, title_now) == "holders ascend"
    twisted = absorbed(histories, HEIR, HOLDER)
    assert broken(twisted, both, title_now) == "holders ascend"
    straight = naming(done, HEIR, OTHER)
    check(twisted, straight, title_now)


def test_who_went_on_twice_within_a_block_stands_for_either_successor() -> None:
    over = TitleRecord(state=TitleState.CLOSED)
    histories, done, _ = followed(over, HOLDER, OTHER, HEIR)
    assert OTHER < HEIR
    handed = within(
        absorbed(histories, HOLDER, OTHER)[HOLDER], absorbed(histories, HOLDER, HEIR)[HOLDER]
    )
    only = dossier(TITLE, TitleRecord(), shares_of(OTHER, HEIR)).last
    for holders in ((HOLDER, HEIR), (OTHER, HOLDER)):
        named = naming(done, *holders)
        check({**histories, HOLDER: handed}, named, only)


def test_a_link_beyond_the_dossier_at_hand_is_read_as_far_as_that_goes() -> None:
    live = TitleRecord(valid_until=NOW, state=TitleState.LIVE)
    histories, done, follows = followed(live, HOLDER, OTHER)
    for links in ((), (Link(BEFORE, 3),), (Link(TITLE, 1),)):
        check(histories, replace(done, links=links), follows)
    del histories[BEFORE]
    with pytest.raises(ConditionUnknown) as unknown:
        check(histories, done, follows)
    assert unknown.value.detail == BEFORE.hex()
