"""An act on its way from hand to hand: one JSON file with terms, digest and signatures.

Format `datadeed/act/1`, docs/act-file.md. Who reads a file trusts nothing in it: digest and typed
data are worked out anew from the terms and the reader's own chain profile, opened fields are held
against their commitments.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from api import typed
from api.doors import door_of
from api.problems import ActUnknown, TermsMalformed
from api.registrant.errors import (
    ActDigestDiffers,
    ActElsewhere,
    ActFileUnreadable,
    ActOpeningDiffers,
    ActsDiffer,
)
from api.registrant.identity import tag_of, write_private
from api.registrant.server import signer_json
from ledger.domain import eip712
from ledger.domain.acts import Address, Application, Enrolment, Licence, PartyId, Role, Signer
from ledger.domain.canonical import CanonicalJsonError
from ledger.domain.commitment_errors import CommitmentError
from ledger.domain.commitments import Opening, Record
from ledger.domain.mandates import ONE_SIGNATURE
from ledger.registrar import collecting, party
from ledger.registrar.acting import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from ledger.chain.profile import ChainProfile
    from ledger.domain.needs import Need

T = TypeVar("T")
SCHEMA: Final = "datadeed/act/1"
MOST_BYTES: Final = 2**22
SIGNATURE_BYTES: Final = 1_024


@dataclass(frozen=True, slots=True)
class ActFile:
    """An act with the signatures so far, and what opens its commitments (may be nothing)."""

    kind: str
    prepared: Prepared[Any]
    signers: tuple[Signer, ...] = ()
    openings: tuple[Opening, ...] = ()
    uscc: str = ""

    @property
    def needs(self) -> tuple[Need, ...]:
        """Whose signatures the terms call for, as far as they tell."""
        granting = self.prepared.door is not party.END_ROLES
        return collecting.asked(self.prepared.terms, self.prepared.content, granting=granting)

    def alone(self, party: bytes) -> Signer | None:
        """A party's own signature that stands without an officer's, None where there is none."""
        own = (each for each in self.signers if each.party == party and each.role is Role.PARTY)
        return next((each for each in own if len(each.signature) == ONE_SIGNATURE), None)

    @property
    def missing(self) -> tuple[Need, ...]:
        """Who has not signed yet."""
        return collecting.missing(self.needs, self.signers)

    def ordered(self) -> tuple[Signer, ...]:
        """The signatures in the order in which the book takes them."""
        return collecting.ordered(self.prepared.terms, self.needs, self.signers)

    def signed(self, signer: Signer) -> ActFile:
        """With one more signature, in the place of an earlier one of the same hand."""
        hand = (signer.party, signer.account, signer.role)
        others = (each for each in self.signers if (each.party, each.account, each.role) != hand)
        return replace(self, signers=(*others, signer))


def make(
    profile: ChainProfile, kind: str, terms: Any, content: Application | None = None
) -> ActFile:
    """An unsigned act of these terms. Raises ActUnknown."""
    door = door_of(kind)
    digest = eip712.digest(profile.chain_id, profile.book(door.book).address, terms)
    return ActFile(kind, Prepared(door, terms, content, digest))


def write(path: Path, act: ActFile, profile: ChainProfile) -> None:
    """Write an act for its next hand; nobody else on this machine may read it."""
    write_private(path, document(act, profile))


def document(act: ActFile, profile: ChainProfile) -> dict[str, Any]:
    """An act as its file has it."""
    content = act.prepared.content
    return {
        "schema": SCHEMA,
        "kind": act.kind,
        "terms": typed.message(act.prepared.terms),
        "content": None if content is None else typed.message(content),
        "digest": "0x" + act.prepared.digest.hex(),
        "typed_data": typed.typed_data(profile, act.prepared),
        "opened": {
            "uscc": act.uscc,
            "fields": [
                {"name": each.name, "salt": "0x" + each.salt.hex(), "value": each.json()}
                for each in act.openings
            ],
        },
        "signers": [signer_json(each) for each in act.signers],
    }


def read(path: Path, profile: ChainProfile) -> ActFile:
    """An act out of a file. Raises as `parse`."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise ActFileUnreadable(str(path), type(fault).__name__) from fault
    return parse(data, str(path), profile)


def parse(data: bytes, path: str, profile: ChainProfile) -> ActFile:
    """An act that is what it says, on the reader's own register; `path` names it in errors.

    Raises:
        ActFileUnreadable: it has not the form of an act file.
        ActElsewhere: it is for another chain or book than the profile names.
        ActDigestDiffers: digest or typed data do not follow from the terms.
        ActOpeningDiffers: an opened field is not what the terms commit to.
    """
    document = _document(data, path)
    act = _act(path, document, profile)
    domain = _member(path, document, "typed_data", dict).get("domain", {})
    ours = typed.typed_data(profile, act.prepared)
    for member, expected in ours["domain"].items():
        if isinstance(domain, dict) and domain.get(member) != expected:
            raise ActElsewhere(member, str(expected), str(domain.get(member))[:80])
    told = _member(path, document, "digest", str)
    if told != "0x" + act.prepared.digest.hex():
        raise ActDigestDiffers("digest", "0x" + act.prepared.digest.hex(), told[:80])
    if document["typed_data"] != ours:
        raise ActDigestDiffers("typed_data", "those of the terms", "others")
    require_opened(act)
    return act


def together(acts: Iterable[ActFile]) -> ActFile:
    """One act with the signatures of several files. Raises ActsDiffer."""
    first, *others = acts
    for each in others:
        if (each.kind, each.prepared) != (first.kind, first.prepared):
            raise ActsDiffer(tuple(sorted({a.prepared.digest.hex() for a in (first, *others)})))
        for signer in each.signers:
            if not _goes_on(first, signer):
                first = first.signed(signer)
    return first


def _goes_on(act: ActFile, signer: Signer) -> bool:
    """Whether an officer's signature stands behind this very one already."""
    bare = (replace(each, signature=each.signature[:ONE_SIGNATURE]) for each in act.signers)
    return signer in bare


def require_opened(act: ActFile) -> None:
    """What is opened is what the terms commit to. Raises ActOpeningDiffers."""
    terms = act.prepared.terms
    if isinstance(terms, Enrolment) and act.uscc and tag_of(act.uscc) != terms.identity_tag:
        raise ActOpeningDiffers("uscc")
    if not act.openings:
        return
    root = getattr(terms, "identity", None) or getattr(terms, "record", None)
    if isinstance(terms, Licence):
        root = terms.scope
    if root is None or _root(act.openings) != root:
        raise ActOpeningDiffers(", ".join(each.name for each in act.openings))


def _root(openings: tuple[Opening, ...]) -> bytes:
    try:
        return Record.of(openings).root
    except CommitmentError:
        return b""


def _document(data: bytes, path: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise ActFileUnreadable(path, type(fault).__name__) from fault
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        raise ActFileUnreadable(path, "schema")
    return found


def _act(path: str, document: dict[str, Any], profile: ChainProfile) -> ActFile:
    kind = _member(path, document, "kind", str)
    try:
        door, content = door_of(kind), document.get("content")
        terms = typed.struct_of(door.terms, _member(path, document, "terms", dict))
        shown = None if content is None else typed.struct_of(Application, content, "content")
    except ActUnknown as fault:
        raise ActFileUnreadable(path, "kind") from fault
    except TermsMalformed as fault:
        raise ActFileUnreadable(path, fault.place) from fault
    if (shown is not None) != door.shows_content:
        raise ActFileUnreadable(path, "content")
    opened = _member(path, document, "opened", dict)
    return replace(
        make(profile, kind, terms, shown),
        signers=_each(path, document, "signers", _signer),
        openings=_each(path, opened, "fields", _opening),
        uscc=_member(path, opened, "uscc", str),
    )


def _each(
    path: str, found: Mapping[str, Any], name: str, read_: Callable[[Mapping[str, Any]], T]
) -> tuple[T, ...]:
    try:
        return tuple(read_(each) for each in _member(path, found, name, list))
    except (KeyError, TypeError, ValueError, CanonicalJsonError, CommitmentError) as fault:
        raise ActFileUnreadable(path, name) from fault


def _signer(found: Mapping[str, Any]) -> Signer:
    party_, account, signature = (
        bytes.fromhex(found[name].removeprefix("0x")) for name in ("party", "account", "signature")
    )
    if (len(party_), len(account)) != (32, 20) or not 0 < len(signature) <= SIGNATURE_BYTES:
        raise ValueError(found)
    return Signer(PartyId(party_), Address(account), Role(found["role"]), signature)


def _opening(found: Mapping[str, Any]) -> Opening:
    salt = bytes.fromhex(found["salt"].removeprefix("0x"))
    return Opening.of(str(found["name"]), salt, found["value"])


def _member(path: str, found: Mapping[str, Any], name: str, kind: type[T]) -> T:
    value = found.get(name)
    if not isinstance(value, kind):
        raise ActFileUnreadable(path, name)
    return value
