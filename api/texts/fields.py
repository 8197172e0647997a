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
    "origin": Message(
        f"数据来源 {'、'.join(ORIGINS)}（空：自行产生）",
        f"Origin: {', '.join(ORIGINS)} (empty: self-generated)",
    ),
    "data_class": Message(
        f"数据类别 {'、'.join(DATA_CLASSES)}（空：企业数据）",
        f"Class: {', '.join(DATA_CLASSES)} (empty: enterprise)",
    ),
    "grade": Message(
        f"数据级别 {'、'.join(GRADES)}（空：一般数据）",
        f"Grade: {', '.join(GRADES)} (empty: general)",
    ),
    "region": Message("地域范围 JSON（空：全国）", "Region as JSON (empty: national)"),
    "time_span": Message(
        '时间范围 JSON，如 {"from": "2021-01-01", "to": "2025-12-31"}',
        'Time span as JSON, as {"from": "2021-01-01", "to": "2025-12-31"}',
    ),
    "update_frequency": Message("更新频率（空：yearly）", "Update frequency (empty: yearly)"),
    "form": Message("数据形态 JSON（空：结构化表格）", "Form as JSON (empty: a structured table)"),
    "restrictions": Message("限制（空：无）", "Restrictions (empty: none)"),
    "scenarios": Message(
        f"应用场景，可多选：{'、'.join(_SCENARIOS)}（空：不填）",
        f"Application scenarios, one or more of {', '.join(_SCENARIOS)} (empty: none)",
    ),
    "name": Message("申请人名称", "Applicant's name"),
    "uscc": Message("统一社会信用代码", "Unified social credit code (USCC)"),
    "person": Message("联系人", "Contact person"),
    "phone": Message("联系电话", "Phone"),
    "address": Message("地址", "Address"),
    "business_status": Message("经营状态", "Business status"),
    "proofs.identity": Message("身份证明文件路径", "Path of the proof of identity"),
    "proofs.acquisition": Message("来源证明文件路径", "Path of the proof of acquisition"),
    "proofs.sample": Message("数据样例文件路径", "Path of the sample"),
}
