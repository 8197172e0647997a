"""A clerk who signs at home: steps are written as act files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.registrant import actfile
from ledger.chain.profile import ChainProfile
from ledger.domain.acts import Application, Step

WEEK: Final = 7 * 86_400


@dataclass(frozen=True, slots=True)
class WritingClerk:
    """Writes the step of a deposit as an act file; `tell` hears where the file lies."""

    folder: Path
    profile: ChainProfile
    tell: Callable[[Path], None]
    consent: int = WEEK

    def take(self, terms: Step, content: Application) -> None:
        """Write the file, unless it is there already and perhaps signed. Raises OSError."""
        path = self.folder / f"deposit-{terms.application.hex()[:16]}.json"
        if path.exists() and actfile.read(path, self.profile).prepared.terms == terms:
            return
        actfile.write(path, actfile.make(self.profile, "step", terms, content), self.profile)
        self.tell(path)
