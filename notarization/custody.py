"""Enters hand-overs into the custody log of a package, which lies beside its manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from notarization.verify.container import read_container, write_container
from notarization.verify.cover import COVER_NAME, read_cover
from notarization.verify.custody import (
    CUSTODY_NAME,
    Handling,
    HandOver,
    at,
    read_custody,
    write_custody,
)
from notarization.verify.making import MAKING_NAME
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.part_files import bytes_of, json_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def entered(package: bytes, line: HandOver) -> bytes:
    """The package with one line more in its custody log.

    Raises VerificationError: it is no package, its log does not hold, or the line does not follow.
    """
    return with_lines(package, [*_lines(read_container(package)), line])


def with_lines(package: bytes, lines: Sequence[HandOver]) -> bytes:
    """The package with this log in the place of any other. Raises VerificationError."""
    files = read_container(package)
    manifest = bytes_of(files, MANIFEST_NAME)
    log = write_custody(manifest, lines)
    read_custody(log, manifest)
    return write_container({**files, CUSTODY_NAME: log})


def kept(package: bytes) -> tuple[HandOver, ...]:
    """The lines of a package's log; none where it has none. Raises VerificationError."""
    files = read_container(package)
    if CUSTODY_NAME not in files:
        return ()
    return read_custody(files[CUSTODY_NAME], bytes_of(files, MANIFEST_NAME))


def begun(files: Mapping[str, bytes]) -> HandOver:
    """The first line of a package: who made it when, as its cover and its making say."""
    maker = json.loads(files[MAKING_NAME])["maker"] if MAKING_NAME in files else "-"
    made = read_cover(json_of(files, COVER_NAME)).prepared_at
    return HandOver(Handling.MADE, at(made), maker, maker)


def _lines(files: Mapping[str, bytes]) -> Sequence[HandOver]:
    if CUSTODY_NAME in files:
        return read_custody(files[CUSTODY_NAME], bytes_of(files, MANIFEST_NAME))
    return [begun(files)]
