"""`datadeed log create | add | stamps`: the checkpoint log of an installation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from api.commands.batch_parts import TREE, require_digests
from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.commands.speech import Speech
    from ledger.settings import Settings
    from notarization.checkpoints.asking import WitnessAddress

LACKING: Final = 3
PACKAGES: Final = click.argument(
    "packages",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    nargs=-1,
    required=True,
)


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "检查点日志（C2SP）：只增不改，由见证方见证；证据包由此无须固定区块即可核验。",
        "A log of blocks that only grows (C2SP), cosigned by witnesses: a package under a block in"
        " it needs no pin.",
    )

    @click.group("log", help=about)
    def log() -> None:
        pass

    log.add_command(_create(say))
    log.add_command(_add(say))
    log.add_command(_stamps(say))
    return log


def _create(say: Speech) -> click.Command:
    about = say(
        "建立日志，显示其公钥：交给见证方与核验人。",
        "Begin a log and print its public key, for witnesses and for whoever verifies.",
    )

    @click.command("create", help=about)
    @click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
    @click.argument("origin")
    @json_option(say)
    def create(*, folder: Path, origin: str, as_json: bool) -> None:
        from notarization.checkpoints.keeper import create as make

        key = make(folder, origin).text
        if as_json:
            show_json({"key": key})
        else:
            show_rows([("key", key)])

    return create


def _add(say: Speech) -> click.Command:
    about = say(
        "将证据包的区块记入日志，签署检查点，请见证方见证，并把证明加入各证据包。"
        "退出码：0 见证方均已见证；3 有见证方此刻未见证，可稍后再次执行。",
        "Enter the blocks of packages, sign a checkpoint, have it cosigned, and put the proofs into"
        " the packages. Exit code: 0 all witnesses cosigned; 3 some did not now: run it again.",
    )

    @click.command("add", help=about)
    @click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
    @_options(say)
    @json_option(say)
    @pass_tools
    def add(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        folder: Path,
        packages: tuple[Path, ...],
        witnesses: tuple[str, ...],
        name: str,
        as_json: bool,
    ) -> int:
        require_digests(tools, {TREE})
        asked = [_address(each) for each in witnesses]
        shown = _added(tools.settings(), folder, packages, asked, name)
        if as_json:
            show_json(shown)
        else:
            show_rows([(key, value) for key, value in shown.items() if key != "missing"])
            for each in shown["missing"]:
                click.echo(each, err=True)
        return LACKING if shown["missing"] else 0

    return add


def _stamps(say: Speech) -> click.Command:
    about = say(
        "把对检查点所盖的时间戳加入各证据包；尚未送盖者送入队列。退出码为 3：有检查点尚无时间戳，"
        "待盖后（stamps push）可再次执行。",
        "Put the time stamps over the checkpoints of packages into them; a checkpoint that was not in"
        " the queue is put in. Exit code 3 while one has none: run it again when it was stamped"
        " (stamps push).",
    )

    @click.command("stamps", help=about)
    @PACKAGES
    @json_option(say)
    @pass_tools
    def stamps(tools: Tools, *, packages: tuple[Path, ...], as_json: bool) -> int:
        settings = tools.settings()
        lacking: dict[str, list[str]] = {}
        for path in packages:
            names = _stamped(settings, path)
            lacking |= {str(path): names} if names else {}
        if as_json:
            show_json({"packages": list(map(str, packages)), "lacking": lacking})
        else:
            show_rows([(str(path), ", ".join(lacking.get(str(path), []))) for path in packages])
        return LACKING if lacking else 0

    return stamps


def _stamped(settings: Settings, path: Path) -> list[str]:
    """Put into a package what came over its checkpoints; the proofs that lack a time stamp."""
    from api.stamps import with_checkpoint_tokens
    from api.wiring import wall_clock
    from ledger.whole_file import rewrite_whole

    lacking: list[str] = []

    def changed(package: bytes) -> bytes:
        made, lacking[:] = with_checkpoint_tokens(settings, package, wall_clock())
        return made

    rewrite_whole(path, changed)
    return lacking


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        PACKAGES,
        click.option(
            "--witness",
            "witnesses",
            metavar="URL=KEY",
            multiple=True,
            help=say("见证方的地址与公钥，每个一次", "Address and key of a witness, once for each"),
        ),
        click.option(
            "--as",
            "name",
            default="log",
            show_default=True,
            help=say("证明在证据包中的文件名", "The proof's name in the package"),
        ),
    )


def _address(text: str) -> WitnessAddress:
    from notarization.checkpoints.asking import WitnessAddress
    from notarization.checkpoints.errors import WitnessMalformed
    from notarization.verify.note import NoteMalformed, parse_key

    url, _, key = text.partition("=")
    if not url.startswith(("http://", "https://")):
        raise WitnessMalformed(text[:80])
    try:
        return WitnessAddress(url, parse_key(key))
    except NoteMalformed as fault:
        raise WitnessMalformed(text[:80]) from fault


def _added(
    settings: Settings,
    folder: Path,
    packages: Sequence[Path],
    witnesses: Sequence[WitnessAddress],
    name: str,
) -> dict[str, Any]:
    from api.stamps import with_checkpoint_tokens
    from api.wiring import wall_clock
    from ledger.whole_file import rewrite_whole
    from notarization.checkpoints.asking import cosigned
    from notarization.checkpoints.attaching import attached, entry_of_package
    from notarization.checkpoints.keeper import opened

    found, now = {path: entry_of_package(path.read_bytes()) for path in packages}, wall_clock()
    with opened(folder) as log:
        places = {path: log.append(entry) for path, entry in found.items()}
        checkpoint, missing = cosigned(log, log.sign(), witnesses)
        for path, place in places.items():
            proof = log.proof(place, checkpoint)

            # what came into the package while witnesses were asked stays
            def proven(package: bytes, entry: bytes = found[path], proof: bytes = proof) -> bytes:
                made = attached(package, name, proof, of=entry)
                return with_checkpoint_tokens(settings, made, now)[0]

            rewrite_whole(path, proven)
        return {
            "origin": log.signer.key.name,
            "size": log.size,
            "root": log.root(log.size).hex(),
            "cosigned": len(witnesses) - len(missing),
            "missing": [str(each) for each in missing],
        }
