"""One builder a record. Names, numbers and people are fictitious."""

import json
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ledger.chain.profile import BookName, ChainProfile, Contract, Finality, Instant
from ledger.domain.codes.uscc import uscc_check_digit

OWN_NUMBER: Final = "11010519491231002X"  # an id number with its check digit, and nobody's
REGISTRANT = "03" + "00" * 11 + "11" * 20
SECOND = "03" + "00" * 11 + "22" * 20


def a_uscc(serial: int) -> str:
    """A unified social credit code with the right check digit."""
    first = f"91370200MA{serial:07d}"
    return first + uscc_check_digit(first)


def a_proof(kind: str) -> dict[str, Any]:
    """A sealed proof file as a record names it."""
    return {"kind": kind, "sha256": "ab" * 32, "sm3": "cd" * 32, "size": 4_096}


def applicants() -> list[dict[str, Any]]:
    """Two companies."""
    return [
        {
            "name": "海蓝渔业数据（山东）有限公司",
            "kind": "legal_person",
            "uscc": a_uscc(1),
            "party": REGISTRANT,
        },
        {
            "name": "渤海数智科技有限公司",
            "kind": "legal_person",
            "uscc": a_uscc(2),
            "party": SECOND,
        },
    ]


def rights_statement() -> list[dict[str, Any]]:
    """All rights the first one's, the operating right split 70/30."""
    return [
        {
            "party": REGISTRANT,
            "hold": 1_000_000,
            "use": 1_000_000,
            "oper": 700_000,
            "term": "五年",
            "limits": "无",
            "proof": "自行采集",
        },
        {
            "party": SECOND,
            "hold": 0,
            "use": 0,
            "oper": 300_000,
            "term": "五年",
            "limits": "无",
            "proof": "合作协议",
        },
    ]


A_DAY: Final = date(2026, 10, 12)


def a_record() -> dict[str, Any]:
    """A complete record of national Annex 1 for two companies that split the operating right."""
    return {
        "applicants": applicants(),
        "contacts": [
            {
                "party": REGISTRANT,
                "person": "林某",
                "phone": "13800000000",
                "address": "青岛市某路 1 号",
                "business_status": "存续",
            }
        ],
        "data_name": "2021年至2025年山东省近海养殖水温盐度监测数据集",
        "summary": "近海养殖区浮标每小时采集的水温与盐度，经校验与去噪后汇总。",
        "industry": "A04",
        "origin": "self_generated",
        "data_class": "enterprise",
        "grade": "general",
        "region": {"level": "province", "code": "370000"},
        "time_span": {"from": "2021-01-01", "to": "2025-12-31"},
        "update_frequency": "monthly",
        "volume": {"records": 600_000, "bytes": 38_000_000},
        "form": {"media": ["table"], "structure": "structured"},
        "restrictions": "无",
        "rights": rights_statement(),
        "proofs": [a_proof("identity"), a_proof("acquisition"), a_proof("sample")],
    }


def own_rights() -> dict[str, Any]:
    """All rights of the registrant himself."""
    shares = dict.fromkeys(("hold", "use", "oper"), 1_000_000)
    return {**shares, "term": "五年", "limits": "无", "proof": "自行采集生成"}


def stated_fields() -> dict[str, Any]:
    """What nobody but the registrant can say of a small table of his own."""
    return {
        "data_name": "胶州湾盐度监测数据集",
        "summary": "浮标逐时盐度。",
        "industry": "A04",
        "origin": "self_generated",
        "data_class": "enterprise",
        "grade": "general",
        "region": {"level": "national", "code": ""},
        "time_span": {"from": "2022-01-01", "to": "2022-12-31"},
        "update_frequency": "yearly",
        "volume": {"records": 1},
        "form": {"media": ["table"], "structure": "structured"},
        "restrictions": "无",
    }


def own_data(folder: Path, **changes: Any) -> Path:
    """A folder with a data file, its proofs and record.json, as a registrant writes them."""
    folder.mkdir()
    (folder / "data.csv").write_text("day,salinity\n1,31.2\n", encoding="utf-8")
    kinds = ("identity", "acquisition", "sample")
    for kind in kinds:
        (folder / f"{kind}.txt").write_text(f"{kind} {folder}", encoding="utf-8")
    company = {"name": "青岛海测科技有限公司", "kind": "legal_person", "uscc": a_uscc(77)}
    contact = {"person": "林某", "phone": "1", "address": "青岛", "business_status": "存续"}
    record = {
        **stated_fields(),
        "applicants": [company],
        "contacts": [contact],
        "rights": [own_rights()],
        "proofs": [{"kind": kind, "path": f"{kind}.txt"} for kind in kinds],
    }
    text = json.dumps({**record, **changes}, ensure_ascii=False)
    (folder / "record.json").write_text(text, encoding="utf-8")
    return folder


def a_contract(number: int) -> Contract:
    """A contract of a chain profile."""
    return Contract(bytes([number]) * 20, bytes([number]) * 32)


def a_profile(finality: Finality | None = None) -> ChainProfile:
    """The profile of a register on a chain that is nowhere."""
    return ChainProfile(
        name="测试链",
        chain_id=20_260,
        start_block=7,
        start_hash=bytes(32),
        register=a_contract(1),
        authority=a_contract(2),
        books=MappingProxyType({name: a_contract(3 + at) for at, name in enumerate(BookName)}),
        finality=finality or Instant(),
        proofs=True,
    )
