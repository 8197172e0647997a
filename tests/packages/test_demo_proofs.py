"""The demo's check of a package, where a network can be taken away and where it cannot."""

import os
import subprocess
import sys
from pathlib import Path

from tests.packages.test_verifier import PATHS, PLEDGED
from tests.thorough import WHOLE_CHECK

ROOT = Path(__file__).resolve().parents[2]
CHECK = """
import sys
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, "scripts")
from demo_proofs import Proofs
from demo_screen import Screen

package, home, trust = sys.argv[1:]
proofs = Proofs(SimpleNamespace(screen=Screen(1), home=Path(home)), None, None, None)
proofs.trust = Path(trust)
proofs._verify(Path(package))
print("checks", proofs.screen.checks)
"""


def checked(folder: Path, *, accepts: str) -> str:
    """What the demo says on a machine whose unshare takes only this flag."""
    unshare = folder / "unshare"
    unshare.write_text(f'#!/bin/sh\n[ "$1" = "{accepts}" ] && shift && exec "$@"\nexit 1\n')
    unshare.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    trust = PATHS[PATHS.index("--trust") + 1]
    done = subprocess.run(
        [sys.executable, "-c", CHECK, PLEDGED, str(folder), trust],
        env={**os.environ, "PATH": path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@WHOLE_CHECK
def test_nobody_needs_to_be_root_for_the_offline_check(tmp_path: Path) -> None:
    for flag in ("-rn", "-n"):
        said = checked(tmp_path, accepts=flag)
        assert "✓ 独立进程断网核验 offline: VERIFIED" in said
        assert "checks 1" in said


def test_a_verifier_that_kept_its_network_is_no_offline_check(tmp_path: Path) -> None:
    said = checked(tmp_path, accepts="neither")
    assert "the verifier was NOT cut off" in said
    assert "✓" not in said
    assert "checks 0" in said
