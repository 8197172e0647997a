from hypothesis import given
from hypothesis import strategies as st

from ledger.store import bits
from ledger.store.bits import FEW, SEGMENT

PLACES = st.sets(st.integers(0, 3 * SEGMENT), max_size=40)
SLOTS = st.sets(st.integers(0, SEGMENT - 1), max_size=3 * FEW)


def as_set(some: bits.Bits) -> set[int]:
    return set(bits.lowest(some, 10**6))


@given(SLOTS)
def test_what_is_kept_is_read_back_and_has_one_form(slots: set[int]) -> None:
    [packed] = [bits.packed(each) for each in bits.of_places(slots).values()] or [b""]
    assert set(bits.members(bits.unpacked(packed))) == slots
    assert len(packed) == (bits.WHOLE if len(slots) > FEW else 2 * len(slots))


@given(PLACES, PLACES)
def test_sets_are_computed_as_sets(left: set[int], right: set[int]) -> None:
    one, other = bits.of_places(left), bits.of_places(right)
    assert as_set(bits.both(one, other)) == left & right
    assert as_set(bits.either(one, other)) == left | right
    assert as_set(bits.without(one, other)) == left - right
    assert bits.count(one) == len(left)
    assert all(bits.both(one, other).values())
    assert all(bits.without(one, other).values())


@given(PLACES, st.integers(0, 3 * SEGMENT), st.integers(0, 12))
def test_the_ends_of_a_set_are_taken_in_order(left: set[int], place: int, most: int) -> None:
    some = bits.of_places(left)
    assert as_set(bits.below(some, place)) == {each for each in left if each < place}
    assert as_set(bits.above(some, place)) == {each for each in left if each > place}
    assert bits.highest(some, most) == sorted(left, reverse=True)[:most]
    assert bits.lowest(some, most) == sorted(left)[:most]
