"""What to do about a request that was refused, where its title does not say so already."""

from typing import Final

from notarization.verify.report import Message

_AGAIN: Final = Message("请核对所填内容后重新提交。", "Check what was given, then send it again.")
_STANDS: Final = Message(
    "情况可能已有变化：请查看现状后再办。",
    "Things may stand otherwise by now: look again, then decide.",
)
BY_STATUS: Final = {
    400: _AGAIN,
    403: Message(
        "请以有权办理的账户登录或签署，或请有权者办理。",
        "Sign in, or sign, with an account that may do this, or have it done by who may.",
    ),
    404: Message(
        "请核对编号或标识；刚上链的内容可能尚未读到，请稍后再试。",
        "Check the number or id. What was entered just now may not be read yet: try again in a while.",
    ),
    405: Message(
        "请从本站的页面办理，或按接口说明（/v1/openapi.json）所载的方法访问。",
        "Use this site's pages, or a method that /v1/openapi.json names for the address.",
    ),
    408: Message("请检查网络后重新发送。", "Look at the network, then send it again."),
    409: _STANDS,
    413: Message("请压缩或拆分后再发送。", "Make it smaller, or split it, then send it again."),
    422: _AGAIN,
    431: Message(
        "请缩短地址，或清除本站的 Cookie 后重试。",
        "Shorten the address, or clear this site's cookies, then try again.",
    ),
}
_SIGN_IN_ANEW: Final = Message("请重新登录一次。", "Sign in once more.")
_FINAL: Final = Message(
    "请待该区块终局后再试，或指定更早的已终局区块。",
    "Wait until the block is final, or name an earlier one that is.",
)
BY_CODE: Final = {
    "NOT_FOUND": Message(
        "请核对地址，或由首页查询；只向特定账户显示的内容，请以该账户登录。",
        "Check the address, or search from the first page. What is shown to certain accounts alone"
        " is shown when one of them has signed in.",
    ),
    "MOMENT_UNKNOWN": Message(
        "请写作区块号，或带时区的时间如 2026-03-01T16:00:00+08:00，且不晚于“状态”页所示的区块。",
        "Give a block's number, or a time with its zone as 2026-03-01T16:00:00+08:00, no later than"
        " the block that the page of the status shows.",
    ),
    "BLOCK_NOT_FINAL": _FINAL,
    "DOCUMENT_NOT_FINAL": _FINAL,
    "ACCOUNT_UNKNOWN": Message(
        "请在钱包中换用当事人的账户；尚未注册的先在登记机构注册，刚注册的稍后再试。",
        "Switch to an account of your party's. Who has none enrols at the registry; one that was"
        " enrolled just now is known in a while.",
    ),
    "SIGN_IN_SIGNATURE_WRONG": Message(
        "请在钱包中换用该账户后重新登录。",
        "Switch to the account in the wallet, then sign in again.",
    ),
    "SIGN_IN_MESSAGE_MALFORMED": _SIGN_IN_ANEW,
    "CHALLENGE_UNKNOWN": _SIGN_IN_ANEW,
    "CODE_UNKNOWN": Message(
        "请核对后重新输入，或运行 datadeed sign-in --code 另取一个登录码。",
        "Type it again, or have another made by datadeed sign-in --code.",
    ),
    "NO_ROLE_LEFT": _STANDS,
    "SIGNATURE_NOT_ASKED": _STANDS,
    "STEP_IMPOSSIBLE": Message(
        "请回到案卷，查看现在可办的步骤。", "Go back to the file and see which steps are open now."
    ),
    "EVIDENCE_REQUEST_LOCKED": Message(
        "请待登记机构录入主管机关的批准。",
        "Wait until the registry has entered the approval of the authority in charge.",
    ),
    "NOTICE_NOT_OPEN": Message(
        "登记之后，可就该权属提出争议。",
        "Once it is registered, a dispute can be raised over the title.",
    ),
}
# their titles say it
SAID: Final = frozenset(
    {
        *("SESSION_MISSING", "FORM_FOREIGN", "TOO_MANY_REQUESTS", "SIGN_IN_EXPIRED", "FILE_TAKEN"),
        *("SIGN_IN_ELSEWHERE", "ACT_DIGEST_DIFFERS", "ACT_OPENING_DIFFERS", "NOT_ENROLLED"),
        *("BATCH_LOG_MISSING", "BATCH_ANCHOR_MISSING", "PACKAGE_UNKNOWN", "CONSENT_EXPIRED"),
        *("DRAFT_CHANGED", "ERASURE_STALE", "ERASURE_UNCONFIRMED", "DRAFT_TEXT_MISSING"),
        *("EVIDENCE_BY_CASE", "EVIDENCE_HANDED_OVER", "EVIDENCE_NOT_MADE", "PROOF_UNFIT"),
        *("PARTY_SIGNS_FIRST", "FILING_MISSING", "PROPOSALS_TOO_MANY", "PROPOSAL_EXPIRED"),
        *("PURPOSE_BARRED", "PERSONAL_DATA_FOUND", "REGISTRATION_PENDING", "NUMBER_MALFORMED"),
        "FILE_CHANGED",
    }
)


def remedy(code: str, status: int) -> Message | None:
    """What to do; None where the title says it, and where the fault is the server's own."""
    return None if code in SAID else BY_CODE.get(code, BY_STATUS.get(status))
