# ruff: noqa: INP001  # a script, never imported
"""Measures how long the state of a long dossier takes at a moment of its past; prints JSON.

Run from the root of the repository: `python bench/bench_as_of.py [acts]`. The dossier is a title
with pledges recorded and released in turn; the state that is asked for is that after its last act
but one, the farthest from a checkpoint, from a mirror in SQLite. Fails where the median of the
processor's milliseconds is above 20.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ledger.domain.acts import TitleId
from ledger.queries.replay import Moment, dossier_state
from ledger.store.engine import read_session
from tests import forge
from tests.mirrors import open_mirror
from tests.simulators.chain import SimulatedChain, profile_of

ACTS = 1_000
RUNS = 15
MOST_MS = 20


def long_title(chain: SimulatedChain, acts: int) -> TitleId:
    """A title with so many acts, two a block."""
    book, terms = forge.Forge(), forge.content(1, [1])
    body, issued = forge.issue(terms, 1, chain.next_time())
    titled = forge.title_id(body)
    chain.mine([book.act(issued, len(chain.blocks), chain.next_time())])
    for serial in range(acts // 2):
        number, when = len(chain.blocks), chain.next_time()
        pledge = forge.pledge(titled, forge.party(1), serial, 1_000)
        recorded = book.act(pledge, number, when)
        chain.mine([recorded, book.act(forge.release(book, pledge.body), number, when)])
    return titled


def main() -> None:
    """Print the median and the worst of some readings."""
    acts = int(sys.argv[1]) if len(sys.argv) > 1 else ACTS
    chain, taken, worked = SimulatedChain(), [], []
    titled = long_title(chain, acts)
    with tempfile.TemporaryDirectory() as folder:
        mirror = open_mirror(Path(folder) / "mirror.db", chain, profile_of(chain))
        mirror.catch_up()
        with read_session(mirror.engine, now=0) as session:
            for _ in range(RUNS):
                start, begun = time.perf_counter(), time.process_time()
                state = dossier_state(session, titled, Moment(seq=acts - 1))
                worked.append(1_000 * (time.process_time() - begun))
                taken.append(1_000 * (time.perf_counter() - start))
                if state.seq != acts - 1:
                    raise SystemExit(f"{state.seq} acts of {acts - 1}")
        mirror.engine.dispose()
    processor = round(statistics.median(worked), 1)
    told = {"bench": "as of", "acts": acts, "processor_ms": processor}
    told["median_ms"] = round(statistics.median(taken), 1)
    told |= {"most_ms": round(max(taken), 1), "least_ms": round(min(taken), 1)}
    print(json.dumps(told))  # noqa: T201
    if processor > MOST_MS:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
