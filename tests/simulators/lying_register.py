"""A register that lies: its heads, its state root and its block fit whatever acts it is given.

Evidence under such a block passes every proof. What is left to refuse it are the rules, the
signatures and the mandates. The reader's trust file pins the lying block.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import rlp

from ledger.domain.dossier import Anchor, RawAct, head_slot, next_head
from ledger.domain.keccak import keccak256
from notarization.verify.header import decode_header
from notarization.verify.package import Evidence, write_package
from notarization.verify.trust import Pin, Trust, dump_trust
from tests.simulators.trie import MadeTrie, Maker, plain

STATE_ROOT = 3
OTHER_SLOTS = 40
OTHER_ACCOUNTS = 20


@dataclass(frozen=True)
class Lies:
    """What the register holds that it should not: slots by subject, its code, odd nodes, words."""

    code_hash: bytes | None = None
    heads: Mapping[bytes, int] | None = None
    make: Maker = plain
    words: Mapping[bytes, bytes] = field(default_factory=dict)


def lying(evidence: Evidence, trust: Trust, lies: Lies | None = None) -> tuple[bytes, bytes]:
    """The package with proofs that fit its acts, and the trust file that believes its block."""
    lies = lies or Lies()
    storage = storage_of(evidence, trust, lies)
    state = state_of(trust, storage.root, lies.code_hash or trust.register.code_hash)
    fields = [*decode_header(evidence.header).fields]
    fields[STATE_ROOT] = state.root
    header = decode_header(rlp.encode(fields))
    forged = replace(
        evidence,
        header=header.raw,
        claim=replace(evidence.claim, hash=header.hash),
        account=tuple(state.prove(keccak256(trust.register.address))),
        heads={
            subject: tuple(storage.prove(keccak256(head_slot(subject))))
            for subject in evidence.dossiers
        },
    )
    pinned = replace(trust, pins=(Pin(header.number, header.hash),))
    return write_package(forged), dump_trust(pinned)


def storage_of(evidence: Evidence, trust: Trust, lies: Lies) -> MadeTrie:
    """The register's storage: heads that fit the acts, and the words by their slots."""
    anchor = Anchor(trust.chain_id, trust.register.address)
    values = {
        subject: int.from_bytes(head_of(anchor, subject, acts))
        for subject, acts in evidence.dossiers.items()
    } | dict(lies.heads or {})
    slots = {keccak256(head_slot(subject)): rlp.encode(value) for subject, value in values.items()}
    words = {keccak256(slot): rlp.encode(word) for slot, word in lies.words.items()}
    others = {keccak256(bytes([n])): rlp.encode(n + 1) for n in range(OTHER_SLOTS)}
    return MadeTrie({**others, **slots, **words}, lies.make)


def head_of(anchor: Anchor, subject: bytes, acts: Sequence[RawAct]) -> bytes:
    """The head that these acts lead to."""
    head = anchor.empty_head(subject)
    for seq, act in enumerate(acts, start=1):
        head = next_head(head, anchor.act_digest(act, seq))
    return head


def state_of(trust: Trust, storage_root: bytes, code_hash: bytes) -> MadeTrie:
    """The accounts of the chain: the register's among others."""
    account = rlp.encode([1, 0, storage_root, code_hash])
    others = {
        keccak256(other_account(n)): rlp.encode([n, 10**18, bytes(32), bytes(32)])
        for n in range(OTHER_ACCOUNTS)
    }
    return MadeTrie({**others, keccak256(trust.register.address): account})


def other_account(number: int) -> bytes:
    """What stands for the address of an account that is none of ours."""
    return b"account" + bytes([number])
