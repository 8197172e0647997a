"""How the mirror stands, in words: the rows of the status page and of `datadeed status`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from api.texts.shown import clock
from notarization.verify.report import Message

if TYPE_CHECKING:
    from api.schemas.status import (
        AlertingOut,
        AuditOut,
        ContentsOut,
        DepositsOut,
        EndpointsOut,
        MovablesOut,
        NationalOut,
        ProofsOut,
        StatusOut,
        TimeStampsOut,
    )
    from notarization.verify.report import Language

STATES: Final = {
    "live": Message("与链同步", "follows the chain"),
    "behind": Message("尚未读完最新的区块", "has not read the newest blocks yet"),
    "unreachable": Message("联系不到链", "cannot reach the chain"),
    "stopped": Message("已停止", "has stopped"),
    "doubtful": Message(
        "链节点互不一致，或缺少已读取的区块",
        "is in doubt: its nodes disagree or lack what was read",
    ),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is known of the mirror; `tone` is empty, good, bad or unsure."""

    name: str
    value: str
    tone: str = ""


def rows(found: StatusOut, language: Language) -> tuple[Row, ...]:
    """What an operator looks at, the most urgent first."""
    stamp = found.as_of

    def said(chinese: str, english: str) -> str:
        return Message(chinese, english).text(language)

    state = STATES[stamp.state].text(language) + (f" ({found.code})" if found.code else "")
    return (
        Row(said("镜像", "Mirror"), state, "good" if stamp.state == "live" else "unsure"),
        Row(said("链上最新区块", "Head of the chain"), str(stamp.chain_head)),
        Row(said("已终局区块", "Last final block"), str(found.final_block)),
        Row(said("已读到区块", "Read up to block"), f"{stamp.block} · {clock(stamp.time)}"),
        Row(
            said("落后区块", "Blocks behind"),
            str(stamp.lag_blocks),
            "unsure" if stamp.lag_blocks else "",
        ),
        Row(said("最近一次联系链", "Chain last heard of"), clock(found.checked)),
        Row(said("登记行为", "Acts"), str(found.acts)),
        Row(said("因分叉作废的登记行为", "Acts taken back by forks"), str(found.orphaned)),
        Row(said("卷宗", "Dossiers"), str(found.dossiers)),
        Row(
            said("无法读取的卷宗（UNKNOWN）", "UNKNOWN dossiers"),
            str(found.unknown),
            "bad" if found.unknown else "good",
        ),
        _endpoints(found.endpoints, language),
        _audit(found.audit, language),
        _proofs(found.proofs, language),
        deposits_row(found.deposits, language),
        national_row(found.national, language),
        movables_row(found.movables, language),
        _alerts(found.alerts, found.final_block, language),
        stamps_row(found.time_stamps, language),
        contents_row(found.contents, language),
        Row(
            said("登记簿合约", "Register"),
            f"{found.register_address} · {said('链', 'chain')} {found.chain_id}"
            f" · {said('起始区块', 'first block')} {found.start_block}",
        ),
    )


def _audit(found: AuditOut | None, language: Language) -> Row:
    name = Message("最近一次对账（全部卷宗头与链比对）", "Last audit (all heads against the chain)")
    if found is None:
        return Row(name.text(language), Message("尚未进行", "none yet").text(language), "unsure")
    if found.block < 0:
        failed = Message("尚未完成", "none finished yet").text(language)
        return Row(name.text(language), f"{failed} · {clock(found.tried)} ({found.code})", "unsure")
    counted = Message(
        f"{found.dossiers} 份卷宗，{found.mismatches} 份不符",
        f"{found.dossiers} dossiers, {found.mismatches} of them differ",
    )
    block = Message("区块", "block").text(language)
    told = f"{block} {found.block} · {clock(found.checked)} · {counted.text(language)}"
    if found.code:
        later = Message("之后未能完成", "not finished since").text(language)
        told += f" · {later} {clock(found.tried)} ({found.code})"
    return Row(name.text(language), told, "bad" if found.mismatches else _unsure(found.code))


def _unsure(code: str) -> str:
    return "unsure" if code else "good"


def _endpoints(found: EndpointsOut, language: Language) -> Row:
    name = Message("跟随的节点", "Node followed").text(language)
    told = Message(
        f"第 {found.asked} 个，共 {found.count} 个", f"{found.asked} of {found.count}"
    ).text(language)
    if found.agreed_block >= 0:
        agreed = Message("一致到区块", "another agrees up to block").text(language)
        told += f" · {agreed} {found.agreed_block}"
    tone = _unsure(found.code) if found.count > 1 else ""
    return Row(name, told + (f" ({found.code})" if found.code else ""), tone)


def _proofs(found: ProofsOut | None, language: Language) -> Row:
    name = Message("缺少证明的权属", "Titles lacking a proof").text(language)
    if found is None:
        return Row(name, Message("尚未运行证明程序", "no prover ever ran").text(language))
    told = str(found.lacking)
    if codes := sorted({each.code for each in found.refused}):
        told += f" ({', '.join(codes)})"
    if found.since:
        since = Message("等候最久者自", "the longest waits since").text(language)
        told += f" · {since} {clock(found.since)}"
    if found.code:
        stands = Message("证明程序停滞", "the prover stands").text(language)
        told += f" · {stands} ({found.code})"
    return Row(name, told, "unsure" if found.lacking or found.code else "")


def deposits_row(found: DepositsOut, language: Language) -> Row:
    """How many applications wait for the national deposit, and whether somebody must look."""
    name = Message("待国家系统存证", "Waiting for the national deposit").text(language)
    told = str(found.ready)
    if found.since:
        since = Message("最早自", "the oldest since").text(language)
        told += f" · {since} {clock(found.since)}"
    alarms = found.refused + found.alarm
    if alarms:
        counted = Message(
            f"拒收 {found.refused}，告警 {found.alarm}",
            f"{found.refused} refused, {found.alarm} in alarm",
        ).text(language)
        codes = sorted({each.code for each in found.alarms} - {""})
        told += f" · {counted} ({', '.join(codes)})"
    return Row(name, told, "bad" if alarms else "unsure" if found.ready else "")


def national_row(found: NationalOut, language: Language) -> Row:
    """When the national system was last heard."""
    name = Message("国家数据产权登记服务系统", "National registration system").text(language)
    if not found.connected:
        return Row(name, Message("未连接", "not connected").text(language))
    never = Message("尚无应答", "no answer yet").text(language)
    heard = clock(found.heard) if found.heard else never
    told = Message("最近一次应答", "last answer").text(language) + f" {heard}"
    if found.code:
        told += f" ({found.code})"
    return Row(name, told, "unsure" if found.stale or found.code else "good")


def movables_row(found: MovablesOut, language: Language) -> Row:
    """What is known of the movables register, and how old the oldest answer is."""
    name = Message("动产融资统一登记公示系统", "Movables register").text(language)
    if not found.connected:
        return Row(name, Message("未连接", "not connected").text(language))
    lacking = Message("尚缺应答", "an answer is lacking").text(language)
    oldest = clock(found.oldest) if found.oldest else lacking
    told = Message(
        f"{found.questions} 项查询，{found.failing} 项未得应答；最早的应答",
        f"{found.questions} questions, {found.failing} not answered; oldest answer",
    ).text(language)
    return Row(name, f"{told} {oldest}", "unsure" if found.stale or found.failing else "good")


def _alerts(found: AlertingOut, final: int, language: Language) -> Row:
    name = Message("提醒", "Alerts").text(language)
    if found.block < 0:
        return Row(name, Message("尚未发出", "none raised yet").text(language), "unsure")
    told = Message("已发出至区块", "raised up to block").text(language) + f" {found.block}"
    if found.due_since:
        since = Message("有回调地址待发，最早自", "a webhook is due since").text(language)
        told += f" · {since} {clock(found.due_since)}"
    return Row(name, told, "unsure" if found.due_since or found.block < final else "good")


def stamps_row(found: TimeStampsOut, language: Language) -> Row:
    """What waits for a time stamp and why, and whether any was not renewed in time."""
    name = Message("可信时间戳", "Time stamps").text(language)
    if not found.on:
        return Row(name, Message("未启用", "off").text(language))
    told = Message(
        f"待盖 {found.waiting}，待续盖 {found.renewing}",
        f"{found.waiting} waiting, {found.renewing} to renew",
    ).text(language)
    if found.since:
        since = Message("最早自", "the oldest since").text(language)
        told += f" · {since} {clock(found.since)}"
    if found.lapsed:
        told += " · " + Message(f"已失效 {found.lapsed}", f"{found.lapsed} lapsed").text(language)
    shut = [f"{each.name} {each.code}" for each in found.authorities if each.code]
    faults = ", ".join([found.code] * bool(found.code) + shut)
    told += f" ({faults})" if faults else ""
    bad = found.lapsed or found.code
    return Row(name, told, "bad" if bad else "unsure" if found.waiting or shut else "good")


def contents_row(found: ContentsOut, language: Language) -> Row:
    """Whether contents are where they belong, which are lost, and what waits for a node."""
    name = Message("留存的内容", "Contents kept").text(language)
    told = Message(
        f"完好 {found.kept}（其中已修复 {found.repaired}），失落 {found.lost}，"
        f"所缺 {found.lacking}，已销毁 {found.erased}",
        f"{found.kept} whole ({found.repaired} of them repaired), {found.lost} lost,"
        f" {found.lacking} lacking, {found.erased} erased",
    )
    never = Message("尚未检查", "not checked yet")
    shown = (
        f"{told.text(language)} · {clock(found.checked)}" if found.checked else never.text(language)
    )
    if waiting := found.queued + found.unpinning:
        waits = Message(
            f"待送 {found.queued}，待解除固定 {found.unpinning}",
            f"{found.queued} to send, {found.unpinning} to unpin",
        )
        shown += f" · {waits.text(language)}"
    shown += f" ({found.code})" if found.code else ""
    unsure = waiting or found.lacking or found.code or not found.checked
    return Row(name, shown, "bad" if found.lost else "unsure" if unsure else "good")
