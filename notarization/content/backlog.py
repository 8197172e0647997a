"""What a store on IPFS still has to do, told by its folder alone: no node is asked."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from notarization.content.errors import StoreFailed

QUEUE: Final = "queue"
UNPIN: Final = "unpin"
CHECKED: Final = "checked/last.json"


@dataclass(frozen=True, slots=True)
class Backlog:
    """Contents that wait for a node, erased ones that nodes still pin, and the last check.

    `checked` is when that was (seconds since 1970; 0: never). Of then are: how many contents were
    `kept` wherever they belong, how often a node `lacking` one was met, how many were `repaired`,
    had been `erased`, and were `lost`: neither a node nor this machine has them. `code` says why
    something of it cannot be told.
    """

    queued: int = 0
    unpinning: int = 0
    lacking: int = 0
    checked: float = 0.0
    kept: int = 0
    repaired: int = 0
    lost: int = 0
    erased: int = 0
    code: str = ""

    @property
    def waits(self) -> bool:
        """Whether anything is to be sent or unpinned."""
        return self.queued + self.unpinning > 0

    def left(self, every: float, now: datetime) -> float:
        """Seconds until the next check is due; none before the first, or after one of the future.

        That one was made under a clock that was ahead, perhaps by years.
        """
        age = now.timestamp() - self.checked
        return every - age if 0 <= age < every else 0.0


def backlog(root: Path) -> Backlog:
    """The backlog of the store below a folder."""
    try:
        waits = Backlog(len(names(root / QUEUE)), len(names(root / UNPIN)))
    except OSError:
        return Backlog(code=StoreFailed.code)
    try:
        told = json.loads((root / CHECKED).read_bytes())
        return replace(
            waits,
            lacking=len(told["lacking"]),
            checked=datetime.fromisoformat(told["checkedAt"]).timestamp(),
            kept=int(told["kept"]),
            repaired=len(told["repaired"]),
            lost=len(told.get("lost", ())),
            erased=int(told.get("erased", 0)),
        )
    except FileNotFoundError:
        return waits
    except (OSError, ValueError, LookupError, TypeError):
        return replace(waits, code=StoreFailed.code)


def names(folder: Path) -> list[str]:
    """The names of the files in a folder that may be missing."""
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
