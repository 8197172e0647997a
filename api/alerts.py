"""A party's alerts in the shape of the API, for its route, its page, its command and webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.present import stamp
from api.schemas.alerts import AlertOut, AlertsOut
from api.texts.alerts import said
from api.texts.shown import iso
from ledger.domain import canonical
from ledger.domain.numbers import written
from ledger.queries.as_of import as_of
from ledger.store.repositories import alert
from notarization.verify.report import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.store.engine import ReadSession
    from ledger.store.tables.alert import AlertRow

MOST: Final = 100


def alerts_of(session: ReadSession, party: bytes, after: int, limit: int) -> AlertsOut:
    """The alerts of a party behind a place. Raises CursorMissing."""
    rows = alert.of_party(session, party, after, limit + 1)
    shown = rows[:limit]
    return AlertsOut(
        alerts=list(alert_shapes(shown)),
        next=shown[-1].place if shown else after,
        more=len(rows) > limit,
        as_of=stamp(as_of(session)),
    )


def alert_shapes(rows: Iterable[AlertRow]) -> Iterable[AlertOut]:
    """Alerts in their shape."""
    for row in rows:
        facts: Any = canonical.parse_canonical(row.facts)
        numbers = [written(each) for each in facts.pop("numbers", ())]
        yield AlertOut(
            place=row.place,
            id=row.id.hex(),
            kind=row.kind,
            title=row.title.hex(),
            numbers=numbers,
            time=iso(row.time),
            block=row.block,
            facts=facts,
            retracts=row.retracts.hex() or None,
            zh=said(row.kind, facts, Language.ZH),
            en=said(row.kind, facts, Language.EN),
        )
