"""Record commitments: one root, partial disclosure, erasure, and what is refused."""

import dataclasses
import hashlib
from collections.abc import Callable
from random import Random

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.canonical import JsonNotCanonical
from ledger.domain.commitment_errors import (
    CommitmentMismatch,
    DisclosureOrder,
    DisclosurePosition,
    FieldCountRefused,
    FieldDuplicate,
    FieldErased,
    FieldNameRefused,
    FieldUnknown,
    LeafRefused,
    SaltRefused,
)
from ledger.domain.commitments import (
    MAX_FIELDS,
    Disclosure,
    Erased,
    Opening,
    Record,
    Withheld,
    record_root,
    verify_disclosure,
)
from ledger.domain.keccak import keccak256

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
SALTS = st.binary(min_size=16, max_size=32)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | NAMES
    | st.lists(NAMES, max_size=3)
)
RECORDS = st.dictionaries(NAMES, st.tuples(SALTS, VALUES), min_size=1, max_size=12).map(
    lambda fields: Record.of(
        Opening.of(name, salt, value) for name, (salt, value) in fields.items()
    )
)


def salt_of(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:16]


def record(*names: str) -> Record:
    return Record.of(Opening.of(name, salt_of(name), f"value of {name}") for name in names)


def test_leaf_is_the_documented_byte_string() -> None:
    opening = Opening.of("名称", bytes(range(16)), {"b": 1, "a": "数据"})
    name = "名称".encode()
    expected = (
        b"\x00\x00\x06" + name + b"\x10" + bytes(range(16)) + rfc8785.dumps({"b": 1, "a": "数据"})
    )
    assert opening.leaf == keccak256(expected)


def test_root_of_three_fields_is_the_documented_tree() -> None:
    leaves = [keccak256(bytes([n])) for n in range(3)]
    pair = keccak256(b"\x01" + leaves[0] + leaves[1])
    assert record_root(leaves) == keccak256(
        b"\x02\x00\x00\x00\x03" + keccak256(b"\x01" + pair + leaves[2])
    )


def test_fields_stand_in_the_order_of_their_utf8_bytes() -> None:
    names = ["\U0001f600", "\ufb33", "z", "A", "名"]
    ordered = [field.name for field in record(*names).fields]
    assert ordered == sorted(names, key=str.encode)


@given(RECORDS, st.randoms(use_true_random=False))
def test_root_does_not_depend_on_the_order_of_input(whole: Record, random: Random) -> None:
    shuffled = list(whole.fields)
    random.shuffle(shuffled)
    assert Record.of(shuffled).root == whole.root


@given(RECORDS, st.data())
def test_any_subset_verifies_against_the_root(whole: Record, data: st.DataObject) -> None:
    names = data.draw(st.sets(st.sampled_from([field.name for field in whole.fields])))
    proven = verify_disclosure(whole.disclose(names), whole.root)
    assert proven == {
        f.name: f.json() for f in whole.fields if isinstance(f, Opening) and f.name in names
    }


@given(RECORDS, st.data())
def test_erased_fields_leave_the_root_and_other_proofs_whole(
    whole: Record, data: st.DataObject
) -> None:
    names = [field.name for field in whole.fields]
    erased = data.draw(st.sampled_from(names))
    rest = whole.erase(erased)
    assert rest.root == whole.root
    others = [name for name in names if name != erased]
    assert set(verify_disclosure(rest.disclose(others), whole.root)) == set(others)
    with pytest.raises(FieldErased) as caught:
        rest.disclose([erased])
    assert caught.value.name == erased


@given(RECORDS, st.data())
def test_any_changed_part_gives_another_root(whole: Record, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(whole.fields) - 1))
    field = whole.fields[position]
    assert isinstance(field, Opening)
    forgeries: list[Opening | Erased] = [
        dataclasses.replace(field, value=rfc8785.dumps({"forged": field.name})),
        dataclasses.replace(field, salt=keccak256(field.salt)),
        Erased(name=field.name, leaf=keccak256(field.leaf)),
    ]
    forged = data.draw(st.sampled_from(forgeries))
    assert (
        Record((*whole.fields[:position], forged, *whole.fields[position + 1 :])).root != whole.root
    )


def test_salt_and_value_cannot_trade_bytes() -> None:
    short = Opening.of("a", bytes(16), 1)
    assert short.leaf != Opening.of("a", bytes(17), 1).leaf
    assert Opening.of("ab", bytes(16), 1).leaf != Opening.of("a", b"b" + bytes(15), 1).leaf


def test_forged_value_is_a_mismatch_with_both_roots() -> None:
    whole = record("a", "b")
    shown = whole.disclose(["a"])
    forged = dataclasses.replace(shown, openings=(Opening.of("a", salt_of("a"), "forged"),))
    with pytest.raises(CommitmentMismatch) as caught:
        verify_disclosure(forged, whole.root)
    assert (caught.value.expected, caught.value.computed) == (whole.root, forged.root)


def test_withheld_leaf_at_another_place_is_a_mismatch() -> None:
    whole = record("a", "b", "c")
    shown = whole.disclose(["a"])
    swapped = (Withheld(1, shown.withheld[1].leaf), Withheld(2, shown.withheld[0].leaf))
    with pytest.raises(CommitmentMismatch):
        verify_disclosure(dataclasses.replace(shown, withheld=swapped), whole.root)


def test_dropped_withheld_leaf_is_a_mismatch() -> None:
    whole = record("a", "b", "c")
    shown = whole.disclose(["a"])
    with pytest.raises(CommitmentMismatch):
        verify_disclosure(dataclasses.replace(shown, withheld=shown.withheld[:1]), whole.root)


def test_inner_node_cannot_stand_for_two_leaves() -> None:
    leaves = [keccak256(bytes([n])) for n in range(2)]
    assert record_root([keccak256(b"\x01" + leaves[0] + leaves[1])]) != record_root(leaves)


def test_record_that_names_a_field_twice_is_refused() -> None:
    with pytest.raises(FieldDuplicate) as caught:
        record("a", "b", "a")
    assert caught.value.name == "a"


def test_disclosure_that_names_a_field_twice_is_refused() -> None:
    opening = Opening.of("a", salt_of("a"), 1)
    with pytest.raises(FieldDuplicate):
        Disclosure(openings=(opening, opening), withheld=())


def test_disclosure_out_of_name_order_is_refused() -> None:
    a, b = record("a", "b").disclose(["a", "b"]).openings
    with pytest.raises(DisclosureOrder) as caught:
        Disclosure(openings=(b, a), withheld=())
    assert (caught.value.after, caught.value.found) == ("b", "a")


@pytest.mark.parametrize("positions", [(1, 0), (1, 1)])
def test_withheld_leaves_out_of_order_or_twice_are_refused(positions: tuple[int, int]) -> None:
    withheld = tuple(Withheld(position, bytes(32)) for position in positions)
    with pytest.raises(DisclosureOrder):
        Disclosure(openings=(), withheld=withheld)


@pytest.mark.parametrize("position", [-1, 1, 2])
def test_withheld_leaf_outside_the_record_is_refused(position: int) -> None:
    with pytest.raises(DisclosurePosition) as caught:
        Disclosure(openings=(), withheld=(Withheld(position, bytes(32)),))
    assert (caught.value.position, caught.value.size) == (position, 1)


@pytest.mark.parametrize("act", ["erase", "disclose"])
def test_unknown_field_is_refused(act: str) -> None:
    whole = record("a")
    with pytest.raises(FieldUnknown) as caught:
        whole.erase("b") if act == "erase" else whole.disclose(["a", "b"])
    assert caught.value.name == "b"


def test_field_is_not_erased_twice() -> None:
    with pytest.raises(FieldErased):
        record("a").erase("a").erase("a")


@pytest.mark.parametrize("length", [0, 15, 33])
def test_salt_of_wrong_length_is_refused(length: int) -> None:
    with pytest.raises(SaltRefused) as caught:
        Opening.of("a", bytes(length), 1)
    assert caught.value.length == length


@pytest.mark.parametrize("name", ["", "x" * 65536, "\ud800"])
def test_name_without_a_two_byte_length_is_refused(name: str) -> None:
    with pytest.raises(FieldNameRefused):
        Opening.of(name, bytes(16), 1)


def test_value_bytes_that_are_not_canonical_are_refused() -> None:
    with pytest.raises(JsonNotCanonical):
        Opening(name="a", salt=bytes(16), value=b"[1, 2]")


@pytest.mark.parametrize("make", [lambda leaf: Erased("a", leaf), lambda leaf: Withheld(0, leaf)])
def test_leaf_of_wrong_length_is_refused(make: Callable[[bytes], object]) -> None:
    with pytest.raises(LeafRefused) as caught:
        make(bytes(31))
    assert caught.value.length == 31


@pytest.mark.parametrize("count", [0, MAX_FIELDS + 1])
def test_record_without_fields_or_with_too_many_is_refused(count: int) -> None:
    with pytest.raises(FieldCountRefused) as caught:
        record_root([bytes(32)] * count)
    assert caught.value.count == count


@given(RECORDS, st.randoms(use_true_random=False))
def test_a_narrowed_disclosure_is_that_of_fewer_names(whole: Record, chance: Random) -> None:
    names = [field.name for field in whole.fields]
    opened = chance.sample(names, chance.randint(0, len(names)))
    kept = chance.sample(opened, chance.randint(0, len(opened)))
    assert whole.disclose(opened).narrowed(kept) == whole.disclose(kept)


def test_a_disclosure_is_not_narrowed_to_what_it_withholds() -> None:
    with pytest.raises(FieldUnknown) as caught:
        record("a", "b").disclose(["a"]).narrowed(["b"])
    assert caught.value.name == "b"
