"""`datadeed witness create | serve`: a bank or a court watches that a log only grows."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.commands.tools import F, Tools, json_option, options, pass_tools, show_json, show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

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
    about = say(
        "启动见证服务。给出 --name 的，文件夹与密钥尚无则先生成，已有则沿用；公钥先行显示。",
        "Serve a witness. With --name, folder and key are made where there are none, and used where"
        " there are; the public key is shown first.",
    )

    @click.command("serve", help=about)
    @click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
    @_options(say)
    @pass_tools
    def serve(  # noqa: PLR0913 (one parameter an option)
        tools: Tools, *, folder: Path, name: str, logs: tuple[str, ...], host: str, port: int
    ) -> None:
        import uvicorn

        from api.commands.serve import end_by_signal, settings_of
        from api.serving import configured, raise_files
        from api.witness import create_app
        from ledger.chain.devnode import require_free
        from notarization.checkpoints.keeper import alone
        from notarization.checkpoints.witness import Witness, begun
        from notarization.verify.note import parse_key

        known = [parse_key(each) for each in logs]
        settings = settings_of(tools, host, port)
        key, made = begun(folder, name)
        word = say("新生成", "made now") if made else say("沿用", "was there")
        click.echo(f"{key.text}  {folder} ({word})", err=True)
        with alone(folder), suppress(KeyboardInterrupt):
            watching = Witness(folder, known, lambda: int(time.time()))
            require_free(host, port)
            click.echo(f"http://{host}:{port}", err=True)
            app = create_app(watching)
            end_by_signal()
            uvicorn.Server(configured(app, settings, files=raise_files())).run()

    return serve


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option(
            "--name",
            default="",
            help=say(
                "见证方的名称，如 court.example/witness", "Its name, as court.example/witness"
            ),
        ),
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
