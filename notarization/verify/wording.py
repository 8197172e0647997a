"""The sentences that cover sheet and report share: findings, times, what is not proven."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from ledger.domain.numbers import LAST, SHANGHAI
from ledger.domain.tombstone import Ground
from ledger.domain.verdict import Purpose, Result
from notarization.verify.report import Message

PURPOSES: Final[dict[Purpose, Message]] = {
    Purpose.AUTHENTICITY: Message("真实性核验", "authenticity"),
    Purpose.PLEDGE: Message("质押融资", "pledge"),
    Purpose.BOOK_ENTRY: Message("数据资源入表", "book entry"),
    Purpose.TRADE: Message("交易流通", "trade"),
    Purpose.CONTRIBUTION: Message("出资入股", "contribution"),
    Purpose.DISPUTE: Message("争议解决", "dispute"),
}
RESULTS: Final[dict[Result, Message]] = {
    Result.VALID: Message("登记簿未见妨碍", "nothing recorded stands in the way"),
    Result.INVALID: Message("登记簿载有妨碍事项", "the register holds what stands in the way"),
    Result.UNKNOWN: Message("依现有案卷无法判断", "not to be said from the dossiers at hand"),
}
# the words of cover/1, for ever: other words would refuse the packages that have them
FIRST_FINDINGS: Final[dict[str, Message]] = {
    "CERTIFICATE_CLOSED": Message("凭证已注销，权利人不再持有份额", "the certificate is closed"),
    "REVOKED": Message("登记已撤销", "the title was revoked"),
    "CANCELLED": Message("登记已注销", "the title was cancelled"),
    "RENEWAL_PENDING": Message("续期申请尚未办结", "a renewal is pending"),
    "COLLATERAL_LOST": Message("登记已终止，质押失去标的", "pledges lost their collateral"),
    "EXPIRED": Message("登记有效期已届满", "the term is over"),
    "EXPIRES_SOON": Message("登记有效期将于一百八十日内届满", "the term ends within 180 days"),
    "FROZEN": Message("存在司法查封（冻结）", "frozen by a court"),
    "HELD": Message("存在行政或公安限制", "held by an authority"),
    "INSOLVENT": Message("权利人进入破产程序", "insolvency of the holder"),
    "NO_OPERATING_RIGHT": Message("权利人不持有经营权", "no operating right is held"),
    "PLEDGOR_KIND_BARRED": Message("出质主体依法不得提供担保", "this kind of party may not pledge"),
    "PLEDGED": Message("存在未解除的质押（担保）记载", "open pledges are recorded"),
    "RANK_CONFLICT": Message("记载顺序与动产融资登记时间顺序不一致", "ranks differ by filing time"),
    "CO_HOLDERS": Message("存在共同持有人", "there are co-holders"),
    "DUPLICATES_NOT_CHECKABLE": Message(
        "数据指纹加密钥，无法核查重复登记", "a keyed fingerprint: duplicates cannot be checked"
    ),
    "NO_PROOF_OF_RECOGNITION": Message(
        "凭证不证明符合资产确认条件", "a certificate does not prove recognition as an asset"
    ),
    "NOTE_IS_NO_SECURITY_RIGHT": Message(
        "记载本身不设立担保物权", "a note in the ledger is no security right"
    ),
    "LEGAL_REVIEW_NEEDED": Message("公益主体提供担保须法律审查", "a public-interest body pledges"),
    "SIGNED_AFTER_REVOCATION": Message(
        "含有经办人密钥吊销生效后的签署，须重新审查",
        "a clerk signed after the revocation of the key took effect: to be re-examined",
    ),
    "DOSSIER_UNKNOWN": Message("缺少案卷", "a dossier is not at hand"),
}
FINDINGS: Final[dict[str, Message]] = {
    **FIRST_FINDINGS,
    "CONTESTED": Message(
        "权属争议证据初步成立或法院裁定限制处分，结案前不得处分",
        "a dispute on evidence, or by a court's order, keeps the holders from disposing",
    ),
    "DISPUTED": Message(
        "有争议未结（争议本身不限制处分）", "disputes run, which bar nothing by themselves"
    ),
    "REPORT_MISSING": Message(
        "缺少本用途所需的报告", "a report that this purpose needs is missing"
    ),
    "REPORT_EXPIRED": Message("报告已过有效期", "a report ran out"),
    "REPORT_OF_OTHER_VERSION": Message(
        "报告对应的不是现行登记事项", "a report is of another version of the record"
    ),
    "VALUE_STALE": Message(
        "价值评估的基准日已超过一年", "a valuation's base date is more than a year ago"
    ),
    "LICENSED": Message("所涉权利已许可他人使用，转让后仍然有效", "licences stay after a sale"),
    "EXCLUSIVE_LICENCE": Message(
        "所涉权利上有独占许可，转让后仍然有效", "an exclusive licence stays after a sale"
    ),
    "HOLDER_ABSORBED": Message(
        "权利人已被吸收合并，尚未转入承继方名下",
        "the holder was absorbed by another, who has not taken the title over",
    ),
    "SUCCESSOR_ABSORBED": Message(
        "承继方又被吸收合并，目前无人可代权利人签署",
        "its successor was absorbed in its turn: nobody signs for the holder now",
    ),
    "ACCOUNT_RECOVERY_PENDING": Message(
        "权利人遗失账户，恢复在办", "the holder's lost account is being recovered"
    ),
    "CHANGE_PENDING": Message("变更登记申请尚未办结", "a change is pending"),
    "CANCELLATION_PENDING": Message("注销登记申请尚未办结", "a cancellation is pending"),
}
ERASURE_GROUNDS: Final[dict[Ground, Message]] = {
    Ground.REQUEST: Message("应个人请求", "at the person's request"),
    Ground.CONSENT_WITHDRAWN: Message("撤回同意", "consent withdrawn"),
    Ground.PURPOSE_OVER: Message("目的已实现或期限届满", "purpose fulfilled, or its time over"),
    Ground.UNLAWFUL: Message("处理违反法律或约定", "kept against law or agreement"),
    Ground.LAW: Message("法律规定", "required by law"),
}
NOT_PROVEN: Final = (
    Message(
        "上链之前数据的来源、内容真实性与取得合法性（《人民法院在线诉讼规则》第十八条）",
        "that the data were true and lawfully obtained before they were registered",
    ),
    Message(
        "质押等担保物权在法律上已设立、有效或顺位；以动产融资统一登记与法律规定为准",
        "that a pledge or another security right exists, is valid or has a rank in law",
    ),
    Message(
        "同一数据没有以其他指纹（如改动、抽样或加密钥后）另行登记",
        "that the same data are not registered under another fingerprint",
    ),
    Message(
        "各主体名下的其他登记情况，本证据包不作穷尽列举",
        "what other titles the parties hold: a package does not list them",
    ),
    Message(
        "账户背后自然人的真实身份，以及材料原件与其摘要所指内容",
        "who the people behind the accounts are, and what the sealed documents say",
    ),
    Message(
        "本区块之后的任何变化；所信任区块之外，区块链本身的共识未作核验",
        "anything after this block, nor the chain's consensus beyond the pinned block",
    ),
    Message(
        "交易哈希与日志序号（不在案卷摘要之内）",
        "transaction hashes and log indexes: no head covers them",
    ),
)

# what the law asks of evidence and this format has not; on sheets since cover/2
NOT_HELD: Final = (
    Message(
        "CA 证书链及其吊销信息：签名密钥为登记簿上的账户，其授权与吊销见案卷",
        "chains of CA certificates and their revocation: who signs has an account on the register,"
        " whose mandate and revocation are in the dossiers",
    ),
    Message(
        "区块验证节点的名册：由核验方的信任文件给出",
        "the list of the validators: the reader's trust file has it",
    ),
    Message(
        "登记簿以外的锚定（其他区块链、司法链、报刊）",
        "anchors outside the register: another chain, a court's chain, a newspaper",
    ),
    Message(
        "本证据包自身的摘要：封面在包内，不能载明；整包摘要见申请页面，清单摘要见保管记录首行",
        "the package's own digest, which cannot stand in it: the page of the request tells it, and"
        " the first line of the custody log the manifest's",
    ),
)

# what breaks a line, hides, or turns text around: a list of its own, since what a program calls
# printable goes by the letters that it knows
_HIDDEN: Final = re.compile(
    "[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def one_line(text: str) -> str:
    """One line: a text can neither break nor add lines of the sheet."""
    return _HIDDEN.sub(" ", text)


def printable(text: str) -> str:
    """The same as cover/1 has it, by the letters that this program knows."""
    return "".join(c if c.isprintable() else " " for c in text)


def beijing(time: int) -> str:
    """A moment in Beijing time; seconds since 1970 where no calendar has it."""
    if not 0 <= time <= LAST:
        return f"{time} s"
    return f"{datetime.fromtimestamp(time, UTC) + SHANGHAI:%Y-%m-%d %H:%M:%S}"


def share(ppm: int) -> str:
    """Parts per million as a percentage, exact."""
    return f"{ppm // 10_000}.{ppm % 10_000:04d}%"


def shares(parts: tuple[int, int, int]) -> Message:
    """The three rights with their shares."""
    hold, use, oper = map(share, parts)
    return Message(
        f"持有权 {hold}、使用权 {use}、经营权 {oper}",
        f"holding {hold}, use {use}, operating {oper}",
    )


def findings(codes: tuple[str, ...], words: Mapping[str, Message] = FINDINGS) -> Message:
    """Coded findings in words."""
    if not codes:
        return Message("无", "none")
    texts = [words.get(code, Message(code, code)) for code in codes]
    return Message("；".join(text.zh for text in texts), "; ".join(text.en for text in texts))
