"""The words of kinds of security, and of what each is claimed to do."""

from typing import Final

from ledger.domain.acts import SecurityKind
from ledger.domain.claims import ClaimedEffect
from notarization.verify.report import Message

SECURITY_KINDS: Final = {
    SecurityKind.NONE: Message("未载明", "Not stated"),
    SecurityKind.PLEDGE: Message("质押", "Pledge"),
    SecurityKind.MORTGAGE: Message("抵押", "Mortgage"),
    SecurityKind.OTHER: Message("其他担保", "Other security"),
}
CLAIMED_EFFECTS: Final = {
    ClaimedEffect.NONE: Message("未载明", "Not stated"),
    ClaimedEffect.FROM_REGISTRATION: Message(
        "主张自登记时设立（民法典第四百四十五条）",
        "claimed to arise with registration (Civil Code Art. 445)",
    ),
    ClaimedEffect.AGAINST_THIRD_PARTIES: Message(
        "主张登记后对抗第三人（民法典第四百零三条）",
        "claimed against third parties once registered (Civil Code Art. 403)",
    ),
    ClaimedEffect.BETWEEN_SIDES: Message(
        "主张在当事人之间有效（担保制度解释第六十三条）",
        "claimed between its sides (SPC Security Interpretation Art. 63)",
    ),
}
