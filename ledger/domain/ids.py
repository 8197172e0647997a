"""Ids of what acts create: each is made of the hash of the terms that created it."""

from typing import Any, Final

from ledger.domain.acts import (
    Application,
    ApplicationId,
    Enrolment,
    Founding,
    Issue,
    Licence,
    LicenceId,
    LotId,
    Order,
    OrderId,
    PartyId,
    Pledge,
    PledgeId,
    Report,
    ReportId,
    SubjectKind,
    TitleId,
    encode,
    struct_hash,
)
from ledger.domain.keccak import keccak256
from ledger.domain.words import TAIL_BYTES, WORD_BYTES, party_of_tail

ZERO: Final = bytes(WORD_BYTES)


def _tagged(kind: SubjectKind, terms: Any) -> bytes:
    return bytes([kind]) + struct_hash(terms)[: WORD_BYTES - 1]


def title_id(terms: Issue) -> TitleId:
    """The title that an issue creates."""
    return TitleId(_tagged(SubjectKind.TITLE, terms))


def application_id(terms: Application) -> ApplicationId:
    """The application that a first filing creates."""
    return ApplicationId(_tagged(SubjectKind.APPLICATION, terms))


def party_id(terms: Enrolment) -> PartyId:
    """The party that an enrolment creates."""
    return PartyId(party_of_tail(struct_hash(terms)[:TAIL_BYTES]))


def founder_id(terms: Founding) -> PartyId:
    """The party that the founding creates."""
    return PartyId(party_of_tail(keccak256(encode(terms))[:TAIL_BYTES]))


def pledge_id(terms: Pledge) -> PledgeId:
    """The pledge of these terms."""
    return PledgeId(struct_hash(terms))


def lot_id(terms: Pledge) -> LotId:
    """The lot that a pledge rests on: a first pledge carves its own."""
    return LotId(struct_hash(terms)) if terms.lot == ZERO else terms.lot


def order_id(terms: Order) -> OrderId:
    """The order of these terms."""
    return OrderId(struct_hash(terms))


def licence_id(terms: Licence) -> LicenceId:
    """The licence of these terms."""
    return LicenceId(struct_hash(terms))


def report_id(terms: Report) -> ReportId:
    """The report of these terms."""
    return ReportId(struct_hash(terms))
