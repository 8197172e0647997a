"""A document that somebody brings, held against the register field by field.

The face must be what the attached record makes, and the record what the register held at its
block. Where they differ the register prevails (national guideline Art. 27).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from api.paper.faces import pdf_of
from api.paper.first import versions
from api.paper.records import (
    LONGEST_SIGNER,
    SCHEMAS,
    SETTING,
    SIGNER,
    BlockNotFinal,
    certificate_record,
    digest_of,
    kind_of,
    number_of,
    record_of,
)
from ledger import metrics
from ledger.domain import canonical
from ledger.domain.acts import SubjectKind
from ledger.domain.canonical import CanonicalJsonError
from ledger.domain.numbers import NumberMalformed, parse_number, written
from ledger.domain.verdict import Purpose, Result
from ledger.queries.errors import DossierUnknown, NumberUnknown
from ledger.store.repositories import mirror
from notarization.paper.errors import DocumentNotToBeSigned, DocumentUnreadable
from notarization.paper.marks import Signed

if TYPE_CHECKING:
    from api.problems import ApiError
    from api.wiring import Reading, Wiring
    from ledger.domain.errors import DomainError
    from ledger.errors import LedgerError
    from notarization.paper.believed import SignerTrust
    from notarization.paper.reading import Brought

LOG: Final = logging.getLogger("datadeed.api")
MOST_DIFFERENCES: Final = 100
LONGEST: Final = 300
# what making a face raises on a record that is none
UNFIT: Final = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)

# why nothing can be held against the register
INCOMPARABLE: Final = (BlockNotFinal, DossierUnknown, NumberUnknown, NumberMalformed)
DIGEST_DIFFERS: Final = "DIGEST_DIFFERS"
# for these alone a paper is called false: of the others another day may tell more
FALSE: Final = frozenset({NumberUnknown.code, NumberMalformed.code, DIGEST_DIFFERS})

Record = dict[str, Any]


class Agreement(StrEnum):
    """How a document and the register stand to each other."""

    AGREES = "AGREES"
    DIFFERS = "DIFFERS"
    UNKNOWN = "UNKNOWN"


class FaceCheck(StrEnum):
    """Whether the face is what the attached record makes, by its bytes or by its words alone."""

    SAME_BYTES = "SAME_BYTES"
    SAME_WORDS = "SAME_WORDS"
    DIFFERS = "DIFFERS"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, as the document has it and as the register has it; an absent one is empty."""

    field: str
    document: str
    ledger: str


@dataclass(frozen=True, slots=True)
class Code:
    """What the code on a face names: number, block, and the SHA-256 of the record.

    `purpose` is a verdict's; a certificate has none.
    """

    number: str
    block: int
    digest: str
    purpose: Purpose | None = None


@dataclass(frozen=True, slots=True)
class DigestChecked:
    """A code held against the document that the register makes for the same number and block."""

    agreement: Agreement
    reason: str
    number: str
    block: int
    digest: str
    standing: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `reason` says why a document differs as a whole, or cannot be judged.

    `face` are lines of the face that the record does not make, `fields` those of the record that
    the register did not hold at the document's block, `since` what changed after that block.
    `signature` stands beside all this: a true record can lie under a bad signature.
    """

    agreement: Agreement
    reason: str
    number: str
    block: int
    face_check: FaceCheck
    face: tuple[Difference, ...]
    fields: tuple[Difference, ...]
    since: tuple[Difference, ...]
    signature: Signed


@dataclass(frozen=True, slots=True)
class Looked:
    """A document by itself: what its record says, its face and its signature."""

    record: Record
    face_check: FaceCheck
    face: tuple[Difference, ...]
    signature: Signed

    @property
    def block(self) -> int:
        """The block that it speaks of: who reads the register needs it first."""
        found: int = self.record["block"]
        return found


def look(wiring: Wiring, data: bytes, trust: SignerTrust) -> Looked:
    """Hold a document's face against its record, and its signature against the reader's own roots.

    Raises:
        DocumentUnreadable: it is no document of this register.
    """
    from notarization.paper.signatures import check_signature

    brought = _brought(data)
    record = _record(brought.record)
    moment = datetime.fromtimestamp(wiring.clock(), UTC)
    signature = check_signature(data, record.get(SIGNER, ""), trust, moment)
    face_check, face = _face(data, brought.lines, record)
    return Looked(record, face_check, face, signature)


def check(now: Reading, wiring: Wiring, looked: Looked) -> Checked:
    """Hold a document against the register. Raises StoreError, BlockUnknown: it cannot be asked."""
    record, face_check, face = looked.record, looked.face_check, looked.face
    reason, fields, since = _compared(now, wiring, record)
    whole = face_check is not FaceCheck.DIFFERS and not fields
    agreement = Agreement.AGREES if whole else Agreement.DIFFERS
    if reason:
        agreement = _without(reason) if whole else Agreement.DIFFERS
    _told(agreement, record, face, fields)
    told = (agreement, reason, number_of(record), looked.block, face_check, face)
    return Checked(*told, fields, since, looked.signature)


def named_signer(data: bytes) -> str:
    """Who is to sign a document that is as its record makes it.

    Raises DocumentUnreadable, DocumentNotToBeSigned.
    """
    brought = _brought(data)
    record = _record(brought.record)
    face_check, _ = _face(data, brought.lines, record)
    if face_check is not FaceCheck.SAME_BYTES:
        raise DocumentNotToBeSigned("it is not as its record makes it")
    named: str = record.get(SIGNER, "")
    if not named:
        raise DocumentNotToBeSigned("it says that it is unsigned")
    return named


def signer_named(data: bytes) -> str:
    """Who a document names as its signer, as it is. Raises DocumentUnreadable."""
    return str(_record(_brought(data).record).get(SIGNER, ""))


def check_code(now: Reading, wiring: Wiring, code: Code) -> DigestChecked:
    """Hold the code on a face against the register, without the document itself.

    Raises StoreError, BlockUnknown: the register cannot be asked.
    """
    try:
        number = parse_number(code.number)
        held = record_of(now, wiring, number, code.purpose, code.block)
        current = certificate_record(now, wiring, number)
    except INCOMPARABLE as fault:
        reason = _reason(now, fault)
        agreement = _without(reason)
        metrics.DOCUMENTS_CHECKED.labels(agreement.value).inc()
        return DigestChecked(agreement, reason, code.number, code.block, "", "")
    made = [digest_of(each) for each in versions(held)]
    own = code.digest if code.digest in made else made[0]
    reason = "" if own == code.digest else _unknown(held) or DIGEST_DIFFERS
    agreement = _without(reason) if reason else Agreement.AGREES
    metrics.DOCUMENTS_CHECKED.labels(agreement.value).inc()
    standing = current["certificate"]["standing"]
    return DigestChecked(agreement, reason, written(number), code.block, own, standing)


Found = tuple[Difference, ...]


def _compared(now: Reading, wiring: Wiring, record: Record) -> tuple[str, Found, Found]:
    """Why nothing can be compared, else what differs at the block and what changed since."""
    try:
        number = parse_number(number_of(record))
        held = record_of(now, wiring, number, _purpose(record), record["block"])
    except INCOMPARABLE as fault:
        return _reason(now, fault), (), ()
    # of a version that made none of this block its name differs
    own = next((each for each in versions(held) if each["schema"] == record["schema"]), held)
    fields = tuple(_differences(record, own))
    if kind_of(record) != "certificate":
        unknown = _unknown(held) if fields else ""
        return unknown, () if unknown else fields, ()
    current = certificate_record(now, wiring, number)
    since = _differences(held["certificate"], current["certificate"])
    return "", fields, tuple(since)


def _reason(now: Reading, fault: ApiError | LedgerError | DomainError) -> str:
    """The code of a fault; a number that nobody knows may be of a title that cannot be read."""
    lost = isinstance(fault, NumberUnknown) and mirror.lost_of_kind(
        now.session, SubjectKind.TITLE, 1
    )
    return DossierUnknown.code if lost else fault.code


def _unknown(held: Record) -> str:
    """Why the register cannot tell its own verdict of that block any more; empty where it can."""
    said = held.get("verdict")
    return said["unknown"][0]["code"] if said and said["result"] == Result.UNKNOWN else ""


def _without(reason: str) -> Agreement:
    """How a document stands that nothing can be held against."""
    return Agreement.DIFFERS if reason in FALSE else Agreement.UNKNOWN


def _record(data: bytes) -> Record:
    """The attached record, of which schema, number, block and purpose are as they must be."""
    try:
        found = canonical.parse_canonical(data)
    except CanonicalJsonError as fault:
        raise DocumentUnreadable(f"the record is no canonical JSON: {fault.code}") from fault
    told = None
    if isinstance(found, dict) and found.get("schema") in SCHEMAS:
        told = found.get(kind_of(found))
    block = found.get("block") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(told, dict) or not isinstance(block, int):
        raise DocumentUnreadable("the record has no known schema")
    if not isinstance(told.get("number"), str):
        raise DocumentUnreadable("the record names no number")
    named = found.get(SIGNER, "-")
    if not isinstance(named, str) or not 0 < len(named) <= LONGEST_SIGNER:
        raise DocumentUnreadable("the record names no signer")
    return found


def _purpose(record: Record) -> Purpose | None:
    """A verdict's purpose. Raises DocumentUnreadable where it has none."""
    if kind_of(record) == "certificate":
        return None
    try:
        return Purpose(record["verdict"]["purpose"])
    except (KeyError, ValueError) as fault:
        raise DocumentUnreadable("the record names no purpose") from fault


def _brought(data: bytes) -> Brought:
    # what reads a PDF and its signature is slow to load: it is with the first that somebody brings
    from notarization.paper.reading import read_pdf

    return read_pdf(data)


def _face(data: bytes, lines: Sequence[str], record: Record) -> tuple[FaceCheck, Found]:
    """The face against the one that the record makes: same bytes, or at least same words."""
    from notarization.paper.reading import face_of

    try:
        made = pdf_of(record)
    except UNFIT as fault:
        raise DocumentUnreadable("the record makes no face") from fault
    if made == data:
        return FaceCheck.SAME_BYTES, ()
    expected = face_of(made)
    if tuple(lines) == expected:
        return FaceCheck.SAME_WORDS, ()
    return FaceCheck.DIFFERS, tuple(_other_lines(lines, expected))


def _other_lines(lines: Sequence[str], expected: Sequence[str]) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, lines, expected, autojunk=False)
    changed = (each for each in matcher.get_opcodes() if each[0] != "equal")
    for _, start, end, first, last in changed:
        for given, own in zip_longest(lines[start:end], expected[first:last], fillvalue=""):
            yield Difference(f"line {start + 1}", given[:LONGEST], own[:LONGEST])


def _differences(document: Mapping[str, Any], ledger: Mapping[str, Any]) -> Iterator[Difference]:
    """The members that are not the same, the first hundred."""
    theirs, ours = dict(_flat("", document)), dict(_flat("", ledger))
    names = [*theirs, *(name for name in ours if name not in theirs)]
    other = [name for name in names if theirs.get(name, "") != ours.get(name, "")]
    for name in other[:MOST_DIFFERENCES]:
        yield Difference(name, theirs.get(name, "")[:LONGEST], ours.get(name, "")[:LONGEST])


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping():
            for key, inner in value.items():
                if name or key not in SETTING:
                    yield from _flat(f"{name}.{key}" if name else key, inner)
        case list() | tuple():
            for place, inner in enumerate(value):
                yield from _flat(f"{name}[{place}]", inner)
        case _:
            yield name, value if isinstance(value, str) else canonical.encode(value).decode()


def _told(agreement: Agreement, record: Record, face: Found, fields: Found) -> None:
    """Counted, and a forgery put on the log (scenario 12)."""
    metrics.DOCUMENTS_CHECKED.labels(agreement.value).inc()
    if agreement is Agreement.DIFFERS:
        said = ("document number=%r block=%d differs: lines=%d fields=%d", number_of(record)[:32])
        LOG.warning(*said, record["block"], len(face), len(fields))
