"""Who takes the step of a deposit."""

from dataclasses import dataclass
from typing import Protocol

from ledger.domain.acts import Application, Step
from ledger.registrar import application as filing
from ledger.registrar.acting import Hand
from ledger.registrar.register import Register


class Clerk(Protocol):
    """Who signs the step: an acceptance clerk of the registry (the procedure's table says so)."""

    @property
    def consent(self) -> int:
        """For how many seconds a signature is good."""

    def take(self, terms: Step, content: Application) -> None:
        """Sign and enter the step, or hand it on to be signed; the same terms once only.

        Raises ContractError, ChainError.
        """


@dataclass(frozen=True, slots=True)
class SigningClerk:
    """A clerk whose key is at hand."""

    register: Register
    hand: Hand
    consent: int = 3_600

    def take(self, terms: Step, content: Application) -> None:
        """See Clerk."""
        filing.step(self.register, terms, content, [self.hand])
