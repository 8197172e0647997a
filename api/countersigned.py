"""What this installation hands out, countersigned with its SM2 key where it has one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.allowed import require_allowed
from ledger.domain.crypto_policy import Use
from ledger.whole_file import write_whole
from notarization.countersigning import SmKey, countersign, countersign_verdict, read_key
from notarization.verify.algorithms import COUNTERSIGNATURE

if TYPE_CHECKING:
    from api.wiring import Wiring
    from ledger.settings import Settings

NONE: Final = "-"


def package(wiring: Wiring, data: bytes) -> bytes:
    """An evidence package as it leaves. Raises AlgorithmNotAllowed, CountersigningKeyUnusable."""
    key = _key(wiring)
    return data if key is None else countersign(data, key, wiring.clock())


def verdict(wiring: Wiring, compact: bytes, since: int, folder: Path) -> bytes:
    """A signed verdict of a block of time `since` as it leaves: made once for each key, then kept.

    SM2 signs the same twice in other bytes, and the same block is to give the same file. Raises
    AlgorithmNotAllowed, CountersigningKeyUnusable.
    """
    key = _key(wiring)
    if key is None:
        return compact
    both = hashlib.sha256(compact + key.public).hexdigest()
    kept = folder / f"{both}.countersigned"
    if not kept.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(kept, countersign_verdict(compact, key, max(wiring.clock(), since)))
    return kept.read_bytes()


def require_usable(settings: Settings) -> None:
    """The key that is set can sign. Raises CountersigningKeyUnusable."""
    if settings.sm2_key != NONE:
        read_key(Path(settings.sm2_key)).sign(b"")


def _key(wiring: Wiring) -> SmKey | None:
    settings = wiring.settings
    if settings.sm2_key == NONE:
        return None
    require_allowed(settings, Use.COUNTERSIGNATURE, COUNTERSIGNATURE, at=wiring.clock())
    return read_key(Path(settings.sm2_key))
