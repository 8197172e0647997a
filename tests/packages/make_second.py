"""Makes the golden package of version 2: `python -m tests.packages.make_second`.

It is made of the golden one of version 1, so it needs no chain. Make it anew only when version 2
changes; what was committed is read by every later version.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from forgeries import open_package

from tests.packages.second import second

GOOD = Path(__file__).parent / "good"


def main() -> None:
    """Write good/second.evidence.zip."""
    first = (GOOD / "pledged.evidence.zip").read_bytes()
    (GOOD / "second.evidence.zip").write_bytes(second(open_package(first)))


if __name__ == "__main__":
    main()
