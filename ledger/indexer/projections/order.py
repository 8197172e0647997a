"""Rows of orders, on a title, on a holder's shares or on a party."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Extension, Lift, Order, OrderScope, SubjectKind, struct_hash
from ledger.domain.rules.order import holder_of
from ledger.domain.words import OrderWord, order_key
from ledger.indexer.projections import party, title
from ledger.indexer.projections.words import terms_of
from ledger.store.tables.order import OrderRow, OrderStateRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row


def recorded(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """An order bars its scope."""
    terms = terms_of(act, Order)
    order, holder = struct_hash(terms), holder_of(terms)
    yield OrderRow(
        subject=after.subject,
        order=order,
        holder=holder,
        kind=terms.kind,
        scope=terms.scope,
        registry_code=terms.registry,
        title=b"" if terms.scope is OrderScope.PARTY else terms.title,
        party=b"" if terms.scope is OrderScope.TITLE else terms.party,
        rights=terms.rights,
        court=terms.court,
        instrument=terms.instrument,
        until=terms.until,
        profile=terms.profile,
        recorded_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
    yield from _changed(act, after, order, order_key(holder, order))


def changed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """An order is lifted or extended."""
    terms = act.terms
    if not isinstance(terms, Lift | Extension):
        raise TypeError(act.kind.name)
    yield from _changed(act, after, terms.order, order_key(terms.holder, terms.order))


def _changed(act: Act, after: Dossier, order: bytes, key: bytes) -> Iterator[Row]:
    word = after.read(key, OrderWord)
    yield OrderStateRow(
        subject=after.subject,
        order=order,
        state=word.state,
        version=word.version,
        until=word.until,
        changed_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
    if after.kind is SubjectKind.PARTY:
        yield party.state(act, after)
    else:
        yield title.state(act, after)
