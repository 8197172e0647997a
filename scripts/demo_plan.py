"""What the demo has decided and done, on disk before it is sent: a killed demo goes on from here.

Terms are kept before they are signed. Whoever enters the same terms again gets the first act's
receipt (consents are single-use), so a step that was cut off is simply taken again.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from ledger.domain import acts
from ledger.whole_file import write_whole

T = TypeVar("T")
SCHEMA: Final = "datadeed/demo/1"


class Plan:
    """The demo's notebook: facts (JSON), terms (structs) and done steps, by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        empty: dict[str, Any] = {"schema": SCHEMA, "facts": {}, "terms": {}, "done": {}}
        self.data = json.loads(path.read_text(encoding="utf-8")) if path.exists() else empty
        self._now: Callable[[], int] = int
        self._keep: Callable[[], None] = lambda: None

    def follow(self, now: Callable[[], int], keep: Callable[[], None]) -> None:
        """From now on terms note the chain's time, and a done step first keeps the chain."""
        self._now, self._keep = now, keep

    @property
    def clock(self) -> int:
        """A time of the chain, in seconds, that no terms made so far go beyond; 0 before any."""
        return int(self.data["facts"].get("clock", 0))

    def note_clock(self, time: int) -> None:
        """Note the chain's time: a chain that went back to before it is brought here again."""
        self.data["facts"]["clock"] = max(self.clock, time)
        self._save()

    def fact(self, name: str, make: Callable[[], Any]) -> Any:
        """A value that is decided once."""
        facts = self.data["facts"]
        if name not in facts:
            facts[name] = make()
            self._save()
        return facts[name]

    def known(self, name: str) -> Any:
        """A value decided before, None if it was not."""
        return self.data["facts"].get(name)

    def terms(self, name: str, make: Callable[[], T]) -> T:
        """Terms that are made once and then stay as they are."""
        kept = self.data["terms"].get(name)
        if kept is not None:
            terms: T = acts.decode(getattr(acts, kept["type"]), bytes.fromhex(kept["data"]))
            return terms
        made = make()
        data = acts.encode(made).hex()
        self.data["terms"][name] = {"type": type(made).__name__, "data": data}
        self.note_clock(self._now())
        return made

    def is_done(self, name: str) -> bool:
        """Whether a step was taken to its end."""
        return name in self.data["done"]

    def note_done(self, name: str, value: Any = None) -> None:
        """Note that a step was taken, with what it gave."""
        self._keep()
        self.data["done"][name] = value
        self._save()

    def outcome(self, name: str) -> Any:
        """What a done step gave."""
        return self.data["done"][name]

    def _save(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.data, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(self.path, text.encode())
