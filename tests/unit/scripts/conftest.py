"""Scripts are no package: they find each other beside themselves, and these tests there too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "scripts"))
