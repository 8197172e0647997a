"""The demo and these tests share one list of forgeries, which lives beside the demo."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
