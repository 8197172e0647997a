"""What stands against doing to a title what all its holders applied for (NAT-2026 Arts. 35 and 37).

As RequestDesk holds it, and said before anybody signs; what the log of the deed must show is the
matter of ledger.domain.rules.request.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ledger.domain.acts import Burden, Effect, FieldGroup, Operation, Registration, TitleState
from ledger.domain.burdens import effect
from ledger.domain.desk import Bar
from ledger.domain.order_conditions import of_party
from ledger.domain.rules.change import changing
from ledger.domain.rules.disposals import needs_authority, of_whole
from ledger.domain.words import CONTENT_KEY, HoldingWord, TitleRecord, holding_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ledger.domain.acts import Application
    from ledger.domain.state import Dossier
    from ledger.domain.words import PartyRecord

# the groups of fields that a request may turn out to concern; a cancellation concerns none
GROUPS: Final[Mapping[Registration, tuple[FieldGroup, ...]]] = MappingProxyType(
    {
        Registration.CHANGE: (FieldGroup.IDENTITY, FieldGroup.DESCRIPTION),
        Registration.CANCELLATION: (FieldGroup.NONE,),
    }
)


def operation_of(group: FieldGroup) -> Operation:
    """The burden table's row for what is done to a title."""
    return Operation.VOLUNTARY_CANCEL if group is FieldGroup.NONE else changing(group)


def bars_by_group(
    title: Dossier,
    asked: Application,
    first: Application,
    time: int,
    *,
    parties: tuple[PartyRecord, ...],
) -> dict[FieldGroup, tuple[Bar, ...]]:
    """What keeps a request from being done now, by the group of fields that it may concern.

    `title` is the dossier of the title, `asked` the application for the change or cancellation,
    `first` the one that made the title; `parties` are all who ask, and who absorbed them.
    """
    found = {}
    for group in GROUPS[Registration(asked.registration)]:
        operation = operation_of(group)
        orders = max(of_party(each, operation, time) for each in parties)
        found[group] = tuple(_bars(title, asked, first, (group, time, orders)))
    return found


def asks_consent(group: FieldGroup) -> bool:
    """Whether every pledgee signs too."""
    return effect(operation_of(group), Burden.PLEDGED) is Effect.CONSENT


def _bars(
    title: Dossier, asked: Application, first: Application, what: tuple[FieldGroup, int, Effect]
) -> Iterator[Bar]:
    record, (group, time, orders) = title.record(TitleRecord), what
    operation = operation_of(group)
    if record.state is not TitleState.LIVE:
        yield Bar.TITLE_ENDED
    if _source(asked) != _source(first):
        yield Bar.SOURCE
    if not _by_all(title, record, asked):
        yield Bar.HOLDERS
    present = title.words.get(CONTENT_KEY, first.record)
    if group is not FieldGroup.NONE and asked.record == present:
        yield Bar.NOTHING_CHANGES
    bars = Effect.BARS in (of_whole(record, operation, time), orders)
    if record.expired(time) or bars:
        yield Bar.BURDENED
    if needs_authority(record, operation, time) or orders is Effect.CONSENT:
        yield Bar.AUTHORITY


def _source(content: Application) -> tuple[object, ...]:
    return content.fingerprint, content.keyed, content.origin, content.profile


def _by_all(title: Dossier, record: TitleRecord, asked: Application) -> bool:
    """All holders, each with the shares that it holds now."""
    held = [
        title.read(holding_key(each.holder), HoldingWord).shares == (each.hold, each.use, each.oper)
        for each in asked.splits
    ]
    return len(held) == record.holders and all(held)
