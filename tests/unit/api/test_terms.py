"""Terms in words: every act and every member has them, and nothing in them can play tricks."""

from dataclasses import fields, replace

import pytest

from api.doors import DOORS
from api.texts.terms import ACTS, LABELS, described, printable
from ledger.domain.acts import Notice, Pledge, SecurityKind, Time, TitleId
from ledger.domain.movables import filing_word
from ledger.domain.record import parse_notice
from notarization.verify.report import Language
from tests import forge


@pytest.mark.parametrize("kind", DOORS)
def test_every_act_and_every_member_of_its_terms_has_words(kind: str) -> None:
    assert ACTS[kind].zh
    assert ACTS[kind].en
    assert {each.name for each in fields(DOORS[kind].terms)} - LABELS.keys() == set()


def test_no_words_are_left_over() -> None:
    used = {each.name for door in DOORS.values() for each in fields(door.terms)}
    assert ACTS.keys() == DOORS.keys()
    assert LABELS.keys() - used <= {"hold", "use", "oper", "holder"}


def a_pledge() -> Pledge:
    made = forge.pledge(TitleId(b"\x01" * 32), forge.party(1), 1, 300_000).body
    assert isinstance(made, Pledge)
    return made


def test_shares_times_and_amounts_read_as_people_write_them() -> None:
    terms = a_pledge()
    chinese = dict(described(terms, Language.ZH))
    english = dict(described(terms, Language.EN))
    assert chinese["份额"] == english["share"] == "30%"
    assert english["pledgor"] == terms.pledgor[-20:].hex()
    assert english["kind"] == {SecurityKind.PLEDGE: "Pledge"}[terms.kind]
    assert "UTC" not in english["filed in the movables register"]


def test_a_filing_reads_by_its_number_and_a_digest_as_it_is() -> None:
    name, number = "number in the movables register", "00000000000000000001"
    numbered = replace(a_pledge(), filing=filing_word(number))
    assert dict(described(numbered, Language.EN))[name] == number
    assert dict(described(a_pledge(), Language.EN))[name] == "0x" + a_pledge().filing.hex()
    unnamed = replace(a_pledge(), filing=bytes(32))
    assert dict(described(unnamed, Language.EN))[name] == "—"


def test_a_notice_shows_what_it_opens_without_salts() -> None:
    terms = Notice(forge.application_id(forge.content(1, [1])), 3, Time(0), b"{}", 0)
    assert dict(described(terms, Language.EN))["fields made public"] == "{}"
    with pytest.raises(Exception, match="schema"):
        parse_notice(b"{}")


def test_text_that_turns_or_hides_other_text_is_replaced() -> None:
    assert printable("海蓝\u202egpj.\x1b[2K") == "海蓝\ufffdgpj.\ufffd[2K"
