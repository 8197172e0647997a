"""Who may open a registrant's proof files: the registrant, and the registry's staff."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from api.allowed import require_allowed
from api.registrant.record import Sealing
from ledger.domain.crypto_policy import Use
from ledger.whole_file import OWNER_ONLY, write_whole
from notarization.content.chosen import store_of
from notarization.content.sealing import Identity, Reader, Suite

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.settings import Settings


def sealing_for(settings: Settings) -> Sealing:
    """The content store of this home, sealed for the registrant and, where known, the registry.

    Raises AlgorithmNotAllowed, SuiteKeyMissing.
    """
    suite = Suite(settings.content_suite)
    require_allowed(settings, Use.CONTENT, suite, at=int(time.time()))
    own = _own(settings.keys / "own.age", suite).reader_for(suite)
    registry = settings.keys / "registry.age"
    staff = (_read(registry).reader_for(suite),) if registry.exists() else ()
    return Sealing(store_of(settings, *staff), _distinct(own, *staff))


def _distinct(*readers: Reader) -> tuple[Reader, ...]:
    return tuple(dict.fromkeys(readers))


def _own(path: Path, suite: Suite) -> Identity:
    """The registrant's keys, made where there are none. One of another suite stays beside."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # another process may have just made them
        with suppress(FileExistsError):
            key = Identity.generate(suite).key.encode("ascii")
            write_whole(path, key, mode=OWNER_ONLY, new=True)
    return _read(path)


def _read(path: Path) -> Identity:
    return Identity.parse(path.read_text(encoding="ascii").strip())
