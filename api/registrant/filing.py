"""An application: the record committed to, the terms, and what its applicant must keep."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from api.registrant.identity import write_private
from ledger.domain import profiles
from ledger.domain.acts import (
    Application,
    DataClass,
    DataGrade,
    DocumentDigest,
    FingerprintId,
    Origin,
    PartyId,
    RecordRoot,
    Registration,
    RegistryCode,
    Share,
    Split,
    Time,
)
from ledger.domain.canonical import JsonValue
from ledger.domain.fingerprint import Fingerprint, public_id
from ledger.domain.ids import application_id
from ledger.domain.record import DATA_CLASSES, GRADES, ORIGINS, commit
from ledger.domain.workdays import calendar, deadline
from ledger.registrar.application import FIRST, NO_DOCUMENT, NO_TITLE

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.settings import Settings

HOUR: Final = 3_600
CONSENT: Final = 30 * 86_400
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Draft:
    """An application as it will be signed, with the record and its salts."""

    terms: Application
    record: Mapping[str, JsonValue]
    salts: Mapping[str, bytes]
    mark: Fingerprint

    @property
    def id(self) -> bytes:
        """The application's id, which follows from its terms."""
        return application_id(self.terms)

    def holders(self) -> tuple[PartyId, ...]:
        """Who must sign, in the order of the signatures."""
        return tuple(split.holder for split in self.terms.splits)


def fresh_salts(record: Mapping[str, JsonValue]) -> dict[str, bytes]:
    """A salt of its own for each field."""
    return {name: secrets.token_bytes(SALT_BYTES) for name in record}


def draft(
    record: Mapping[str, JsonValue],
    salts: Mapping[str, bytes],
    mark: Fingerprint,
    registry: int,
    time: int,
) -> Draft:
    """An application over a data object; `time` is the chain's."""
    profile = profiles.load()
    accepted_by = deadline(time, profile.clock("acceptance"), calendar()).time
    terms = Application(
        registry=RegistryCode(registry),
        profile=profile.digest,
        registration=Registration.FIRST,
        title=NO_TITLE,
        fingerprint=FingerprintId(public_id(mark).value),
        keyed=False,
        origin=Origin(_place(record, "origin", ORIGINS)),
        data_class=DataClass(_place(record, "data_class", DATA_CLASSES)),
        grade=DataGrade(_place(record, "grade", GRADES)),
        basis=_basis(record),
        record=RecordRoot(commit(record, salts).root),
        splits=_splits(record),
        participants=(),
        due=Time(max(accepted_by, time + profile.enforced().minimum_acceptance + HOUR)),
        previous=FIRST,
        seq=0,
        deadline=time + CONSENT,
    )
    return Draft(terms, record, salts, mark)


def keep(settings: Settings, made: Draft) -> Path:
    """Keep record and salts: without them nobody can open the commitments again."""
    path = settings.home / "records" / f"{made.id.hex()}.json"
    salts = {name: salt.hex() for name, salt in made.salts.items()}
    write_private(path, {"record": made.record, "salts": salts})
    return path


def _place(record: Mapping[str, JsonValue], name: str, values: tuple[str, ...]) -> int:
    """The member of an enumeration that a field states; 0, NONE, where it states nothing."""
    return 1 + values.index(str(record[name])) if name in record else 0


def _basis(record: Mapping[str, JsonValue]) -> DocumentDigest:
    """The digest of the proof that opens a gate."""
    proofs = cast("list[dict[str, Any]]", record["proofs"])
    found = (bytes.fromhex(each["sha256"]) for each in proofs if each["kind"] == "basis")
    return DocumentDigest(next(found, NO_DOCUMENT))


def _splits(record: Mapping[str, JsonValue]) -> tuple[Split, ...]:
    rights = cast("list[dict[str, Any]]", record["rights"])
    rows = (
        Split(
            PartyId(bytes.fromhex(each["party"])),
            *(Share(each[right]) for right in ("hold", "use", "oper")),
        )
        for each in rights
    )
    return tuple(sorted(rows, key=lambda split: split.holder))
