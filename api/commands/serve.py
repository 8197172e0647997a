"""`datadeed serve`."""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

import click

from api.commands.mirror import make_follower, take_turn
from api.commands.tools import Tools, pass_tools
from api.commands.turns import in_turn
from api.lasting import lasting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from api.commands.speech import Speech
    from ledger.indexer.standby import Turn
    from ledger.settings import Settings

POLL = 1.0
# seconds that a server which ends waits for what it sends to IPFS or has stamped
GRACE = 5.0
# seconds until a follower that was stopped by what it found looks again
AGAIN = 10.0
# seconds until a server that goes on loads what the first long list would wait for
SETTLED = 20.0


log = logging.getLogger(__name__)


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "启动接口（/v1）与网页。地址取自环境变量 DATADEED_HOST 与 DATADEED_PORT。",
        "Serve the API (/v1) and the pages, at DATADEED_HOST and DATADEED_PORT.",
    )

    @click.command("serve", help=about)
    @click.option(
        "--follow",
        is_flag=True,
        help=say("同时跟随链（单机使用）", "Follow the chain as well: for a single machine"),
    )
    @click.option("--host", help=say("监听地址", "Address to listen on"))
    @click.option(
        "--port", type=click.IntRange(1, 65_535), help=say("监听端口", "Port to listen on")
    )
    @pass_tools
    def serve(tools: Tools, host: str | None, port: int | None, *, follow: bool) -> None:
        import uvicorn

        from api.app import create_app
        from api.garbage import settled
        from api.serving import begin_logging, configured, raise_files

        settings = settings_of(tools, host, port)
        _require_servable(settings)
        begin_logging()
        end_by_signal()
        click.echo(settings.public_url, err=True)
        stamping = _stamped(settings, tools.environment)
        tending = _tended(settings)
        with (
            suppress(KeyboardInterrupt),
            _followed(tools, follow=follow),
            tending,
            stamping,
            loading(SETTLED),
            settled(),
        ):
            config = configured(create_app(settings), settings, files=raise_files())
            uvicorn.Server(config).run()

    return serve


def end_by_signal() -> None:
    """Let a polite kill end a server as Ctrl-C does: answers under way first, then what is beside.

    uvicorn raises the signal that ended it again, and SIGTERM's own way would leave nothing to do.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def settings_of(tools: Tools, host: str | None, port: int | None) -> Settings:
    """The settings; what the command line says goes before the environment."""
    from ledger.settings import PREFIX, Settings

    said = {"HOST": host, "PORT": port}
    given = {PREFIX + name: str(value) for name, value in said.items() if value is not None}
    return Settings.read({**tools.environment, **given})


def _require_servable(settings: Settings) -> None:
    """All that is set can be used, here and now. Raises what says why not."""
    from api.allowed import policy_of
    from api.countersigned import require_usable
    from ledger.chain.devnode import require_free
    from notarization.content.chosen import require_nodes

    policy_of(settings)
    require_usable(settings)
    require_nodes(settings)
    _require_own(settings)
    require_free(settings.host, settings.port)


def _require_own(settings: Settings) -> None:
    """A database that can be asked mirrors the register of the profile. Raises RegisterDiffers."""
    from ledger.chain.profile import load
    from ledger.indexer.belonging import require_own
    from ledger.store.engine import is_there, open_engine
    from ledger.store.errors import StoreUnavailable

    if not settings.profile.exists() or not is_there(settings.database_url):
        return
    engine = open_engine(settings.database_url)
    try:
        # one that does not answer yet is waited for
        with suppress(StoreUnavailable):
            require_own(engine, load(settings.profile))
    finally:
        engine.dispose()


@contextmanager
def _followed(tools: Tools, *, follow: bool) -> Iterator[None]:
    if not follow:
        yield
        return
    from ledger.errors import LedgerError

    follower, stop = make_follower(tools), threading.Event()

    def ours(turn: Turn) -> None:
        take_turn(tools, follower, turn, poll=POLL)

    def following() -> None:
        while not stop.is_set():
            try:
                in_turn(tools.say, follower, ours, stop, poll=POLL)
            except LedgerError as fault:
                # what stopped it is in every answer; when it is mended it goes on
                log.error("follower stopped code=%s fault=%s", fault.code, fault)  # noqa: TRY400 (typed)
                stop.wait(AGAIN)

    thread = lasting("follower", following, stop, again=AGAIN)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def loading(after: float) -> Iterator[None]:
    """Have the second judge of long lists loaded after so many seconds."""
    from api import secondjudge

    timer = threading.Timer(after, secondjudge.load)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _tended(settings: Settings) -> Iterator[None]:
    """Look for all contents now and then, and send them to IPFS where nodes are named.

    Raises StoreFailed.
    """
    from api.desk.contents import known
    from notarization.content.chosen import store_of
    from notarization.content.tending import Tending, follow

    store, stop = store_of(settings), threading.Event()
    if tidied := store.shelf.tidy():
        log.info("half-written contents of killed processes removed: %d", tidied)
    tending = Tending(store, float(settings.content_seconds), partial(known, settings))
    # It may be cut off anywhere, and a node may be slow: a server that ends waits no longer.
    thread = lasting("contents", partial(follow, tending, stop), stop, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(GRACE)


@contextmanager
def _stamped(settings: Settings, environment: Mapping[str, str]) -> Iterator[None]:
    """Have stamped what is made here, and renew it, where authorities are named.

    Raises AuthoritiesMalformed, SettingWrong, StampQueueFailed.
    """
    from api.stamps import is_on, work_of

    if not is_on(settings):
        yield
        return
    from api.wiring import wall_clock
    from notarization.timestamps.working import follow

    work = work_of(settings, environment, wall_clock)
    work.standings.begin(work.authorities, work.now())
    stop = threading.Event()
    # It may be cut off anywhere: what was asked for and not kept is asked for again.
    thread = lasting("time stamps", partial(follow, work, stop), stop, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(GRACE)
