"""Erasing fields of the record that a registry keeps: salt and value go, a signed tombstone stays.

One transaction: killed anywhere, the record is whole or the field is erased, with its tombstone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.desk import records
from api.desk.errors import RecordNotKept, StaffUnknown
from ledger.domain.commitment_errors import FieldUnknown
from ledger.domain.commitments import Erased
from ledger.domain.tombstone import Ground, Tombstone
from ledger.queries.errors import SubjectUnknown
from ledger.queries.staff import standing_of
from ledger.store.engine import unit_of_work
from ledger.store.repositories import application, erasure, mirror
from ledger.store.tables.erasure import TombstoneRow

if TYPE_CHECKING:
    from api.wiring import Wiring
    from ledger.chain.signer import Key
    from ledger.store.engine import Session


@dataclass(frozen=True, slots=True)
class Erasure:
    """Which fields of which application's record are to go, and why."""

    application: bytes
    fields: Sequence[str]
    ground: Ground


def erase(wiring: Wiring, asked: Erasure, key: Key) -> tuple[TombstoneRow, ...]:
    """Destroy salt and value of fields, and leave tombstones; erased twice keeps the first.

    Raises:
        SubjectUnknown: there is no such application, as far as the mirror has read.
        StaffUnknown: the key is no member of staff's of its registry now.
        RecordNotKept, RecordKeyMissing: there is nothing here to erase, or nothing that opens.
        FieldUnknown: the record has no such field.
        StoreUnavailable: nothing was erased.
    """
    with unit_of_work(wiring.engine, silent=True) as work:
        content = application.application(work, asked.application)
        if content is None:
            raise SubjectUnknown(asked.application)
        party = _staff(work, key.account, content.registry_code)
        kept = records.kept(wiring, work, asked.application)
        if kept is None or kept.root != content.record:
            raise RecordNotKept(asked.application)
        after, gone = kept, []
        for name in dict.fromkeys(asked.fields):
            found = next((each for each in after.fields if each.name == name), None)
            if found is None:
                raise FieldUnknown(name)
            if not isinstance(found, Erased):
                after = after.erase(name)
                tombstone = Tombstone(
                    application=asked.application,
                    name=name,
                    leaf=found.leaf,
                    ground=asked.ground,
                    time=wiring.clock(),
                    party=party,
                    account=key.account,
                )
                gone.append(_signed(tombstone, key))
        erasure.bury(work, gone)
        records.put(wiring, work, asked.application, after)
        named = set(asked.fields)
        left = [each for each in erasure.tombstones(work, asked.application) if each.name in named]
    erasure.wipe(wiring.engine)
    return tuple(left)


def _staff(session: Session, account: bytes, registry: int) -> bytes:
    standing = standing_of(session, account, mirror.require_cursor(session).time)
    if standing is None or not standing.roles.get(registry):
        raise StaffUnknown(standing.party if standing else b"")
    return standing.party


def _signed(tombstone: Tombstone, key: Key) -> TombstoneRow:
    return TombstoneRow(
        application=tombstone.application,
        leaf=tombstone.leaf,
        name=tombstone.name,
        ground=tombstone.ground.value,
        time=tombstone.time,
        party=tombstone.party,
        account=tombstone.account,
        signature=key.sign(tombstone.digest),
    )
