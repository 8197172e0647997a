"""`datadeed batch`: digests into a registry's log, the log onto the register, proofs out of it."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from api.commands import batch_proofs
from api.commands.act import FILE, hand_of
from api.commands.batch_parts import (
    TREE,
    algorithm_option,
    digests_of,
    log_of,
    log_option,
    require_digests,
)
from api.commands.key import ask_password
from api.commands.mirror import stop_on_signal
from api.commands.tools import (
    Tools,
    json_option,
    pass_tools,
    progress,
    show_json,
    show_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.commands.speech import Speech
    from notarization.verify.batch import Digest

AT_ONCE: Final = 10_000


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "成批存证：将摘要记入登记机构的日志，根值上链，逐一出具可离线核验的证明。数据不离开本机。",
        "Notarize digests in batches: into a registry's log, its root onto the register, and out of it proofs"
        " that are checked offline. The data never leave this machine.",
    )

    @click.group("batch", help=about)
    def batch() -> None:
        pass

    made = (batch_proofs.prove, batch_proofs.check, batch_proofs.attach)
    for make in (_create, _add, _watch, _anchor, *made):
        batch.add_command(make(say))
    return batch


def _create(say: Speech) -> click.Command:
    about = say("建立登记机构的存证日志。", "Begin a registry's log of digests.")

    @click.command("create", help=about)
    @log_option(say)
    @click.option("--registry", type=click.IntRange(110, 999), default=371, show_default=True)
    @json_option(say)
    @pass_tools
    def create(tools: Tools, *, folder: Path | None, registry: int, as_json: bool) -> None:
        from notarization.batches.log import create as begin

        where = folder or tools.settings().batches
        begin(where, registry)
        _show({"log": str(where), "registry": registry}, as_json=as_json)

    return create


def _add(say: Speech) -> click.Command:
    about = say(
        "将文件的摘要或所给摘要记入日志；已有的保持原处。--digests 每行一个，- 为标准输入。",
        "Enter the digests of files, or digests as sha256:HEX or sm3:HEX; one that is there keeps its place."
        " --digests reads one a line, - from standard input.",
    )

    @click.command("add", help=about)
    @click.argument("files", type=FILE, nargs=-1)
    @click.option("--digest", "given", multiple=True, metavar="ALGORITHM:HEX")
    @click.option("--digests", "listed", type=click.File("r"))
    @algorithm_option(say)
    @log_option(say)
    @json_option(say)
    @pass_tools
    def add(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        files: tuple[Path, ...],
        given: tuple[str, ...],
        listed: IO[str] | None,
        folder: Path | None,
        algorithm: str,
        as_json: bool,
    ) -> None:
        from notarization.batches.files import parse_digest

        log = log_of(tools, folder)
        found = digests_of(tools.say, files, algorithm)
        found += [parse_digest(text, number) for number, text in enumerate(given)]
        lines = [] if listed is None else listed.read().split()
        found += [parse_digest(text, number) for number, text in enumerate(lines, 1)]
        if not found:
            raise click.UsageError(say("没有给出文件或摘要", "no file and no digest is given"))
        require_digests(tools, {each.algorithm for each in found})
        before, places = log.size, []
        with progress(say("记入", "Entering"), len(found)) as advance:
            for part in _parts(found):
                places += log.add(part)
                advance(len(part))
        told: dict[str, Any] = {"entered": log.size - before, "size": log.size}
        entries = [
            {"digest": str(digest), "place": place}
            for digest, place in zip(found, places, strict=True)
        ]
        _show(told, as_json=as_json, more={"entries": entries})

    return add


def _parts(digests: list[Digest]) -> Iterator[list[Digest]]:
    for at in range(0, len(digests), AT_ONCE):
        yield digests[at : at + AT_ONCE]


def _watch(say: Speech) -> click.Command:
    about = say(
        "看管文件夹：新到且两秒内未再改动的文件，其摘要随即记入日志。重启后重读全部文件，不会重复记入。",
        "Watch a folder: a file that came and was left alone for two seconds is digested and entered. After a"
        " start all files are read again; none is entered twice.",
    )

    @click.command("watch", help=about)
    @click.argument("inbox", type=click.Path(exists=True, file_okay=False, path_type=Path))
    @click.option("--every", type=click.FloatRange(0.1, 3600), default=2.0, show_default=True)
    @click.option("--once", is_flag=True, help=say("只看一次", "Look once, then end"))
    @algorithm_option(say)
    @log_option(say)
    @json_option(say)
    @pass_tools
    def watch(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        inbox: Path,
        every: float,
        once: bool,
        algorithm: str,
        folder: Path | None,
        as_json: bool,
    ) -> None:
        from notarization.batches.files import Watched
        from notarization.verify.batch import Algorithm

        watched = Watched(inbox, log_of(tools, folder), Algorithm(algorithm), time.time)
        stop = threading.Event()
        if not once:
            stop_on_signal(stop)
        while True:
            require_digests(tools, {algorithm})
            for path, digest, place in watched.look():
                told = {"file": str(path), "digest": str(digest), "place": place}
                _tell(told, as_json=as_json)
            if once or stop.wait(every):
                return

    return watch


def _tell(told: dict[str, Any], *, as_json: bool) -> None:
    """One line for each file, as it comes."""
    import json

    words = json.dumps(told, ensure_ascii=False) if as_json else "  ".join(map(str, told.values()))
    click.echo(words)


def _anchor(say: Speech) -> click.Command:
    about = say(
        "将日志此刻的根值上链，由该登记机构的用印人员签署，并保存其证明。可随时中断，再次执行即可。",
        "Anchor the log's root as it is now, signed by a seal keeper of its registry, and keep the proof. It"
        " may be killed at any time and run again.",
    )

    @click.command("anchor", help=about)
    @click.option("--party", help=say("用印人员的当事人标识", "The seal keeper's party"))
    @click.option("--account", help=say("用印人员在密钥库中的账户", "Its account in the keystore"))
    @click.option(
        "--password-file", type=click.File("r"), help=say("从文件读取口令", "Read the password")
    )
    @log_option(say)
    @json_option(say)
    @pass_tools
    def anchor(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        party: str | None,
        account: str | None,
        password_file: IO[str] | None,
        folder: Path | None,
        as_json: bool,
    ) -> None:
        from api.registrant.identity import open_key
        from api.stamps import enter_batch
        from api.wiring import Wiring
        from ledger.domain.acts import Role
        from ledger.registrar.acting import Signatory
        from notarization.batches.anchoring import anchor as send

        log, settings = log_of(tools, folder), tools.settings()
        require_digests(tools, {TREE})
        wiring = Wiring.of(settings)
        click.get_current_context().call_on_close(wiring.engine.dispose)
        who = hand_of(tools, party, account)
        key = open_key(settings, who.account, lambda: ask_password(tools.say, password_file))
        hand = Signatory(who.party, key, Role.SEAL_KEEPER)
        found = send(log, wiring.register(), hand)
        told: dict[str, Any] = {"registry": log.registry, "size": 0, "root": None}
        if found is not None:
            told |= {"size": found.size, "root": "0x" + found.root.hex()}
            enter_batch(settings, found, wiring.clock())
        _show(told, as_json=as_json)

    return anchor


def _show(told: dict[str, Any], *, as_json: bool, more: dict[str, Any] | None = None) -> None:
    """The answer in rows; as JSON with what is too long for them."""
    if as_json:
        show_json({**told, **(more or {})})
    else:
        show_rows(list(told.items()))
