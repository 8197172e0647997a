"""What the three rights are called: as the rules of a title call them, not as today's do."""

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
