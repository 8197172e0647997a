"""The tombstones that packages of an application's title carry, as they were signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.tombstone import DISPUTES, Ground, Tombstone
from ledger.store.repositories import erasure
from notarization.verify.tombstones import Signed

if TYPE_CHECKING:
    from ledger.store.engine import Session


def signed_tombstones(session: Session, application: bytes) -> tuple[Signed, ...]:
    """What was erased of the record that a title was registered with, and of objections to it.

    Papers of disputes are in no package, nor what was erased of them.
    """
    return tuple(
        Signed(
            Tombstone(
                application=row.application,
                name=row.name,
                leaf=row.leaf,
                ground=Ground(row.ground),
                time=row.time,
                party=row.party,
                account=row.account,
            ),
            row.signature,
        )
        for row in erasure.tombstones(session, application)
        if not row.name.startswith(f"{DISPUTES}/")
    )
