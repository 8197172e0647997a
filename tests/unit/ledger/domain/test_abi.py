"""The strict codec against an independent encoder, and against every way to be wrong."""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import pytest
from eth_abi.abi import encode as reference_encode
from eth_account.messages import encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain.abi import (
    ADDRESS,
    BOOL,
    AbiError,
    Array,
    Bytes,
    Enum,
    FixedBytes,
    Int,
    Record,
    Text,
    Uint,
)
from ledger.domain.keccak import keccak256


class Colour(IntEnum):
    RED = 0
    BLUE = 1


@dataclass(frozen=True, slots=True)
class Pair:
    who: bytes
    share: int


@dataclass(frozen=True, slots=True)
class Note:
    text: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    ident: bytes
    small: int
    wide: int
    change: int
    open: bool
    colour: Colour
    first: Pair
    owner: bytes
    body: bytes
    numbers: tuple[int, ...]
    notes: tuple[Note, ...]
    tag: bytes


PAIR = Record(Pair, "Pair(bytes32 who,uint32 share)", (FixedBytes(32), Uint(32)))
NOTE = Record(
    Note,
    "Note(string text,Pair[] pairs)Pair(bytes32 who,uint32 share)",
    (Text(), Array(PAIR)),
)
DEED_TYPE = (
    "Deed(bytes32 ident,uint40 small,uint128 wide,int64 change,bool open,uint8 colour,Pair first,"
    "address owner,bytes body,uint64[] numbers,Note[] notes,bytes4 tag)"
    "Note(string text,Pair[] pairs)Pair(bytes32 who,uint32 share)"
)
DEED = Record(
    Deed,
    DEED_TYPE,
    (
        FixedBytes(32),
        Uint(40),
        Uint(128),
        Int(64),
        BOOL,
        Enum(Colour),
        PAIR,
        ADDRESS,
        Bytes(),
        Array(Uint(64)),
        Array(NOTE),
        FixedBytes(4),
    ),
)
DEED_ABI = (
    "(bytes32,uint40,uint128,int64,bool,uint8,(bytes32,uint32),address,bytes,uint64[],"
    "(string,(bytes32,uint32)[])[],bytes4)"
)

words = st.binary(min_size=32, max_size=32)
pairs = st.builds(Pair, words, st.integers(0, 2**32 - 1))
notes = st.builds(Note, st.text(max_size=40), st.lists(pairs, max_size=3).map(tuple))
deeds = st.builds(
    Deed,
    ident=words,
    small=st.integers(0, 2**40 - 1),
    wide=st.integers(0, 2**128 - 1),
    change=st.integers(-(2**63), 2**63 - 1),
    open=st.booleans(),
    colour=st.sampled_from(Colour),
    first=pairs,
    owner=st.binary(min_size=20, max_size=20),
    body=st.binary(max_size=70),
    numbers=st.lists(st.integers(0, 2**64 - 1), max_size=4).map(tuple),
    notes=st.lists(notes, max_size=3).map(tuple),
    tag=st.binary(min_size=4, max_size=4),
)
EXAMPLE = Deed(
    bytes(range(32)),
    7,
    2**100,
    -5,
    True,
    Colour.BLUE,
    Pair(b"\x11" * 32, 9),
    b"\x22" * 20,
    b"abc",
    (1, 2),
    (Note("数契", (Pair(b"\x33" * 32, 1),)), Note("", ())),
    b"\x01\x02\x03\x04",
)


def plain(value: Any) -> Any:
    """A record as the nested tuples that the reference encoder takes."""
    if isinstance(value, Pair):
        return (value.who, value.share)
    if isinstance(value, Note):
        return (value.text, [plain(pair) for pair in value.pairs])
    return (
        value.ident,
        value.small,
        value.wide,
        value.change,
        value.open,
        int(value.colour),
        plain(value.first),
        "0x" + value.owner.hex(),
        value.body,
        list(value.numbers),
        [plain(note) for note in value.notes],
        value.tag,
    )


@given(deeds)
def test_encoding_is_that_of_an_independent_encoder(deed: Deed) -> None:
    assert DEED.encode(deed) == reference_encode([DEED_ABI], [plain(deed)])


@given(deeds)
def test_decoding_undoes_encoding(deed: Deed) -> None:
    assert DEED.decode(DEED.encode(deed)) == deed


@given(deeds, st.data())
def test_no_other_bytes_decode_to_the_same_record(deed: Deed, data: st.DataObject) -> None:
    good = bytearray(DEED.encode(deed))
    at = data.draw(st.integers(0, len(good) - 1))
    good[at] ^= data.draw(st.integers(1, 255))
    try:
        other = DEED.decode(bytes(good))
    except AbiError:
        return
    assert other != deed
    assert DEED.encode(other) == bytes(good)


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_canonically_or_refused(data: bytes) -> None:
    try:
        deed = DEED.decode(data)
    except AbiError:
        return
    assert DEED.encode(deed) == data


def changed(at: int, word: bytes) -> bytes:
    data = DEED.encode(EXAMPLE)
    return data[: at * 32] + word + data[at * 32 + len(word) :]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (DEED.encode(EXAMPLE) + bytes(32), "bytes after the end"),
        (DEED.encode(EXAMPLE)[:-32], "length is missing"),
        (b"", "data ends early"),
        (changed(0, (64).to_bytes(32, "big")), "offset is not the next"),
        (changed(2, b"\x01"), "dirty padding"),
        (changed(2, (2**40).to_bytes(32, "big")), "uint40 out of range"),
        (changed(4, (2**63).to_bytes(32, "big")), "int64 out of range"),
        (changed(5, (2).to_bytes(32, "big")), "bool out of range"),
        (changed(6, (2).to_bytes(32, "big")), "Colour has no member 2"),
        (changed(13, b"\x01\x02\x03\x04\x05"), "dirty padding"),
        (changed(14, (2**40).to_bytes(32, "big")), "length exceeds the data"),
        (changed(15, b"abc\x01"), "dirty padding"),
        (changed(16, (300).to_bytes(32, "big")), "array ends early"),
    ],
)
def test_a_malformed_encoding_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(AbiError) as caught:
        DEED.decode(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "value",
    [Pair(b"short", 1), Pair(bytes(32), -1), Pair(bytes(32), 2**32), Pair(bytes(32), True), 5],
)
def test_a_value_out_of_its_type_is_not_encoded(value: Any) -> None:
    with pytest.raises(AbiError):
        PAIR.encode(value)


@given(deeds)
def test_struct_hash_is_that_of_an_independent_implementation(deed: Deed) -> None:
    def named(value: Any) -> Any:
        if isinstance(value, tuple):
            return [named(item) for item in value]
        if not isinstance(value, Deed | Note | Pair):
            return int(value) if isinstance(value, Colour) else value
        return {name: named(getattr(value, name)) for name in type(value).__slots__}

    types = {
        name: [{"type": kind, "name": member} for kind, member in members]
        for name, members in DEED.eip712_types().items()
    }
    message = encode_typed_data({"name": "x"}, types, named(deed))
    assert DEED.eip712(deed) == message.body


def test_type_hash_is_of_the_type_with_its_parts_sorted() -> None:
    assert DEED.type_hash == keccak256(DEED_TYPE.encode())


@dataclass(frozen=True, slots=True)
class Plain:
    ident: bytes
    small: int
    wide: int
    open: bool
    colour: Colour
    owner: bytes
    pairs: tuple[Pair, ...]
    words: tuple[bytes, ...]
    tag: bytes


PLAIN_KINDS = (
    FixedBytes(32),
    Uint(40),
    Uint(128),
    BOOL,
    Enum(Colour),
    ADDRESS,
    Array(PAIR),
    Array(FixedBytes(32)),
    FixedBytes(4),
)
PLAIN_TYPE = (
    "Plain(bytes32 ident,uint40 small,uint128 wide,bool open,uint8 colour,address owner,"
    "Pair[] pairs,bytes32[] words,bytes4 tag)Pair(bytes32 who,uint32 share)"
)
AT_ONCE = Record(Plain, PLAIN_TYPE, PLAIN_KINDS)
EACH = Record(Plain, PLAIN_TYPE, PLAIN_KINDS)
EACH.row.plain = EACH.hashed.plain = False
plains = st.builds(
    Plain,
    ident=words,
    small=st.integers(0, 2**40 - 1),
    wide=st.integers(0, 2**128 - 1),
    open=st.booleans(),
    colour=st.sampled_from(Colour),
    owner=st.binary(min_size=20, max_size=20),
    pairs=st.lists(pairs, max_size=3).map(tuple),
    words=st.lists(words, max_size=3).map(tuple),
    tag=st.binary(min_size=4, max_size=4),
)


def read(record: Record[Plain], data: bytes) -> Plain | None:
    try:
        return record.decode(data)
    except AbiError:
        return None


@given(plains, st.data())
def test_a_head_read_at_once_is_what_its_members_are_one_by_one(
    value: Plain, data: st.DataObject
) -> None:
    good = bytearray(AT_ONCE.encode(value))
    assert read(AT_ONCE, bytes(good)) == read(EACH, bytes(good)) == value
    at = data.draw(st.integers(0, len(good) - 1))
    good[at] ^= data.draw(st.integers(1, 255))
    assert read(AT_ONCE, bytes(good)) == read(EACH, bytes(good))


@given(plains)
def test_members_hashed_at_once_are_what_they_are_one_by_one(value: Plain) -> None:
    assert AT_ONCE.eip712(value) == EACH.eip712(value)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("ident", b"short"),
        ("ident", b"\x01" * 33),
        ("small", 2**40),
        ("small", -1),
        ("small", True),
        ("wide", 2**128),
        ("open", 1),
        ("colour", 1),
        ("owner", b"\x01" * 21),
        ("tag", "text"),
    ],
)
def test_members_that_do_not_fit_are_not_hashed(name: str, wrong: Any) -> None:
    sound = Plain(bytes(32), 1, 1, True, Colour.RED, bytes(20), (), (), bytes(4))
    with pytest.raises(AbiError):
        AT_ONCE.eip712(replace(sound, **{name: wrong}))
