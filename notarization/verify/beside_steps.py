"""Steps 27 and 33: a verdict that the reader brings, and who signed beside the register."""

from collections.abc import Mapping
from dataclasses import replace

from ledger.domain.crypto_policy import Use
from ledger.domain.history import History
from notarization.verify.algorithms import VERDICT
from notarization.verify.codes import Step
from notarization.verify.countersignature import (
    COUNTERSIGNATURE_NAME,
    Countersigned,
    Countersigners,
    judge,
    judged,
)
from notarization.verify.countersigned_verdict import apart
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.notes import Notes
from notarization.verify.package import Evidence
from notarization.verify.report import Message
from notarization.verify.signed_verdict import SignedVerdict, check_verdict, read_verdict
from notarization.verify.wording import beijing


def check_signed(
    notes: Notes,
    data: bytes,
    evidence: Evidence,
    histories: dict[bytes, History],
    trust: Countersigners,
) -> None:
    """A verdict of a registry, worked out anew as of its own block."""
    notes.begin(Step.SIGNED_VERDICT)
    compact, beside = apart(data)
    found = read_verdict(compact)
    check_verdict(found, evidence.claim, evidence.certificate.title, histories)
    _say_verdict(notes, found)
    if unfit := trust.algorithms.fault(Use.VERDICT, VERDICT, found.place.time):
        notes.open(unfit)
    known = replace(trust, since=found.place.time)
    for each in beside:
        judgement = judge(each.signature, each.signed, known)
        if isinstance(judgement, Countersigned):
            by = judgement.words
            notes.told(
                Message(
                    f"核验结论有国密副署：{by.zh}", f"the signed verdict is countersigned: {by.en}"
                )
            )
        else:
            notes.aside_of(judgement)


def _say_verdict(notes: Notes, found: SignedVerdict) -> None:
    place, answer = found.place, found.answer
    said, time = f"{answer['purpose']} {answer['result']}", beijing(place.time)
    zh = f"{said}，区块 {place.number}（北京时间 {time}）"
    en = f"{said}, block {place.number} ({time}, Beijing time)"
    if found.seen is None:
        notes.counted(zh, en)
        return
    checked = beijing(found.seen["checkedAt"])
    notes.counted(
        f"{zh}；登记机构另称中登网最近应答于 {checked}（经其签署，未证明）",
        f"{en}; besides, the registry says that the movables register last answered {checked}"
        " (signed by it, not proven)",
    )


def check_countersigned(notes: Notes, files: Mapping[str, bytes], trust: Countersigners) -> None:
    """Every SM2 signature beside the manifest; each counts for the countersigner that it is of."""
    notes.begin(Step.COUNTERSIGNATURES)
    data, counted = files.get(COUNTERSIGNATURE_NAME), set[str]()
    for found in judged(data, files[MANIFEST_NAME], trust) if data is not None else ():
        if isinstance(found, Countersigned):
            counted.add(found.countersigner)
            notes.counted(found.words.zh, found.words.en)
        else:
            notes.aside_of(found)
    notes.held["sm2"] = len(counted)
    if data is None:
        notes.counted("无", "none")
