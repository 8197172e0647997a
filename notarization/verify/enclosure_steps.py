"""Steps 28 to 32: what version 2 of the package adds. A package of version 1 has none of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from ledger.domain.acts import Issue
from ledger.domain.history import History
from ledger.domain.words import RECORD_KEY
from notarization.verify import enclosures as added
from notarization.verify import inventory, origin, registry_file, rule_files
from notarization.verify.codes import Step
from notarization.verify.custody import CUSTODY_NAME, HANDLINGS, HandOver, read_custody
from notarization.verify.digests import sha256
from notarization.verify.enclosures import Enclosures
from notarization.verify.errors import VerificationError
from notarization.verify.inventory import LABELS, REASONS, Absence, Entry, Part
from notarization.verify.manifest import MANIFEST_NAME, is_detached
from notarization.verify.notes import Notes
from notarization.verify.origin import KINDS, OriginFile
from notarization.verify.package import Evidence
from notarization.verify.redaction import REDACTION_NAME
from notarization.verify.report import Message
from notarization.verify.rule_files import Rules, RulesDisagree
from notarization.verify.wording import beijing

Files = Mapping[str, bytes]
LATER = ("checkpoints/", "timestamps/")


@dataclass(eq=False)
class SheetDisagrees(VerificationError):
    """A file that is made of others is not the one that they give."""

    file: str
    code: ClassVar[str] = "SHEET_DISAGREES"


@dataclass(eq=False)
class RedactionDisagrees(VerificationError):
    """The redaction manifest is not that of the disclosure, or there is none or one too many."""

    fault: str
    code: ClassVar[str] = "REDACTION_DISAGREES"


def check_enclosures(
    notes: Notes,
    evidence: Evidence,
    histories: Mapping[bytes, History],
    parts: tuple[Entry, ...],
    files: Files,
) -> None:
    """Make the steps of version 2, for a package that has its parts."""
    enclosures = evidence.enclosures
    if enclosures is None:
        return
    application = histories[evidence.certificate.application]
    made = added.derived(enclosures, evidence)
    _contents(notes, enclosures, parts, files, made)
    _papers(notes, enclosures, application)
    notes.begin(Step.ORIGIN)
    notes.told(_since(beijing(application.acts[0].raw.time)))
    if enclosures.origin:
        _origin(notes, evidence, enclosures.origin, application)
    else:
        notes.aside("NO_ORIGIN")
    notes.begin(Step.RULES)
    if enclosures.rules:
        _rules(notes, enclosures.rules, histories[evidence.certificate.title])
    else:
        notes.aside("RULES_NOT_HELD")
    notes.begin(Step.REDACTION)
    _redaction(notes, evidence, files, made)
    notes.begin(Step.CUSTODY)
    _custody(notes, evidence, files)


def _contents(
    notes: Notes, enclosures: Enclosures, parts: tuple[Entry, ...], files: Files, made: Files
) -> None:
    notes.begin(Step.CONTENTS)
    inventory.require_parts(parts, [name for name in files if not is_detached(name)])
    for name, data in made.items():
        if name != REDACTION_NAME and files[name] != data:
            raise SheetDisagrees(name)
    later = sum(name.startswith(LATER) for name in files)
    for entry in parts:
        label = LABELS[entry.part]
        if entry.held:
            notes.counted(f"{entry.part} {label.zh}", f"{entry.part} {label.en}")
        elif entry.part is Part.TIME and later:
            notes.counted(
                f"{entry.part} {label.zh}，{later} 个文件",
                f"{entry.part} {label.en}, {later} files",
            )
        else:
            notes.aside("PART_ABSENT", detail=_absent(entry))
    if enclosures.platform:
        notes.aside("CLAIMED_BY_OPERATOR", enclosures.platform.operator)


def _absent(entry: Entry) -> Message:
    label, reason = LABELS[entry.part], REASONS[Absence(entry.absent)]
    return Message(
        f"{entry.part} {label.zh}（{reason.zh}）", f"{entry.part} {label.en} ({reason.en})"
    )


def _papers(notes: Notes, enclosures: Enclosures, application: History) -> None:
    """The registry's papers: those that an act names, and the others."""
    found = registry_file.bound(enclosures.papers, application.acts)
    for name, seq in sorted(found.items()):
        notes.counted(f"{name}，第 {seq} 个行为所载", f"{name}, named by act {seq}")
    for name in sorted(enclosures.papers.keys() - found.keys()):
        notes.aside("PAPER_NOT_NAMED", registry_file.FOLDER + name)


def _since(filed: str) -> Message:
    """From when on the register speaks, and where to look for the time before."""
    return Message(
        f"自{filed}（北京时间）提交申请起，登记簿证明指纹与案卷未有改动；此前的来源见 P8",
        f"since the application of {filed}, Beijing time, the register proves that neither"
        " fingerprint nor dossier was changed; for the origin before, see P8",
    )


def _origin(
    notes: Notes, evidence: Evidence, listed: tuple[OriginFile, ...], application: History
) -> None:
    """Every capture log is whole; which files the record names, and what the logs entered when."""
    logs = origin.captures(listed, evidence.certificate.fingerprint)
    kinds = sorted({each.kind for each in listed})
    zh, en = (f"{len(listed)} 个文件：", f"{len(listed)} files: ")
    notes.counted(
        zh + "、".join(KINDS[each].zh for each in kinds),
        en + ", ".join(KINDS[each].en for each in kinds),
    )
    named = _proofs(evidence)
    for each in listed:
        if sha256(each.data).hex() not in named:
            notes.aside("ORIGIN_NOT_REGISTERED", origin.FOLDER + each.name)
    filed = application.acts[0].raw.time
    for name, log in logs.items():
        time, head = log.entered, f"sha256 {log.head.hex()}"
        if time:
            notes.counted(
                f"{name} 自载于 {time} 记入数据对象，{head}",
                f"{name} says that it entered the object at {time}, {head}",
            )
        if log.seconds > filed:
            notes.aside("ORIGIN_AFTER_FILING", f"{name} {log.last}")
    if not any(log.entered for log in logs.values()):
        notes.aside("OBJECT_NOT_CAPTURED")


def _proofs(evidence: Evidence) -> set[str]:
    """The digests of the proof files that the opened record lists; none where it does not."""
    opened = evidence.certificate.disclosure.openings if evidence.certificate.disclosure else ()
    listed = next((each.json() for each in opened if each.name == "proofs"), [])
    rows = listed if isinstance(listed, list) else []
    return {str(each.get("sha256")) for each in rows if isinstance(each, dict)}


def _rules(notes: Notes, rules: Rules, title: History) -> None:
    issued = title.states[1].terms.get(RECORD_KEY)
    if isinstance(issued, Issue) and issued.profile != rules.digest:
        raise RulesDisagree(issued.profile, rules.digest)
    names = ", ".join(sorted(rules.tables)) or "-"
    notes.counted(f"0x{rules.digest.hex()}；{names}", f"0x{rules.digest.hex()}; {names}")
    for name in rule_files.unlike(rules):
        notes.aside("TABLE_NOT_KNOWN", name)


def _redaction(notes: Notes, evidence: Evidence, files: Files, made: Files) -> None:
    """Every withheld field with its commitment; the root was checked with the record."""
    if files.get(REDACTION_NAME) != made.get(REDACTION_NAME):
        raise RedactionDisagrees("it is not the one that disclosure and tombstones give")
    opened = evidence.certificate.disclosure
    if opened is None:
        notes.aside("RECORD_NOT_OPENED")
        return
    held, shown = len(opened.withheld), len(opened.openings)
    notes.counted(f"披露 {shown} 项，遮蔽 {held} 项", f"{shown} opened, {held} withheld")


def _custody(notes: Notes, evidence: Evidence, files: Files) -> None:
    if CUSTODY_NAME not in files:
        notes.aside("NO_CUSTODY")
        return
    lines = read_custody(files[CUSTODY_NAME], files[MANIFEST_NAME])
    held = len(lines)
    notes.counted(
        f"{held} 项，为经手人自述，未经签名", f"{held} lines, the unsigned word of its keepers"
    )
    for each in lines:
        notes.told(_line(each))
    if lines[0].seconds < evidence.cover.prepared_at:
        notes.aside("CUSTODY_BEFORE_MAKING", lines[0].time)


def _line(each: HandOver) -> Message:
    done, when = HANDLINGS[each.kind], beijing(each.seconds)
    way = each.giver if each.giver == each.taker else f"{each.giver} → {each.taker}"
    note = f" · {each.note}" if each.note else ""
    return Message(f"{when} {done.zh} {way}{note}", f"{when} {done.en} {way}{note}")
