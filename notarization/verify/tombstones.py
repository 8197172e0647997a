"""`record/tombstones.json`: what was erased of the record that is opened, by whom and why.

A tombstone never stands in for a commitment: the record's root must come out with its leaf as it
was. It only says why a field is not opened, or a proof file cannot be handed over, and it is worth
that much as its signature is: by an account of a member of the registry's staff, then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain.acts import Action, Role, Step
from ledger.domain.canonical import encode
from ledger.domain.party_words import revocations
from ledger.domain.tombstone import OBJECTIONS, PROOFS, Ground, Tombstone
from ledger.domain.words import AccountWord, PartyRecord, account_key
from notarization.verify.errors import VerificationError
from notarization.verify.fields import Fields, shown
from notarization.verify.signature import SignatureError, recover
from notarization.verify.wording import ERASURE_GROUNDS, beijing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.domain.canonical import JsonValue
    from ledger.domain.commitments import Disclosure
    from ledger.domain.history import History
    from notarization.verify.report import Message

SCHEMA: Final = "datadeed/tombstones/1"
TOMBSTONES_NAME: Final = "record/tombstones.json"
LEAF, PARTY, ACCOUNT, SIGNATURE = 32, 32, 20, 65
# a field of a record; a proof file by its place in the list and its kind; an objection's document,
# or a file of it, by their places
_NAME: Final = re.compile(
    rf"[a-z_]{{1,64}}|{PROOFS}/[0-9]{{1,3}}/[a-z_]{{1,32}}|{OBJECTIONS}/[0-9]{{1,3}}(/[0-9]{{1,3}})?"
)
# bits of the roles that make a member of staff
STAFF: Final = sum(1 << role for role in Role if role not in (Role.PARTY, Role.GOVERNOR))


@dataclass(eq=False)
class TombstoneUnbound(VerificationError):
    """A tombstone names no commitment that this record withholds, or one in another place."""

    name: str
    fault: str
    code: ClassVar[str] = "TOMBSTONE_UNBOUND"


@dataclass(eq=False)
class TombstoneUnsigned(VerificationError):
    """A tombstone was not signed by an account of the registry's staff at its time."""

    name: str
    fault: str
    code: ClassVar[str] = "TOMBSTONE_UNSIGNED"


@dataclass(frozen=True, slots=True)
class Signed:
    """A tombstone with the 65 bytes of its signature."""

    tombstone: Tombstone
    signature: bytes

    @property
    def words(self) -> tuple[str, Message]:
        """Name, time, signer; and the ground."""
        stone = self.tombstone
        who = f"{stone.name} · {beijing(stone.time)} · {shown(stone.party)}"
        return who, ERASURE_GROUNDS[stone.ground]


def write_tombstones(signed: Iterable[Signed]) -> bytes:
    """The file's bytes."""
    return encode(
        {
            "schema": SCHEMA,
            "tombstones": [
                {
                    "name": each.tombstone.name,
                    "leaf": shown(each.tombstone.leaf),
                    "ground": each.tombstone.ground.value,
                    "time": each.tombstone.time,
                    "party": shown(each.tombstone.party),
                    "account": shown(each.tombstone.account),
                    "signature": shown(each.signature),
                }
                for each in sorted(signed, key=lambda each: each.tombstone.name)
            ],
        }
    )


def read_tombstones(value: JsonValue, application: bytes) -> tuple[Signed, ...]:
    """The tombstones of a parsed file, of this application's record. Raises FieldError."""
    fields = Fields(value, TOMBSTONES_NAME)
    fields.schema(SCHEMA)
    found = []
    for row in fields.each("tombstones"):
        stone = Tombstone(
            application=application,
            name=row.text("name"),
            leaf=row.data("leaf", LEAF),
            ground=row.member("ground", Ground),
            time=row.natural("time", 2**40),
            party=row.data("party", PARTY),
            account=row.data("account", ACCOUNT),
        )
        found.append(Signed(stone, row.data("signature", SIGNATURE)))
        row.end()
    names = [each.tombstone.name for each in found]
    if not names or names != sorted(set(names)):
        fields.refuse("tombstones", "are none, or not in the order of their names")
    if not all(map(_NAME.fullmatch, names)):
        fields.refuse("tombstones", "name something else than fields and proofs")
    fields.end()
    return tuple(found)


def check_tombstones(
    signed: Iterable[Signed],
    disclosure: Disclosure | None,
    histories: Mapping[bytes, History],
    registry: int,
) -> None:
    """Every tombstone names what the record withholds, and was signed by its registry's staff.

    One of an objection names the document of that step of the application. `histories` are those
    of the application and of whoever signed. The disclosure's root MUST have been checked before.
    Raises TombstoneUnbound, TombstoneUnsigned.
    """
    fields: dict[bytes, str] = {}
    for each in signed:
        stone = each.tombstone
        if stone.field == OBJECTIONS:
            fault = _objection_fault(stone, histories)
        else:
            fault = "no record is shown" if disclosure is None else _fault(stone, disclosure)
        if fields.setdefault(stone.leaf, stone.field) != stone.field:
            fault = "one leaf has two names"
        if fault is not None:
            raise TombstoneUnbound(each.tombstone.name, fault)
        _require_signed(each)
        _require_staff(each.tombstone, histories, registry)


def is_worth(
    each: Signed, disclosure: Disclosure | None, histories: Mapping[bytes, History], registry: int
) -> bool:
    """Whether a tombstone alone would be accepted."""
    try:
        check_tombstones((each,), disclosure, histories, registry)
    except VerificationError:
        return False
    return True


def _fault(stone: Tombstone, disclosure: Disclosure) -> str | None:
    """A withheld leaf tells no name, but fields stand in the order of theirs."""
    field, names = stone.field.encode(), [each.name.encode() for each in disclosure.openings]
    opened = next((each for each in disclosure.openings if each.name == stone.field), None)
    if opened is not None:
        file = stone.field == PROOFS and stone.name != PROOFS
        return None if file and opened.leaf == stone.leaf else "the field is opened"
    place = next((each.position for each in disclosure.withheld if each.leaf == stone.leaf), None)
    if place is None:
        return "no leaf of the record is this one"
    before = place - sum(each.position < place for each in disclosure.withheld)
    fits = all(name < field for name in names[:before]) and all(
        name > field for name in names[before:]
    )
    return None if fits else "the leaf stands in the place of another name"


def _objection_fault(stone: Tombstone, histories: Mapping[bytes, History]) -> str | None:
    history = histories.get(stone.application)
    documents = [
        act.terms.document
        for act in (history.acts if history else ())
        if isinstance(act.terms, Step) and act.terms.action is Action.OBJECT
    ]
    place = stone.name.split("/")[1:2]
    named = bool(place) and documents[int(place[0]) :][:1] == [stone.leaf]
    return None if named else "no such objection names this document"


def _require_signed(each: Signed) -> None:
    try:
        accounts = [recover(digest, each.signature) for digest in each.tombstone.digests]
    except SignatureError as fault:
        raise TombstoneUnsigned(each.tombstone.name, fault.code) from fault
    if each.tombstone.account not in accounts:
        raise TombstoneUnsigned(each.tombstone.name, f"signed by {shown(accounts[0])}")


def _require_staff(stone: Tombstone, parties: Mapping[bytes, History], registry: int) -> None:
    history = parties.get(stone.party)
    if history is None:
        raise TombstoneUnsigned(stone.name, f"no dossier of {shown(stone.party)}")
    state = history.at_time(stone.time)
    record = state.record(PartyRecord) if state.seq else PartyRecord()
    if not state.read(account_key(stone.account), AccountWord).live(stone.time):
        raise TombstoneUnsigned(stone.name, f"not an account of {shown(stone.party)} then")
    held = record.roles & STAFF and stone.time < record.roles_until
    if not held or record.registry != registry:
        raise TombstoneUnsigned(stone.name, f"no staff of registry {registry} then")
    if any(stone.time >= word.since for _, word in revocations(history.last)):
        raise TombstoneUnsigned(stone.name, "the key was revoked from an earlier date")
