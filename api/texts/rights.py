"""What the three rights are called: as the rules of a title call them, not as today's do."""

from typing import Final

from ledger.domain import profiles
from ledger.domain.acts import Right
from notarization.verify.report import Language, Message


def right_names(rules: bytes, language: Language) -> dict[Right, str]:
    """By right, under the rules of this digest."""
    labels = profiles.right_names(rules).labels
    return {
        right: Message(labels[right.name].zh, labels[right.name].en).text(language)
        for right in Right
    }


RELATIONS: Final = {
    "equal": Message("范围相同", "the same scope"),
    "close": Message("范围相近", "a close scope"),
    "wider": Message("范围更宽", "a wider scope"),
}


def crosswalk(rules: bytes, language: Language) -> tuple[str, ...]:
    """What the rights under these rules come closest to today; empty where they are today's."""
    found = profiles.right_names(rules)
    return tuple(
        Message(
            f"{found.labels[code].zh} → {now.label.zh}（{RELATIONS[now.relation].zh}）",
            f"{found.labels[code].en} → {now.label.en} ({RELATIONS[now.relation].en})",
        ).text(language)
        for code, now in found.crossed.items()
    )
