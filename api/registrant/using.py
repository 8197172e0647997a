"""The terms of licences and reports, as a party's own machine makes them out of a title's page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ledger.domain.acts import (
    BreachNotice,
    DocumentDigest,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    LicenceId,
    LotId,
    PartyId,
    PledgeId,
    RecordRoot,
    Report,
    ReportId,
    ReportKind,
    ReportPurpose,
    ReportWithdrawal,
    Right,
    Time,
    TitleId,
)
from ledger.domain.commitments import Opening

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.domain.licences import LicenceAt
    from ledger.queries.title import TitlePage

WEEK: Final = 7 * 86_400
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Granting:
    """What a licensor says of a licence; times in seconds since 1970."""

    licensor: PartyId
    licensee: PartyId
    right: Right
    exclusive: bool
    entrusted: bool
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Reporting:
    """What an institution says of its report; the amount in fen, 0 where nothing is valued."""

    institution: PartyId
    kind: ReportKind
    purpose: ReportPurpose
    base_date: int
    valid_until: int
    amount: int


def scope_openings(fields: Mapping[str, Any]) -> tuple[Opening, ...]:
    """What a licence allows, each field with a fresh salt: the licensee sees it, the chain not."""
    return tuple(
        Opening.of(name, secrets.token_bytes(SALT_BYTES), value)
        for name, value in sorted(fields.items())
    )


def licence_terms(
    page: TitlePage, granting: Granting, scope: bytes, contract: DocumentDigest
) -> Licence:
    """A licence, with every lot of the licensor and all their open pledges."""
    lots: dict[bytes, list[bytes]] = {}
    for each in page.at.pledges:
        if each.holder == granting.licensor:
            lots.setdefault(each.lot, []).append(each.pledge)
    return Licence(
        title=TitleId(page.title),
        licensor=granting.licensor,
        licensee=granting.licensee,
        right=granting.right,
        exclusive=granting.exclusive,
        entrusted=granting.entrusted,
        from_=Time(granting.since),
        until=Time(granting.until),
        scope=RecordRoot(scope),
        document=contract,
        lots=tuple(LotId(each) for each in sorted(lots)),
        pledges=tuple(PledgeId(each) for lot in sorted(lots) for each in sorted(lots[lot])),
        deadline=page.time + WEEK,
    )


def notice_terms(page: TitlePage, licence: LicenceAt, notice: DocumentDigest) -> BreachNotice:
    """A notice of breach, on the licence as it stands."""
    named = LicenceId(licence.licence)
    return BreachNotice(TitleId(page.title), named, licence.version, notice, page.time + WEEK)


def ending_terms(
    page: TitlePage,
    licence: LicenceAt,
    ground: LicenceEndGround,
    *,
    document: DocumentDigest,
    court: PartyId,
) -> LicenceEnding:
    """The end of a licence; `court` is 32 zero bytes unless one orders it."""
    named = LicenceId(licence.licence)
    return LicenceEnding(TitleId(page.title), named, ground, court, document, page.time + WEEK)


def report_terms(
    page: TitlePage, told: Reporting, document: DocumentDigest, independence: DocumentDigest
) -> Report:
    """A report on the record as it is now."""
    return Report(
        title=TitleId(page.title),
        institution=told.institution,
        kind=told.kind,
        purpose=told.purpose,
        record=RecordRoot(page.at.root),
        base_date=Time(told.base_date),
        valid_until=Time(told.valid_until),
        amount=told.amount,
        document=document,
        independence=independence,
        deadline=page.time + WEEK,
    )


def withdrawal_terms(page: TitlePage, report: bytes, ground: DocumentDigest) -> ReportWithdrawal:
    """A report's withdrawal."""
    return ReportWithdrawal(TitleId(page.title), ReportId(report), ground, page.time + WEEK)
