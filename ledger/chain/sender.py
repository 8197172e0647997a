"""One relayer's account, used by many threads and processes at once.

Every act is given in once: who gives in the same again joins the first. A nonce belongs to an act
from the moment it is on disk, so there is no gap and no act twice, whatever is killed when.
"""

import logging
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NoReturn

from ledger.bindings.revert import ContractError, RevertUnknown
from ledger.chain.check import check_profile, final_block
from ledger.chain.client import Chain
from ledger.chain.errors import (
    FinalityBroken,
    NodeRefused,
    NodeUnreachable,
    NonceTaken,
    SenderUnfunded,
    TransactionFailed,
)
from ledger.chain.outbox import Entry, Outbox, Variant
from ledger.chain.patience import Patience, Policy
from ledger.chain.profile import ChainProfile, Finality, Instant
from ledger.chain.records import Call, Fees, Receipt, Tag
from ledger.chain.signer import Key
from ledger.domain.keccak import keccak256

log: Final = logging.getLogger(__name__)
PERCENT: Final = 100
GAS_MARGIN_PERCENT: Final = 125
GAS_RESERVE: Final = 50_000
SETTLE_EVERY: Final = 64


@dataclass(frozen=True, slots=True)
class Rules:
    """What a sender must know of its chain."""

    chain_id: int
    finality: Finality
    dev: bool = False
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a start found in the outbox: what it sent again, and up to where all is final."""

    resent: tuple[int, ...]
    settled: int


def outbox_folder(root: Path, chain: Chain, account: bytes) -> Path:
    """Where an account's outbox for this very chain lies: a chain made anew gets another one."""
    genesis = chain.block(0).hash
    return root / f"{chain.chain_id()}-{genesis.hex()[:8]}-{account.hex()}"


class Sender:
    """Brings messages on chain under one key. Threads may share it; processes share its outbox."""

    def __init__(self, chain: Chain, key: Key, outbox: Outbox, rules: Rules) -> None:
        self.chain = chain
        self.account = key.account
        self.outbox = outbox
        self.rules = rules
        self._key = key

    @classmethod
    def open(cls, chain: Chain, profile: ChainProfile, key: Key, root: Path) -> "Sender":
        """The sender of a profile's register; first brings to an end what a former run left.

        Raises:
            ProfileError, NodeUnreachable: the node is not what the profile says; nothing was sent.
        """
        check_profile(chain, profile)
        outbox = Outbox(outbox_folder(root, chain, key.account))
        sender = cls(chain, key, outbox, Rules(profile.chain_id, profile.finality, profile.dev))
        sender.recover()
        return sender

    def send(self, message: Call, key: bytes | None = None) -> Receipt:
        """Bring a message on chain and wait until it is in a block.

        `key` names the message for ever, by default by its bytes: the same is never sent twice.

        Raises:
            ContractError: the contract refuses; before it is sent (free) or, rarely, in the block.
            SenderUnfunded, NonceTaken: nothing was entered; it may be given in again.
            OutcomeUnknown: it lies in the outbox; giving in the same again joins it.
            NodeUnreachable, NodeRefused: the dry run could not be done; nothing was entered.
        """
        key = key or key_of(message)
        entry = self._joined(key) or self._entered(message, key)
        return self._await_mined(entry)

    def await_final(self, receipt: Receipt) -> Receipt:
        """Wait until the transaction's block is final; after a fork it may be another block.

        Raises:
            OutcomeUnknown: it is not final within the policy's patience.
            ContractError, TransactionFailed: after a fork the contract refuses it.
        """
        if isinstance(self.rules.finality, Instant):
            return receipt
        patience = Patience(self.rules.policy)
        while True:
            try:
                if (final := self._final(receipt)) is not None:
                    return final
                if patience.stuck():
                    receipt = self._after_fork(receipt)
                fault = "not final"
            except NodeUnreachable as unreachable:
                fault = str(unreachable)
            patience.wait(receipt.tx_hash, fault)

    def recover(self) -> Recovery:
        """Send again what a killed process left unsent, and note what has become final.

        Raises:
            FinalityBroken: the chain lost what was final; only a development chain may.
        """
        with self.outbox.lock():
            self.outbox.reindex()
            resent = self._resend()
            return Recovery(resent, self._settle())

    def _joined(self, key: bytes) -> Entry | None:
        """The entry of the same act, unless it came to nothing."""
        entry = self.outbox.find(key)
        if entry is None:
            return None
        receipt = self._receipt(entry)
        if receipt is not None:
            return entry if receipt.succeeded else None
        return None if self._lost(entry) else entry

    def _entered(self, message: Call, key: bytes) -> Entry:
        """A new entry, after a dry run; or the same act's that another clerk gave in meanwhile."""
        dry = replace(message, sender=self.account)
        try:
            gas = self.chain.estimate_gas(dry) * GAS_MARGIN_PERCENT // PERCENT + GAS_RESERVE
        except (ContractError, RevertUnknown):
            # The refusal may be that very act's own success.
            if (entry := self._joined(key)) is not None:
                return entry
            raise
        return self._enter(message, key, gas)

    def _enter(self, message: Call, key: bytes, gas: int) -> Entry:
        purse = self.chain.purse(self.account)
        fees = self.rules.policy.capped(purse.fees)
        needed = gas * fees.most + message.value
        if purse.balance < needed:
            raise SenderUnfunded(self.account, purse.balance, needed)
        with self.outbox.lock():
            if (joined := self._joined(key)) is not None:
                return joined
            next_nonce = self.outbox.next_nonce()
            if next_nonce - self.outbox.settled() >= SETTLE_EVERY:
                self._settle()
            nonce = max(next_nonce, self.chain.nonce(self.account))
            draft = Entry(nonce, key, message, gas, ())
            entry = replace(draft, variants=(self._sign(draft, fees, purse.height),))
            self.outbox.create(entry)
            self._broadcast(entry)
        return entry

    def _sign(self, entry: Entry, fees: Fees, height: int) -> Variant:
        fields = {
            "type": 2,
            "chainId": self.rules.chain_id,
            "nonce": entry.nonce,
            "data": entry.message.data,
            "value": entry.message.value,
            "gas": entry.gas,
            "maxFeePerGas": fees.most,
            "maxPriorityFeePerGas": fees.tip,
            "accessList": [],
        }
        if entry.message.to is not None:
            fields["to"] = entry.message.to
        raw, tx_hash = self._key.sign_transaction(fields)
        return Variant(raw, tx_hash, fees, height)

    def _broadcast(self, entry: Entry) -> None:
        try:
            self.chain.send_raw(entry.last.raw)
        except (NodeRefused, NodeUnreachable) as fault:
            # Nodes name the same refusal differently ("known", "nonce too low"): what counts is
            # what the chain holds, and that is asked until it is known.
            place = (entry.nonce, entry.last.tx_hash.hex())
            log.warning("broadcast refused nonce=%d tx=0x%s fault=%s", *place, fault)

    def _receipt(self, entry: Entry) -> Receipt | None:
        for variant in reversed(entry.variants):
            if (receipt := self.chain.receipt(variant.tx_hash)) is not None:
                return receipt
        return None

    def _lost(self, entry: Entry) -> bool:
        """Whether the chain took another transaction under the entry's nonce."""
        if self.chain.nonce(self.account) <= entry.nonce:
            return False
        policy = self.rules.policy
        sure = time.monotonic() + policy.sure_after
        while self._receipt(entry) is None:
            if time.monotonic() > sure:
                return True
            time.sleep(policy.poll)
        return False

    def _await_mined(self, entry: Entry) -> Receipt:
        patience = Patience(self.rules.policy)
        while True:
            try:
                if (receipt := self._receipt(entry)) is not None:
                    return receipt if receipt.succeeded else self._refuse_mined(receipt, entry)
                if patience.stuck():
                    entry = self._push(entry)
                fault = "not in a block"
            except NodeUnreachable as unreachable:
                fault = str(unreachable)
            patience.wait(entry.last.tx_hash, fault, entry.nonce)

    def _push(self, entry: Entry) -> Entry:
        """Do what can be done for an entry that is in no block."""
        if self._lost(entry):
            raise NonceTaken(entry.nonce)
        with self.outbox.lock():
            self._resend()
            return self._outbid(self.outbox.entry(entry.nonce))

    def _final(self, receipt: Receipt) -> Receipt | None:
        """The receipt as it stands in a final block; None while it does not."""
        final = final_block(self.chain, self.rules.finality)
        found = self.chain.receipt(receipt.tx_hash)
        if found is None or found.block_number > final:
            return None
        return found if found.succeeded else self._refuse_mined(found)

    def _after_fork(self, receipt: Receipt) -> Receipt:
        """Send again what a fork threw out; the receipt of the variant that came in instead."""
        if self.chain.receipt(receipt.tx_hash) is not None:
            return receipt
        with self.outbox.lock():
            self._resend()
            for entry in self.outbox.entries(self.outbox.settled(), self.outbox.next_nonce()):
                if receipt.tx_hash in {variant.tx_hash for variant in entry.variants}:
                    return self._receipt(entry) or receipt
        return receipt

    def _refuse_mined(self, receipt: Receipt, entry: Entry | None = None) -> NoReturn:
        """Raise what the contract says to the same message now."""
        if entry is not None:
            dry = replace(entry.message, sender=self.account)
            try:
                self.chain.call(dry, receipt.block_number)
            except (ContractError, RevertUnknown) as refusal:
                failed = TransactionFailed(receipt.tx_hash, receipt.block_number)
                raise refusal from failed
        raise TransactionFailed(receipt.tx_hash, receipt.block_number)

    def _resend(self) -> tuple[int, ...]:
        """Broadcast every entry that the chain has not taken and the node not heard of. Locked."""
        taken = self.chain.nonce(self.account)
        settled = self.outbox.settled()
        if taken < settled:
            if not self.rules.dev:
                raise FinalityBroken(settled, taken)
            self.outbox.note_settled(taken)
        nonces = range(taken, self.outbox.next_nonce())
        unsent = [
            entry
            for entry in map(self.outbox.entry, nonces)
            if not self.chain.knows(entry.last.tx_hash)
        ]
        for entry in unsent:
            self._broadcast(entry)
        return tuple(entry.nonce for entry in unsent)

    def _outbid(self, entry: Entry) -> Entry:
        """Offer more for the entry that is next, when it offers too little. Under the lock."""
        latest = self.chain.block(Tag.LATEST)
        last = entry.last
        passed_over = latest.number - last.block >= self.rules.policy.blocks
        too_low = last.fees.most < latest.base_fee
        if self.chain.nonce(self.account) != entry.nonce or not (passed_over or too_low):
            return entry
        more = self.rules.policy.more(last.fees, self.chain.purse(self.account).fees)
        if more.most <= last.fees.most:
            return entry
        entry = self.outbox.add(entry, self._sign(entry, more, latest.number))
        self._broadcast(entry)
        return entry

    def _settle(self) -> int:
        """Note the nonces that are final. Under the lock."""
        final = final_block(self.chain, self.rules.finality)
        known = self.outbox.settled()
        if final < 0:
            return known
        count = min(self.chain.nonce(self.account, final), self.outbox.next_nonce())
        if count > known:
            self._tell_lost(known, count)
            self.outbox.note_settled(count)
        return max(count, known)

    def _tell_lost(self, first: int, after: int) -> None:
        """Say which acts came to nothing: who gave them in may be gone, and hear nothing of it."""
        entries = tuple(self.outbox.entries(first, after))
        known = self.chain.receipts([each.tx_hash for entry in entries for each in entry.variants])
        taken = {receipt.tx_hash for receipt in known if receipt is not None}
        for entry in entries:
            if taken.isdisjoint(each.tx_hash for each in entry.variants):
                # another home's, most likely: two may not share a relayer's key
                place = (entry.nonce, entry.last.tx_hash.hex(), entry.key.hex())
                log.error("act lost, its nonce was taken elsewhere nonce=%d tx=0x%s act=%s", *place)


def key_of(message: Call) -> bytes:
    """The name of a message by its bytes: an act's terms make it unique (docs/dossier.md)."""
    to = message.to if message.to is not None else b""
    value = message.value.to_bytes(32)
    return keccak256(bytes([len(to)]) + to + value + message.data)
