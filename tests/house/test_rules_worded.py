"""Each rule that can stand against what parties propose, or an order, has its words."""

import ast
from pathlib import Path
from typing import Final

from api.texts.rules import RULES, rule_said

DOMAIN: Final = Path(__file__).resolve().parents[2] / "ledger" / "domain"
WORDED: Final = (
    "rules/pledge.py",
    "rules/pledge_life.py",
    "rules/sale.py",
    "rules/order.py",
    "rules/disposals.py",
    "rules/consents.py",
    "rules/title.py",
    "rules/licence.py",
    "rules/report.py",
    "rules/dispute.py",
)
# acts on a whole title ask for these, and its issue; no proposal and no order does
OTHERS: Final = {
    "a court or organ is named",
    "id is the terms' hash",
    "a title's words are holdings",
    "holders ascend",
    "shares sum to the whole",
    "number is the registry's of this month",
}


def rules_in(text: str) -> set[str]:
    """The sentences that `require` is given."""
    calls = (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Call))
    return {
        str(each.args[0].value)
        for each in calls
        if isinstance(each.func, ast.Name)
        and each.func.id == "require"
        and isinstance(each.args[0], ast.Constant)
    }


def unworded(texts: list[str]) -> set[str]:
    return {rule for text in texts for rule in rules_in(text)} - RULES.keys() - OTHERS


def test_every_rule_is_worded_in_both_languages() -> None:
    assert unworded([(DOMAIN / name).read_text(encoding="utf-8") for name in WORDED]) == set()
    assert all(each.zh != each.en and each.zh.endswith("。") for each in RULES.values())


def test_a_rule_without_words_is_found_and_told_as_it_stands() -> None:
    planted = 'require("a planted rule", holds=False)'
    assert unworded([planted]) == {"a planted rule"}
    assert "a planted rule" in rule_said("a planted rule").zh
