"""What the pages for a third verifier list is what the sources have."""

import ast
import inspect
import re
from pathlib import Path

from ledger.domain import verdict
from ledger.domain.acts import ActKind, Burden, Effect
from ledger.domain.burdens import effect
from ledger.domain.mandates import OWN, SECONDARY
from ledger.domain.profiles import load, names
from ledger.domain.verdict import OPERATIONS, Purpose
from notarization.verify.codes import CODES, Step
from notarization.verify.container import read_container
from notarization.verify.content_checks import PRIMARIES
from notarization.verify.cover import SHEET_NAME
from notarization.verify.inventory import Part
from notarization.verify.report import Check, Message, Report, Status
from notarization.verify.wording import FINDINGS
from tests.packages.placed import PLACES, misplaced

DOCS = Path(__file__).parents[4] / "docs"
GOOD = Path(__file__).parents[3] / "packages" / "good"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def reports(purpose: Purpose) -> str:
    needed = load().reports.get(purpose.value, ())
    said = [f"{each.kind.upper()}: {'blocks' if each.blocks else 'warns'}" for each in needed]
    return " ".join(said) or "-"


def test_the_page_of_the_verdict_has_every_code_of_blocks_and_warnings() -> None:
    tables = page("verdict.md").partition("## Blocks")[2].partition("## Facts")[0]
    rows = re.findall(r"^\| [0-9]+ \| (`.+?`) \|", tables, re.MULTILINE)
    codes = {code for row in rows for code in re.findall("`([A-Z_]+)`", row)}
    assert codes == FINDINGS.keys() - {"DOSSIER_UNKNOWN"}


def test_the_page_of_the_verdict_has_every_purpose_with_its_burdens_and_reports() -> None:
    text = page("verdict.md")
    for purpose, operation in OPERATIONS.items():
        by_effect = {
            each: " ".join(one.name for one in Burden if effect(operation, one) is each)
            for each in (Effect.BARS, Effect.CONSENT)
        }
        cells = [f"`{purpose.value}`", operation.name, *by_effect.values(), reports(purpose)]
        assert f"| {' | '.join(each or '-' for each in cells)} |" in text
    assert not any(load(name).reports for name in names() if name != "nat-2026")


def test_the_page_of_the_verdict_has_the_values_of_findings_and_their_fixed_texts() -> None:
    text = page("verdict.md")
    row = re.compile(r"^\| (?:[0-9]+ \| )?((?:`[A-Z_]+` ?)+) \| .+ \| ([^|]*) \|$", re.MULTILINE)
    listed = {
        code: re.findall("`([a-z_]+)`", values)
        for codes, values in row.findall(text)
        for code in re.findall("`([A-Z_]+)`", codes)
    }
    compared = 0
    for node in ast.walk(ast.parse(inspect.getsource(verdict))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != "Finding":
            continue
        match node.args[:2]:
            case [ast.Constant(value=str(code)), ast.Dict(keys=keys, values=values)]:
                if code == "DOSSIER_UNKNOWN":
                    continue
                assert listed[code] == [
                    each.value for each in keys if isinstance(each, ast.Constant)
                ]
                compared += 1
                for each in values:
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        assert f"| `{code}` | `{each.value}` |" in text
    assert compared > 18


def test_the_page_of_acts_says_who_signs_each() -> None:
    table = page("acts.md").partition("## Who signs")[2].partition("*Then pledgees*")[0]
    kinds = [
        kind
        for row in re.findall(r"^\| ([A-Z][A-Za-z, ]+) \| ", table, re.MULTILINE)
        for kind in row.split(", ")
    ]
    assert sorted(kinds) == sorted(
        each.name for each in ActKind if each and each not in SECONDARY | OWN
    )


def test_the_page_for_other_verifiers_has_every_line_of_the_cover_sheet() -> None:
    text = page("verifying.md")
    sheet = read_container((GOOD / "worded.evidence.zip").read_bytes())[SHEET_NAME].decode()
    labels = [re.split("：|（质押融资）", line)[0] for line in sheet.split("\n") if line[:1] != " "]
    assert len(labels) > 25
    for label in labels:
        assert f"    {label}" in text, label
    assert re.findall(r"^\| (V[0-9]+) ", text, re.MULTILINE) == [f"V{n}" for n in range(1, 17)]
    assert re.findall(r"^\| (P[0-9]+) ", text, re.MULTILINE) == [each.value for each in Part]


def test_the_page_for_other_verifiers_has_the_act_that_each_other_end_belongs_to() -> None:
    rows = re.findall(r"^\| ([A-Za-z, ]+) \| ([A-Za-z, ]+) \|$", page("verifying.md"), re.MULTILINE)
    found = {
        kind: set(acts.split(", "))
        for kinds, acts in rows
        for kind in kinds.split(", ")
        if kind in ActKind.__members__
    }
    expected = {kind.name: {each.name for each in acts} for kind, acts in PRIMARIES.items()}
    assert found == expected


def test_the_page_for_other_verifiers_has_every_code_in_a_step() -> None:
    text = page("verifying.md").partition("## Codes by step")[2].partition("\n## ")[0]
    of_none = set(re.findall("`([A-Z_]+)`", text.rpartition("|\n\n")[2].partition(" are of no")[0]))
    codes = set().union(*PLACES.values())
    assert {step for step, _ in PLACES} == set(map(int, Step))
    assert codes | of_none == CODES.keys()
    assert codes & of_none == set()


def test_a_code_in_another_step_would_be_seen() -> None:
    said = Message("", "")
    late = Check(19, "COVER_DISAGREES", Status.FAILED, said)
    open_ = Check(22, "COVER_DISAGREES", Status.NOT_CHECKED, said)
    assert misplaced(Report((late, open_))) == [late, open_]
