"""Applications whose record was left for the registry's staff, with the proofs that it lists."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from ledger.domain import profiles
from ledger.domain.acts import Application, ApplicationId, RecordRoot, Time
from ledger.domain.record import commit
from ledger.domain.workdays import calendar, deadline
from ledger.registrar import application
from notarization.content.sealing import Identity
from notarization.verify.digests import sha256, sm3
from tests.cast import ALL, DAY, Player, Stage
from tests.factories import a_record
from tests.site import Site

NO_FILES: Final[Mapping[str, bytes]] = MappingProxyType({})


def with_key(site: Site) -> None:
    """The registry's key on the server."""
    key = site.settings.keys / "registry.age"
    if not key.exists():
        key.write_text(Identity.generate().key, encoding="ascii")


def listed(proofs: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Proofs as a record lists them."""
    return [
        {"kind": kind, "sha256": sha256(data).hex(), "sm3": sm3(data).hex(), "size": len(data)}
        for kind, data in proofs.items()
    ]


def filed_with_record(
    site: Site,
    stage: Stage,
    holder: Player,
    proofs: Mapping[str, bytes] = NO_FILES,
    **changes: Any,
) -> tuple[ApplicationId, Application]:
    """An application under the national profile whose record was opened for the staff.

    `changes` are members of the application that differ from an ordinary one.
    """
    fields = fields_of_then()
    if proofs:
        fields["proofs"] = listed(proofs)
    drafted = replace(stage.content({holder: ALL}), **changes)
    return filed_and_opened(site, stage, (holder,), (drafted, fields))


def fields_of_then() -> dict[str, Any]:
    """A record's fields: the chain of a test began long ago."""
    return {**a_record(), "time_span": {"from": "2019-01-01", "to": "2022-12-31"}}


def filed_and_opened(
    site: Site,
    stage: Stage,
    holders: Sequence[Player],
    drafted: tuple[Application, dict[str, Any]],
) -> tuple[ApplicationId, Application]:
    """An application of these holders over these fields, under the national profile."""
    content, fields = drafted
    salts = {name: secrets.token_bytes(16) for name in fields}
    accepted_by = deadline(stage.register.time(), 3, calendar()).time
    terms = replace(
        content,
        profile=profiles.load().digest,
        record=RecordRoot(commit(fields, salts).root),
        due=Time(accepted_by + 3 * DAY),
    )
    found = application.submit(stage.register, terms, stage.holders(terms, holders)).application
    site.mirror.catch_up()
    body = {
        "fields": [
            {"name": name, "salt": salts[name].hex(), "value": value}
            for name, value in fields.items()
        ]
    }
    kept = site.client.post(f"/v1/applications/{found.hex()}/record", json=body)
    assert kept.status_code == 204, kept.text
    return found, terms


def left(site: Site, subject: bytes, data: bytes) -> Any:
    """The answer to a proof that is left for the registry."""
    files = {"proof": ("proof", data)}
    return site.client.post(f"/v1/applications/{subject.hex()}/proofs", files=files)
