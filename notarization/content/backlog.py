"""What a store on IPFS still has to do, told by its folder alone: no node is asked."""

import json
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

QUEUE: Final = "queue"
UNPIN: Final = "unpin"
CHECKED: Final = "checked/last.json"


@dataclass(frozen=True, slots=True)
class Backlog:
    """Contents that wait for a node, erased ones that nodes still pin, and the last check.

    `lacking` counts how often a node lacked a content then; `checked` is when (seconds since 1970;
    0: never).
    """

    queued: int
    unpinning: int
    lacking: int
    checked: float

    @property
    def waits(self) -> bool:
        """Whether anything is to be sent or unpinned."""
        return self.queued + self.unpinning > 0

    def age(self, now: datetime) -> float:
        """Seconds since the last check; endless before the first."""
        return now.timestamp() - self.checked if self.checked else math.inf


def backlog(root: Path) -> Backlog:
    """The backlog of the store below a folder."""
    queued, unpinning = len(names(root / QUEUE)), len(names(root / UNPIN))
    try:
        told = json.loads((root / CHECKED).read_bytes())
    except FileNotFoundError:
        return Backlog(queued, unpinning, 0, 0.0)
    checked = datetime.fromisoformat(told["checkedAt"]).timestamp()
    return Backlog(queued, unpinning, len(told["lacking"]), checked)


def names(folder: Path) -> list[str]:
    """The names of the files in a folder that may be missing."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
