"""Who a registrant is: a party on the register, and the key that acts for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.registrant.errors import NotEnrolled
from ledger.chain.keystore import Keystore
from ledger.domain.acts import Address, Enrolment, PartyId, PartyKind, RecordRoot
from ledger.domain.codes.uscc import uscc_valid
from ledger.domain.commitments import Opening, Record
from ledger.domain.ids import party_id
from ledger.domain.keccak import keccak256
from ledger.domain.record import FieldInvalid
from ledger.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from ledger.chain.signer import Key
    from ledger.settings import Settings

FILE: Final = "party.json"
NOBODY_TAG: Final = bytes(32)
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Person:
    """What an enrolment commits to; only a company's code gives a public tag."""

    kind: PartyKind
    name: str
    uscc: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A party and the account that acts for it."""

    party: PartyId
    account: bytes


def require_code(person: Person) -> None:
    """Refuse a wrong USCC; a natural person has none. Raises FieldInvalid."""
    if person.kind is not PartyKind.NATURAL_PERSON and not uscc_valid(person.uscc):
        raise FieldInvalid("uscc", "wrong check digit or form (GB 32100-2015)")


def enrolment(person: Person, account: bytes, salt: bytes, deadline: int) -> Enrolment:
    """The terms of an enrolment. Raises FieldInvalid."""
    require_code(person)
    tag = NOBODY_TAG if person.kind is PartyKind.NATURAL_PERSON else tag_of(person.uscc)
    root = Record.of([Opening.of("name", salt, person.name)]).root
    return Enrolment(person.kind, tag, RecordRoot(root), Address(account), deadline)


def tag_of(uscc: str) -> bytes:
    """What is public of a legal person: one enrolment for each code."""
    return keccak256(b"USCC" + uscc.encode())


def keep(settings: Settings, terms: Enrolment, person: Person, salt: bytes) -> Identity:
    """Keep who this is, with the salt that opens the name, readable for this user only."""
    identity = Identity(party_id(terms), terms.account)
    known = {
        "party": identity.party.hex(),
        "account": identity.account.hex(),
        "kind": person.kind.name,
        "name": person.name,
        "uscc": person.uscc,
        "salt": salt.hex(),
    }
    write_private(settings.home / FILE, known)
    return identity


def known_identity(settings: Settings) -> Identity:
    """The party of this home. Raises NotEnrolled."""
    path = settings.home / FILE
    if not path.exists():
        raise NotEnrolled(str(settings.home))
    known = json.loads(path.read_text(encoding="utf-8"))
    return Identity(PartyId(bytes.fromhex(known["party"])), bytes.fromhex(known["account"]))


def free_accounts(
    settings: Settings, taken: Callable[[Iterable[bytes]], set[bytes]]
) -> list[bytes]:
    """The accounts of the keystore that are no party's yet, no relayer's and nobody's of the demo.

    `taken` tells which of some accounts the mirror knows as a party's.
    """
    known = set[bytes]()
    for path, names in ((settings.home / FILE, ("account",)), (settings.demo, ("facts",))):
        if path.exists():
            found = json.loads(path.read_text(encoding="utf-8"))
            known |= set(_accounts({name: found[name] for name in names}))
    if settings.relayer != "-":
        known.add(bytes.fromhex(settings.relayer.removeprefix("0x")))
    kept = [each for each in Keystore(settings.keys).accounts() if each not in known]
    gone = taken(kept)
    return [each for each in kept if each not in gone]


def _accounts(facts: Mapping[str, Any]) -> Iterator[bytes]:
    """Every account that a party file or a demo's notebook names."""
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _accounts(value)
        elif name.startswith("account"):
            yield bytes.fromhex(value)


def open_key(settings: Settings, account: bytes, password: Callable[[], str]) -> Key:
    """A key of the keystore; its password is only asked for where it has one."""
    store = Keystore(settings.keys)
    plain = settings.keys / f"{account.hex()}.key"
    return store.load_plain(account) if plain.exists() else store.load(account, password())


def write_private(path: Path, value: object) -> None:
    """Write JSON that nobody else may read; the file is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    write_whole(path, text.encode(), mode=0o600)
