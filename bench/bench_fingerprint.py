# ruff: noqa: INP001  # a script, never imported
"""Measures how close a fingerprint comes to the speed of its slowest digest alone; prints JSON.

Run from the root of the repository: `python bench/bench_fingerprint.py [MiB]`. The file is in the
page cache before the first pass, so that digests are measured and not the disk.
"""

import hashlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ledger.domain.fingerprint import CHUNK_BYTES
from notarization.fingerprint import fingerprint
from notarization.verify.digests import StreamDigest, new_sm3

RUNS = 3
DEFAULT_MIB = 512
FLOOR: Final = 0.7


def digest_alone(path: Path, digest: StreamDigest) -> None:
    """Read a file and feed it to one digest in one thread."""
    with path.open("rb", buffering=0) as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    digest.digest()


def speed(mib: int, work: Callable[[], object]) -> float:
    """Return MiB/s of one run."""
    start = time.perf_counter()
    work()
    return mib / (time.perf_counter() - start)


def measure(mib: int) -> dict[str, Any]:
    """Alternate the three works, so that a busy machine slows all of them alike."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.bin"
        path.write_bytes(os.urandom(CHUNK_BYTES) * mib)
        works: dict[str, Callable[[], object]] = {
            "sm3_alone": lambda: digest_alone(path, new_sm3()),
            "sha256_alone": lambda: digest_alone(path, hashlib.sha256()),
            "fingerprint": lambda: fingerprint(path),
        }
        runs: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(RUNS):
            for name, work in works.items():
                runs[name].append(speed(mib, work))
    medians = {name: round(statistics.median(values), 1) for name, values in runs.items()}
    slowest = min(medians["sm3_alone"], medians["sha256_alone"])
    return {
        "bench": "fingerprint",
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 2),
        "mib": mib,
        "mib_per_second": medians,
        "ratio_to_slowest_digest": round(medians["fingerprint"] / slowest, 3),
        "runs": RUNS,
    }


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_MIB
    found = measure(size)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    if found["ratio_to_slowest_digest"] < FLOOR:
        sys.exit(f"a fingerprint is slower than {FLOOR:.0%} of its slowest digest")
