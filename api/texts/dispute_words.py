"""The words of disputes over issued titles."""

from typing import Final

from ledger.domain.acts import DisputeAction, DisputeBlock, DisputeClaim, DisputeState
from ledger.domain.disputes import DisputeEffect, Taker
from notarization.verify.report import Message

DISPUTE_CLAIMS: Final = {
    DisputeClaim.NONE: Message("未载明", "Not stated"),
    DisputeClaim.OWNERSHIP: Message("权属", "Ownership"),
    DisputeClaim.SOURCE: Message("数据来源", "Source of the data"),
    DisputeClaim.CONTENT: Message("登记事项", "What the record says"),
}
DISPUTE_STATES: Final = {
    DisputeState.NONE: Message("无", "None"),
    DisputeState.FILED: Message("已提出", "Filed"),
    DisputeState.NOTIFIED: Message("已通知权利人", "Holders notified"),
    DisputeState.DENIED: Message("权利人否认，调查中", "Denied, under investigation"),
    DisputeState.CONCLUDED: Message("已作出结论", "Concluded"),
    DisputeState.REFERRED: Message("已提交调解、仲裁或诉讼", "Referred elsewhere"),
    DisputeState.OUTCOME: Message("结果待执行", "Outcome to be carried out"),
    DisputeState.RETURNED: Message("已退回", "Returned"),
    DisputeState.CLOSED: Message("已结案", "Closed"),
    DisputeState.WITHDRAWN: Message("已撤回", "Withdrawn"),
}
DISPUTE_BLOCKS: Final = {
    DisputeBlock.NONE: Message("否", "no"),
    DisputeBlock.REGISTRY: Message("登记机构", "by the registry"),
    DisputeBlock.COURT: Message("法院", "by a court"),
}
DISPUTE_ACTIONS: Final = {
    DisputeAction.NONE: Message("未载明", "Not stated"),
    DisputeAction.NOTIFY: Message("通知权利人", "Notify the holders"),
    DisputeAction.RETURN: Message("退回", "Return"),
    DisputeAction.ADMIT: Message("承认", "Admit"),
    DisputeAction.DENY: Message("否认", "Deny"),
    DisputeAction.REFER: Message("提交调解、仲裁或诉讼", "Refer elsewhere"),
    DisputeAction.WITHDRAW: Message("撤回", "Withdraw"),
    DisputeAction.FIND: Message("认定争议成立", "Find for the disputant"),
    DisputeAction.DISMISS: Message("认定争议不成立", "Find against the disputant"),
    DisputeAction.CLOSE: Message("结案", "Close"),
    DisputeAction.BLOCK: Message("限制处分", "Keep holders from disposing"),
    DisputeAction.UNBLOCK: Message("解除限制", "Let holders dispose again"),
    DisputeAction.ORDER_BLOCK: Message("依裁定限制处分", "Keep from disposing by a court's order"),
    DisputeAction.ORDER_UNBLOCK: Message("依裁定解除限制", "Let dispose again by a court's order"),
}
DISPUTE_EFFECTS: Final = {
    DisputeEffect.WARNS: Message("仅作提示，不限制处分", "warns only, bars nothing"),
    DisputeEffect.BARS: Message("限制处分", "bars disposal"),
    DisputeEffect.NOTED: Message("已结束，仅作记载", "over, a mere note"),
}
TAKERS: Final = {
    Taker.ACCEPTANCE: Message("受理人员", "the acceptance clerk"),
    Taker.HOLDER: Message("权利人", "a holder"),
    Taker.SIDE: Message("权利人或争议人", "a holder or the disputant"),
    Taker.DISPUTANT: Message("争议人", "the disputant"),
    Taker.OTHER_EXAMINERS: Message(
        "未经办该登记的审查、复核两人", "an examiner and a reviewer who did not pass the title"
    ),
    Taker.ORDER_CLERKS: Message("两名协助执行经办人", "two order clerks, on a court's order"),
}
DISPUTES: Final = (
    DISPUTE_CLAIMS,
    DISPUTE_STATES,
    DISPUTE_BLOCKS,
    DISPUTE_ACTIONS,
    DISPUTE_EFFECTS,
    TAKERS,
)
