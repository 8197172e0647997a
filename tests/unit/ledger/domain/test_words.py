from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import directory, party_words, words
from ledger.domain.words import Word, WordMalformed

LAYOUTS = sorted(
    {
        each
        for room in (words, party_words, directory)
        for each in vars(room).values()
        if isinstance(each, type) and issubclass(each, Word) and each is not Word
    },
    key=lambda each: each.__name__,
)


def values(layout: type[Word]) -> st.SearchStrategy[dict[str, Any]]:
    def of(name: str, bits: int) -> st.SearchStrategy[Any]:
        kind = layout.TYPES.get(name, int)
        if kind is bytes:
            return st.binary(min_size=20, max_size=20).map(words.party_of_tail)
        if kind is int:
            return st.integers(0, (1 << bits) - 1)
        return st.booleans() if kind is bool else st.sampled_from(list(kind))

    return st.fixed_dictionaries({name: of(name, bits) for name, _, bits in layout.LAYOUT})


@pytest.mark.parametrize("layout", LAYOUTS)
@given(data=st.data())
def test_a_word_is_read_as_it_was_packed(layout: type[Word], data: st.DataObject) -> None:
    word = layout(**data.draw(values(layout)))
    assert layout.parse(word.pack()) == word


@pytest.mark.parametrize("layout", LAYOUTS)
def test_fields_do_not_overlap_and_fit(layout: type[Word]) -> None:
    end = 0
    for _, first, bits in layout.LAYOUT:
        assert first >= end
        end = first + bits
    assert end <= 256
    assert [name for name, _, _ in layout.LAYOUT] == [each.name for each in fields(layout)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_stray_bit_is_refused(layout: type[Word]) -> None:
    owned = sum(((1 << bits) - 1) << first for _, first, bits in layout.LAYOUT)
    stray = next(bit for bit in range(256) if not owned >> bit & 1)
    with pytest.raises(WordMalformed) as caught:
        layout.parse((1 << stray).to_bytes(32))
    assert caught.value.field == "unused bits"


def test_a_number_without_meaning_is_refused_by_field() -> None:
    with pytest.raises(WordMalformed) as caught:
        words.TitleRecord.parse((200 << 136).to_bytes(32))
    assert (caught.value.field, caught.value.value) == ("state", "200")


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(WordMalformed) as caught:
        words.HoldingWord(hold=1 << 20).pack()
    assert caught.value.field == "hold"


def test_a_pledge_key_names_its_lot() -> None:
    assert words.pledge_key(b"\x01" * 32, b"\x02" * 32) != words.pledge_key(
        b"\x03" * 32, b"\x02" * 32
    )


def test_an_account_that_was_never_written_acts_for_nobody() -> None:
    assert not words.AccountWord().live(1_800_000_000)
    assert words.AccountWord(since=1).live(1)
