"""What a document says, as canonical JSON (RFC 8785): it is attached to the PDF and is its source.

A document speaks of a final block, of which no answer changes: the same block makes the same bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from api import judging, present
from api.problems import ApiError
from api.schemas.verdicts import VerdictIn
from api.texts.shown import iso
from ledger.domain import canonical
from ledger.domain.numbers import written
from ledger.queries.as_of import MirrorState, Moment
from ledger.queries.errors import NumberUnknown, SubjectUnknown
from ledger.queries.names import names_upto
from ledger.queries.title import title_page
from ledger.queries.verdict import Terms
from notarization.paper.typesetting import typesetter

if TYPE_CHECKING:
    from api.wiring import Reading, Wiring
    from ledger.domain.verdict import Purpose

CERTIFICATE: Final = "datadeed/certificate-paper/2"
VERDICT: Final = "datadeed/verdict-paper/2"
# of before 2026-12-01: judged as they were made (first.py), not made any more
FIRST: Final = {CERTIFICATE: "datadeed/certificate-paper/1", VERDICT: "datadeed/verdict-paper/1"}
CERTIFICATES: Final = (CERTIFICATE, FIRST[CERTIFICATE])
SCHEMAS: Final = (*FIRST, *FIRST.values())
# what an answer says of the mirror and of the moment of asking, which is not the document's
PASSING: Final = {"as_of", "time"}
# the member that names who is to sign; a document without it says that it is unsigned
SIGNER: Final = "signer"
# what depends on where, with what and for whom a document was set, not on the register
SETTING: Final = {"typesetter", "origin", SIGNER}
LONGEST_SIGNER: Final = 100
CURRENT: Final = (MirrorState.LIVE, MirrorState.BEHIND)


@dataclass(eq=False)
class BlockNotFinal(ApiError):
    """Documents speak of final blocks, and this one is not final as far as the mirror has read."""

    block: int
    final_block: int
    code: ClassVar[str] = "DOCUMENT_NOT_FINAL"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class MirrorNotCurrent(ApiError):
    """No verdict is put on paper while the mirror cannot vouch for the chain's present."""

    state: str
    reason: str
    code: ClassVar[str] = "MIRROR_NOT_CURRENT"
    status: ClassVar[int] = 503


def certificate_record(
    now: Reading, wiring: Wiring, number: int, block: int | None = None
) -> dict[str, Any]:
    """The record of a certificate at a final block, by default the newest.

    Raises:
        NumberUnknown: there is none, or it was not issued by then.
        BlockNotFinal: the block is not final.
        DossierUnknown, StoreError: it cannot be read.
        BlockUnknown: the mirror forgot the block, and it was not asked for before.
    """
    place = _place(now, block)
    try:
        page = title_page(now.session, number, moment=place.moment)
    except SubjectUnknown as fault:
        raise NumberUnknown(number) from fault
    spoken = names_upto(now.session, page.names, place.number)
    shown = present.certificate(page.under(spoken), number)
    told = shown.model_dump(mode="json", exclude=PASSING)
    return {**place.members(CERTIFICATE, wiring), "certificate": told}


def verdict_record(
    now: Reading, wiring: Wiring, number: int, purpose: Purpose, block: int | None = None
) -> dict[str, Any]:
    """The record of a verdict at a final block, by default the newest.

    Raises:
        NumberUnknown: there is no such certificate.
        MirrorNotCurrent: the newest is asked for, and the mirror is stopped, alone or in doubt.
        BlockNotFinal: the block is not final.
        StoreError, BlockUnknown: it cannot be read.
    """
    place = current_place(now, wiring) if block is None else _place(now, block)
    asked = VerdictIn(number=written(number), purpose=purpose)
    terms = Terms(wiring.settings.lag_blocks, place.moment, wiring.recent)
    found, names = judging.answer(now.session, [asked], terms)
    if not found.answers[0].verdict.title:
        raise NumberUnknown(number)
    spoken = names_upto(now.session, names, place.number)
    told = judging.one(found, spoken).model_dump(mode="json", exclude=PASSING)
    return {**place.members(VERDICT, wiring), "verdict": told}


def current_place(now: Reading, wiring: Wiring) -> Place:
    """The newest final block, if the mirror can vouch for it. Raises MirrorNotCurrent."""
    stamp = now.as_of
    if stamp.state not in CURRENT or stamp.lag_blocks > wiring.settings.lag_blocks:
        raise MirrorNotCurrent(stamp.state.value, stamp.code)
    return _place(now, None)


def record_of(
    now: Reading, wiring: Wiring, number: int, purpose: Purpose | None, block: int | None
) -> dict[str, Any]:
    """The record of a verdict for a purpose, without one that of the certificate.

    Raises what certificate_record and verdict_record raise.
    """
    if purpose is None:
        return certificate_record(now, wiring, number, block)
    return verdict_record(now, wiring, number, purpose, block)


def number_of(record: dict[str, Any]) -> str:
    """The certificate's number, as it is written."""
    found: str = record[kind_of(record)]["number"]
    return found


def kind_of(record: dict[str, Any]) -> str:
    """`certificate` or `verdict`: the member that holds what the document says."""
    return "certificate" if record["schema"] in CERTIFICATES else "verdict"


def file_name(record: dict[str, Any]) -> str:
    """What the document's file is called."""
    kind = kind_of(record)
    purpose = f"-{record[kind]['purpose']}" if kind == "verdict" else ""
    return f"{number_of(record)}{purpose}-{record['block']}.pdf"


def digest_of(record: dict[str, Any]) -> str:
    """The SHA-256 of the record's canonical bytes, as the code on the face names it.

    How it is set is left out: the register makes the same record whoever is to sign, with a newer
    typesetter and under another address. The first version left out who is to sign alone.
    """
    apart = {SIGNER} if record["schema"] in FIRST.values() else SETTING
    told = {name: value for name, value in record.items() if name not in apart}
    return hashlib.sha256(canonical.encode(told)).hexdigest()


def to_be_signed(record: dict[str, Any], signer: str) -> dict[str, Any]:
    """The record of a document that somebody is to sign, by the name in his certificate."""
    return {**record, SIGNER: signer}


@dataclass(frozen=True, slots=True)
class Place:
    """A final block."""

    number: int
    hash: bytes
    time: int

    @property
    def moment(self) -> Moment:
        """The moment after its last act."""
        return Moment(self.time, self.number)

    def members(self, schema: str, wiring: Wiring) -> dict[str, Any]:
        """What a record says of it, of the register, and of how it is set."""
        profile = wiring.profile()
        return {
            "schema": schema,
            "typesetter": typesetter(),
            "origin": wiring.settings.public_url,
            "chain_id": profile.chain_id,
            "register": profile.register.address.hex(),
            "block": self.number,
            "block_hash": self.hash.hex(),
            "block_time": iso(self.time),
        }


def _place(now: Reading, block: int | None) -> Place:
    stamp = now.as_of
    number = stamp.final_block if block is None else block
    if not 0 <= number <= stamp.final_block:
        raise BlockNotFinal(number, stamp.final_block)
    if number == stamp.block:
        return Place(number, stamp.block_hash, stamp.time)
    known = now.block(number)
    return Place(number, known.hash, known.time)
