"""What the simulated movables register takes and refuses (PBC Order 2021 No. 7)."""

from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.domain.codes.uscc import uscc_valid
from ledger.domain.movables import Body, Change, Entry, FilingState, Statement
from ledger.domain.movables_filing import FILING_SCHEMA
from ledger.domain.movables_rules import rules
from ledger.domain.workdays import A_DAY, months_after

AMENDABLE: Final = frozenset({"debtor", "secured", "amount", "maximum", "collateral"})


@dataclass
class Refused(Exception):
    """A filing or an entry that it does not take."""

    status: int
    code: str
    reason: str


def first(told: dict[str, Any], number: str, now: int) -> Statement:
    """The filing that a body asks for. Raises Refused."""
    law, months = rules(), told.get("months")
    if told.get("schema") != FILING_SCHEMA:
        raise Refused(422, "FORM", "表单不符")
    if not isinstance(months, int) or not law.least_months <= months <= law.most_months:
        raise Refused(422, "TERM", "登记期限为一个月至三十年")
    for member in ("debtor", "secured"):
        _require_body(told.get(member))
    if not told.get("collateral"):
        raise Refused(422, "COLLATERAL", "须描述担保财产")
    return Statement(
        number=number,
        category=told["category"],
        filed_at=now,
        term_end=months_after(now, months),
        debtor=Body(**told["debtor"]),
        secured=Body(**told["secured"]),
        amount=int(told["amount"]),
        maximum=told["maximum"],
        collateral=tuple(told["collateral"]),
        attachments=tuple(told["attachments"]),
        entries=(),
    )


def later(found: Statement, told: dict[str, Any], digest: str, now: int) -> Statement:
    """A filing after an entry. Raises Refused."""
    kind, changes = Change(told["kind"]), told["changes"]
    if found.state(now) is FilingState.CANCELLED:
        raise Refused(409, "CANCELLED", "登记已注销")
    match kind:
        case Change.AMENDED:
            found = _amended(found, changes)
        case Change.EXTENDED:
            found = _extended(found, changes, now)
        case Change.CANCELLED | Change.OBJECTED:
            pass
    return replace(found, entries=(*found.entries, Entry(kind, now, digest)))


def _amended(found: Statement, changes: dict[str, Any]) -> Statement:
    if not changes or changes.keys() - AMENDABLE:
        raise Refused(422, "FORM", "变更内容不符")
    if set(changes.get("collateral", ())) - set(found.collateral):
        raise Refused(422, "COLLATERAL_ADDED", "增加担保财产须另行登记")
    new: dict[str, Any] = dict(changes)
    for member in ("debtor", "secured"):
        if member in new:
            _require_body(new[member])
            new[member] = Body(**new[member])
    if "amount" in new:
        new["amount"] = int(new["amount"])
    if "collateral" in new:
        new["collateral"] = tuple(new["collateral"])
    return replace(found, **new)


def _extended(found: Statement, changes: dict[str, Any], now: int) -> Statement:
    law, months = rules(), changes.get("months")
    if not isinstance(months, int) or not law.least_months <= months <= law.most_months:
        raise Refused(422, "TERM", "展期期限为一个月至三十年")
    if found.state(now) is FilingState.LAPSED:
        raise Refused(409, "LAPSED", "登记期限已届满")
    if found.term_end - now > law.extension_days * A_DAY:
        raise Refused(409, "TOO_EARLY", "期限届满前九十日内方可展期")
    end = months_after(found.term_end, months)
    if end > months_after(now, law.most_months):
        raise Refused(422, "TERM", "展期后剩余期限不得超过三十年")
    return replace(found, term_end=end)


def _require_body(body: Any) -> None:
    if not isinstance(body, dict) or body.keys() != {"name", "code"} or not body["name"]:
        raise Refused(422, "FORM", "当事人信息不符")
    if not uscc_valid(body["code"]):
        raise Refused(422, "CREDIT_CODE", "统一社会信用代码有误")
