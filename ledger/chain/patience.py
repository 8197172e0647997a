"""How long a sender waits, when it acts, and how it outbids."""

import time
from dataclasses import dataclass
from typing import Final

from ledger.chain.errors import OutcomeUnknown
from ledger.chain.records import Fees

PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient a sender is, and how it outbids.

    A transaction that waits while `blocks` blocks were made, or that offers less than the base fee,
    is replaced by one of the same act that offers `bump_percent` more, up to `ceiling` wei a gas.
    A nonce that the chain counts belongs to another transaction only when ours cannot be shown for
    `sure_after` seconds: a node may count a block before it shows what is in it.
    """

    poll: float = 0.01
    poll_most: float = 1.0
    stuck_after: float = 4.0
    give_up: float = 120.0
    sure_after: float = 5.0
    blocks: int = 3
    bump_percent: int = 25
    ceiling: int = 10**13

    def capped(self, fees: Fees) -> Fees:
        """An offer within the ceiling."""
        most = min(fees.most, self.ceiling)
        return Fees(most, min(fees.tip, most))

    def more(self, last: Fees, now: Fees) -> Fees:
        """An offer that nodes take in place of the last one."""
        bump = PERCENT + self.bump_percent
        return self.capped(
            Fees(
                most=max(now.most, last.most * bump // PERCENT + 1),
                tip=max(now.tip, last.tip * bump // PERCENT + 1),
            )
        )


class Patience:
    """Waits ever longer, says when something seems stuck, and gives up in the end."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._start = self._nudged = time.monotonic()
        self._pause = policy.poll

    def stuck(self) -> bool:
        """Whether it is time to do something; then not again for as long."""
        now = time.monotonic()
        if now - self._nudged < self._policy.stuck_after:
            return False
        self._nudged = now
        return True

    def wait(self, tx_hash: bytes, fault: str, nonce: int = -1) -> None:
        """Sleep a little. Raises OutcomeUnknown in the end."""
        if time.monotonic() - self._start > self._policy.give_up:
            raise OutcomeUnknown(nonce, tx_hash, fault)
        time.sleep(self._pause)
        self._pause = min(self._pause * 1.5, self._policy.poll_most)
