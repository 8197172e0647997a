"""How the mirror stands, in words: the rows of the status page and of `datadeed status`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from notarization.verify.report import Message

if TYPE_CHECKING:
    from api.schemas.status import AuditOut, ProofsOut, StatusOut
    from notarization.verify.report import Language

STATES: Final = {
    "live": Message("与链同步", "follows the chain"),
    "behind": Message("尚未读完最新的区块", "has not read the newest blocks yet"),
    "unreachable": Message("联系不到链", "cannot reach the chain"),
    "stopped": Message("已停止", "has stopped"),
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
        Row(said("已读到区块", "Read up to block"), f"{stamp.block} · {stamp.time}"),
        Row(
            said("落后区块", "Blocks behind"),
            str(stamp.lag_blocks),
            "unsure" if stamp.lag_blocks else "",
        ),
        Row(said("最近一次联系链", "Chain last heard of"), found.checked),
        Row(said("登记行为", "Acts"), str(found.acts)),
        Row(said("因分叉作废的登记行为", "Acts taken back by forks"), str(found.orphaned)),
        Row(said("卷宗", "Dossiers"), str(found.dossiers)),
        Row(
            said("无法读取的卷宗（UNKNOWN）", "UNKNOWN dossiers"),
            str(len(found.unreadable)),
            "bad" if found.unreadable else "good",
        ),
        _audit(found.audit, language),
        _proofs(found.proofs, language),
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
    counted = Message(
        f"{found.dossiers} 份卷宗，{found.mismatches} 份不符",
        f"{found.dossiers} dossiers, {found.mismatches} of them differ",
    )
    block = Message("区块", "block").text(language)
    told = f"{block} {found.block} · {found.checked} · {counted.text(language)}"
    return Row(name.text(language), told, "bad" if found.mismatches else "good")


def _proofs(found: ProofsOut | None, language: Language) -> Row:
    name = Message("缺少证明的权属", "Titles lacking a proof").text(language)
    if found is None:
        return Row(name, Message("尚未运行证明程序", "no prover ever ran").text(language))
    codes = sorted({each.code for each in found.refused} | {found.code} - {""})
    value = f"{found.lacking}" + (f" ({', '.join(codes)})" if codes else "")
    return Row(name, value, "unsure" if found.lacking else "")
