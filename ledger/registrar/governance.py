"""The governor's powers over the register: books and intake, through the AccessManager only.

A power with a delay is announced first and carried out when its delay is over; who may do it is
the account that sends, so these steps go out under the governor's own key, never the relayer's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.chain.calls import function
from ledger.chain.records import Call, Receipt
from ledger.chain.sender import Sender
from ledger.domain.closure import GOVERNANCE
from ledger.domain.keccak import keccak256
from ledger.registrar.acting import Entered, acts_of
from ledger.registrar.errors import OutcomeDiffers
from ledger.registrar.plan import AUTHORITY, REGISTER
from ledger.registrar.register import Register


@dataclass(frozen=True, slots=True)
class Power:
    """A call on the register that only its AccessManager may make."""

    function: str
    values: tuple[Any, ...]

    @property
    def data(self) -> bytes:
        """The call's data."""
        return function(REGISTER, self.function).encode(*self.values)


def admission(book: bytes, kinds: Sequence[int], *, since: int, until: int) -> Power:
    """Admit a book for these kinds of act, two days ahead at the earliest."""
    return Power("admitBook", (book, sum(1 << kind for kind in set(kinds)), since, until))


def ending(book: bytes, *, until: int) -> Power:
    """End a book's admission."""
    return Power("endBook", (book, until))


def pause(*, paused: bool) -> Power:
    """Stop or resume the intake of applications."""
    return Power("pauseIntake", (paused,))


def announce(register: Register, governor: Sender, power: Power) -> Receipt:
    """Announce a power that has a delay; everybody can read it in the AccessManager."""
    return _send(register, governor, "schedule", (*_target(register, power), 0))


def carry_out(register: Register, governor: Sender, power: Power) -> Entered:
    """Use a power: announced before if it has a delay.

    Raises:
        AccessManagerNotScheduled, AccessManagerNotReady, AccessManagerExpired: at the wrong time.
        AccessManagerUnauthorizedCall: by another account than the governor's.
        ContractError: the register itself refuses.
    """
    receipt = _send(register, governor, "execute", _target(register, power))
    acts = acts_of(register, receipt)
    if not acts:
        raise OutcomeDiffers("acts", "one", "none")
    return Entered(receipt, acts)


def _target(register: Register, power: Power) -> tuple[bytes, bytes]:
    return register.profile.register.address, power.data


def _send(register: Register, governor: Sender, name: str, values: tuple[Any, ...]) -> Receipt:
    data = function(AUTHORITY, name).encode(*values)
    # The same power may rightly be used again later: the dossier's count tells the uses apart.
    count = register.seq(GOVERNANCE).to_bytes(32)
    key = keccak256(register.profile.authority.address + count + data)
    receipt = governor.send(Call(register.profile.authority.address, data), key)
    return governor.await_final(receipt)
