"""Ended pledges in the shape of the API, for its route and its command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.present import party, stamp
from api.schemas.ended import EndedPledgeOut, EndedPledgesOut
from api.texts.shown import iso
from ledger.queries import history
from ledger.queries.as_of import as_of
from ledger.queries.certificate import title_of_number
from ledger.queries.ended import ended_pledges
from ledger.queries.names import named
from ledger.queries.pages import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.queries.as_of import Moment
    from ledger.queries.ended import EndedPledge
    from ledger.queries.names import NamedParty
    from ledger.store.engine import ReadSession


def ended_shape(
    session: ReadSession,
    number: int,
    moment: Moment | None,
    *,
    below: Mark | None = None,
    limit: int = 100,
) -> EndedPledgesOut:
    """The ended pledges of a certificate's title. Raises NumberUnknown, DossierUnknown."""
    title = title_of_number(session, number)
    acts = history.history(session, title).entries
    found = ended_pledges(session, title, acts, moment)
    behind = [each for each in found if below is None or (each.seq, each.pledge) < below.pair]
    told = behind[:limit]
    names = named(session, {party for each in told for party in each.parties})
    now = as_of(session)
    return EndedPledgesOut(
        pledges=[_shape(each, names) for each in told],
        total=len(found),
        next=Mark(told[-1].seq, told[-1].pledge).text if len(behind) > limit else None,
        time=iso(now.time if moment is None else moment.time),
        as_of=stamp(now),
    )


def _shape(each: EndedPledge, names: Mapping[bytes, NamedParty]) -> EndedPledgeOut:
    return EndedPledgeOut(
        pledge=each.pledge.hex(),
        lot=each.lot.hex(),
        pledgee=party(names, each.pledgee),
        right=each.right.name,
        ppm=each.ppm,
        amount_fen=str(each.amount),
        filed_at=iso(each.filed_at),
        state=each.state.name,
        realisation=each.realisation.name,
        kind=each.kind.name,
        act=each.seq,
        ended=iso(each.time),
        block=each.block,
        document=each.document.hex() or None,
        court=party(names, each.court) if each.court else None,
    )
