"""What a document shows: its record in Chinese, in the shape that the template sets.

A face is made of the record alone, so that whoever has the record can set the same bytes again.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import segno

from api.paper.first import first_face, is_first
from api.paper.records import SIGNER, digest_of, kind_of, number_of
from api.texts import shown
from api.texts.facets import scenarios_named, value_name
from api.texts.limits import LIMITS
from api.texts.words import word
from ledger.domain import canonical
from ledger.domain.acts import (
    EndGround,
    OrderKind,
    OrderScope,
    PartyKind,
    Realisation,
    Right,
    SecurityKind,
)
from ledger.domain.claims import ClaimedEffect
from ledger.domain.clock import Standing
from ledger.domain.ranks import Shown
from ledger.domain.verdict import Purpose, Result
from ledger.store.shelf import Facet
from notarization.paper.typesetting import FIRST_TEMPLATE, TEMPLATE, typeset
from notarization.verify.report import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ZH: Final = Language.ZH
BY_RIGHT: Final = tuple(right.name.lower() for right in Right)
PREVAILS: Final = (
    "记载与登记簿不一致的，以登记簿为准（《数据产权登记工作指引（试行）》第二十七条）。"
)
UNSIGNED: Final = f"本件由登记簿的记载自动生成，未经电子签名。{PREVAILS}"
TO_BE_SIGNED: Final = (
    "本件由登记簿的记载自动生成，须由“{signer}”电子签名；没有其有效电子签名的，视为未经签名。"
    f"{PREVAILS}"
)
NO_RIGHT: Final = (
    "核验结论只说明登记簿截至页脚所载区块的记载，不认定担保物权是否设立，也不预断裁判。"
)
LICENSED: Final = "许可：{} 项，权属转让后仍然有效，详见登记簿。"
NOT_LISTED: Final = (
    "权属争议、权利人的吸收合并与账户恢复不列于本凭证；受让或接受质押前，以登记核验书为准。"
)
GROUPS: Final = (
    ("unknown", "无法判断的原因"),
    ("blocks", "妨碍"),
    ("warnings", "提示"),
    ("facts", "登记簿的记载"),
)
REQUESTED: Final = {
    "CHANGE": "已申请变更，尚未办结",
    "CANCELLATION": "已申请注销，尚未办结",
}
PLEDGE_COLUMNS: Final = (
    *("权利与份额", "顺位", "出质人 → 质权人"),
    *("种类、担保金额", "动产登记时间", "期限至、状态"),
)
TONES: Final = {Result.VALID: "good", Result.INVALID: "bad", Result.UNKNOWN: "unsure"}

Face = dict[str, Any]


def pdf_of(record: dict[str, Any]) -> bytes:
    """The document of a record: the same record makes the same bytes with the same typesetter."""
    template = FIRST_TEMPLATE if is_first(record) else TEMPLATE
    return typeset(face_of(record), canonical.encode(record), template)


def face_of(record: dict[str, Any]) -> Face:
    """What the document of a record shows, as its version put it."""
    face = _newest(record)
    return first_face(face, record) if is_first(record) else face


def _newest(record: dict[str, Any]) -> Face:
    told = record[kind_of(record)]
    special = _certificate(told) if kind_of(record) == "certificate" else _verdict(told)
    at = datetime.fromisoformat(record["block_time"]).astimezone(shown.CHINA)
    when = at.strftime("%Y-%m-%d %H:%M")
    stand = f"截至区块 {record['block']}（{when}，北京时间）的记载"
    compare = f"核对：扫描二维码，或在 {record['origin']}/documents/check 上传本文件。"
    link = _link(record)
    return {
        **special,
        "number": number_of(record),
        "qr": _qr(link),
        "qr_says": "扫码与登记簿核对",
        "date": [at.year, at.month, at.day],
        "footer": f"{stand} · 区块哈希 {record['block_hash']}",
        "notes": [_signing(record), *special["notes"], compare],
    }


def _signing(record: Mapping[str, Any]) -> str:
    """Whose signature makes the document a signed one; without a name it is unsigned."""
    named = record.get(SIGNER)
    return TO_BE_SIGNED.format(signer=named) if named else UNSIGNED


def _certificate(told: Mapping[str, Any]) -> Face:
    standing = word(Standing[told["standing"]], ZH)
    alive = told["open"] and told["standing"] in ("ACTIVE", "PENDING_RENEWAL")
    closed = told["state"] == "LIVE" and not told["open"]
    return {
        "title": "数据产权登记凭证",
        "over": f"数契 DataDeed · 登记机构代码 {told['registry']}",
        "name": told["data_name"] or "（名称未公示）",
        "status": "凭证已关闭" if closed else standing,
        "tone": "good" if alive else "bad",
        "lead": list(_lead(told)),
        "sections": [
            {"heading": "登记事项", "rows": list(_rows(told))},
            _rights(told),
            *_co_holders(told),
            *_burdens(told),
            {"heading": "摘要", "rows": _digests(told)},
        ],
        "notes": [*(each.zh for each in LIMITS)],
    }


def _lead(told: Mapping[str, Any]) -> Iterable[str]:
    yield f"权利人：{_called(told['holder'])}"
    yield f"有效期：{_day(told['registered_at'])} 至 {_day(told['valid_until'])}"
    if told["ending"]:
        ground = word(EndGround[told["ending"]["ground"]], ZH)
        yield f"已终止：{ground}，自 {_day(told['ending']['since'])} 起"
    if told["requested"]:
        yield REQUESTED[told["requested"]]


def _rows(told: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    holder = told["holder"]
    yield "权利人", _called(holder)
    if holder["uscc"]:
        yield "统一社会信用代码", holder["uscc"]
    yield "主体类型", word(PartyKind[holder["kind"]], ZH)
    yield "数据名称", told["data_name"] or "（未公示）"
    if told["industry"]:
        yield "行业", _coded(told["industry"], Facet.INDUSTRY, told["industry"][:1])
    if told["region"]:
        yield "地域", _coded(told["region"], Facet.REGION, told["region"][:2])
    if told["scenarios"]:
        yield "应用场景", scenarios_named(told["scenarios"], ZH)
    yield "登记规则", told["rules"] or "（此处未知）"
    yield "登记日期", _day(told["registered_at"])
    yield "有效期至", _day(told["valid_until"])
    yield "数据指纹", told["fingerprint"]
    if told["keyed"]:
        yield "指纹种类", "加密指纹：无法检查同样的数据是否在别处登记"
    if told["predecessor"]:
        yield "承接的原登记", told["predecessor"]["number"]
    for each in told["successors"]:
        yield "由下列登记承接", each["number"]
    if told["other_count"]:
        yield "同一指纹", f"另有 {told['other_count']} 项权属"


def _rights(told: Mapping[str, Any]) -> Face:
    names = told["right_names"]
    own = next((each for each in told["holdings"] if each["number"] == told["number"]), None)
    cells = [
        [names[right]["zh"], shown.share(own["shares"][right]), shown.share(own["pledged"][right])]
        for right in BY_RIGHT
        if own and own["shares"][right]
    ]
    heading = f"本凭证所载权利（第 {own['version']} 版）" if own else "本凭证所载权利"
    if not cells:
        return {"heading": heading, "lines": ["权利人不再持有份额。"]}
    columns = ["权利", "份额", "其中已备注质押"]
    return {"heading": heading, "columns": columns, "widths": [2, 1, 1], "cells": cells}


def _co_holders(told: Mapping[str, Any]) -> Iterable[Face]:
    others = [each for each in told["holdings"] if each["number"] != told["number"]]
    if others:
        names = told["right_names"]
        yield {
            "heading": "共有人",
            "columns": ["权利人", "凭证编号", *(names[right]["zh"] for right in BY_RIGHT)],
            "widths": [6, 3, 2, 2, 2],
            "cells": [
                [
                    _called(each["holder"]),
                    each["number"],
                    *(_share(each["shares"][right]) for right in BY_RIGHT),
                ]
                for each in others
            ],
        }


def _burdens(told: Mapping[str, Any]) -> Iterable[Face]:
    pledges, orders = told["pledges"], told["orders"]
    if not pledges and not orders:
        said = "截至页脚所载区块，没有未注销的质押备注，也没有协助执行事项。"
        yield {"heading": "负担", "lines": [said]}
    if pledges:
        more = told["pledge_count"] - len(pledges)
        yield {
            "heading": "质押备注" + (f"（另有 {more} 项，见登记簿）" if more else ""),
            "columns": PLEDGE_COLUMNS,
            "widths": [3, 2, 7, 5, 3, 3],
            "cells": [_pledge(each, told["right_names"]) for each in pledges],
        }
    if orders:
        yield {
            "heading": "协助执行事项",
            "columns": ["种类", "范围", "权利", "机关", "至", "轮候"],
            "widths": [3, 4, 4, 5, 3, 2],
            "cells": [_order(each, told) for each in orders],
        }
    lines = [LICENSED.format(told["licences"])] if told["licences"] else []
    yield {"heading": "本凭证未逐项列出的事项", "lines": [*lines, NOT_LISTED]}


def _pledge(each: Mapping[str, Any], names: Mapping[str, Any]) -> list[str]:
    kind = word(SecurityKind[each["kind"]], ZH)
    claimed = word(ClaimedEffect[each["claimed_effect"]], ZH)
    amount = shown.yuan(int(each["amount_fen"]))
    conflict = "（与链上次序不一致）" if each["rank_conflict"] else ""
    agreed = "（依质权人约定）" if each["rank_agreed"] else ""
    return [
        f"{names[each['right'].lower()]['zh']} {shown.share(each['ppm'])}",
        f"{each['rank']}{agreed}{conflict}",
        f"{_called(each['pledgor'])} → {_called(each['pledgee'])}",
        f"{kind}，{claimed}；{'最高额 ' if each['maximum'] else ''}{amount} 元",
        _moment(each["filed_at"]),
        "；".join(_standing(each)),
    ]


def _standing(each: Mapping[str, Any]) -> Iterable[str]:
    """A pledge's term and state, how it is being realised, and what is known of a seizure."""
    yield _day(each["term_end"])
    yield word(Shown(each["state"]), ZH)
    if each["realisation"] != Realisation.NONE.name:
        yield word(Realisation[each["realisation"]], ZH)
    if each["known_seizure"]:
        yield f"{_moment(each['known_seizure'])} 知道查封"


def _order(each: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    names = told["right_names"]
    return [
        word(OrderKind[each["kind"]], ZH),
        word(OrderScope[each["scope"]], ZH) + _whose(each["holder"], told["holdings"]),
        "、".join(names[right.lower()]["zh"] for right in each["rights"]),
        _called(each["court"]),
        _moment(each["until"]),
        f"第 {each['waiting']} 位" if each["waiting"] else "生效",
    ]


def _whose(holder: str, holdings: Iterable[Mapping[str, Any]]) -> str:
    """Whose shares an order is on, where it is not on the whole title: others hold it, too."""
    if not int(holder, 16):
        return ""
    named = (each["holder"] for each in holdings if each["holder"]["party"] == holder)
    found = next(named, None)
    return f"（{_called(found) if found else shown.party(holder)}）"


def _digests(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        ("权属", told["title"]),
        ("申请", told["application"]),
        ("登记事项的根", told["record"]),
    ]


def _verdict(told: Mapping[str, Any]) -> Face:
    result = Result(told["result"])
    sections = [
        {"heading": heading, "lines": [each["zh"] for each in told[group]]}
        for group, heading in GROUPS
        if told[group]
    ]
    purpose = word(Purpose(told["purpose"]), ZH)
    return {
        "title": "登记核验书",
        "over": f"数契 DataDeed · 用途：{purpose}",
        "name": f"用途：{purpose}",
        "status": f"{word(result, ZH)}（{result.value}）",
        "tone": TONES[result],
        "lead": [f"凭证：{told['number']}", f"权利人：{_called(told['holder'])}"],
        "sections": [*sections, {"heading": "摘要", "rows": [("权属", told["title"])]}],
        "notes": [NO_RIGHT, *(each.zh for each in LIMITS)],
    }


def _called(party: Mapping[str, Any]) -> str:
    return shown.called(party["name"], PartyKind[party["kind"]], party["party"], ZH)


def _coded(code: str, facet: Facet, section: str) -> str:
    """A code with the name of its section, or of what it names itself."""
    found = next((each for each in (code, section) if value_name(facet, each, ZH) != each), "")
    return f"{value_name(facet, found, ZH)}（{code}）" if found else code


def _share(ppm: int) -> str:
    return shown.share(ppm) if ppm else "—"


def _day(text: str) -> str:
    return _local(text, "%Y-%m-%d")


def _moment(text: str) -> str:
    return _local(text, "%Y-%m-%d %H:%M")


def _local(text: str, form: str) -> str:
    """A time of the record in China; one of a year that no calendar library reaches stays as is."""
    try:
        return datetime.fromisoformat(text).astimezone(shown.CHINA).strftime(form)
    except (OverflowError, ValueError):
        return text


def _link(record: dict[str, Any]) -> str:
    asked = {"number": number_of(record), "block": record["block"], "digest": digest_of(record)}
    if kind_of(record) == "verdict":
        asked["purpose"] = record["verdict"]["purpose"]
    return f"{record['origin']}/documents/check?{urlencode(asked)}"


def _qr(text: str) -> str:
    drawn = BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()
