"""The form shows every field of its profile, and every fault of its rules has Chinese words."""

import ast
import json
import secrets
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from api.pages.filling import PARTS, form_view
from api.registrant.filing import GATES
from api.texts.faults import MISSING, UNEXPECTED, described
from api.texts.form import CHOICES, LABELS
from ledger.domain import profiles
from ledger.domain.record import (
    CHECKS,
    FieldInvalid,
    FieldMissing,
    FieldUnexpected,
    commit,
)
from notarization.verify.report import Language
from tests.factories import a_record
from tests.modules import run_module

ROOT: Final = Path(__file__).resolve().parents[3]
DAY: Final = date(2026, 10, 12)


def faults_of_the_rules() -> list[str]:
    """What the checks of a record say, with a value for each thing that they name."""
    tree = ast.parse((ROOT / "ledger/domain/record.py").read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "FieldInvalid"):
            continue
        told = node.args[1]
        parts = told.values if isinstance(told, ast.JoinedStr) else [told]
        found.append(
            "".join(str(each.value) if isinstance(each, ast.Constant) else "7" for each in parts)
        )
    return found


def test_there_are_rules_to_look_at() -> None:
    assert len(faults_of_the_rules()) > 20


@pytest.mark.parametrize("fault", faults_of_the_rules())
def test_every_fault_of_a_record_is_said_in_chinese(fault: str) -> None:
    told = described(FieldInvalid("rights", fault))
    assert told.en == fault
    assert any("\u4e00" <= sign <= "\u9fff" for sign in told.zh), fault


@pytest.mark.parametrize("gate", GATES)
def test_every_gate_that_is_shut_is_said_in_chinese(gate: str) -> None:
    told = described(FieldInvalid(*GATES[gate]))
    assert told.en == GATES[gate][1]
    assert any("\u4e00" <= sign <= "\u9fff" for sign in told.zh), gate


def test_values_of_a_fault_come_back_and_the_unknown_stays_as_it_is() -> None:
    assert (
        described(FieldInvalid("a", "has 41 characters, at most 40")).zh
        == "有 41 个字符，最多 40 个"
    )
    assert described(FieldInvalid("a", "is odd")).zh == "is odd"
    assert described(FieldMissing("a")) is MISSING
    assert described(FieldUnexpected("a")) is UNEXPECTED


def test_every_kind_of_field_that_is_checked_has_its_inputs() -> None:
    assert set(PARTS) == set(CHECKS)


@pytest.mark.parametrize("language", Language)
def test_every_field_of_the_profile_stands_in_the_form_under_a_name(language: Language) -> None:
    form = form_view(profiles.load(), profiles.FIRST, DAY, language)
    assert [each.name for each in form.fields] == [each.name for each in profiles.load().form()]
    for field in form.fields:
        assert field.label == LABELS[field.name].text(language)
        assert all(part.label for part in field.parts)
        assert all(
            part.path == field.name or part.path.startswith(field.name + ".")
            for part in field.parts
        )
    by_path = {part.path: part for field in form.fields for part in field.parts}
    assert by_path["data_name"].most == 40
    assert by_path["summary"].kind == "long"
    assert "A04" in {each.value for each in by_path["industry"].choices}
    assert "A" not in {each.value for each in by_path["industry"].choices}
    assert not by_path["proofs.other"].required


def test_every_word_is_used() -> None:
    form = form_view(profiles.load(), profiles.FIRST, DAY, Language.ZH)
    used = {field.name for field in form.fields}
    parts = [part for field in form.fields for part in field.parts]
    used |= {part.path.replace(".0.", ".") for part in parts}
    assert used == set(LABELS)
    offered = {each.value for part in parts for each in part.choices}
    assert set(CHOICES) <= offered


def test_the_browser_commits_to_a_record_as_python_does() -> None:
    for record in (a_record(), {**a_record(), "scenarios": ["金融服务"]}, {"a": None}):
        salts = {name: secrets.token_bytes(16) for name in record}
        given = {"record": record, "salts": {name: each.hex() for name, each in salts.items()}}
        told = run_module(
            {"recordRoot": "commitments.js"},
            "return recordRoot(given.record, given.salts);",
            json.loads(json.dumps(given)),
        )
        assert told == commit(record, salts).root.hex()


def test_salts_are_fresh_and_long_enough() -> None:
    told = run_module(
        {"freshSalts": "commitments.js"},
        "return [freshSalts(given), freshSalts(given)];",
        a_record(),
    )
    salts = [each for one in told for each in one.values()]
    assert all(len(each) == 32 for each in salts)
    assert len(set(salts)) == 2 * len(a_record())
