"""The demo's surroundings: chain, register, mirror and API, kept in one folder and left tidy."""

import fcntl
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

import httpx
from demo_leftovers import end_leftovers
from demo_plan import Plan
from demo_screen import Screen

from ledger.chain.devnode import (
    DAY,
    DAYS_BACK,
    HOST,
    DevNode,
    DevNodeOptions,
    find_binary,
    free_port,
)
from ledger.chain.errors import StateTorn
from ledger.chain.keystore import Keystore
from ledger.chain.outbox import Outbox
from ledger.chain.profile import Instant
from ledger.chain.records import Tag
from ledger.chain.sender import Rules, Sender, outbox_folder
from ledger.domain.acts import Address, Founding
from ledger.domain.ids import founder_id
from ledger.domain.keccak import keccak256
from ledger.registrar.deployment import deploy_into
from ledger.registrar.plan import Plan as Deployment
from ledger.registrar.register import Register
from ledger.whole_file import write_whole
from notarization.content.directory import DirectoryStore
from notarization.content.sealing import Identity

ROOT: Final = Path(__file__).resolve().parent.parent
COINS: Final = 10**22
WAIT_SECONDS: Final = 90.0
API_SECONDS: Final = 120
POLL_SECONDS: Final = 0.1
# a server ends what is under way first (docs/serving.md)
END_SECONDS: Final = 30
SAVE_SHARE: Final = 10
CHAIN_PORT: Final = 8545


class World:
    """Everything that runs, and where it keeps its things."""

    def __init__(self, home: Path, screen: Screen, chain_port: int) -> None:
        self.home = home
        self.screen = screen
        self.plan = Plan(home / "demo.json")
        self.keys = Keystore(home / "keys")
        options = DevNodeOptions(
            binary=find_binary(ROOT),
            folder=home,
            port=chain_port,
            genesis_time=self.plan.fact("genesis", lambda: int(time.time()) - DAYS_BACK * DAY),
        )
        self.node = DevNode(options)
        self.profile_path = home / "profile.json"
        self.register: Register
        self.api = f"http://127.0.0.1:{screen.port}"
        self.national_port = free_port()
        self.movables_port = free_port()
        self._services: dict[str, subprocess.Popen[bytes]] = {}
        # one for all requests: each new one would read the system's certificates anew
        self._http = httpx.Client(timeout=API_SECONDS)
        self._next_save = 0.0

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One demo a folder; what a killed one left running in it is ended."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                sys.exit(
                    f"另一个演示正在使用 {self.home} / another demo uses this folder: stop it first"
                )
            end_leftovers(self.home)
            yield

    @contextmanager
    def running(self) -> Iterator["World"]:
        """Start chain, register, mirror and API; stop them at the end."""
        with ExitStack() as stack:
            stack.enter_context(self._http)
            stack.callback(self._stop_services)
            self.screen.title("链、合约、镜像、接口启动", "chain, contracts, mirror and API start")
            stack.enter_context(self.node)
            self._open_register()
            self._heal_mirror()
            self._start("mirror", "mirror", "follow", "--poll", str(POLL_SECONDS))
            self._start("api", "serve", "--port", str(self.screen.port))
            self._start_national()
            self._start_movables()
            self._await(self.api + "/v1/status", "接口没有启动 the API does not start: see api.log")
            self._await(self.movables_url, "中登网模拟服务没有启动 the register does not start")
            self.screen.look("/status")
            yield self

    def start_desk(self) -> None:
        """The desk's service for deposits, once there is an acceptance clerk who signs."""
        known = {name: str(self.plan.known(f"{name}/acceptance")) for name in ("party", "account")}
        named = [f"--{name}={value}" for name, value in known.items()]
        self._start("desk", "desk", "deposit", "--follow", "--poll", str(POLL_SECONDS), *named)
        self.screen.say("登记机构存证服务启动", "the registry's service for deposits starts")

    def idle(self, seconds: float) -> None:
        """Wait, and see that all services still run."""
        self._require_services()
        time.sleep(seconds)

    def _start_national(self) -> None:
        folder = self.home / "national"
        port, url = str(self.national_port), ["--rpc-url", self.node.url]
        module = ["-m", "tests.simulators.national", "--port", port, "--folder", str(folder), *url]
        self._spawn("national", [sys.executable, *module])
        self.screen.say(
            f"国家数据产权登记服务系统（本机模拟服务，接口未公布） 127.0.0.1:{port}",
            "the national system: a simulator of ours, since its interface is unpublished",
        )

    @property
    def movables_url(self) -> str:
        """The movables register's address."""
        return f"http://{HOST}:{self.movables_port}"

    def _start_movables(self) -> None:
        """The movables register, and the registry's service that watches it."""
        port, folder = str(self.movables_port), str(self.home / "movables")
        url = ["--rpc-url", self.node.url]
        module = ["-m", "tests.simulators.movables", "--port", port, "--folder", folder, *url]
        self._spawn("movables", [sys.executable, *module])
        self._start("watch", "movables", "watch", "--follow", "--poll", str(POLL_SECONDS * 5))
        self.screen.say(
            f"动产融资统一登记公示系统（本机模拟服务，接口未公布） {self.movables_url}",
            "the movables register: a simulator of ours, and the registry's watch on it",
        )

    @property
    def environment(self) -> dict[str, str]:
        """What mirror, API and commands are told about this demo."""
        return {
            **os.environ,
            "DATADEED_HOME": str(self.home),
            "DATADEED_RPC_URL": self.node.url,
            "DATADEED_DEPOSIT_URL": f"http://{HOST}:{self.national_port}",
            "DATADEED_MOVABLES_URL": self.movables_url,
            # the institution's key is made before it is enrolled: the API signs with it later
            "DATADEED_VERDICT_KEY": self.plan.fact("account/registry", self._new_account),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }

    def identity(self, name: str) -> Identity:
        """A member's key for sealed content."""
        path = self.home / "keys" / f"{name}.age"
        if not path.exists():
            write_whole(path, Identity.generate().key.encode("ascii"), mode=0o600)
        return Identity.parse(path.read_text(encoding="ascii").strip())

    def content(self) -> DirectoryStore:
        """The content store; the registry's staff may read what is sealed in it."""
        return DirectoryStore(self.home / "content", staff=(self.identity("registry").reader,))

    def save(self) -> None:
        """Put the chain on disk, unless that took more than a tenth of the time lately.

        What is put off is not lost: a killed demo sends it again from the outbox.
        """
        started = time.monotonic()
        if started < self._next_save:
            return
        with suppress(StateTorn):  # somebody else gives acts in: the next step saves
            self.node.save()
        now = time.monotonic()
        self._next_save = now + SAVE_SHARE * (now - started)

    def pass_time(self, to: int) -> None:
        """Let the chain's clock run ahead to a time, and say so."""
        current = self.node.chain.next_time()
        if to <= current:
            return
        # What a killed chain loses must lie on one side of the move: it is sent again as it was.
        self.node.save()
        self.plan.note_clock(to)
        self.node.move_clock(to, wall=int(time.time()))
        self.node.save()
        days = (to - current) / DAY
        self.screen.say(f"演示链时钟前移 {days:.1f} 天", "the demo moves its chain's clock")

    def ask(self, path: str, **query: Any) -> dict[str, Any]:
        """An answer of the API, once the mirror has seen the chain's latest block."""
        self.await_mirror()
        answer = self._http.get(self.api + path, params=query)
        return self._body(answer)

    def fetch(self, path: str, **query: Any) -> bytes:
        """A file of the API."""
        self.await_mirror()
        answer = self._http.get(self.api + path, params=query)
        if not answer.is_success:
            self._body(answer)
        return answer.content

    def tell(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """An answer of the API to a body."""
        self.await_mirror()
        return self._body(self._http.post(self.api + path, json=body))

    def await_mirror(self) -> None:
        """Wait until the mirror has the chain's latest block."""
        wanted = self.register.chain.block(Tag.LATEST).number
        patience = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < patience:
            self._require_services()
            status = self._http.get(self.api + "/v1/status")
            if status.is_success and status.json()["as_of"]["block"] >= wanted:
                return
            time.sleep(POLL_SECONDS)
        self.screen.fail("镜像没有跟上 the mirror does not keep up: see mirror.log")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `datadeed …` as a user would."""
        program = str(Path(sys.executable).with_name("datadeed"))
        return subprocess.run(
            [program, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def _body(self, answer: httpx.Response) -> dict[str, Any]:
        if not answer.is_success:
            self.screen.fail(f"{answer.request.url} → {answer.status_code} {answer.text[:300]}")
        body: dict[str, Any] = answer.json()
        return body

    def _open_register(self) -> None:
        chain, plan, keys = self.node.chain, self.plan, self.keys
        relayer = plan.fact("account/relayer", self._new_account)
        governor = plan.fact("account/governor", self._new_account)
        identity = bytes.fromhex(
            plan.fact("governor/identity", lambda: keccak256(secrets.token_bytes(32)).hex())
        )
        key = keys.load_plain(bytes.fromhex(relayer))
        if not chain.balance(key.account):
            self.node.fund(key.account, COINS)
            self.node.mine()  # coins given outside a block would belie the last block's state root
        outbox = Outbox(outbox_folder(self.home / "outbox", chain, key.account))
        sender = Sender(chain, key, outbox, Rules(chain.chain_id(), Instant(), dev=True))
        # First: what is sent again was made when the clock had come this far.
        self.node.set_clock(plan.clock)
        again = sender.recover().resent
        if again:
            self.screen.say(f"链丢失了最后 {len(again)} 笔，已重发", "lost by the kill, sent again")
            self._await_nonce(key.account, again[-1])
        deployment = Deployment(
            name="demo", governor=bytes.fromhex(governor), identity=identity, dev=True
        )
        profile, fresh = deploy_into(chain, sender, deployment, self.profile_path)
        self.node.save()
        self.register = Register(chain, profile, sender)
        plan.follow(chain.next_time, self.save)
        authority = profile.authority.address
        founding = Founding(identity, Address(deployment.governor), Address(authority))
        plan.fact("party/governor", lambda: founder_id(founding).hex())
        self.screen.say(
            f"登记簿 0x{profile.register.address.hex()} " + ("已部署" if fresh else "沿用上次"),
            "the deployer holds nothing any more" if fresh else "kept from the last run",
        )

    def _await_nonce(self, account: bytes, nonce: int) -> None:
        """Wait until the chain has taken a nonce, and the block that took it is whole."""
        patience = time.monotonic() + WAIT_SECONDS
        while self.node.chain.nonce(account) <= nonce:
            if time.monotonic() > patience:
                self.screen.fail("重发的交易没有入块 what was sent again came into no block")
            time.sleep(POLL_SECONDS)
        self.node.save()

    def _new_account(self) -> str:
        return self.keys.new_plain().account.hex()

    def _heal_mirror(self) -> None:
        """What a killed chain lost comes again in other blocks: the mirror reads the chain anew."""
        done = self.command("mirror", "follow", "--once")
        if done.returncode == 0:
            return
        said = (done.stderr or done.stdout).strip()
        self.screen.say(said.splitlines()[-1] if said else "mirror stopped")
        again = ("mirror", "rebuild", "--from-chain")
        self.screen.say(f"→ datadeed {' '.join(again)}", "the cure, as the message says")
        cured = self.command(*again)
        if cured.returncode:
            self.screen.fail(cured.stderr.strip() or cured.stdout.strip())

    def _start(self, name: str, *arguments: str) -> None:
        program = str(Path(sys.executable).with_name("datadeed"))
        self._spawn(name, [program, *arguments])

    def _spawn(self, name: str, command: list[str]) -> None:
        log: IO[bytes] = (self.home / f"{name}.log").open("ab")
        with log:
            self._services[name] = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log
            )

    def _await(self, url: str, otherwise: str) -> None:
        patience = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < patience:
            self._require_services()
            try:
                if self._http.get(url).status_code:
                    return
            except httpx.TransportError:
                time.sleep(POLL_SECONDS)
        self.screen.fail(otherwise)

    def _require_services(self) -> None:
        for name, process in self._services.items():
            if process.poll() is not None:
                log = (self.home / f"{name}.log").read_text(encoding="utf-8", errors="replace")
                last = "\n".join(log.strip().splitlines()[-8:])
                self.screen.fail(f"{name} 已停止 stopped ({process.returncode}):\n{last}")

    def _stop_services(self) -> None:
        for process in self._services.values():
            process.terminate()
        for process in self._services.values():
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
