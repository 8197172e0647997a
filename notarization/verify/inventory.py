"""The fourteen parts of a package of version 2: what of each is held, or why it is not.

Which files make up a part is said here and not by the maker. The manifest names for each part the
places that hold something, or one of the reasons that the part allows for its absence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from notarization.verify.errors import VerificationError
from notarization.verify.report import Message


class Part(StrEnum):
    """The parts, in their order."""

    COVER = "P1"
    CERTIFICATE = "P2"
    HISTORY = "P3"
    SIGNATURES = "P4"
    INCLUSION = "P5"
    COMPLETENESS = "P6"
    TIME = "P7"
    ORIGIN = "P8"
    REGISTRY_FILE = "P9"
    RULES = "P10"
    PLATFORM = "P11"
    CUSTODY = "P12"
    REDACTION = "P13"
    VERIFIER = "P14"


class Absence(StrEnum):
    """Why a part is not here."""

    ADDED_LATER = "ADDED_LATER"
    NOT_HANDED_IN = "NOT_HANDED_IN"
    NOT_KEPT = "NOT_KEPT"
    CONFIDENTIAL = "CONFIDENTIAL"
    RULES_NOT_HELD = "RULES_NOT_HELD"
    NOT_STATED = "NOT_STATED"
    NOTHING_OPENED = "NOTHING_OPENED"


LABELS: Final[dict[Part, Message]] = {
    Part.COVER: Message("封面", "cover sheet"),
    Part.CERTIFICATE: Message("登记凭证及其备存记录", "certificate and deposited record"),
    Part.HISTORY: Message("案卷全部行为", "full history of the dossiers"),
    Part.SIGNATURES: Message("各行为的内容、签名与权限", "content, signatures and mandates"),
    Part.INCLUSION: Message("区块与账户证明", "block and account proof"),
    Part.COMPLETENESS: Message("完整性与不存在证明", "proof of completeness and absence"),
    Part.TIME: Message("时间戳与检查点", "time stamps and checkpoints"),
    Part.ORIGIN: Message("上链之前的来源材料", "origin file of the time before the chain"),
    Part.REGISTRY_FILE: Message("登记机构办理案卷", "the registry's file"),
    Part.RULES: Message("规则集、代码表与节假日表", "rule profile, code tables, holidays"),
    Part.PLATFORM: Message("平台说明", "platform statement"),
    Part.CUSTODY: Message("制作说明与保管记录", "making and custody"),
    Part.REDACTION: Message("遮蔽清单", "redaction manifest"),
    Part.VERIFIER: Message("离线核验程序及其摘要", "offline verifier and its digest"),
}
REASONS: Final[dict[Absence, Message]] = {
    Absence.ADDED_LATER: Message(
        "清单制成后附加，见 timestamps/、checkpoints/、batches/ 与 manifest.sm2",
        "added after the manifest was made: timestamps/, checkpoints/, batches/, manifest.sm2",
    ),
    Absence.NOT_HANDED_IN: Message("未提交", "was not handed in"),
    Absence.NOT_KEPT: Message("提交方称未留存", "was not kept, says who registered"),
    Absence.CONFIDENTIAL: Message("提交方称须保密，未提交", "is confidential, says who registered"),
    Absence.RULES_NOT_HELD: Message("制作方没有该规则集", "the maker does not hold these rules"),
    Absence.NOT_STATED: Message("平台方未作说明", "the operator has stated nothing"),
    Absence.NOTHING_OPENED: Message("未披露任何登记事项", "no field of the record is opened"),
}
# the words of cover/1, for ever
FIRST_REASONS: Final[dict[Absence, Message]] = {
    **REASONS,
    Absence.ADDED_LATER: Message(
        "清单制成后附加，见 timestamps/ 与 checkpoints/",
        "added after the manifest was made: timestamps/, checkpoints/",
    ),
}
# a place that ends in a slash is a folder
PLACES: Final[dict[Part, tuple[str, ...]]] = {
    Part.COVER: ("cover.json", "cover.zh.txt"),
    Part.CERTIFICATE: ("certificate.json", "object/", "record/"),
    Part.HISTORY: ("dossiers/",),
    Part.SIGNATURES: ("dossiers/",),
    Part.INCLUSION: ("chain/", "proofs/account.json"),
    Part.COMPLETENESS: ("proofs/heads.json",),
    Part.TIME: (),
    Part.ORIGIN: ("origin/",),
    Part.REGISTRY_FILE: ("registry/",),
    Part.RULES: ("rules/",),
    Part.PLATFORM: ("platform.json",),
    Part.CUSTODY: ("certification.txt", "making.json"),
    Part.REDACTION: ("redaction.json",),
    Part.VERIFIER: ("verifier/",),
}
# the reasons that a part allows; the first is taken where the maker names none
ALLOWED: Final[dict[Part, tuple[Absence, ...]]] = {
    Part.TIME: (Absence.ADDED_LATER,),
    Part.ORIGIN: (Absence.NOT_HANDED_IN, Absence.NOT_KEPT, Absence.CONFIDENTIAL),
    Part.RULES: (Absence.RULES_NOT_HELD,),
    Part.PLATFORM: (Absence.NOT_STATED,),
    Part.REDACTION: (Absence.NOTHING_OPENED,),
}


@dataclass(eq=False)
class PartsDisagree(VerificationError):
    """The manifest says otherwise than the files which places of a part hold something."""

    part: str
    expected: str
    found: str
    code: ClassVar[str] = "PARTS_DISAGREE"


@dataclass(eq=False)
class AbsenceUnstated(VerificationError):
    """A part is not here, and the manifest gives no reason that this part allows."""

    part: str
    found: str
    code: ClassVar[str] = "ABSENCE_UNSTATED"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a manifest says of a part: the places that hold something, or a reason."""

    part: Part
    held: tuple[str, ...] = ()
    absent: str = ""


def entries_of(names: Iterable[str], absent: Mapping[Part, Absence]) -> tuple[Entry, ...]:
    """The entries of a package with these files, detached ones not among them."""
    known = tuple(names)
    return tuple(_entry(part, _held(part, known), absent) for part in Part)


def require_parts(entries: Iterable[Entry], names: Iterable[str]) -> None:
    """Each part is held as it is said, or absent for a reason that it allows.

    Raises PartsDisagree, AbsenceUnstated.
    """
    known = tuple(names)
    for entry in entries:
        held = _held(entry.part, known)
        if held != entry.held or (held and entry.absent):
            said = " ".join((*entry.held, entry.absent)).strip()
            raise PartsDisagree(entry.part, " ".join(held) or "-", said or "-")
        if not held and entry.absent not in ALLOWED.get(entry.part, ()):
            raise AbsenceUnstated(entry.part, entry.absent or "-")


def part_text(entry: Entry, reasons: Mapping[Absence, Message]) -> str:
    """The entry as one line of the Chinese cover sheet."""
    label = f"{entry.part} {LABELS[entry.part].zh}"
    if entry.held:
        return f"{label}：{' '.join(entry.held)}"
    reason = reasons[Absence(entry.absent)].zh if entry.absent in list(Absence) else entry.absent
    return f"{label}：无（{reason}）"


def _entry(part: Part, held: tuple[str, ...], absent: Mapping[Part, Absence]) -> Entry:
    if held:
        return Entry(part, held)
    reasons = ALLOWED.get(part, ())
    return Entry(part, (), absent.get(part, reasons[0] if reasons else ""))


def _held(part: Part, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(place for place in PLACES[part] if any(_lies_in(name, place) for name in names))


def _lies_in(name: str, place: str) -> bool:
    return name.startswith(place) if place.endswith("/") else name == place
