"""What the commands of `datadeed batch` share: the log, and the digests of files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from api.commands.tools import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from api.commands.speech import Speech
    from api.commands.tools import F, Tools
    from notarization.batches.log import DigestLog
    from notarization.verify.batch import Digest

ALGORITHMS: Final = ("sha256", "sm3")
# of a log's tree, and of its root
TREE: Final = "sha256"


def log_option(say: Speech) -> Callable[[F], F]:
    """`--log`: the folder of the log."""
    return click.option(
        "--log",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        help=say("日志所在文件夹，默认在本机目录下", "The log's folder; by default below the home"),
    )


def algorithm_option(say: Speech) -> Callable[[F], F]:
    """`--algorithm`: how files are digested."""
    return click.option(
        "--algorithm",
        type=click.Choice(ALGORITHMS),
        default="sha256",
        show_default=True,
        help=say("文件的摘要算法", "How files are digested"),
    )


def log_of(tools: Tools, folder: Path | None) -> DigestLog:
    """The log of a command. Raises BatchLogMissing, BatchLogBroken."""
    from notarization.batches.log import DigestLog

    return DigestLog(folder or tools.settings().batches)


def require_digests(tools: Tools, algorithms: Iterable[str]) -> None:
    """Let digests by these be entered or anchored now. Raises AlgorithmNotAllowed, SettingWrong."""
    from api.allowed import require_allowed
    from api.wiring import wall_clock
    from ledger.domain.crypto_policy import Use

    require_allowed(tools.settings(), Use.DIGEST, *algorithms, at=wall_clock())


def digests_of(say: Speech, files: Sequence[Path], algorithm: str) -> list[Digest]:
    """The digests of files, read under a bar. Raises BatchFileUnreadable."""
    from notarization.batches.files import digest_of
    from notarization.verify.batch import Algorithm

    size = sum(path.stat().st_size for path in files)
    with progress(say("计算摘要", "Digesting"), size, unit="bytes") as advance:
        return [digest_of(path, Algorithm(algorithm), advance) for path in files]
