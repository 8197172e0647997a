"""Registries in the shape of the API, for its routes, their page and their commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.present import party, stamp
from api.schemas import registries as shapes
from api.texts.shown import iso
from ledger.domain.seats import seat_of

if TYPE_CHECKING:
    from ledger.queries.mandate import Reexaminations
    from ledger.queries.party import RegistryList


def registries_shape(found: RegistryList) -> shapes.RegistriesOut:
    """All registries with their staff."""
    return shapes.RegistriesOut(
        registries=[
            shapes.RegistryOut(
                registry=each.registry,
                seat=seat_of(each.registry) or None,
                institution=party(found.names, each.institution),
                opened=iso(each.opened_time),
                staff=[
                    shapes.StaffOut(
                        party=clerk.party.hex(), role=clerk.role.name, until=iso(clerk.until)
                    )
                    for clerk in each.staff
                ],
            )
            for each in found.registries
        ],
        as_of=stamp(found.as_of),
    )


def reexaminations_shape(found: Reexaminations) -> shapes.ReexaminationsOut:
    """The revocations of a registry and the signatures that they reach."""
    return shapes.ReexaminationsOut(
        registry=found.registry,
        revocations=[
            shapes.KeyRevokedOut(
                clerk=each.clerk.hex(),
                since=iso(each.since),
                ground=each.ground.name,
                document=each.document.hex(),
                recorded=iso(each.time),
            )
            for each in found.revocations
        ],
        acts=[
            shapes.ToReexamineOut(
                subject=each.subject.hex(),
                seq=each.seq,
                kind=each.kind.name,
                clerk=each.clerk.hex(),
                role=each.role.name,
                time=iso(each.time),
                block=each.block,
                since=iso(each.since),
                ground=each.ground.name,
            )
            for each in found.acts
        ],
        next=found.next.text if found.next else None,
        as_of=stamp(found.as_of),
    )
