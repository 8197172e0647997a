"""The directory in the shape of the API, for its route, its page and its command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.present import party, stamp
from api.schemas import institutions as shapes
from api.texts.shown import iso

if TYPE_CHECKING:
    from ledger.queries.directory import Directory, Superiors


def directory_shape(found: Directory) -> shapes.InstitutionsOut:
    """A page of the directory."""
    return shapes.InstitutionsOut(
        institutions=[
            shapes.InstitutionOut(
                party=party(found.names, each.party),
                kinds=[kind.name for kind in each.listing.kinds],
                state=each.listing.state.value,
                since=iso(each.listing.since),
                until=iso(each.listing.until),
                licence=each.licence.hex(),
                ground=each.ground.hex() or None,
                changed=iso(each.changed),
            )
            for each in found.institutions
        ],
        time=iso(found.time),
        next=found.next.hex() if found.next else None,
        as_of=stamp(found.as_of),
    )


def superiors_shape(found: Superiors) -> shapes.SuperiorsOut:
    """A page of who stands above whom."""
    return shapes.SuperiorsOut(
        superiors=[
            shapes.AboveOut(
                court=party(found.names, each.court),
                superior=party(found.names, each.superior),
                basis=each.basis.hex(),
                named=iso(each.named),
            )
            for each in found.above
        ],
        next=found.next.hex() if found.next else None,
        as_of=stamp(found.as_of),
    )
