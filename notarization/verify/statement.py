"""The answer: the verdict worked out anew, and the sentence that says as of when and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.disowned import disowned_in, needed_signatures, with_disowned
from ledger.domain.history import History
from ledger.domain.numbers import written
from ledger.domain.verdict import Purpose, Verdict, judge, needed_dossiers
from notarization.verify.certificate import Certificate, state_at
from notarization.verify.cover import Answer, Cover
from notarization.verify.errors import VerificationError
from notarization.verify.fields import shown
from notarization.verify.header import Header
from notarization.verify.report import Message
from notarization.verify.trust import Trust
from notarization.verify.wording import PURPOSES, RESULTS, beijing, findings, shares


@dataclass(eq=False)
class AsOfAfterBlock(VerificationError):
    """The cover speaks of a time that its own block cannot know."""

    expected: str
    found: str
    code: ClassVar[str] = "AS_OF_AFTER_BLOCK"


@dataclass(eq=False)
class AsOfNotCovered(VerificationError):
    """The time asked for lies after the block: what happened in between is not known."""

    expected: str
    found: str
    code: ClassVar[str] = "AS_OF_NOT_COVERED"


@dataclass(eq=False)
class VerdictDisagrees(VerificationError):
    """The cover's verdict is not the one that the dossiers give."""

    expected: str
    found: str
    code: ClassVar[str] = "VERDICT_DISAGREES"


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader wants to know; empty members stand for what the cover asks."""

    purpose: Purpose | None = None
    time: int | None = None


def verdict_of(
    certificate: Certificate, histories: Mapping[bytes, History], purpose: Purpose, time: int
) -> Verdict:
    """The verdict on a certificate at a time. Raises TitleUnknown."""
    title = state_at(histories[certificate.title], time)
    holder = certificate.holder
    known = {each: state_at(found, time) for each, found in histories.items()}
    needed = needed_dossiers(title, holder, known)
    dossiers = {each: known[each] for each in needed if each in known}
    verdict = judge(title, certificate.holder, purpose, time, dossiers)
    signed = (histories[each] for each in needed_signatures(title) if each in histories)
    return with_disowned(
        verdict, (found for history in signed for found in disowned_in(history, histories, time))
    )


def check_own_time(cover: Cover, header: Header) -> None:
    """Raises AsOfAfterBlock unless the cover's time is at most the block's."""
    if cover.as_of > header.timestamp:
        raise AsOfAfterBlock(f"until {beijing(header.timestamp)}", beijing(cover.as_of))


def check_as_of(time: int, header: Header, trust: Trust) -> None:
    """The block covers the time, or is not older than the trust file allows.

    Raises AsOfNotCovered.
    """
    if time > header.timestamp + trust.maximum_age:
        raise AsOfNotCovered(f"until {beijing(header.timestamp)}", beijing(time))


def check_answer(claimed: Answer, found: Answer) -> None:
    """Raises VerdictDisagrees unless the cover says what the dossiers give."""
    if claimed != found:
        raise VerdictDisagrees(answer_text(found).en, answer_text(claimed).en)


def answer_text(answer: Answer) -> Message:
    """A verdict in words."""
    result = RESULTS[answer.result]
    blocks, warnings = findings(answer.blocks), findings(answer.warnings)
    return Message(
        f"{answer.result.value} {result.zh}；妨碍：{blocks.zh}；提示：{warnings.zh}",
        f"{answer.result.value} {result.en}; blocks: {blocks.en}; warnings: {warnings.en}",
    )


def moment_text(time: int, header: Header) -> Message:
    """A moment, and where it lies after the block, that this is not known to hold until then."""
    moment = beijing(time)
    if time <= header.timestamp:
        return Message(moment, moment)
    return Message(
        f"{moment}（晚于区块，其间的变化未核验）",
        f"{moment} (later than the block: what came between is not known)",
    )


def after_text(time: int, header: Header) -> Message:
    """How much older than the moment asked for the block is, which the trust file allows."""
    late, moment = time - header.timestamp, beijing(time)
    return Message(
        f"截止时间 {moment} 晚于区块 {late} 秒，为信任文件所允许：其间的变化未核验",
        f"the time asked for, {moment}, lies {late} s after the block, which the trust file allows:"
        " what came between is not known",
    )


def verdict_text(purpose: Purpose, moment: Message, answer: Answer) -> Message:
    """What was asked, and the answer."""
    said, answered = PURPOSES[purpose], answer_text(answer)
    return Message(
        f"{said.zh}，截至北京时间 {moment.zh}：{answered.zh}",
        f"{said.en}, as of {moment.en}, Beijing time: {answered.en}",
    )


def statement(
    certificate: Certificate, verdict: Verdict, header: Header, trust: Trust, time: int
) -> Message:
    """What the register held, at which block, as of when: never that a thing is free of burdens.

    Orders are all that the verdict tells of: those on the holder himself and on whoever absorbed
    him stand in other dossiers than the title's.
    """
    orders = sum(each.code == "ORDER" for each in verdict.facts)
    pledges = sum(
        each.code == "PLEDGE" and each.values["pledgor"] == certificate.holder.hex()
        for each in verdict.facts
    )
    address, code = shown(trust.register.address), shown(trust.register.code_hash)
    number, parts = written(certificate.number), shares(certificate.shares)
    block, moment = beijing(header.timestamp), moment_text(time, header)
    return Message(
        f"在区块 {header.number}（{block}，北京时间），地址 {address}、代码哈希 {code} 的登记簿，"
        f"就截至 {moment.zh} 的状态，对凭证 {number} 载有：{parts.zh}；"
        f"未解除的质押（担保）记载 {pledges} 项；未解除的查封等限制 {orders} 项。",
        f"At block {header.number} ({block}, Beijing time) the register at {address} with code "
        f"{code} held, as of {moment.en}, for certificate {number}: {parts.en}; "
        f"{pledges} open pledge(s); {orders} order(s) not lifted.",
    )
