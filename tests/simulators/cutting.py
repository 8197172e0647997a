"""A command of the console that is killed (-9) at a boundary of what it writes.

Boundaries are what it does to files of its home (opened to be written, put in their place, removed)
and every commit, before it and after it: between two of them nothing changes that lasts.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PROGRAM = """
import os, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine

home, last, told = sys.argv[1], int(sys.argv[2]), 0

def boundary(*_):
    global told
    told += 1
    if told == last:
        os.kill(os.getpid(), 9)

def heard(name, given):
    writes = name == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
    if (writes or name in ("os.rename", "os.remove")) and str(given[0]).startswith(home):
        boundary()

sys.addaudithook(heard)
event.listen(Engine, "commit", boundary)
from api.cli import run
code = run(sys.argv[3:], os.environ)
print("BOUNDARIES", told, file=sys.stderr)
sys.exit(code)
"""


def cut(home: Path, environment: Mapping[str, str], words: Sequence[str], last: int = 0) -> int:
    """Run a command whole, which must succeed, and tell how many boundaries it has; or kill it."""
    program = [sys.executable, "-c", PROGRAM, str(home), str(last), *words]
    done = subprocess.run(
        program, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if last:
        assert done.returncode == -signal.SIGKILL, done.stderr
        return last
    assert done.returncode == 0, done.stderr
    return int(done.stderr.rsplit("BOUNDARIES", 1)[1])
