"""`datadeed mirror follow | rebuild | audit | dump | downgrade`."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from api.commands.mirror_downgrade import downgrade
from api.commands.tools import Tools, json_option, pass_tools, progress, show_json, snapshot
from api.commands.turns import alone, bring_up_alone, in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from api.commands.speech import Speech
    from ledger.indexer.follower import Follower, Progress
    from ledger.indexer.standby import Turn
    from notarization.prover import Prover


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "跟随、重建、审计镜像数据库。", "Follow the chain, rebuild the mirror, or audit it."
    )

    @click.group("mirror", help=about)
    def mirror() -> None:
        pass

    for make in (_follow, _rebuild, _audit, _dump, downgrade):
        mirror.add_command(make(say))
    return mirror


def _follow(say: Speech) -> click.Command:
    about = say(
        "跟随链：先补齐落后的区块，再持续读取，直到被停止（Ctrl-C）；权属有新的终局行为时，当即制作并存放其证明。"
        "一个数据库只有一个跟随者：后来者待命，前者结束即接替。",
        "Follow the chain: catch up, then keep reading until stopped (Ctrl-C). When an act on a title is"
        " final, its proof is made and stored. A database has one follower: a second stands by and takes"
        " over when the first ends.",
    )

    @click.command("follow", help=about)
    @click.option(
        "--once", is_flag=True, help=say("补齐后即停止", "Stop once nothing is left to read")
    )
    @click.option(
        "--poll",
        type=click.FloatRange(0.05, 60),
        default=1.0,
        show_default=True,
        help=say("两次询问之间的秒数", "Seconds between two looks"),
    )
    @json_option(say)
    @pass_tools
    def follow(tools: Tools, *, once: bool, poll: float, as_json: bool) -> None:
        follower, stop = make_follower(tools), threading.Event()
        told = partial(_tell, tools, as_json=as_json)
        if once:
            with alone(follower.engine):
                bring_up(tools, follower)
                with _reading(tools.say, told) as heard:
                    follower.catch_up(heard)
                if (prover := make_prover(follower)) is not None:
                    prover.catch_up()
            return

        def ours(turn: Turn) -> None:
            with _reading(tools.say, told) as heard:
                take_turn(tools, follower, turn, poll=poll, heard=heard)

        stop_on_signal(stop)
        in_turn(tools.say, follower, ours, stop, poll=poll)

    return follow


def make_prover(follower: Follower) -> Prover | None:
    """The maker of proofs beside a follower; None where the chain gives no proofs."""
    from notarization.prover import Prover

    if not follower.profile.proofs:
        return None
    return Prover(follower.engine, follower.chain, follower.profile, clock=follower.clock)


def take_turn(
    tools: Tools,
    follower: Follower,
    turn: Turn,
    *,
    poll: float,
    heard: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Bring the tables up, then follow, with all that goes beside it. Raises as Follower.follow."""
    from ledger.indexer.errors import RebuildStopped

    try:
        bring_up(tools, follower, lambda: turn.wait(0))
    except RebuildStopped:
        return
    settings = tools.settings()
    every, private = settings.audit_seconds, settings.webhook_private
    with accompanied(follower, turn.over, poll=poll, every=every, private=private):
        follower.follow(turn, poll=poll, heard=heard)


def bring_up(tools: Tools, follower: Follower, stopped: Callable[[], bool] = lambda: False) -> None:
    """Bring the tables up to this version: only while nobody else follows into them.

    Raises:
        RegisterDiffers: they are another register's; nothing was altered.
        RebuildStopped: told so before the end; the next one begins anew.
    """
    from ledger.indexer.belonging import require_own
    from ledger.indexer.rebuild import complete
    from ledger.store.migrations import upgrade

    require_own(follower.engine, follower.profile)
    upgrade(follower.engine)
    complete(follower.engine, processes=tools.settings().processes, stopped=stopped)


@contextmanager
def accompanied(
    follower: Follower, stop: threading.Event, *, poll: float, every: int, private: bool
) -> Iterator[None]:
    """Make proofs, raise and send alerts, audit now and then: in threads beside a follower."""
    from api.lasting import lasting
    from api.webhooks.delivering import Deliverer
    from ledger.indexer.alerting import Alerter
    from ledger.indexer.auditing import Auditor

    auditor = Auditor(follower.engine, follower.chain, every=every, clock=follower.clock)
    alerter = Alerter(follower.engine, clock=follower.clock)
    deliverer = Deliverer(follower.engine, private=private, clock=follower.clock)
    works: dict[str, Callable[[], None]] = {
        "audit": partial(auditor.follow, stop),
        "alerts": partial(alerter.follow, stop, poll=poll),
        "webhooks": partial(deliverer.follow, stop, poll=poll),
    }
    if prover := make_prover(follower):
        works["proofs"] = partial(prover.follow, stop, poll=poll)
    threads = [lasting(name, work, stop) for name, work in works.items()]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def make_follower(tools: Tools) -> Follower:
    """The mirror's follower; nothing is written yet."""
    from ledger.chain.client import Web3Chain
    from ledger.chain.endpoints import Endpoints
    from ledger.chain.profile import load
    from ledger.indexer.follower import Follower

    settings = tools.settings()
    profile = load(settings.profile)
    engine = tools.engine(writing=True)
    urls = filter(None, (settings.rpc_url, settings.second_rpc_url))
    nodes = Endpoints([Web3Chain(url) for url in urls])
    follower = Follower(engine, nodes, profile, clock=lambda: int(time.time()))
    follower.spread(settings.processes)
    follower.hold_to_profile()
    return follower


def _tell(tools: Tools, done: Progress, *, as_json: bool) -> None:
    block = done.block
    if as_json:
        show_json({"block": block})
    else:
        click.echo(tools.say(f"已读到区块 {block}", f"Read up to block {block}"))


@contextmanager
def _reading(
    say: Speech, told: Callable[[Progress], None] = lambda _: None
) -> Iterator[Callable[[Progress], None]]:
    """What hears of a follower's steps, and shows them until nothing is left; then `told` is, once."""
    with closing(_shown(say, told)) as shown:
        next(shown)
        yield shown.send


def _shown(say: Speech, told: Callable[[Progress], None]) -> Generator[None, Progress]:
    from ledger.indexer.garbage import seldom_collected

    done = yield
    with seldom_collected(), progress(say("读取区块", "Reading blocks"), done.lag) as advance:
        while done.more:
            before, done = done.block, (yield)
            advance(max(0, done.block - before))
    told(done)
    while True:
        yield


def stop_on_signal(stop: threading.Event) -> None:
    """Let Ctrl-C and a polite kill end what waits for `stop`."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())


def _rebuild(say: Speech) -> click.Command:
    about = say(
        "从流水重建全部投影与卷宗头。--from-chain 连流水一并丢弃，从链上重读。",
        "Make all projections and heads anew from the journal; --from-chain drops the journal too"
        " and reads the chain again.",
    )

    @click.command("rebuild", help=about)
    @click.option("--from-chain", is_flag=True, help=say("从链上重读", "Read the chain again"))
    @json_option(say)
    @pass_tools
    def rebuild(tools: Tools, *, from_chain: bool, as_json: bool) -> None:
        from ledger.chain.profile import load
        from ledger.indexer import rebuild as rebuilding
        from ledger.indexer.belonging import require_own
        from ledger.indexer.garbage import seldom_collected
        from ledger.store.migrations import upgrade

        if from_chain:
            from notarization.prover import forget_lost

            follower = make_follower(tools)
            with alone(follower.engine), _reading(tools.say) as heard:
                require_own(follower.engine, follower.profile)
                upgrade(follower.engine)
                # nothing is dropped that could not be read again
                follower.require_node()
                rebuilding.forget(follower.engine)
                follower.catch_up(heard)
                forget_lost(follower.engine, follower.chain)
        engine = tools.engine(writing=True)
        bring_up_alone(engine, lambda: load(tools.settings().profile))
        # one transaction, whatever it makes anew: a follower waits for it and goes on
        with seldom_collected():
            dossiers = rebuilding.rebuild(engine, processes=tools.settings().processes)
        if as_json:
            show_json({"dossiers": dossiers})
        else:
            click.echo(tools.say(f"已重建 {dossiers} 个卷宗", f"Rebuilt {dossiers} dossiers"))

    return rebuild


def _audit(say: Speech) -> click.Command:
    about = say(
        "把每个卷宗头与链上的值逐一比较。不一致时退出码为 1。",
        "Compare the head of every dossier with the chain. Exit code 1 when one differs.",
    )

    @click.command("audit", help=about)
    @json_option(say)
    @pass_tools
    def audit(tools: Tools, *, as_json: bool) -> int:
        from ledger.indexer.audit import audit as compare
        from ledger.store.repositories.mirror import count_heads

        follower = make_follower(tools)
        with snapshot(tools) as session:
            heads = count_heads(session)
        with progress(tools.say("比较卷宗头", "Comparing heads"), heads) as advance:
            found = compare(follower.engine, follower.chain, clock=follower.clock, advance=advance)
        wrong = [each for each in found.mismatches if not each.unknown]
        if as_json:
            differ = [each.subject.hex() for each in wrong]
            show_json({"block": found.block, "dossiers": found.dossiers, "mismatches": differ})
        else:
            click.echo(
                tools.say(
                    f"区块 {found.block}：比较 {found.dossiers} 个卷宗头，{len(wrong)} 个不一致",
                    f"Block {found.block}: {found.dossiers} heads compared, {len(wrong)} differ",
                )
            )
        return 0 if found.passed else 1

    return audit


def _dump(say: Speech) -> click.Command:
    about = say(
        "输出镜像的规范转储：同一条链重建后逐字节相同。--json 只给出行数与 SHA-256。",
        "Print the mirror's canonical dump: the same bytes after a rebuild. --json gives its digest.",
    )

    @click.command("dump", help=about)
    @json_option(say)
    @pass_tools
    def dump(tools: Tools, *, as_json: bool) -> None:
        from ledger.store.dump import digest, lines

        with snapshot(tools) as session:
            if as_json:
                rows = sum(1 for _ in lines(session))
                show_json({"rows": rows, "sha256": digest(session).hex()})
                return
            for line in lines(session):
                click.echo(line.decode(), nl=False)

    return dump
