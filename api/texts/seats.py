"""Practice outside a registry's seat, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.texts.shown import province
from ledger.domain.seats import ARTICLE
from notarization.verify.report import Message

if TYPE_CHECKING:
    from ledger.domain.seats import Elsewhere
    from notarization.verify.report import Language

OUTSIDE: Final = Message("跨区域执业", "Outside its seat")


def told(found: Elsewhere, language: Language) -> str:
    """What lies where, and that the law allows it."""
    seat = province(found.seat, language)
    applicants = [province(each, language) for each in found.applicants]
    of = Message("、".join(applicants), ", ".join(applicants)).text(language)
    parts = [Message(f"登记机构在{seat}", f"registry of {seat}")]
    if applicants:
        parts.append(Message(f"申请人在{of}", f"applicants of {of}"))
    if found.data:
        data = province(found.data, language)
        parts.append(Message(f"数据在{data}", f"data of {data}"))
    parts.append(Message("指引第十条允许", f"allowed by {ARTICLE}"))
    return Message("，".join(each.zh for each in parts), ", ".join(each.en for each in parts)).text(
        language
    )
