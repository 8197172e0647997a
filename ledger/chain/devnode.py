"""anvil as the chain of a demo and of tests: kept on disk, killable, with a clock of its own.

The chain starts in the past, so that a demo can let weeks go by; its clock only moves forward and
never past the wall clock. It has no unlocked accounts: keys are ours, coins are given to them.
"""

import errno
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from ledger.chain import hexes
from ledger.chain.client import Web3Chain
from ledger.chain.devstate import save_state
from ledger.chain.errors import BinaryMissing, ClockRefused, NodeDied, NodeUnreachable, PortInUse
from ledger.chain.records import Tag

HOST: Final = "127.0.0.1"
CHAIN_ID: Final = 20_260
DAY: Final = 86_400
DAYS_BACK: Final = 60
STATE: Final = "anvil-state.json"
# past states, of which anvil writes gigabytes; one that is killed leaves them behind
PAST_STATES: Final = "anvil-past-states"
START_SECONDS: Final = 20.0
STOP_SECONDS: Final = 20.0
POLL_SECONDS: Final = 0.05
LOG_END: Final = 2_000
PACKAGES: Final = "node_modules/@foundry-rs/anvil-*/bin/anvil*"


@dataclass(frozen=True, slots=True)
class DevNodeOptions:
    """How a development chain is started; the folder holds its log and, with `keep`, its state.

    `genesis_time` must be the same for as long as the chain is kept: with another one anvil makes
    another first block, and answers now with this one, now with that. `patience`: the seconds in
    which it must answer; a long chain takes its time to be read.
    """

    binary: Path
    folder: Path
    port: int
    genesis_time: int
    keep: bool = True
    chain_id: int = CHAIN_ID
    host: str = HOST
    hardfork: str = "cancun"
    extra: tuple[str, ...] = ()
    patience: float = START_SECONDS


def find_binary(root: Path) -> Path:
    """The anvil that npm put under `root`. Raises BinaryMissing."""
    found = sorted(path for path in root.glob(PACKAGES) if path.is_file())
    if not found:
        raise BinaryMissing(str(root / PACKAGES))
    return found[0]


def require_free(host: str, port: int) -> None:
    """Raises PortInUse where another program listens, OSError where nobody can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                raise OSError(fault.errno, fault.strerror, f"{host}:{port}") from fault
            raise PortInUse(port) from fault


def free_port(host: str = HOST) -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


class DevNode:
    """A running anvil. Leaving its `with` block stops it."""

    def __init__(self, options: DevNodeOptions) -> None:
        self.options = options
        self.url = f"http://{options.host}:{options.port}"
        self.chain = Web3Chain(self.url)
        self._process: subprocess.Popen[bytes] | None = None
        self._saved = b""

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Start, and wait until it answers; a chain on disk goes on where it was last saved.

        Raises:
            PortInUse: somebody else listens there.
            NodeDied: it ended at once, as its log says.
        """
        if self.running:
            return self
        options = self.options
        require_free(options.host, options.port)
        options.folder.mkdir(parents=True, exist_ok=True)
        self._forget_past_states()
        resumed = options.keep and self._state.exists()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(resumed=resumed),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=options.folder,
                # Ctrl-C reaches a whole group at once: a chain that is kept is saved first.
                process_group=0 if options.keep else None,
            )
        try:
            self._await_answer()
            self._go_on() if resumed else self._begin()
        except BaseException:
            self.kill()
            raise
        return self

    def save(self) -> None:
        """Put a chain that is kept on disk, unless no block came since the last time.

        Coins that were given since then are not looked for: make a block after giving them.

        Raises:
            StateTorn: others made blocks all the time; what was saved before is still there.
            NodeUnreachable: it does not answer.
        """
        if not self.options.keep:
            return
        head = self.chain.block(Tag.LATEST).hash
        if head != self._saved:
            save_state(self.url, self._state)
            self._saved = head

    def stop(self) -> None:
        """Save it and end it; kills what does not end. Raises StateTorn, NodeUnreachable."""
        try:
            if self.running:
                self.save()
        finally:
            self._end(terminate=True)

    def kill(self) -> None:
        """End it as a power cut would: what came after the last `save` is lost."""
        self._end(terminate=False)

    def ensure(self) -> bool:
        """Start it again, as it was last saved, if it died; whether it had."""
        if self.running:
            return False
        self.start()
        return True

    def fund(self, account: bytes, wei: int) -> None:
        """Give an account coins: a power that only a development chain has."""
        self.chain.rpc.ask("anvil_setBalance", hexes.text(account), hexes.quantity(wei))

    def time(self) -> int:
        """The time of the latest block."""
        return self.chain.block(Tag.LATEST).timestamp

    def mine(self, blocks: int = 1) -> None:
        """Make empty blocks."""
        self.chain.rpc.ask("anvil_mine", hexes.quantity(blocks))

    def move_clock(self, to: int, *, wall: int) -> None:
        """Make a block at exactly this time; the clock runs on from there.

        Raises:
            ClockRefused: it would go back, or past the wall clock.
        """
        move_clock(self.chain, to, wall=wall)

    def set_clock(self, to: int) -> None:
        """Let the clock run on from a time, without a block; does nothing where it is past it."""
        if to > self.chain.next_time():
            self.chain.rpc.ask("evm_setTime", to)

    def advance(self, seconds: int, *, wall: int) -> None:
        """Let time go by. Raises ClockRefused."""
        self.move_clock(self.time() + seconds, wall=wall)

    def snapshot(self) -> str:
        """A point to come back to."""
        return str(self.chain.rpc.ask("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Come back to a point: all blocks after it are gone."""
        self.chain.rpc.ask("evm_revert", snapshot)

    def __enter__(self) -> Self:
        """Start it."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    @property
    def _state(self) -> Path:
        return self.options.folder.resolve() / STATE

    @property
    def _past_states(self) -> Path:
        return self.options.folder.resolve() / PAST_STATES

    @property
    def _log(self) -> Path:
        return self.options.folder / "anvil.log"

    def _command(self, *, resumed: bool) -> Sequence[str | Path]:
        options = self.options
        command: list[str | Path] = [
            options.binary.resolve(),
            *("--host", options.host, "--port", str(options.port)),
            *("--chain-id", str(options.chain_id), "--hardfork", options.hardfork),
            *("--accounts", "0", "--quiet"),
            *("--cache-path", self._past_states),
            *("--timestamp", str(options.genesis_time)),
        ]
        if resumed:
            command += ["--load-state", self._state]
        return (*command, *options.extra)

    def _await_answer(self) -> None:
        patience = time.monotonic() + self.options.patience
        while time.monotonic() < patience:
            if not self.running:
                raise NodeDied(self._status(), self._last_words())
            try:
                self.chain.chain_id()
            except NodeUnreachable:
                time.sleep(POLL_SECONDS)
            else:
                return
        self.kill()
        raise NodeDied(self._status(), "no answer in time")

    def _begin(self) -> None:
        # On its genesis anvil runs calls at second 1.
        self.mine()
        self.save()

    def _go_on(self) -> None:
        """Anvil's clock starts at the genesis again: set it to the chain's."""
        head = self.chain.block(Tag.LATEST)
        self.chain.rpc.ask("evm_setTime", head.timestamp + 1)
        self._saved = head.hash

    def _end(self, *, terminate: bool) -> None:
        process = self._process
        if process is None:
            return
        if terminate:
            process.terminate()
        else:
            process.kill()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self._forget_past_states()

    def _forget_past_states(self) -> None:
        """Nobody reads them but the process that wrote them."""
        shutil.rmtree(self._past_states, ignore_errors=True)

    def _status(self) -> int:
        code = self._process.poll() if self._process else None
        return -1 if code is None else code

    def _last_words(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-LOG_END:].strip()


def move_clock(chain: Web3Chain, to: int, *, wall: int) -> None:
    """Make a development chain's next block at exactly this time. Raises ClockRefused."""
    current = chain.block(Tag.LATEST).timestamp
    if not current < to <= wall:
        raise ClockRefused(current, to, wall)
    chain.rpc.ask("evm_setNextBlockTimestamp", to)
    chain.rpc.ask("anvil_mine", hexes.quantity(1))
