"""Every code and every member of a closed set has words in both languages."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from api.texts.findings import FINDINGS, describe
from api.texts.problems import TITLES
from api.texts.questions import answered
from api.texts.shown import counted, day, iso, moment, share, yuan
from api.texts.words import SETS, word
from ledger.domain.acts import (
    Action,
    ActKind,
    ApplicationState,
    Effect,
    EndGround,
    FieldGroup,
    OrderKind,
    OrderScope,
    Origin,
    PartyKind,
    PledgeState,
    Realisation,
    Right,
    Role,
    SecurityKind,
    TitleState,
)
from ledger.domain.burdens import OF_KIND
from ledger.domain.clock import Standing
from ledger.domain.ranks import Shown
from ledger.domain.verdict import Purpose, Result
from notarization.verify.report import Grade, Language, Status

ROOT = Path(__file__).resolve().parents[3]
SOURCES = (
    "ledger/domain/disowned.py",
    "ledger/domain/movables_rules.py",
    "ledger/domain/uses.py",
    "ledger/domain/verdict.py",
    "ledger/queries/movables.py",
    "ledger/queries/verdict.py",
)
VALUES = {
    "licensor": "03" + "00" * 11 + "ab" * 20,
    "licensee": "03" + "00" * 11 + "cd" * 20,
    "institution": "03" + "00" * 11 + "ef" * 20,
    "claim": "OWNERSHIP",
    "dispute_state": "NOTIFIED",
    "blocked_by": "NONE",
    "exclusive": True,
    "entrusted": False,
    "licence_from": 1_772_323_200,
    "licence_until": 1_872_323_200,
    "licence_standing": "RUNNING",
    "report_kind": "VALUATION",
    "report_purpose": "PLEDGE",
    "report_standing": "VALID",
    "report_until": 1_872_323_200,
    "base_date": 1_772_323_200,
    "why": "MISSING",
    "state": "LIVE",
    "expired": False,
    "registered_at": 1_772_323_200,
    "valid_until": 1_872_323_200,
    "until": 1_772_323_200,
    "since": 1_772_323_200,
    "ground": "COMPROMISED",
    "clerk": "03" + "00" * 11 + "ab" * 20,
    "act": 3,
    "filed_at": 1_772_323_200,
    "term_end": 1_772_323_200,
    "pledge_state": "NOTED",
    "rank_agreed": True,
    "realisation": "LICENCE_INCOME",
    "known_seizure": 1_772_323_200,
    "time": 1_772_323_200,
    "right": "OPER",
    "scope": "HOLDER",
    "effect": "CONSENT",
    "kind": "FREEZE",
    "rights": 7,
    "shares": [1_000_000, 0, 300_000],
    "pledged": [0, 0, 0],
    "ppm": 300_000,
    "amount_fen": "800000000",
    "maximum": True,
    "waiting": 0,
    "end_ground": "FRAUD",
    "ended_since": 1_772_323_200,
    **dict.fromkeys(
        ("checked_at", "noted_at", "filing_end", "cancelled_at", "objected_at", "released_at"),
        1_772_323_200,
    ),
    "due": 1_772_323_200,
    "age": 111_600,
    "noted_fen": "800000000",
    "noted_maximum": False,
}


def called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def codes(source: str) -> set[str]:
    """The codes that a file gives to findings, wherever they stand in it as words in capitals."""
    tree = ast.parse((ROOT / source).read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            parts = node.value.elts
        elif isinstance(node, ast.Call) and called(node) in {"Finding", "Remark", "_without"}:
            parts = node.args
        else:
            continue
        texts = (each.value for each in parts if isinstance(each, ast.Constant))
        found |= {text for text in texts if isinstance(text, str) and text.isupper()}
    return found


def test_every_finding_has_a_sentence_in_both_languages() -> None:
    needed = set().union(*map(codes, SOURCES)) | {burden.name for burden in OF_KIND.values()}
    assert len(needed) > 25
    assert needed - FINDINGS.keys() == set()


def test_a_code_without_a_sentence_would_be_seen(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text('Finding("NEW_CODE", {}, b"")', encoding="utf-8")
    assert codes(str(planted)) - FINDINGS.keys() == {"NEW_CODE"}


@pytest.mark.parametrize("code", FINDINGS)
@pytest.mark.parametrize("language", Language)
def test_every_sentence_takes_its_values(code: str, language: Language) -> None:
    class Any(dict[str, object]):
        def __missing__(self, name: str) -> object:
            return "03ab"

    template = FINDINGS[code].text(language)
    names = {part.split("}")[0] for part in template.split("{")[1:]}
    values = {name: Any(VALUES)[name] for name in names}
    text = describe(code, values, language)
    assert text
    assert "{" not in text


@pytest.mark.parametrize(
    "members",
    [
        *(ActKind, Action, ApplicationState, Effect, OrderKind, OrderScope, Origin, PartyKind),
        *(Right, Role, SecurityKind, TitleState, Purpose, Result, Grade, Status),
        *(EndGround, FieldGroup, Standing, PledgeState, Realisation, Shown),
    ],
)
def test_every_member_of_a_closed_set_has_words(members: type[ActKind]) -> None:
    for member in members:
        assert word(member, Language.ZH)
        assert word(member, Language.EN)


def test_no_words_are_left_over() -> None:
    assert all(text.zh and text.en for words in SETS for text in words.values())


def test_a_page_with_scripts_says_what_to_do_without() -> None:
    templates = ROOT / "api/pages/templates"
    silent = {
        page.name
        for page in templates.glob("*.html")
        if "/static/" in (text := page.read_text(encoding="utf-8"))
        and 'type="module"' in text
        and not any(each in text for each in ("<noscript>", "no_digest.html", "no_signing.html"))
    }
    # whose one button of a script is shown by that script
    assert silent == {"mine.html"}
    for part in ("no_digest.html", "no_signing.html"):
        assert "<noscript>" in (templates / "parts" / part).read_text(encoding="utf-8")


def test_titles_are_sentences() -> None:
    assert [code for code, title in TITLES.items() if not title.endswith("。")] == []


def test_shares_and_amounts_are_exact() -> None:
    assert [share(ppm) for ppm in (1_000_000, 333_333, 1, 0)] == [
        "100%",
        "33.3333%",
        "0.0001%",
        "0%",
    ]
    assert yuan(800_000_000) == "8,000,000.00"
    assert yuan(1) == "0.01"


def test_a_time_beyond_every_calendar_is_shown_and_crashes_nothing() -> None:
    assert iso(253_402_300_799) == "9999-12-31T23:59:59Z"
    assert iso(253_402_300_800) == "+10000-01-01T00:00:00Z"
    assert moment(253_402_300_799) == "+10000-01-01 07:59"
    assert day(2**39) == "+19391-01-25"
    assert iso(2**256 - 1).startswith("+")
    assert (iso(0), moment(1_772_323_200)) == ("1970-01-01T00:00:00Z", "2026-03-01 08:00")


def test_names_stand_for_parties_where_they_are_public() -> None:
    party = "03" + "00" * 11 + "ab" * 20
    text = describe("CERTIFICATE_CLOSED", {"holder": party}, Language.EN, {party: "海蓝"})
    assert "海蓝" in text


def test_one_of_a_unit_is_one() -> None:
    told = [counted(number, "working day") for number in (0, 1, 2)]
    assert told == ["0 working days", "1 working day", "2 working days"]


COUNTED = re.compile(r"\}+ (?:working )?days|%d (?:working )?days|\}\} \{\{ say\([^)]*days")


def test_no_page_and_no_command_counts_days_on_its_own() -> None:
    told = {
        path.name
        for pattern in ("pages/**/*.py", "pages/**/*.html", "commands/*.py", "texts/questions.py")
        for path in (ROOT / "api").glob(pattern)
        if COUNTED.search(path.read_text(encoding="utf-8"))
    }
    assert told == set()
    assert COUNTED.search('f"{days} working days left"')
    assert COUNTED.search('{{ say("剩余 %d 个工作日", "%d working days left") }}')


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({}, "80,000.00 元", "CNY 80,000.00"),
        ({"maximum": True}, "最高额 80,000.00 元", "up to CNY 80,000.00"),
        ({"pledge_state": "ENFORCING"}, "实现中", "Being enforced"),
        ({"own": False}, "（其他权利人的份额）", "(another holder's share)"),
    ],
)
def test_an_earlier_pledge_is_told_as_it_stands(changes: dict[str, Any], zh: str, en: str) -> None:
    plain: dict[str, Any] = {
        "rank": 1,
        "filed_at": 1_772_323_200,
        "claimed_effect": "FROM_REGISTRATION",
        "amount_fen": "8000000",
        "maximum": False,
        "pledge_state": "NOTED",
        "own": True,
    }
    for language, said in ((Language.ZH, zh), (Language.EN, en)):
        told, before = (
            answered("ENCUMBRANCES", {"pledges": [each]}, language, {})
            for each in ({**plain, **changes}, plain)
        )
        assert said in told
        assert (said in before) is (not changes)


def test_an_order_on_what_another_holds_is_told_apart() -> None:
    order = {"kind": "FREEZE", "until": 1_772_323_200, "waiting": 0, "own": True}
    for language, said in ((Language.ZH, "其他权利人"), (Language.EN, "another holder")):
        for own in (True, False):
            told = answered("ORDERS", {"orders": [{**order, "own": own}]}, language, {})
            assert (said in told) is not own
