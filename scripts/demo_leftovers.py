"""What a killed demo left running, found by its folder and ended; its chain is saved first."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Final

from ledger.chain.devnode import HOST, STATE, require_free
from ledger.chain.devstate import save_state
from ledger.chain.errors import ChainError, PortInUse

END_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 30.0
POLL_SECONDS: Final = 0.02
PROCESSES: Final = Path("/proc")


def end_leftovers(home: Path) -> None:
    """End the services, then the chain: only processes of this very folder."""
    _kill([pid for pid in _all() if _is_service(pid, home)])
    for pid in [pid for pid in _all() if _is_chain(pid, home)]:
        _save(pid, home)
        _kill([pid])


def _all() -> Iterator[int]:
    ours = (os.getpid(), os.getppid())
    for entry in PROCESSES.glob("[0-9]*"):
        if int(entry.name) not in ours:
            yield int(entry.name)


def _is_service(pid: int, home: Path) -> bool:
    """Services, registers outside and commands have the folder in their environment."""
    told = f"DATADEED_HOME={home}".encode()
    ours = (b"datadeed", b"tests.simulators.national", b"tests.simulators.movables")
    words = _command(pid)
    return told in _words(pid, "environ") and any(each in word for word in words for each in ours)


def _is_chain(pid: int, home: Path) -> bool:
    """Our anvil runs in the folder."""
    command = _command(pid)
    return bool(command) and b"anvil" in command[0] and _folder(pid) == home


def _save(pid: int, home: Path) -> None:
    """Keep what the chain has made since it was last saved; else it is sent again."""
    for port in _ports(pid):
        try:
            save_state(f"http://{HOST}:{port}", home / STATE, timeout=ANSWER_SECONDS)
        except ChainError as fault:
            print(f"{type(fault).__name__}: {fault}")


def _kill(pids: list[int]) -> None:
    """Kill, and wait until they have let go of their ports too: that comes a little later."""
    ports = [port for pid in pids for port in _ports(pid)]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    patience = time.monotonic() + END_SECONDS
    while time.monotonic() < patience:
        if not any(map(_command, pids)) and all(map(_is_free, ports)):
            return
        time.sleep(POLL_SECONDS)


def _ports(pid: int) -> list[int]:
    words = [word.decode(errors="replace") for word in _command(pid)]
    return [int(after) for word, after in pairwise(words) if word == "--port" and after.isdigit()]


def _is_free(port: int) -> bool:
    try:
        require_free(HOST, port)
    except PortInUse:
        return False
    return True


def _command(pid: int) -> list[bytes]:
    return _words(pid, "cmdline")


def _words(pid: int, name: str) -> list[bytes]:
    try:
        return [word for word in (PROCESSES / str(pid) / name).read_bytes().split(b"\0") if word]
    except OSError:
        return []


def _folder(pid: int) -> Path | None:
    try:
        return (PROCESSES / str(pid) / "cwd").readlink()
    except OSError:
        return None
