"""`datadeed batch prove | check | attach`: proofs out of a log, what they show, into a package."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.act import FILE
from api.commands.batch_parts import algorithm_option, digests_of, log_of, log_option
from api.commands.tools import Tools, json_option, pass_tools, progress, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.commands.speech import Speech
    from notarization.batches.log import DigestLog
    from notarization.verify.batch import Digest


def prove(say: Speech) -> click.Command:
    """Make `prove`."""
    about = say(
        "为文件或摘要出具证明，每个写成一份；--from 与 --to 为两个已上链的大小，证明其间只增未改。无须节点。",
        "Write the proofs of files or digests, one each; --from and --to are two sizes that are anchored, and"
        " the proof shows that the log only grew between them. No node is asked.",
    )

    @click.command("prove", help=about)
    @click.argument("what", nargs=-1, metavar="[FILE|ALGORITHM:HEX]...")
    @click.option("--from", "first", type=click.IntRange(1), help=say("较早的大小", "The earlier"))
    @click.option("--to", "second", type=click.IntRange(1), help=say("较晚的大小", "The later"))
    @click.option(
        "--output",
        "-o",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path(),
        help=say("写入的文件夹，默认当前文件夹", "The folder to write to, this one by default"),
    )
    @algorithm_option(say)
    @log_option(say)
    @json_option(say)
    @pass_tools
    def write(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        what: tuple[str, ...],
        first: int | None,
        second: int | None,
        output: Path,
        algorithm: str,
        folder: Path | None,
        as_json: bool,
    ) -> None:
        if bool(what) == (first is not None) or (first is None) != (second is None):
            raise click.UsageError(
                say(
                    "给出文件或摘要，或 --from 与 --to", "give files or digests, or --from and --to"
                )
            )
        proofs = _proofs(tools, log_of(tools, folder), what, algorithm, (first or 0, second or 0))
        written = _written(proofs, output)
        if as_json:
            show_json({"proofs": written})
        else:
            click.echo("\n".join(written))

    return write


def _written(proofs: Iterator[tuple[str, bytes]], output: Path) -> list[str]:
    """The paths of the proofs' files."""
    from ledger.whole_file import write_whole

    written = []
    output.mkdir(parents=True, exist_ok=True)
    for name, data in proofs:
        path = output / f"{name}.batch-proof.json"
        write_whole(path, data)
        written.append(str(path))
    return written


def _proofs(
    tools: Tools, log: DigestLog, what: tuple[str, ...], algorithm: str, sizes: tuple[int, int]
) -> Iterator[tuple[str, bytes]]:
    """The names and bytes of the proofs that are asked for."""
    from api.stamps import batch_tokens
    from notarization.batches.proving import growth, prove

    say, settings = tools.say, tools.settings()
    if not what:
        yield f"growth-{sizes[0]}-{sizes[1]}", growth(log, *sizes).dump()
        return
    digests = [_digest(say, text, algorithm) for text in what]
    proofs = prove(log, digests, lambda root: batch_tokens(settings, root, int(time.time())))
    with progress(say("出具证明", "Proving"), len(digests)) as advance:
        for digest, proof in zip(digests, proofs, strict=True):
            yield str(digest).replace(":", "-"), proof.dump()
            advance(1)


def _digest(say: Speech, text: str, algorithm: str) -> Digest:
    """The digest of a file, or the one that is written out."""
    from notarization.batches.files import parse_digest

    path = Path(text)
    if path.is_file():
        [found] = digests_of(say, (path,), algorithm)
        return found
    return parse_digest(text)


def check(say: Speech) -> click.Command:
    """Make `check`."""
    about = say(
        "离线核验批次证明：只凭证明与您自己的信任文件。退出码：0 通过，1 不通过，2 不完整，3 不可读。",
        "Check a proof offline, with nothing but it and a trust file of your own. Exit code: 0 VERIFIED,"
        " 1 REJECTED, 2 INCOMPLETE, 3 unreadable.",
    )

    @click.command("check", help=about)
    @click.argument("proof", type=FILE)
    @click.option("--trust", type=FILE, required=True, help=say("您的信任文件", "Your trust file"))
    @click.option(
        "--of",
        "what",
        metavar="FILE|ALGORITHM:HEX",
        help=say("所问的文件或摘要", "The file or digest that is meant"),
    )
    @algorithm_option(say)
    @json_option(say)
    @pass_tools
    def judge(  # noqa: PLR0913 (one parameter an option)
        tools: Tools, *, proof: Path, trust: Path, what: str | None, algorithm: str, as_json: bool
    ) -> int:
        from notarization.verify.batch_checks import check_proof

        asked = None if what is None else _digest(tools.say, what, algorithm)
        report = check_proof(proof.read_bytes(), trust.read_bytes(), asked)
        if as_json:
            click.echo(report.to_json().decode())
        else:
            click.echo(report.to_text(tools.say.language), nl=False)
        return int(report.grade)

    return judge


def attach(say: Speech) -> click.Command:
    """Make `attach`."""
    about = say(
        "将批次证明附入证据包，置于清单之外，不改动包内其他文件。所证须为包内文件、清单或数据对象的摘要。",
        "Put proofs of batches into an evidence package, beside its manifest; nothing else in it changes. Each"
        " must be of a file of the package, of its manifest, or of the data object.",
    )

    @click.command("attach", help=about)
    @click.argument("package", type=FILE)
    @click.argument("proofs", type=FILE, nargs=-1, required=True, metavar="PROOF...")
    @click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        help=say("另存为（默认写回原文件）", "Write to this file (default: the package itself)"),
    )
    @json_option(say)
    @pass_tools
    def put(
        tools: Tools, *, package: Path, proofs: tuple[Path, ...], output: Path | None, as_json: bool
    ) -> None:
        from ledger.whole_file import rewrite_whole, write_whole
        from notarization.batches.attaching import attached

        given, path, held = [each.read_bytes() for each in proofs], output or package, 0

        def with_proofs(before: bytes) -> bytes:
            nonlocal held
            made, held = attached(before, given)
            return made

        if output:
            write_whole(output, with_proofs(package.read_bytes()))
        else:
            rewrite_whole(package, with_proofs)
        if as_json:
            show_json({"package": str(path), "proofs": held})
        else:
            say = tools.say
            show_rows([(say("证据包", "package"), str(path)), (say("批次证明", "proofs"), held)])

    return put
