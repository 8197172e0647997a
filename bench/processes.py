# ruff: noqa: INP001  # part of scripts
"""What a program and all that it starts take: wall time, processor seconds, resident memory.

Linux only: it reads /proc. Memory is the sum over the tree's processes of what each has resident;
a page that several share counts as much as one (PSS).
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TICK: Final = os.sysconf("SC_CLK_TCK")
SAMPLE: Final = 0.1
SELDOM: Final = 3
_PSS: Final = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)
POLL: Final = 0.2
MIB: Final = 1 << 20
END_SECONDS: Final = 15


class RunFailed(Exception):
    """A measured program ended, or did not come to its end, before its work was done."""


@dataclass(frozen=True)
class Taken:
    """Seconds from the start to the end of the work, processor seconds, and the peak memory."""

    seconds: float
    cpu: float
    peak_mib: int


@dataclass(frozen=True)
class _Process:
    number: int
    parent: int
    ticks: int


def _processes() -> dict[int, _Process]:
    found = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208 (read often)
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8") as file:  # noqa: PTH123 (read often)
                words = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        # state, parent, …; own and waited-for children's time
        found[int(entry)] = _Process(int(entry), int(words[1]), sum(map(int, words[11:15])))
    return found


def _tree(root: int) -> list[_Process]:
    """A process and all that descend from it."""
    every = _processes()
    children: dict[int, list[int]] = {}
    for number, process in every.items():
        children.setdefault(process.parent, []).append(number)
    found, waiting = [], [root]
    while waiting:
        number = waiting.pop()
        if number in every:
            found.append(every[number])
        waiting += children.get(number, ())
    return found


def _resident(process: _Process) -> int:
    """Bytes, each page divided by how many processes share it."""
    try:
        told = Path(f"/proc/{process.number}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = _PSS.search(told)
    return int(found[1]) << 10 if found else 0


def cpu_of(root: int) -> float:
    """Processor seconds of a process, its living descendants and those it has waited for."""
    return sum(process.ticks for process in _tree(root)) / TICK


class _Watch(threading.Thread):
    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.peak, self.cpu = 0, 0.0
        self.over = threading.Event()

    def run(self) -> None:
        """Look again and again."""
        looks = 0
        while not self.over.wait(SAMPLE):
            tree = _tree(self.root)
            # the kernel adds up pages for it: not at every look
            if not looks % SELDOM:
                self.peak = max(self.peak, sum(map(_resident, tree)))
            looks += 1
            self.cpu = max(self.cpu, sum(process.ticks for process in tree) / TICK)


@dataclass(frozen=True)
class Program:
    """A command with its surroundings; what it says goes to a file."""

    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    folder: Path | None = None


def end_cleanly() -> None:
    """Let a TERM or a lost terminal end this program as an error would, with what it started."""
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda *_: sys.exit(1))


def taken_by(program: Program, done: Callable[[], bool] | None, *, patience: float) -> Taken:
    """Run a program until it ends, or with `done` until its work is there; then it is ended.

    Raises:
        RunFailed: it ended badly or too early, or its work is not there after `patience` seconds.
    """
    with program.log.open("wb") as log:
        start = time.perf_counter()
        child = subprocess.Popen(
            program.command,
            env={**os.environ, **program.environment},
            cwd=program.folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    watch = _Watch(child.pid)
    watch.start()
    try:
        used = _await_exit(child, start + patience) if done is None else 0.0
        if done is not None:
            _await_work(child, done, start + patience)
        seconds = time.perf_counter() - start
    finally:
        watch.over.set()
        watch.join()
        if child.returncode is None:
            _end(child)
    if done is None and child.returncode:
        raise RunFailed(f"{program.command[0]} ended with {child.returncode}: see {program.log}")
    return Taken(seconds, max(watch.cpu, used), watch.peak // MIB)


def _await_exit(child: subprocess.Popen[bytes], latest: float) -> float:
    """The processor seconds of a program that ends by itself."""
    while time.perf_counter() < latest:
        found, status, used = os.wait4(child.pid, os.WNOHANG)
        if found:
            child.returncode = os.waitstatus_to_exitcode(status)
            return used.ru_utime + used.ru_stime
        time.sleep(SAMPLE / 10)
    raise RunFailed("it did not end in time")


def _await_work(child: subprocess.Popen[bytes], done: Callable[[], bool], latest: float) -> None:
    while time.perf_counter() < latest:
        if done():
            return
        if child.poll() is not None:
            raise RunFailed(f"it ended with {child.returncode} before its work was done")
        time.sleep(POLL)
    raise RunFailed("its work was not done in time")


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a program and what it started, as a group of its own."""
    os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
