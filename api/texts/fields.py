"""The questions by which a record is filled in."""

from typing import Final

from ledger.domain.codes import tables
from ledger.domain.codes.tables import Family
from ledger.domain.record import DATA_CLASSES, GRADES, ORIGINS
from notarization.verify.report import Message

_SCENARIOS: Final = tables.latest(Family.SCENARIOS).entries

FIELDS: Final = {
    "data_name": Message("数据名称（不超过 40 字）", "Name of the data (at most 40 characters)"),
    "summary": Message("数据简介（不超过 400 字）", "Summary (at most 400 characters)"),
    "industry": Message("所属行业（GB/T 4754，如 A04）", "Industry (GB/T 4754, as A04)"),
    "origin": Message(f"数据来源 {'、'.join(ORIGINS)}", f"Origin: {', '.join(ORIGINS)}"),
    "data_class": Message(
        f"数据类别 {'、'.join(DATA_CLASSES)}",
        f"Class of the data: {', '.join(DATA_CLASSES)}",
    ),
    "grade": Message(
        f"数据级别 {'、'.join(GRADES)}",
        f"Grade of the data: {', '.join(GRADES)}",
    ),
    "region": Message("地域范围 JSON", "Region as JSON"),
    "time_span": Message(
        '时间范围 JSON，如 {"from": "2021-01-01", "to": "2025-12-31"}',
        'Time span as JSON, as {"from": "2021-01-01", "to": "2025-12-31"}',
    ),
    "update_frequency": Message("更新频率", "Update frequency"),
    "form": Message("数据形态 JSON", "Form as JSON"),
    "restrictions": Message("限制（没有则填“无”）", "Restrictions (无: none)"),
    "scenarios": Message(
        f"应用场景，可多选：{'、'.join(_SCENARIOS)}（空：不填）",
        f"Application scenarios, one or more of {', '.join(_SCENARIOS)} (empty: none)",
    ),
    "volume.records": Message("数据条数", "Number of records"),
    "rights.hold": Message("持有权份额（百万分之）", "Share of the right to hold, in ppm"),
    "rights.use": Message("使用权份额（百万分之）", "Share of the right to use, in ppm"),
    "rights.oper": Message("经营权份额（百万分之）", "Share of the right to operate, in ppm"),
    "rights.term": Message("权利期限", "Term of the rights"),
    "rights.limits": Message("权利限制（没有则填“无”）", "Limits of the rights (无: none)"),
    "rights.proof": Message("权利来源依据", "What the rights rest on"),
    "applicants.kind": Message(
        "申请人类别 legal_person、unincorporated、natural_person",
        "Kind of applicant: legal_person, unincorporated, natural_person",
    ),
    "name": Message("申请人名称", "Applicant's name"),
    "uscc": Message("统一社会信用代码", "Unified social credit code (USCC)"),
    "person": Message("联系人", "Contact person"),
    "phone": Message("联系电话", "Phone"),
    "address": Message("地址", "Address"),
    "business_status": Message("经营状态", "Business status"),
    "proofs.identity": Message("身份证明文件路径", "Path of the proof of identity"),
    "proofs.acquisition": Message("来源证明文件路径", "Path of the proof of acquisition"),
    "proofs.basis": Message(
        "准入依据文件路径（空：无）", "Path of the document that opens a gate (empty: none)"
    ),
    "proofs.sample": Message("数据样例文件路径", "Path of the sample"),
}
