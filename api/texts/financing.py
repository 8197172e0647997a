"""A financing file in words: for its page and for the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.texts.shown import yuan
from api.texts.words import word
from ledger.domain.acts import ReportPurpose
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KINDS: Final[dict[str, Message]] = {
    "LOAN": Message("贷款合同", "Loan"),
    "DISBURSED": Message("放款", "Disbursed"),
    "VALUED": Message("评估", "Valuation"),
    "REPAID": Message("还款", "Repaid"),
    "CLAIMED": Message("风险补偿申请", "Compensation claimed"),
    "COMPENSATED": Message("风险补偿款", "Compensated"),
}


def kind(name: str, language: Language) -> str:
    """A kind of entry."""
    return KINDS[name].text(language)


def _basis(told: Mapping[str, Any] | None, language: Language) -> str:
    """Whose valuation the ratio rests on: of the register with its purpose and end, or the own."""
    if told is None:
        return "—"
    if told["report"] is None:
        own = Message("本方所记", "entered here").text(language)
        return f"{told['made_by']} · {told['on']} · {own}"
    purpose = word(ReportPurpose[told["purpose"]], language)
    said = Message(
        f"登记簿所载报告（{purpose}）· 有效期至 {told['until']}",
        f"report on the register ({purpose}), valid until {told['until']}",
    )
    return f"{told['made_by']} · {told['on']} · {said.text(language)}"


def rows(file: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    """What follows from a file, then its entries: names and values."""
    told = file["summary"]
    amounts = (
        (Message("贷款本金（元）", "principal (CNY)"), told["principal_fen"]),
        (Message("已放款（元）", "disbursed (CNY)"), told["disbursed_fen"]),
        (Message("已还款（元）", "repaid (CNY)"), told["repaid_fen"]),
        (Message("贷款余额（元）", "outstanding (CNY)"), told["outstanding_fen"]),
        (Message("评估价值（元）", "value (CNY)"), told["value_fen"]),
        (Message("已申请补偿（元）", "claimed (CNY)"), told["claimed_fen"]),
        (Message("已获补偿（元）", "compensated (CNY)"), told["compensated_fen"]),
    )
    yield Message("评估依据", "valued by").text(language), _basis(told["valuation"], language)
    yield Message("登记凭证", "certificate").text(language), file["number"]
    yield Message("贷款合同编号", "loan").text(language), told["loan"] or "—"
    yield Message("到期日", "due").text(language), told["due_on"] or "—"
    for name, fen in amounts:
        yield name.text(language), yuan(int(fen)) if fen else "—"
    for name, ratio in (
        (Message("质押率（本金 ÷ 评估价值）", "ratio (principal ÷ value)"), told["ratio"]),
        (
            Message("质押率（余额 ÷ 评估价值）", "ratio (outstanding ÷ value)"),
            told["outstanding_ratio"],
        ),
    ):
        yield name.text(language), f"{ratio['per_cent']} %" if ratio else "—"
    yield Message("须重新评估", "to be valued again by").text(language), told["revalue_by"] or "—"
