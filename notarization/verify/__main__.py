"""`python -m notarization.verify PACKAGE --trust TRUST`: the offline verifier as a command."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from notarization.verify.batch_checks import check_proof
from notarization.verify.options import ABOUT, OPTIONS, PACKAGE, USAGE
from notarization.verify.report import Grade, Language
from notarization.verify.signed_verdict import MOST_BYTES
from notarization.verify.statement import Question
from notarization.verify.verifier import MAX_BYTES, verify

MOST_TRUST_BYTES: Final = 2**24
# a proof of a batch is JSON, a package is none
PROOF: Final = b"{"


class UsageWrong(Exception):
    """The command line is not understood."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify one package, or the proof of a digest in a batch.

    The exit code is the grade: 0 VERIFIED, 1 REJECTED, 2 INCOMPLETE, 3 unreadable; that of a wrong
    command line is 64.
    """
    parser = _parser()
    try:
        asked = parser.parse_args(arguments)
    except UsageWrong as fault:
        print(f"{parser.format_usage()}{fault}", file=sys.stderr)  # noqa: T201 (a command)
        return USAGE
    try:
        package = _read(asked.package, MAX_BYTES)
        trust = _read(asked.trust, MOST_TRUST_BYTES)
        signed = None if asked.verdict is None else _read(asked.verdict, MOST_BYTES)
    except OSError as fault:
        print(f"{fault.filename}: {fault.strerror}", file=sys.stderr)  # noqa: T201 (a command)
        return int(Grade.UNREADABLE)
    if package.startswith(PROOF):
        if asked.purpose or asked.at is not None or asked.verdict:
            print("--purpose, --at and --verdict are for packages only", file=sys.stderr)  # noqa: T201 (a command)
            return USAGE
        report = check_proof(package, trust)
    else:
        report = verify(package, trust, Question(asked.purpose, asked.at), signed)
    language = asked.lang or Language.ZH
    text = report.to_json() + b"\n" if asked.json else report.to_text(language).encode()
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()
    return int(report.grade)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageWrong(message)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="datadeed verify", description=ABOUT.en, allow_abbrev=False)
    parser.add_argument("package", type=Path, help=PACKAGE.en)
    for option in OPTIONS:
        if option.parse is None:
            parser.add_argument(option.flag, action="store_true", help=option.help.en)
            continue
        parser.add_argument(
            option.flag,
            type=option.parse,
            metavar=option.shown,
            required=option.required,
            help=option.help.en,
        )
    return parser


def _read(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)


if __name__ == "__main__":
    sys.exit(main())
