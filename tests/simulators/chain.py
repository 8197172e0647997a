"""A chain in memory that can fork, shrink, refuse, forget and lie."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NoReturn, Protocol

from ledger.chain.codec import ACTED, LogUnreadable, raw_act
from ledger.chain.errors import BlockUnknown, NodeUnreachable, RangeTooLarge
from ledger.chain.profile import BookName, ChainProfile, Confirmations, Contract, Finality
from ledger.chain.records import At, Header, RawLog, Tag
from ledger.domain.dossier import Anchor, RawAct, head_slot, next_head, parse_act
from ledger.domain.keccak import keccak256
from ledger.domain.words import RECORD_KEY, SEQ_BITS
from tests.forge import ANCHOR, REGISTER
from tests.simulators.headers import OUTSIDE, bloom_of, sealed

START_TIME = 1_780_000_000
# INVALID: what stands at the contracts' addresses runs nothing
CODE = b"\xfe"
Block = tuple[Header, tuple[RawLog, ...]]


@dataclass
class SimulatedChain:
    """Blocks with logs of one register. `most_blocks` is the largest range that it gives."""

    blocks: list[Block] = field(default_factory=list)
    most_blocks: int = 10**9
    hidden: set[int] = field(default_factory=set)
    heads: dict[bytes, bytes] = field(default_factory=dict)
    down: bool = False
    salt: int = 0
    anchor: Anchor = ANCHOR
    genesis: bool = True
    _stored: tuple[bytes, Mapping[bytes, bytes]] = (b"", MappingProxyType({}))

    def __post_init__(self) -> None:
        if self.genesis and not self.blocks:
            self.mine()

    @property
    def height(self) -> int:
        """The number of the latest block."""
        return len(self.blocks) - 1

    def next_time(self) -> int:
        """The time of the next block."""
        return START_TIME + 12 * len(self.blocks)

    def mine(
        self,
        acts: Sequence[RawAct] = (),
        logs: Sequence[RawLog] = (),
        *,
        time: int | None = None,
        outside: Mapping[str, str] | None = None,
    ) -> Header:
        """One more block, with the logs of these acts and such as are given.

        A log keeps the transaction that it names. `outside` are the fields of the header that a
        simulator cannot work out.
        """
        number = len(self.blocks)
        parent = self.blocks[-1][0].hash if self.blocks else bytes(32)
        every = [*map(log_of, acts), *logs]
        header = sealed(
            number,
            parent,
            self.next_time() if time is None else time,
            bloom_of(every),
            self._outside(every) if outside is None else outside,
        )
        placed = tuple(
            replace(
                log,
                block_number=number,
                block_hash=header.hash,
                tx_hash=log.tx_hash or keccak256(header.hash + index.to_bytes(4)),
                log_index=index,
            )
            for index, log in enumerate(every)
        )
        self.blocks.append((header, placed))
        return header

    def _outside(self, logs: Sequence[RawLog]) -> Mapping[str, str]:
        """Fields that differ where the logs or the branch do."""
        made = keccak256(b"".join(log.data for log in logs) + self.salt.to_bytes(8))
        return {**OUTSIDE, "receiptsRoot": "0x" + made.hex()}

    def cut(self, height: int) -> None:
        """Everything above a block is gone; what is mined then has other hashes."""
        del self.blocks[height + 1 :]
        self.salt += 1

    def at(self, number: int) -> Block:
        """A block with its logs."""
        return self.blocks[number]

    # what a register keeps

    def acts(self, upto: int) -> Iterator[RawAct]:
        """The acts of the register up to a block; a log that is none is in no head."""
        for header, logs in self.blocks[: upto + 1]:
            for log in logs:
                if log.address != self.anchor.register:
                    continue
                try:
                    yield raw_act(log, header.timestamp)
                except LogUnreadable:
                    continue

    def stored_heads(self, at: int) -> Mapping[bytes, bytes]:
        """The heads after a block, by their slots."""
        known, found = self._stored
        if known != (block_hash := self.blocks[at][0].hash):
            found = heads_of(self.anchor, self.acts(at))
            self._stored = (block_hash, found)
        return {**found, **{head_slot(subject): head for subject, head in self.heads.items()}}

    def word(self, subject: bytes, key: bytes, at: int) -> bytes:
        """A word of the register after a block."""
        return word_of(self.acts(at), subject, key)

    # what a mirror asks

    def chain_id(self) -> int:
        return self.anchor.chain_id

    def block(self, at: At) -> Header:
        self._require_up()
        if at is Tag.LATEST:
            return self.blocks[-1][0]
        if isinstance(at, Tag) or not 0 <= at <= self.height:
            raise BlockUnknown(str(at))
        return self.blocks[at][0]

    def headers(self, numbers: Sequence[int]) -> list[Header]:
        return [self.block(number) for number in numbers]

    def logs(self, address: bytes, first: int, last: int) -> list[RawLog]:
        self._require_up()
        if last - first + 1 > self.most_blocks:
            raise RangeTooLarge(first, last, "too many blocks")
        found = self.blocks[first : last + 1]
        several = last > first
        return [
            log
            for header, logs in found
            for log in logs
            if log.address == address and not (several and header.number in self.hidden)
        ]

    def storage_at(self, address: bytes, slot: bytes, at: At = Tag.LATEST) -> bytes:
        assert address == self.anchor.register
        return self.stored_heads(self.block(at).number).get(slot, bytes(32))

    def storage_all(self, address: bytes, slots: Sequence[bytes], at: At) -> list[bytes]:
        assert address == self.anchor.register
        stored = self.stored_heads(self.block(at).number)
        return [stored.get(slot, bytes(32)) for slot in slots]

    def client_version(self) -> str:
        return "simulated"

    def _never(self, *_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a mirror does not ask this")

    proof = call = estimate_gas = code = balance = nonce = fees = _never
    send_raw = knows = receipt = receipts = purse = _never

    def _require_up(self) -> None:
        if self.down:
            raise NodeUnreachable("simulated", "down")


def heads_of(anchor: Anchor, acts: Iterator[RawAct]) -> dict[bytes, bytes]:
    """The heads that acts lead to, by their slots. The register counts for itself."""
    heads: dict[bytes, tuple[int, bytes]] = {}
    for act in acts:
        seq, head = heads.get(act.subject) or (0, anchor.empty_head(act.subject))
        digest = anchor.act_digest(act, seq + 1)
        heads[act.subject] = seq + 1, next_head(head, digest)
    return {head_slot(subject): head for subject, (_, head) in heads.items()}


def word_of(acts: Iterable[RawAct], subject: bytes, key: bytes) -> bytes:
    """The word that acts leave; zero where none wrote it."""
    own = [parse_act(act) for act in acts if act.subject == subject]
    written = [word for act in own for found, word in act.writes if found == key]
    last = int.from_bytes(written[-1] if written else bytes(32))
    if key == RECORD_KEY:
        last = last >> SEQ_BITS << SEQ_BITS | len(own)
    return last.to_bytes(32)


def log_of(act: RawAct) -> RawLog:
    """The log that the register makes of an act."""
    padding = bytes(-len(act.data) % 32)
    framed = (32).to_bytes(32) + len(act.data).to_bytes(32) + act.data + padding
    topics = (ACTED, act.subject, act.kind.to_bytes(32), act.book.rjust(32, b"\x00"))
    return RawLog(REGISTER, topics, framed, 0, b"", b"", 0)


class Startable(Protocol):
    """A chain with a first block."""

    anchor: Anchor

    def at(self, number: int) -> tuple[Header, Sequence[RawLog]]:
        """A block with its logs."""


def profile_of(chain: Startable, finality: Finality | None = None) -> ChainProfile:
    """The profile of the register on this chain, from its first block on."""
    nothing = Contract(bytes(20), keccak256(CODE))
    return ChainProfile(
        name="simulated",
        chain_id=chain.anchor.chain_id,
        start_block=0,
        start_hash=chain.at(0)[0].hash,
        register=Contract(chain.anchor.register, keccak256(CODE)),
        authority=nothing,
        books=MappingProxyType(dict.fromkeys(BookName, nothing)),
        finality=finality or Confirmations(10_000),
        proofs=False,
    )
