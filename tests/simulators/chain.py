"""A chain in memory that can fork, shrink, refuse, forget and lie."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NoReturn

from ledger.chain.codec import ACTED
from ledger.chain.errors import BlockUnknown, NodeUnreachable, RangeTooLarge
from ledger.chain.profile import ChainProfile, Confirmations, Contract, Finality
from ledger.chain.records import At, Header, RawLog, Tag
from ledger.domain.dossier import RawAct, head_slot
from ledger.domain.keccak import keccak256
from tests.forge import BOOK, CHAIN_ID, REGISTER

START_TIME = 1_780_000_000
BLOOM_BITS = 2_048


@dataclass
class SimulatedChain:
    """Blocks with logs of one register. `most_blocks` is the largest range that it gives."""

    blocks: list[tuple[Header, tuple[RawLog, ...]]] = field(default_factory=list)
    most_blocks: int = 10**9
    hidden: set[int] = field(default_factory=set)
    heads: dict[bytes, bytes] = field(default_factory=dict)
    down: bool = False
    salt: int = 0

    def __post_init__(self) -> None:
        if not self.blocks:
            self.mine()

    @property
    def height(self) -> int:
        """The number of the latest block."""
        return len(self.blocks) - 1

    def next_time(self) -> int:
        """The time of the next block."""
        return START_TIME + 12 * len(self.blocks)

    def mine(self, acts: Sequence[RawAct] = (), logs: Sequence[RawLog] = ()) -> Header:
        """One more block, with the logs of these acts and such as are given."""
        number = len(self.blocks)
        parent = self.blocks[-1][0].hash if self.blocks else bytes(32)
        seed = parent + b"".join(act.data for act in acts) + self.salt.to_bytes(8)
        block_hash = keccak256(seed + number.to_bytes(8))
        every = [*map(log_of, acts), *logs]
        placed = tuple(
            replace(
                log,
                block_number=number,
                block_hash=block_hash,
                tx_hash=keccak256(block_hash + index.to_bytes(4)),
                log_index=index,
            )
            for index, log in enumerate(every)
        )
        raw = MappingProxyType({"logsBloom": bloom(REGISTER) if placed else "0x" + "0" * 512})
        header = Header(number, block_hash, parent, self.next_time(), 0, raw)
        self.blocks.append((header, placed))
        return header

    def cut(self, height: int) -> None:
        """Everything above a block is gone; what is mined then has other hashes."""
        del self.blocks[height + 1 :]
        self.salt += 1

    # what a mirror asks

    def chain_id(self) -> int:
        return CHAIN_ID

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
        assert address == REGISTER
        assert isinstance(at, int)
        stored = {head_slot(subject): head for subject, head in self.heads.items()}
        return stored.get(slot, bytes(32))

    def storage_all(self, address: bytes, slots: Sequence[bytes], at: At) -> list[bytes]:
        return [self.storage_at(address, slot, at) for slot in slots]

    def client_version(self) -> str:
        return "simulated"

    def _never(self, *_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a mirror does not ask this")

    proof = call = estimate_gas = code = balance = nonce = fees = _never
    send_raw = knows = receipt = purse = _never

    def _require_up(self) -> None:
        if self.down:
            raise NodeUnreachable("simulated", "down")


def log_of(act: RawAct) -> RawLog:
    """The log that the register makes of an act."""
    padding = bytes(-len(act.data) % 32)
    framed = (32).to_bytes(32) + len(act.data).to_bytes(32) + act.data + padding
    topics = (ACTED, act.subject, act.kind.to_bytes(32), BOOK.rjust(32, b"\x00"))
    return RawLog(REGISTER, topics, framed, 0, b"", b"", 0)


def bloom(address: bytes) -> str:
    """The bloom filter of a block with logs of this contract only."""
    digest = keccak256(address)
    places = (int.from_bytes(digest[place : place + 2]) % BLOOM_BITS for place in (0, 2, 4))
    return f"0x{sum({1 << place for place in places}):0512x}"


def profile_of(chain: SimulatedChain, finality: Finality | None = None) -> ChainProfile:
    """The profile of the register on this chain, from its first block on."""
    nothing = Contract(bytes(20), bytes(32))
    return ChainProfile(
        name="simulated",
        chain_id=CHAIN_ID,
        start_block=0,
        start_hash=chain.blocks[0][0].hash,
        register=Contract(REGISTER, bytes(32)),
        authority=nothing,
        books=MappingProxyType({}),
        finality=finality or Confirmations(10_000),
        proofs=False,
    )
