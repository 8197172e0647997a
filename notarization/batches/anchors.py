"""The anchored roots that a log keeps: one file each, named by the number of digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from ledger.whole_file import write_whole
from notarization.batches.errors import BatchLogBroken
from notarization.verify.batch import AnchoredRoot, BatchMalformed, read_anchor
from notarization.verify.fields import Fields

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "anchors"
SUFFIX: Final = ".json"


def save(log: Path, anchor: AnchoredRoot) -> None:
    """Keep an anchored root."""
    write_whole(_path(log, anchor.size), canonical.encode(anchor.to_json()))


def load(log: Path, size: int) -> AnchoredRoot | None:
    """The root anchored for a size, None where none is kept. Raises BatchLogBroken."""
    path = _path(log, size)
    if not path.exists():
        return None
    try:
        value = canonical.parse_canonical(path.read_bytes())
        return read_anchor(Fields(value, path.name, error=BatchMalformed))
    except (OSError, CanonicalJsonError, BatchMalformed) as fault:
        raise BatchLogBroken(str(log), str(fault)) from fault


def sizes(log: Path) -> list[int]:
    """The sizes whose roots are kept, ascending."""
    names = (path.name.removesuffix(SUFFIX) for path in (log / FOLDER).glob(f"*{SUFFIX}"))
    return sorted(int(name) for name in names if name.isdecimal())


def _path(log: Path, size: int) -> Path:
    return log / FOLDER / f"{size}{SUFFIX}"
