"""The register as a command meets it: the chain, its profile, the relayer, and the words on it."""

from dataclasses import dataclass
from typing import Any, Final, TypeVar

from ledger.chain.calls import function
from ledger.chain.client import Chain
from ledger.chain.profile import BookName, ChainProfile
from ledger.chain.records import Call
from ledger.chain.sender import Sender
from ledger.domain import eip712
from ledger.domain.dossier import Anchor
from ledger.domain.words import RECORD_KEY, Word

HOUR: Final = 3_600

W = TypeVar("W", bound=Word)


@dataclass(frozen=True, slots=True)
class Register:
    """What every command takes first. Threads may share it."""

    chain: Chain
    profile: ChainProfile
    sender: Sender

    @property
    def anchor(self) -> Anchor:
        """What binds a dossier to this register."""
        return Anchor(self.profile.chain_id, self.profile.register.address)

    def time(self) -> int:
        """The chain's time, as an act given in now would meet it."""
        return self.chain.next_time()

    def deadline(self, seconds: int = HOUR) -> int:
        """A consent's last second, from now."""
        return self.time() + seconds

    def digest(self, book: BookName, terms: Any) -> bytes:
        """What every signer of these terms signs."""
        return eip712.digest(self.profile.chain_id, self.profile.book(book).address, terms)

    def ask(self, name: str, *values: Any) -> Any:
        """The answer of one of the register's reads."""
        read = function("Register", name)
        message = Call(self.profile.register.address, read.encode(*values))
        (answer,) = read.decode(self.chain.call(message))
        return answer

    def word(self, subject: bytes, key: bytes) -> bytes:
        """A word of a dossier; 32 zero bytes when it was never written."""
        word: bytes = self.ask("word", subject, key)
        return word

    def read(self, subject: bytes, key: bytes, layout: type[W]) -> W:
        """A word of a dossier by its layout. Raises WordMalformed."""
        return layout.parse(self.word(subject, key))

    def record(self, subject: bytes, layout: type[W]) -> W:
        """A dossier's record."""
        return self.read(subject, RECORD_KEY, layout)

    def seq(self, subject: bytes) -> int:
        """How many acts a dossier holds: what a changing act names as its version."""
        seq: int = self.ask("seqOf", subject)
        return seq
