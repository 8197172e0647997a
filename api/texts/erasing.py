"""What was erased, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.texts.fields import FIELDS
from api.texts.form import LABELS
from api.texts.shown import moment
from ledger.domain.tombstone import DISPUTES, OBJECTIONS, PROOFS, Ground
from notarization.verify.report import Message
from notarization.verify.wording import ERASURE_GROUNDS

if TYPE_CHECKING:
    from ledger.store.tables.erasure import TombstoneRow
    from notarization.verify.report import Language


def erased_name(name: str, language: Language) -> str:
    """What a tombstone's name means: a field of the record, or one of its proof files."""
    field, _, rest = name.partition("/")
    if field == PROOFS and rest:
        place, _, kind = rest.partition("/")
        label = LABELS.get(f"{PROOFS}.{kind}", Message(kind, kind)).text(language)
        return Message(
            f"证明文件 {label}（第 {int(place) + 1} 件）", f"proof {int(place) + 1}, {label}"
        ).text(language)
    if field == OBJECTIONS and rest:
        which, *file = (int(each) + 1 for each in rest.split("/"))
        last = file[0] if file else 0
        whole = Message(f"异议（第 {which} 件）", f"objection {which}")
        part = Message(f"异议（第 {which} 件）材料 {last}", f"objection {which}, file {last}")
        return (part if file else whole).text(language)
    if field == DISPUTES and rest:
        which, paper = (int(each) + 1 for each in rest.split("/"))
        return Message(
            f"争议（第 {which} 件）文件 {paper}", f"dispute {which}, paper {paper}"
        ).text(language)
    found = FIELDS.get(field) or LABELS.get(field)
    return found.text(language) if found else field


def erasure_of(row: TombstoneRow, language: Language) -> str:
    """Why and when something was erased, and by whom."""
    ground = ERASURE_GROUNDS[Ground(row.ground)].text(language)
    return f"{ground} · {moment(row.time)} · {row.party.hex()[-20:]}"
