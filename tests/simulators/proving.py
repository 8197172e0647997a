"""A simulated chain whose headers carry the root of a real state trie, so that it can prove heads.

The storage of its register is what the proofs speak of: the heads of all dossiers. Each block's
state is worked out anew from all acts, so it is for short chains; a long one has no such roots.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain as joined
from typing import Any

import rlp

from ledger.chain.codec import LogUnreadable, raw_act
from ledger.chain.records import AccountProof, Header, RawLog, SlotProof
from ledger.domain.dossier import RawAct
from ledger.domain.keccak import keccak256
from tests.simulators.chain import SimulatedChain, heads_of, log_of
from tests.simulators.headers import OUTSIDE
from tests.simulators.trie import MadeTrie

NONCE, BALANCE = b"\x01", b""
# how a node shows a trie without an item
EMPTY = (b"\x80",)


@dataclass
class ProvingChain(SimulatedChain):
    """`code_hash` is that of the register's account, the only one that there is."""

    code_hash: bytes = bytes(32)

    def mine(
        self,
        acts: Sequence[RawAct] = (),
        logs: Sequence[RawLog] = (),
        *,
        time: int | None = None,
        outside: Mapping[str, str] | None = None,
    ) -> Header:
        """As any simulated chain does, under the root of the state after these acts."""
        number, when = len(self.blocks), self.next_time() if time is None else time
        every = [replace(log, block_number=number) for log in (*map(log_of, acts), *logs)]
        before = self.acts(number - 1) if number else iter(())
        heads = heads_of(self.anchor, joined(before, self._acts_of(every, when)))
        root = {"stateRoot": "0x" + self._state(self._storage(heads)).root.hex()}
        given = self._outside(every) if outside is None else outside
        return super().mine(logs=every, time=when, outside={**OUTSIDE, **given, **root})

    def _acts_of(self, logs: Sequence[RawLog], time: int) -> list[RawAct]:
        found = []
        for log in logs:
            if log.address == self.anchor.register:
                with suppress(LogUnreadable):
                    found.append(raw_act(log, time))
        return found

    def _storage(self, heads: Mapping[bytes, bytes]) -> MadeTrie:
        numbers = {slot: int.from_bytes(head) for slot, head in heads.items()}
        return MadeTrie({keccak256(slot): rlp.encode(number) for slot, number in numbers.items()})

    def _state(self, storage: MadeTrie) -> MadeTrie:
        account = rlp.encode([NONCE, BALANCE, storage.root, self.code_hash])
        return MadeTrie({keccak256(self.anchor.register): account})

    def proven(self, address: bytes, slots: Sequence[bytes], block: int) -> AccountProof:
        """The account and slots of it under the root of a block."""
        heads = self.stored_heads(block)
        storage = self._storage(heads)
        return AccountProof(
            address=address,
            balance=0,
            nonce=1,
            code_hash=self.code_hash,
            storage_hash=storage.root,
            nodes=tuple(self._state(storage).prove(keccak256(address))),
            slots=tuple(
                SlotProof(
                    slot,
                    int.from_bytes(heads.get(slot, b"")),
                    tuple(storage.prove(keccak256(slot)) if heads else EMPTY),
                )
                for slot in slots
            ),
        )


def proof_json(found: AccountProof) -> dict[str, Any]:
    """A proof as a node writes it."""
    return {
        "address": "0x" + found.address.hex(),
        "balance": hex(found.balance),
        "nonce": hex(found.nonce),
        "codeHash": "0x" + found.code_hash.hex(),
        "storageHash": "0x" + found.storage_hash.hex(),
        "accountProof": ["0x" + node.hex() for node in found.nodes],
        "storageProof": [
            {
                "key": "0x" + each.slot.hex(),
                "value": hex(each.value),
                "proof": ["0x" + node.hex() for node in each.nodes],
            }
            for each in found.slots
        ],
    }
