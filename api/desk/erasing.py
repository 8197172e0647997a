"""Erasing what a registry keeps of an application: a signed tombstone stays.

Of a field salt and value go, in one transaction with its tombstone: killed anywhere, the record is
whole or the field is erased. Of a file the sealed bytes go first, then the transaction with its
tombstone: killed in between, erasing it again comes to the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.desk import contents, dispute_papers, objecting, records
from api.desk.entering import Clerk, require_own
from api.desk.errors import (
    ErasedAlready,
    ErasureSignatureWrong,
    ErasureStale,
    ErasureUnconfirmed,
    RecordNotKept,
    StaffUnknown,
)
from api.desk.working import log_erasures
from api.registrant.errors import ProofNotListed
from api.texts.shown import iso
from ledger.domain.commitment_errors import FieldErased, FieldUnknown
from ledger.domain.commitments import Erased, Opening, Record
from ledger.domain.tombstone import PROOFS, Ground, Tombstone, objection_name, proof_name
from ledger.queries.errors import SubjectUnknown
from ledger.queries.staff import standing_of
from ledger.store.engine import read_session, unit_of_work
from ledger.store.repositories import application, erasure, mirror
from ledger.store.tables.erasure import TombstoneRow
from notarization.content.errors import ContentErased
from notarization.verify.signature import SignatureError, recover

if TYPE_CHECKING:
    from api.desk.objecting import Documents
    from api.wiring import Wiring
    from ledger.chain.signer import Key
    from ledger.store.engine import Session, WriteSession

# how long a tombstone may lie between its draft and its signature, and how far clocks may differ
SIGN_SECONDS: Final = 3_600
AHEAD_SECONDS: Final = 60
CONFIRMED: Final = 8
Signed = tuple[Tombstone, bytes]


@dataclass(frozen=True, slots=True)
class Erasure:
    """Which fields and files (by SHA-256) of which application are to go, and why.

    A file is a proof that the record lists, an objection's document, a file that it names, or a
    paper of a dispute over the title that the application led to.
    """

    application: bytes
    fields: Sequence[str]
    ground: Ground
    files: Sequence[bytes] = ()


@dataclass(frozen=True, slots=True)
class Hand:
    """Who erases, when."""

    party: bytes
    account: bytes
    time: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A clerk's signatures under the tombstones that it was shown, and the number it typed."""

    number: str
    time: int
    signatures: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to go: tombstones not yet set, files to destroy, the record that is left.

    `names` are all that was asked for, those erased before among them.
    """

    stones: tuple[Tombstone, ...]
    digests: frozenset[bytes]
    record: Record | None
    names: frozenset[str]


def erase(wiring: Wiring, asked: Erasure, key: Key) -> tuple[TombstoneRow, ...]:
    """Destroy fields and files, and leave tombstones; erased twice keeps the first.

    With the field `proofs` all files that it lists go, with an objection's document its files.

    Raises:
        StaffUnknown: the key is no member of staff's of its registry now.
        StoreUnavailable, ContentError: nothing of it was erased, or not all.
        As `plan`.
    """
    opened = _opened(wiring, asked)
    with unit_of_work(wiring.engine, silent=True) as work:
        content = application.application(work, asked.application)
        if content is None:
            raise SubjectUnknown(asked.application)
        party = _staff(work, key.account, content.registry_code)
        planned = plan(wiring, work, asked, Hand(party, key.account, wiring.clock()), opened)
        signed = [(stone, key.sign(stone.digest)) for stone in planned.stones]
        _bury(wiring, work, asked.application, (planned, signed))
        left = erasure.tombstones(work, asked.application)
    erasure.wipe(wiring.engine)
    return tuple(each for each in left if each.name in planned.names)


def draft(wiring: Wiring, clerk: Clerk, asked: Erasure) -> tuple[Tombstone, ...]:
    """The tombstones that a clerk signs. Nothing is destroyed.

    Raises SubjectUnknown: no file of this registry; ErasedAlready; as `plan`.
    """
    opened = _opened_for(wiring, clerk, asked)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        return _planned(wiring, session, clerk, (asked, wiring.clock()), opened).stones


def erase_signed(
    wiring: Wiring, clerk: Clerk, asked: Erasure, given: Confirmed
) -> tuple[TombstoneRow, ...]:
    """Destroy what a clerk signed tombstones for; the deed goes into the desk's log.

    Raises:
        ErasureUnconfirmed: the end of the application's number was not typed.
        ErasureStale: the tombstones were drafted too long ago.
        ErasureSignatureWrong: the account that signed in did not sign one of them.
        SubjectUnknown, ErasedAlready, StoreUnavailable, ContentError; as `plan`.
    """
    if given.number.strip().lower() != asked.application.hex()[-CONFIRMED:]:
        raise ErasureUnconfirmed(asked.application)
    now = wiring.clock()
    if not now - SIGN_SECONDS <= given.time <= now + AHEAD_SECONDS:
        raise ErasureStale(iso(given.time))
    opened = _opened_for(wiring, clerk, asked)
    with unit_of_work(wiring.engine, silent=True) as work:
        planned = _planned(wiring, work, clerk, (asked, given.time), opened)
        signed = _signed(planned.stones, given.signatures, clerk.account)
        _bury(wiring, work, asked.application, (planned, signed))
        log_erasures(wiring, work, clerk, planned.stones)
        left = erasure.tombstones(work, asked.application)
    erasure.wipe(wiring.engine)
    fresh = {stone.name for stone in planned.stones}
    return tuple(each for each in left if each.name in fresh)


def plan(wiring: Wiring, session: Session, asked: Erasure, hand: Hand, opened: Documents) -> Plan:
    """What would go; `opened` are the documents of its objections, which only files need.

    Raises:
        SubjectUnknown: there is no such application, as far as the mirror has read.
        RecordNotKept, RecordKeyMissing: there is nothing here to erase, or nothing that opens.
        FieldUnknown: the record has no such field.
        ProofNotListed, FieldErased: nothing lists such a file, or the list was erased.
        FileChanged: `opened` is no longer what is kept.
    """
    record = _record(wiring, session, asked)
    files = _proofs(record)
    if asked.files:
        files = _files(session, asked.application, record, opened)
    wanted = _wanted(files, record, asked)
    buried = {each.name for each in erasure.tombstones(session, asked.application)}
    after, leaves = _without(record, asked.fields)
    leaves |= {name: leaf for name, (leaf, _) in wanted.items()}
    stones = tuple(
        Tombstone(asked.application, name, leaf, asked.ground, hand.time, hand.party, hand.account)
        for name, leaf in leaves.items()
        if name not in buried
    )
    digests = frozenset(digest for _, digest in wanted.values())
    return Plan(stones, digests, after, frozenset({*asked.fields, *wanted}))


def require_not_erased(
    session: Session, subject: bytes, record: Record | None, digest: bytes, opened: Documents
) -> None:
    """A file of an application was not erased. Raises ContentErased, FileChanged."""
    stones = {each.name: each for each in erasure.tombstones(session, subject)}
    for name, (_, named) in _files(session, subject, record, opened).items():
        if named == digest and name in stones:
            raise ContentErased(name, iso(stones[name].time))


def _files(
    session: Session, subject: bytes, record: Record | None, opened: Documents
) -> Mapping[str, tuple[bytes, bytes]]:
    disputes = dispute_papers.of_application(session, subject)
    return {
        **_proofs(record),
        **_objections(session, subject, opened),
        **{name: (digest, digest) for name, digest in disputes.items()},
    }


def proofs_of(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    """The proofs that a record lists, each with what a tombstone would call it."""
    for each in record.fields:
        if each.name == PROOFS and isinstance(each, Opening):
            listed: Any = each.json()
            for place, proof in enumerate(listed):
                yield proof_name(place, str(proof["kind"])), proof


def _opened(wiring: Wiring, asked: Erasure) -> Documents:
    """What the plan needs of objections: nothing where no file is named."""
    return objecting.documents(wiring, asked.application) if asked.files else {}


def _opened_for(wiring: Wiring, clerk: Clerk, asked: Erasure) -> Documents:
    with read_session(wiring.engine, now=wiring.clock()) as session:
        require_own(session, clerk, asked.application)
    return _opened(wiring, asked)


def _planned(
    wiring: Wiring, session: Session, clerk: Clerk, what: tuple[Erasure, int], opened: Documents
) -> Plan:
    """A clerk's plan, which erases something. Raises ErasedAlready."""
    asked, time = what
    require_own(session, clerk, asked.application)
    found = plan(wiring, session, asked, Hand(clerk.party, clerk.account, time), opened)
    if not found.stones:
        raise ErasedAlready(asked.application, sorted(found.names))
    return found


def _signed(
    stones: Sequence[Tombstone], signatures: Sequence[bytes], account: bytes
) -> list[Signed]:
    """Each with its signature, in the order of the draft. Raises ErasureSignatureWrong."""
    if len(stones) != len(signatures):
        raise ErasureSignatureWrong(", ".join(stone.name for stone in stones))
    for stone, signature in zip(stones, signatures, strict=True):
        try:
            signers = [recover(digest, signature) for digest in stone.digests]
        except SignatureError as fault:
            raise ErasureSignatureWrong(stone.name) from fault
        if account not in signers:
            raise ErasureSignatureWrong(stone.name)
    return list(zip(stones, signatures, strict=True))


def _bury(
    wiring: Wiring, work: WriteSession, subject: bytes, what: tuple[Plan, Sequence[Signed]]
) -> None:
    planned, signed = what
    erasure.bury(work, [_row(stone, signature) for stone, signature in signed])
    for digest in planned.digests:
        contents.destroy(wiring, work, subject, digest)
    if planned.record is not None:
        records.put(wiring, work, subject, planned.record)


def _row(stone: Tombstone, signature: bytes) -> TombstoneRow:
    return TombstoneRow(
        application=stone.application,
        leaf=stone.leaf,
        name=stone.name,
        ground=stone.ground.value,
        time=stone.time,
        party=stone.party,
        account=stone.account,
        signature=signature,
    )


def _record(wiring: Wiring, session: Session, asked: Erasure) -> Record | None:
    """The record that is kept here; none is needed where only objections are to go."""
    content = application.application(session, asked.application)
    if content is None:
        raise SubjectUnknown(asked.application)
    kept = records.kept(wiring, session, asked.application)
    fits = kept is not None and kept.root == content.record
    if asked.fields and not fits:
        raise RecordNotKept(asked.application)
    return kept if fits else None


def _proofs(record: Record | None) -> Mapping[str, tuple[bytes, bytes]]:
    """Leaf and digest of each proof, by the name of its tombstone."""
    if record is None:
        return {}
    return {
        name: (_field(record, PROOFS).leaf, bytes.fromhex(proof["sha256"]))
        for name, proof in proofs_of(record)
    }


def _objections(
    session: Session, subject: bytes, opened: Documents
) -> Mapping[str, tuple[bytes, bytes]]:
    """The same of objections: their documents, and the files that those name."""
    found = {}
    for place, each in enumerate(objecting.objections(session, subject, opened)):
        found[objection_name(place)] = (each.digest, each.digest)
        for file, named in enumerate(each.document.attached if each.document else ()):
            found[objection_name(place, file)] = (each.digest, named.sha256)
    return found


def _wanted(
    files: Mapping[str, tuple[bytes, bytes]], record: Record | None, asked: Erasure
) -> Mapping[str, tuple[bytes, bytes]]:
    """The files that are to go; one that is named in two places goes from both."""
    known = {digest for _, digest in files.values()}
    for digest in asked.files:
        if digest in known:
            continue
        if record is None:
            raise RecordNotKept(asked.application)
        if isinstance(_field(record, PROOFS), Erased):
            raise FieldErased(PROOFS)
        raise ProofNotListed(digest.hex())
    every = PROOFS in asked.fields
    return {
        name: (leaf, digest)
        for name, (leaf, digest) in files.items()
        if digest in asked.files or leaf in asked.files or (every and name.startswith(f"{PROOFS}/"))
    }


def _without(
    record: Record | None, fields: Sequence[str]
) -> tuple[Record | None, dict[str, bytes]]:
    """The record without these fields, and the leaves of those not yet gone."""
    after, leaves = record, {}
    for name in dict.fromkeys(fields):
        if after is None:
            raise FieldUnknown(name)
        found = _field(after, name)
        if not isinstance(found, Erased):
            after, leaves[name] = after.erase(name), found.leaf
    return after, leaves


def _field(record: Record, name: str) -> Opening | Erased:
    for each in record.fields:
        if each.name == name:
            return each
    raise FieldUnknown(name)


def _staff(session: Session, account: bytes, registry: int) -> bytes:
    standing = standing_of(session, account, mirror.require_cursor(session).time)
    if standing is None or not standing.roles.get(registry):
        raise StaffUnknown(standing.party if standing else b"")
    return standing.party
