"""`making.json` and `verifier/verifier.json`: who made a package with what, and what checks it.

A program is named by its version and by the digest of its sources: SHA-256 over the lines that
`sha256sum` prints for its files in the order of their paths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.canonical import encode
from notarization.verify.digests import sha256, sm3
from notarization.verify.fields import Fields, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.domain.canonical import JsonValue

MAKING_SCHEMA: Final = "datadeed/making/1"
VERIFIER_SCHEMA: Final = "datadeed/verifier/1"
MAKING_NAME: Final = "making.json"
FOLDER: Final = "verifier/"
VERIFIER_NAME: Final = "verifier/verifier.json"
DIGEST: Final = 32
_WHEEL: Final = re.compile(r"[A-Za-z0-9_.-]{1,120}\.whl")


@dataclass(frozen=True, slots=True)
class Program:
    """A program: its name, its version, the digest of its sources."""

    name: str
    version: str
    sources: bytes


@dataclass(frozen=True, slots=True)
class Making:
    """Who made a package, with what, and the words that make it again."""

    maker: str
    program: Program
    repeat: str


@dataclass(frozen=True, slots=True)
class Verifier:
    """The verifier that goes with a package; the wheel's name and bytes where it is in it."""

    program: Program
    wheel: str = ""
    data: bytes = b""


def write_making(making: Making) -> bytes:
    """The file's bytes."""
    return encode(
        {
            "schema": MAKING_SCHEMA,
            "maker": making.maker,
            **_program(making.program),
            "repeat": making.repeat,
        }
    )


def read_making(value: JsonValue) -> Making:
    """The making of a parsed file. Raises FieldError."""
    fields = Fields(value, MAKING_NAME)
    fields.schema(MAKING_SCHEMA)
    found = Making(fields.text("maker"), _read_program(fields), fields.text("repeat"))
    fields.end()
    return found


def write_verifier(verifier: Verifier) -> dict[str, bytes]:
    """The files, the wheel among them where there is one."""
    held = {verifier.wheel: verifier.data} if verifier.wheel else {}
    wheels = [
        {"file": name, "sha256": shown(sha256(data)), "sm3": shown(sm3(data))}
        for name, data in held.items()
    ]
    said = encode({"schema": VERIFIER_SCHEMA, **_program(verifier.program), "wheels": wheels})
    return {VERIFIER_NAME: said, **{FOLDER + name: data for name, data in held.items()}}


def read_verifier(value: JsonValue, files: Mapping[str, bytes]) -> Verifier:
    """The verifier of a parsed file, its wheel's bytes among the files. Raises FieldError."""
    fields = Fields(value, VERIFIER_NAME)
    fields.schema(VERIFIER_SCHEMA)
    program, wheels = _read_program(fields), fields.each("wheels")
    fields.end()
    if len(wheels) > 1:
        fields.refuse("wheels", "are more than one")
    if not wheels:
        return Verifier(program)
    (row,) = wheels
    name, digests = row.text("file"), (row.data("sha256", DIGEST), row.data("sm3", DIGEST))
    row.end()
    data = files.get(FOLDER + name)
    if not _WHEEL.fullmatch(name) or data is None:
        row.refuse("file", "is no wheel of this package")
    if digests != (sha256(data), sm3(data)):
        row.refuse("sha256", "and sm3 are not the wheel's")
    return Verifier(program, name, data)


def _program(program: Program) -> dict[str, str]:
    return {
        "program": program.name,
        "version": program.version,
        "sources": shown(program.sources),
    }


def _read_program(fields: Fields) -> Program:
    return Program(fields.text("program"), fields.text("version"), fields.data("sources", DIGEST))
