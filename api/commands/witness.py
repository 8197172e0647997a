"""`datadeed witness create | serve`: a bank or a court watches that a log only grows."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.tools import Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the group."""
    about = say(
        "检查点日志的见证方（C2SP）：只见证只增不改的日志，从不为同一大小见证两个不同的树。",
        "A witness of checkpoint logs (C2SP): it cosigns logs that only grow, and never two trees"
        " of one size.",
    )

    @click.group("witness", help=about)
    def witness() -> None:
        pass

    witness.add_command(_create(say))
    witness.add_command(_serve(say))
    return witness


def _create(say: Speech) -> click.Command:
    about = say(
        "生成见证方的密钥，显示其公钥：交给日志与核验人。",
        "Make a witness's key and print its public one, for logs and for whoever verifies.",
    )

    @click.command("create", help=about)
    @click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
    @click.argument("name")
    @json_option(say)
    def create(*, folder: Path, name: str, as_json: bool) -> None:
        from notarization.checkpoints.witness import create as make

        key = make(folder, name).text
        if as_json:
            show_json({"key": key})
        else:
            show_rows([("key", key)])

    return create


def _serve(say: Speech) -> click.Command:
    @click.command("serve", help=say("启动见证服务。", "Serve a witness."))
    @click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
    @options(
        click.option(
            "--log",
            "logs",
            metavar="KEY",
            multiple=True,
            required=True,
            help=say("所见证日志的公钥，每个一次", "The key of a log to watch, once for each"),
        ),
        click.option("--host", default="127.0.0.1", show_default=True),
        click.option("--port", type=click.IntRange(1, 65_535), default=8_100, show_default=True),
    )
    @pass_tools
    def serve(tools: Tools, *, folder: Path, logs: tuple[str, ...], host: str, port: int) -> None:
        import uvicorn

        from api.commands.serve import settings_of
        from api.serving import configured, raise_files
        from api.witness import create_app
        from ledger.chain.devnode import require_free
        from notarization.checkpoints.keeper import alone
        from notarization.checkpoints.witness import Witness
        from notarization.verify.note import parse_key

        known = [parse_key(each) for each in logs]
        settings = settings_of(tools, host, port)
        with alone(folder), suppress(KeyboardInterrupt):
            watching = Witness(folder, known, lambda: int(time.time()))
            require_free(host, port)
            click.echo(f"http://{host}:{port}", err=True)
            app = create_app(watching)
            uvicorn.Server(configured(app, settings, files=raise_files())).run()

    return serve
