"""A recorded run of the demo on a real chain: 2 titles, 2 rounds, the second left open.

scripts/record_story.py makes it. The first title has two holders, two open pledges on one lot and a
freeze of the registrant's share.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ledger.domain.acts import SubjectKind
from ledger.domain.dossier import Anchor, RawAct
from ledger.domain.history import History, history_of

PATH = Path(__file__).parent / "vectors/story.json"


@dataclass(frozen=True, slots=True)
class Story:
    """Raw acts and the chain's own heads, by subject."""

    anchor: Anchor
    acts: dict[bytes, list[RawAct]]
    heads: dict[bytes, bytes]

    def histories(self) -> dict[bytes, History]:
        """Every dossier, replayed."""
        return {
            subject: history_of(self.anchor, subject, acts) for subject, acts in self.acts.items()
        }

    def subjects(self, kind: SubjectKind) -> list[bytes]:
        """The subjects of one kind, the longest dossier first."""
        found = [subject for subject in self.acts if subject[0] == kind]
        return sorted(found, key=lambda subject: -len(self.acts[subject]))


@cache
def story() -> Story:
    """The recorded run."""
    raw = json.loads(PATH.read_text(encoding="ascii"))
    acts = {}
    for name, entries in raw["dossiers"].items():
        subject = bytes.fromhex(name)
        acts[subject] = [
            RawAct(subject, kind, bytes.fromhex(book), bytes.fromhex(data), block, time)
            for kind, book, block, time, data in entries
        ]
    heads = {bytes.fromhex(name): bytes.fromhex(head) for name, head in raw["heads"].items()}
    return Story(Anchor(raw["chain_id"], bytes.fromhex(raw["register"])), acts, heads)
