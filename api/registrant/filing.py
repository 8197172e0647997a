"""An application: the record committed to, the terms, and what its applicant must keep."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from api.registrant.identity import write_private
from ledger.domain import gates, profiles
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
from ledger.domain.record import DATA_CLASSES, GRADES, ORIGINS, FieldInvalid, commit
from ledger.domain.signatories import needed_by_terms
from ledger.domain.workdays import calendar, deadline
from ledger.registrar.application import FIRST, NO_DOCUMENT, NO_TITLE

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.settings import Settings

HOUR: Final = 3_600
CONSENT: Final = 30 * 86_400
SALT_BYTES: Final = 16
# the field that a shut gate hangs on, and what is wrong with it
GATES: Final = MappingProxyType(
    {
        gates.UNCLASSIFIED: ("grade", "origin, class and grade must be stated"),
        gates.CORE: ("grade", "core data is not registered (DSL Art. 21)"),
        gates.PERSONAL: ("proofs", "personal data needs a basis: the consents (PIPL Arts. 13, 23)"),
        gates.ENTRUSTED: ("proofs", "entrusted data needs a basis: law or contract (Art. 21)"),
        gates.AUTHORISED: (
            "proofs",
            "an authorised product needs a basis: its code (Art. 15)",
        ),
        gates.SCRAPED: ("proofs", "to operate scraped data needs a basis: the opinion (Art. 21)"),
        gates.PARTICIPANTS: (
            "origin",
            "fused data alone names who else took part, and of one holder it must (Art. 21)",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Sent:
    """To which registry an application goes, at what time of the chain.

    `participants` took part in a fusion and hold nothing.
    """

    registry: int
    time: int
    participants: Sequence[bytes] = ()


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

    def signers(self) -> tuple[bytes, ...]:
        """Who must sign, in the order of the signatures."""
        return tuple(need.party for need in needed_by_terms(self.terms))


def fresh_salts(record: Mapping[str, JsonValue]) -> dict[str, bytes]:
    """A salt of its own for each field."""
    return {name: secrets.token_bytes(SALT_BYTES) for name in record}


def draft(
    record: Mapping[str, JsonValue],
    salts: Mapping[str, bytes],
    mark: Fingerprint,
    sent: Sent,
) -> Draft:
    """An application over a data object.

    Raises FieldInvalid where a gate of origin, class or grade is shut (see `gate`).
    """
    profile, time = profiles.load(), sent.time
    accepted_by = deadline(time, profile.clock("acceptance"), calendar()).time
    if fault := gate(record, sent.participants):
        raise fault
    terms = Application(
        registry=RegistryCode(sent.registry),
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
        participants=tuple(sorted(map(PartyId, sent.participants))),
        due=Time(max(accepted_by, time + profile.enforced().minimum_acceptance + HOUR)),
        previous=FIRST,
        seq=0,
        deadline=time + CONSENT,
    )
    return Draft(terms, record, salts, mark)


def gate(
    record: Mapping[str, JsonValue], participants: Sequence[bytes] = ()
) -> FieldInvalid | None:
    """What keeps data of this origin, class and grade out, on the field that it hangs on.

    NAT-2026 Arts. 15, 21; DSL Art. 21; PIPL Arts. 13, 23. `record` has passed its own checks.
    """
    rights = cast("list[dict[str, Any]]", record["rights"])
    holders = {str(each["party"]) for each in rights}
    if len(holders) != len(rights):
        return FieldInvalid("rights", "names one twice")
    facts = gates.Facts(
        origin=Origin(_place(record, "origin", ORIGINS)),
        data_class=DataClass(_place(record, "data_class", DATA_CLASSES)),
        grade=DataGrade(_place(record, "grade", GRADES)),
        founded=any(_basis(record)),
        operates=any(each["oper"] for each in rights),
    )
    shut, others = facts.shut, {each.hex() for each in participants}
    fused = facts.origin is Origin.FUSED
    fits = len(others) == len(participants) <= gates.MOST_PARTICIPANTS and not others & holders
    if shut is None and not (fits and (len(holders | others) > 1 if fused else not others)):
        shut = gates.PARTICIPANTS
    return FieldInvalid(*GATES[shut]) if shut else None


def keep(settings: Settings, made: Draft) -> Path:
    """Keep record and salts: without them nobody can open the commitments again."""
    path = path_of(settings, made.id)
    salts = {name: salt.hex() for name, salt in made.salts.items()}
    write_private(path, {"record": made.record, "salts": salts})
    return path


def path_of(settings: Settings, application: bytes) -> Path:
    """Where record and salts of an application are kept."""
    return settings.home / "records" / f"{application.hex()}.json"


def _place(record: Mapping[str, JsonValue], name: str, values: tuple[str, ...]) -> int:
    """The member of an enumeration that a field states; its first, NONE, states nothing."""
    return 1 + values.index(str(record[name]))


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
