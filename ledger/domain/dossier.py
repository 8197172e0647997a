"""The bytes of an act and the hashes of a dossier (docs/dossier.md, format version 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain.acts import ActKind, ActorMode, Body, Role, decode_body
from ledger.domain.errors import DomainError
from ledger.domain.keccak import keccak256
from ledger.domain.words import SEQ_BITS, WORD_BYTES, party_of_tail, tail

VERSION: Final = 1
DOMAIN: Final = keccak256(b"datadeed/dossier/1")
ADDRESS_BYTES: Final = 20
SEQ_BYTES: Final = SEQ_BITS // 8
HEADS_SLOT: Final = 0


@dataclass(eq=False)
class ActMalformed(DomainError):
    """The bytes of an act are not those of the format: its dossier cannot be read."""

    code: ClassVar[str] = "ACT_MALFORMED"

    field: str
    fault: str


@dataclass(eq=False)
class ActKindUnknown(DomainError):
    """This version does not know acts of this kind: its dossier is UNKNOWN from here on."""

    code: ClassVar[str] = "ACT_KIND_UNKNOWN"

    kind: int


@dataclass(frozen=True, slots=True)
class RawAct:
    """An act as the chain gives it: topics, data, and the block that it stands in."""

    subject: bytes
    kind: int
    book: bytes
    data: bytes
    block: int
    time: int


@dataclass(frozen=True, slots=True)
class Link:
    """Another dossier that the same act touches, and the act's place in it."""

    subject: bytes
    seq: int


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acted: party, account, capacity, the party's count before, how it was recognised."""

    party: bytes
    account: bytes
    role: Role
    mode: ActorMode
    party_seq: int
    signature: bytes


@dataclass(frozen=True, slots=True)
class Act:
    """An act as read: its raw bytes, its envelope, the words that it left, its terms.

    `terms` is the struct of the kind (ledger.domain.acts), None for kinds without a body.
    """

    raw: RawAct
    kind: ActKind
    seq: int
    links: tuple[Link, ...]
    digest: bytes
    actors: tuple[Actor, ...]
    writes: tuple[tuple[bytes, bytes], ...]
    terms: Body | None


class _Reader:
    """Takes bytes from the left and says where they end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def take(self, size: int, field: str) -> bytes:
        end = self.place + size
        if end > len(self.data):
            raise ActMalformed(field, f"ends after {len(self.data)} bytes")
        piece = self.data[self.place : end]
        self.place = end
        return piece

    def number(self, size: int, field: str) -> int:
        return int.from_bytes(self.take(size, field))


def parse_act(raw: RawAct) -> Act:
    """Read an act strictly.

    Raises:
        ActMalformed: a byte is not where the format has it.
        ActKindUnknown: the kind is none of this version's.
        AbiError: the body is not the canonical encoding of the kind's struct.
    """
    try:
        kind = ActKind(raw.kind)
    except ValueError as fault:
        raise ActKindUnknown(raw.kind) from fault
    reader = _Reader(raw.data)
    if (version := reader.number(1, "version")) != VERSION:
        raise ActMalformed("version", str(version))
    seq = reader.number(SEQ_BYTES, "seq")
    links = tuple(_link(reader) for _ in range(reader.number(1, "links")))
    count = reader.number(1, "actors")
    digest = reader.take(WORD_BYTES, "digest") if count else b""
    actors = tuple(_actor(reader) for _ in range(count))
    writes = tuple(
        (reader.take(WORD_BYTES, "key"), reader.take(WORD_BYTES, "word"))
        for _ in range(reader.number(1, "writes"))
    )
    body = raw.data[reader.place :]
    return Act(raw, kind, seq, links, digest, actors, writes, decode_body(kind, body))


def _link(reader: _Reader) -> Link:
    return Link(reader.take(WORD_BYTES, "link"), reader.number(SEQ_BYTES, "link seq"))


def _actor(reader: _Reader) -> Actor:
    party = reader.take(ADDRESS_BYTES, "party")
    account = reader.take(ADDRESS_BYTES, "account")
    role, mode = reader.number(1, "role"), reader.number(1, "mode")
    party_seq = reader.number(SEQ_BYTES, "partySeq")
    signature = reader.take(reader.number(2, "signature length"), "signature")
    try:
        return Actor(
            party_of_tail(party), account, Role(role), ActorMode(mode), party_seq, signature
        )
    except ValueError as fault:
        raise ActMalformed("actor", f"role {role}, mode {mode}") from fault


def act_data(act: Act, body: bytes) -> bytes:
    """The bytes that the log of this act carries: what parse_act reads."""
    parts = [bytes([VERSION]), act.seq.to_bytes(SEQ_BYTES), bytes([len(act.links)])]
    parts += [link.subject + link.seq.to_bytes(SEQ_BYTES) for link in act.links]
    parts += [bytes([len(act.actors)]), act.digest]
    parts += [_actor_bytes(actor) for actor in act.actors]
    parts += [bytes([len(act.writes)])]
    parts += [key + word for key, word in act.writes]
    return b"".join((*parts, body))


def _actor_bytes(actor: Actor) -> bytes:
    return b"".join(
        (
            tail(actor.party),
            actor.account,
            bytes([actor.role, actor.mode]),
            actor.party_seq.to_bytes(SEQ_BYTES),
            len(actor.signature).to_bytes(2),
            actor.signature,
        )
    )


@dataclass(frozen=True, slots=True)
class Anchor:
    """The register that a dossier belongs to: the chain and the kernel's address (20 bytes)."""

    chain_id: int
    register: bytes

    def empty_head(self, subject: bytes) -> bytes:
        """The head of a dossier without acts."""
        return keccak256(b"".join((DOMAIN, self._place(), subject)))

    def act_digest(self, raw: RawAct, seq: int) -> bytes:
        """The digest of one act."""
        numbers = (raw.block, raw.time)
        return keccak256(
            b"".join(
                (
                    DOMAIN,
                    self._place(),
                    raw.book.rjust(WORD_BYTES, b"\x00"),
                    raw.kind.to_bytes(WORD_BYTES),
                    raw.subject,
                    seq.to_bytes(WORD_BYTES),
                    *(number.to_bytes(WORD_BYTES) for number in numbers),
                    keccak256(raw.data),
                )
            )
        )

    def _place(self) -> bytes:
        return self.chain_id.to_bytes(WORD_BYTES) + self.register.rjust(WORD_BYTES, b"\x00")


def next_head(head: bytes, act_digest: bytes) -> bytes:
    """The head after one more act."""
    return keccak256(head + act_digest)


def head_slot(subject: bytes) -> bytes:
    """The storage slot of a subject's head in the register: the one slot that is proven."""
    return keccak256(subject + HEADS_SLOT.to_bytes(WORD_BYTES))
