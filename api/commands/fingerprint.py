"""`datadeed fingerprint PATH`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.commands.tools import Tools, json_option, pass_tools, progress, show_json, show_rows

if TYPE_CHECKING:
    from api.commands.speech import Speech


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "计算文件或文件夹的数据指纹：SHA-256、SM3、分块树与登记用标识。数据不离开本机。",
        "Fingerprint a file or folder: SHA-256, SM3, the chunk tree, and the id that is"
        " registered. The data never leaves this machine.",
    )

    @click.command("fingerprint", help=about)
    @click.argument("path", type=click.Path(exists=True, path_type=Path))
    @json_option(say)
    @pass_tools
    def fingerprint(tools: Tools, path: Path, *, as_json: bool) -> None:
        values = values_of(tools.say, path)
        if as_json:
            show_json(values)
        else:
            show_rows(list(values.items()))

    return fingerprint


def values_of(say: Speech, path: Path) -> dict[str, Any]:
    """The digests and the id of a file or folder, read under a progress bar."""
    from ledger.domain.fingerprint import public_id
    from notarization.fingerprint import fingerprint

    with progress(say("计算指纹", "Fingerprinting"), size_of(path), unit="bytes") as advance:
        found = fingerprint(path, progress=advance).fingerprint
    return {
        "fingerprint": public_id(found).value.hex(),
        "sha256": found.sha256.hex(),
        "sm3": found.sm3.hex(),
        "merkle": found.merkle.hex(),
        "size": found.size,
    }


def size_of(path: Path) -> int:
    """The bytes of a file, or of all files below a folder: for the bar only."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if file.is_file())
