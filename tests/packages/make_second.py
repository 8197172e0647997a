"""Makes the golden packages without a chain: `python -m tests.packages.make_second`.

One of version 2 with the cover's first schema, one with its newest, and one with proofs of batches
and the trust file of whoever knows their block, and one with all that may stand beside a manifest
and the trust file of whoever wants it all. They are made of the golden one of version 1. Make
them anew only when their formats change; what was committed is read by every later version.
"""

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from forgeries import open_package

from notarization.verify.cover import FIRST, SCHEMA
from tests.packages.attested import attested_by_all
from tests.packages.batched import golden
from tests.packages.second import second

GOOD = Path(__file__).parent / "good"


def main() -> None:
    """Write second, worded, batched and attested.evidence.zip, and the last two's trust files."""
    first = open_package((GOOD / "pledged.evidence.zip").read_bytes())
    worded = replace(first, cover=replace(first.cover, schema=SCHEMA))
    (GOOD / "worded.evidence.zip").write_bytes(second(worded))
    made = second(replace(first, cover=replace(first.cover, schema=FIRST)))
    (GOOD / "second.evidence.zip").write_bytes(made)
    package, trust = golden(made)
    (GOOD / "batched.evidence.zip").write_bytes(package)
    (GOOD / "batched.trust.json").write_bytes(trust)
    package, trust = attested_by_all(made)
    (GOOD / "attested.evidence.zip").write_bytes(package)
    (GOOD / "attested.trust.json").write_bytes(trust)


if __name__ == "__main__":
    main()
