"""Erasing at a registry's server, signed on the clerk's own machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from api.registrant.errors import ActDigestDiffers
from api.registrant.session import asked as answer
from ledger.domain.tombstone import Ground, Tombstone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.desk.erasing import Erasure
    from ledger.registrar.acting import Signatory
    from ledger.settings import Settings


def erase(
    settings: Settings, registry: int, asked: Erasure, who: Signatory, confirm: str
) -> dict[str, Any]:
    """Have the tombstones drafted, checked and signed, and everything that they name destroyed.

    Raises:
        ActDigestDiffers: what the server wants signed is not what was asked for; nothing was.
        SessionMissing, ServerRefused, ServerUnreachable, ServerUnreadable.
    """
    base = f"/v1/desk/{registry}/files/{asked.application.hex()}/erasures"
    body = {
        "ground": asked.ground.value,
        "fields": list(asked.fields),
        "files": [each.hex() for each in asked.files],
    }
    drafted = answer(settings, "POST", f"{base}:draft", body)
    stones = [_stone(each, asked, who, drafted["time"]) for each in drafted["tombstones"]]
    signatures = ["0x" + who.key.sign(each.digest).hex() for each in stones]
    signed = {"time": drafted["time"], "confirm": confirm, "signatures": signatures}
    return answer(settings, "POST", base, body | signed)


def _stone(told: Mapping[str, Any], asked: Erasure, who: Signatory, time: int) -> Tombstone:
    """The tombstone as it is worked out here, which must be the server's."""
    name = str(told["name"])
    stone = Tombstone(
        application=asked.application,
        name=name,
        leaf=bytes.fromhex(told["leaf"]),
        ground=Ground(asked.ground),
        time=time,
        party=who.party,
        account=who.key.account,
    )
    wanted = "/" in name or name in asked.fields
    if not wanted or told["statement"] != stone.statement.decode():
        raise ActDigestDiffers(name[:64], json.dumps(stone.statement.decode()), "another statement")
    return stone
