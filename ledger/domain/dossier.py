"""The bytes of an act and the hashes of a dossier (docs/dossier.md, format version 1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from struct import Struct, error
from typing import Any, ClassVar, Final

from ledger.domain.acts import ActKind, ActorMode, Body, Role, decode_body
from ledger.domain.errors import DomainError
from ledger.domain.keccak import keccak256
from ledger.domain.values import value
from ledger.domain.words import SEQ_BITS, WORD_BYTES, party_of_tail, tail

VERSION: Final = 1
DOMAIN: Final = keccak256(b"datadeed/dossier/1")
ADDRESS_BYTES: Final = 20
SEQ_BYTES: Final = SEQ_BITS // 8
HEADS_SLOT: Final = 0
WORDS_SLOT: Final = 1

_KINDS: Final = {int(kind): kind for kind in ActKind}
_ROLES: Final = tuple(Role)
_MODES: Final = tuple(ActorMode)
_START: Final = Struct(">B5sB")
_LINK: Final = Struct(">32s5s")
_ACTOR: Final = Struct(">20s20sBB5sH")
_WRITE: Final = Struct(">32s32s")


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


@value(frozen=True, slots=True)
class RawAct:
    """An act as the chain gives it: topics, data, and the block that it stands in."""

    subject: bytes
    kind: int
    book: bytes
    data: bytes
    block: int
    time: int


@value(frozen=True, slots=True)
class Link:
    """Another dossier that the same act touches, and the act's place in it."""

    subject: bytes
    seq: int


@value(frozen=True, slots=True)
class Actor:
    """Who acted: party, account, capacity, the party's count before, how it was recognised."""

    party: bytes
    account: bytes
    role: Role
    mode: ActorMode
    party_seq: int
    signature: bytes


@value(frozen=True, slots=True)
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


def parse_act(raw: RawAct) -> Act:
    """Read an act strictly.

    Raises:
        ActMalformed: a byte is not where the format has it.
        ActKindUnknown: the kind is none of this version's.
        AbiError: the body is not the canonical encoding of the kind's struct.
    """
    kind = _KINDS.get(raw.kind)
    if kind is None:
        raise ActKindUnknown(raw.kind)
    data = raw.data
    version, seq, count = _take(_START, data, 0, "version")
    if version != VERSION:
        raise ActMalformed("version", str(version))
    links, place = _rows(_LINK, data, _START.size, count, "links")
    digest, actors, place = _actors(data, place)
    writes, place = _rows(_WRITE, data, place + 1, _byte(data, place, "writes"), "writes")
    return Act(
        raw,
        kind,
        int.from_bytes(seq),
        tuple([Link(subject, int.from_bytes(its)) for subject, its in links]),
        digest,
        actors,
        writes,
        decode_body(kind, data[place:]),
    )


def _take(form: Struct, data: bytes, place: int, field: str) -> tuple[Any, ...]:
    try:
        return form.unpack_from(data, place)
    except error as fault:
        raise ActMalformed(field, f"ends after {len(data)} bytes") from fault


def _byte(data: bytes, place: int, field: str) -> int:
    if place >= len(data):
        raise ActMalformed(field, f"ends after {len(data)} bytes")
    return data[place]


def _rows(
    form: Struct, data: bytes, place: int, count: int, field: str
) -> tuple[tuple[Any, ...], int]:
    """So many of a form from this place on, and where they end."""
    end = place + count * form.size
    if end > len(data):
        raise ActMalformed(field, f"ends after {len(data)} bytes")
    return tuple(form.iter_unpack(data[place:end])), end


def _actors(data: bytes, place: int) -> tuple[bytes, tuple[Actor, ...], int]:
    """Digest and actors from their count on, and where they end."""
    count = _byte(data, place, "actors")
    place += 1
    if not count:
        return b"", (), place
    digest = data[place : place + WORD_BYTES]
    place += WORD_BYTES
    actors = []
    for _ in range(count):
        party, account, role, mode, seq, size = _take(_ACTOR, data, place, "actors")
        if role >= len(_ROLES) or mode >= len(_MODES):
            raise ActMalformed("actor", f"role {role}, mode {mode}")
        place += _ACTOR.size
        signature = data[place : place + size]
        place += size
        if place > len(data):
            raise ActMalformed("signature", f"ends after {len(data)} bytes")
        actors.append(
            Actor(
                party_of_tail(party),
                account,
                _ROLES[role],
                _MODES[mode],
                int.from_bytes(seq),
                signature,
            )
        )
    return digest, tuple(actors), place


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


@dataclass(frozen=True)
class Anchor:
    """The register that a dossier belongs to: the chain and the kernel's address (20 bytes)."""

    chain_id: int
    register: bytes

    def empty_head(self, subject: bytes) -> bytes:
        """The head of a dossier without acts."""
        return keccak256(self._start + subject)

    def act_digest(self, raw: RawAct, seq: int) -> bytes:
        """The digest of one act."""
        return keccak256(
            b"".join(
                (
                    self._start,
                    raw.book.rjust(WORD_BYTES, b"\x00"),
                    raw.kind.to_bytes(WORD_BYTES),
                    raw.subject,
                    seq.to_bytes(WORD_BYTES),
                    raw.block.to_bytes(WORD_BYTES),
                    raw.time.to_bytes(WORD_BYTES),
                    keccak256(raw.data),
                )
            )
        )

    @cached_property
    def _start(self) -> bytes:
        place = self.chain_id.to_bytes(WORD_BYTES) + self.register.rjust(WORD_BYTES, b"\x00")
        return DOMAIN + place


def next_head(head: bytes, act_digest: bytes) -> bytes:
    """The head after one more act."""
    return keccak256(head + act_digest)


def head_slot(subject: bytes) -> bytes:
    """The storage slot of a subject's head in the register: the one slot that is proven."""
    return keccak256(subject + HEADS_SLOT.to_bytes(WORD_BYTES))


def word_slot(subject: bytes, key: bytes) -> bytes:
    """The storage slot of a subject's word: for a word that is written once and then stands."""
    own = keccak256(subject + WORDS_SLOT.to_bytes(WORD_BYTES))
    return keccak256(key + own)
