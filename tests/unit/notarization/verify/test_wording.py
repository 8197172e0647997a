"""Every code that a cover can carry has words, and words that sheets have are never changed."""

import ast
import hashlib
import inspect
import json
import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from ledger.domain import disowned, uses, verdict
from ledger.domain.burdens import OF_KIND
from ledger.domain.canonical import encode
from ledger.domain.clock import Standing
from ledger.domain.rules.application import REQUESTS
from notarization.verify.cover import FIRST, SCHEMA, WORDS, Words
from notarization.verify.wording import FINDINGS, NOT_HELD, NOT_PROVEN, PURPOSES, RESULTS
from tests.packages.make_vectors import table_of

FACTS = {"_facts", "facts"}
ENDED = {Standing.REVOKED, Standing.CANCELLED}
# codes that are worked out: what the expression can be, by the tables that it reads
WORKED_OUT = {
    "at.standing.value": {each.value for each in ENDED},
    "OF_KIND[order.terms.kind].name": {each.name for each in OF_KIND.values()},
    "f'{at.record.requested.name}_PENDING'": {f"{each.name}_PENDING" for each in REQUESTS},
    "str(code)": set(uses.WARNED.values()),
    "code": set(),  # what uses.warnings gives, which is read for itself
}
PINNED = {
    FIRST: "9f3ff68cf76768880ddb420c1b9fc7acf342c6263f08586bbf5285157fff8b39",
    SCHEMA: "fac3e02710f27d99b2e9c1f28dcd12f68368c4ba2414616bf0c25d7d542c6bf6",
}
# codes that no verdict gave before, by the schema's words without them
ADDED = {
    "SUCCESSOR_ABSORBED": "1eff6f8111361840446f24ee1aba7f050b99f9bca161eb0f4615e160c7901111",
}


def given(source: str) -> set[str]:
    """The codes of findings that are no facts, in a module that makes or yields them."""
    found: set[str] = set()
    for function in ast.parse(source).body:
        if isinstance(function, ast.FunctionDef | ast.ClassDef) and function.name not in FACTS:
            for node in ast.walk(function):
                for first in first_of(node):
                    found |= codes_of(first)
    return found


def first_of(node: ast.AST) -> list[ast.expr]:
    """Where a code stands: first in a finding and in what is yielded, or what `code` is set to."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
        return node.args[:1]
    if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
        return node.value.elts[:1]
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
        value = node.value
        return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
    return []


def codes_of(expression: ast.expr) -> set[str]:
    if isinstance(expression, ast.Constant):
        return {str(expression.value)}
    return WORKED_OUT[ast.unparse(expression)]


@pytest.mark.parametrize("module", [verdict, uses, disowned])
def test_every_code_of_a_verdict_has_words_in_both_languages(module: ModuleType) -> None:
    codes = given(inspect.getsource(module))
    assert codes
    assert codes - FINDINGS.keys() == set()
    for code in codes:
        assert re.search("[一-鿿]", FINDINGS[code].zh)
        assert re.search("[a-z]", FINDINGS[code].en)
        assert FINDINGS[code].en.isascii()


def test_no_words_are_kept_for_codes_that_no_verdict_gives() -> None:
    codes = set().union(*(given(inspect.getsource(each)) for each in (verdict, uses, disowned)))
    assert FINDINGS.keys() - codes == set()


def test_a_code_without_words_would_be_seen() -> None:
    planted = 'def judge():\n    yield Finding("NEW_CODE", {}, b"")\n    yield "ANOTHER", {}\n'
    assert given(planted) == {"NEW_CODE", "ANOTHER"}
    with pytest.raises(KeyError, match="name_of"):
        given("def judge():\n    yield Finding(name_of(order), {})\n")


@pytest.mark.parametrize("schema", WORDS)
def test_words_that_sheets_have_are_never_changed(schema: str) -> None:
    """Whoever must change words writes the next schema: the old one's packages have these."""
    assert digest(WORDS[schema]) == PINNED[schema]


def test_a_code_that_is_new_leaves_the_words_of_all_others() -> None:
    """Packages of before have sheets without it: no verdict of theirs gives it."""
    findings = dict(FINDINGS)
    for code, before in reversed(ADDED.items()):
        del findings[code]
        assert digest(replace(WORDS[SCHEMA], findings=findings)) == before


def digest(words: Words) -> str:
    tables = (PURPOSES, RESULTS, words.findings, words.reasons)
    said = [{str(name): message.zh for name, message in table.items()} for table in tables]
    listed = [[message.zh for message in each] for each in (NOT_PROVEN, words.not_held)]
    return hashlib.sha256(encode([*said, *listed])).hexdigest()


def test_the_committed_words_are_these() -> None:
    """What the page of the cover sheet points to, for who writes another verifier."""
    text = (Path(__file__).parents[3] / "vectors" / "cover_words.json").read_text(encoding="utf-8")
    assert json.loads(text) == {schema: table_of(words) for schema, words in WORDS.items()}


def test_what_is_not_held_is_said_in_both_languages() -> None:
    for message in NOT_HELD:
        assert re.search("[一-鿿]", message.zh)
        assert message.en.isascii()
