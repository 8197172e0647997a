"""`python -m notarization.verify PACKAGE --trust TRUST`: the offline verifier as a command."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ledger.domain.verdict import Purpose
from notarization.verify.options import moment
from notarization.verify.report import Grade, Language
from notarization.verify.statement import Question
from notarization.verify.verifier import MAX_BYTES, verify

MOST_TRUST_BYTES: Final = 2**24


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify one package; the exit code is the grade: 0 VERIFIED, 1 REJECTED, 2 INCOMPLETE, 3."""
    asked = _parser().parse_args(arguments)
    try:
        package = _read(asked.package, MAX_BYTES)
        trust = _read(asked.trust, MOST_TRUST_BYTES)
    except OSError as fault:
        print(f"{fault.filename}: {fault.strerror}", file=sys.stderr)  # noqa: T201 (a command)
        return int(Grade.UNREADABLE)
    report = verify(package, trust, Question(asked.purpose, asked.at))
    text = report.to_json() + b"\n" if asked.json else report.to_text(asked.lang).encode()
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
    return int(report.grade)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="datadeed verify",
        description="Check an evidence package offline, against a trust file of your own.",
        epilog="Exit codes: 0 VERIFIED, 1 REJECTED, 2 INCOMPLETE, 3 unreadable.",
    )
    parser.add_argument("package", type=Path, help="the evidence package (.evidence.zip)")
    parser.add_argument("--trust", type=Path, required=True, help="your own trust file (JSON)")
    parser.add_argument("--json", action="store_true", help="the whole report as canonical JSON")
    parser.add_argument("--lang", type=Language, default=Language.ZH, help="zh or en")
    parser.add_argument(
        "--purpose", type=Purpose, help="another purpose than the cover's: " + ", ".join(Purpose)
    )
    parser.add_argument("--at", type=moment, help="another moment, as 2026-01-31T12:00:00+08:00")
    return parser


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


if __name__ == "__main__":
    sys.exit(main())
