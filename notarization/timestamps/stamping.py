"""Stamps an evidence package: the next token of an authority's series goes beside the manifest.

Nothing that the manifest lists is touched, so a package can be stamped by whoever holds it, as
often as is wanted, without its maker. A token that was there is never taken away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ledger.outside import Patience
from notarization.timestamps.asking import token_over
from notarization.timestamps.authorities import Authority
from notarization.timestamps.errors import (
    AuthorityRefused,
    AuthorityUnreachable,
    PackageNotStampable,
    SeriesFull,
    TimestampError,
    TokenWrong,
)
from notarization.verify.beliefs import TimeTrust
from notarization.verify.container import read_container, write_container
from notarization.verify.errors import VerificationError
from notarization.verify.manifest import MANIFEST_NAME, compare_digests, read_manifest
from notarization.verify.timestamps import FOLDER, Stamp, judge_series, series_of, stamped

MOST: Final = 999


@dataclass(frozen=True, slots=True)
class Stamped:
    """A package with its new tokens, what they say, and which authorities gave none, and why."""

    package: bytes
    stamps: tuple[Stamp, ...] = ()
    missing: tuple[TimestampError, ...] = ()


def stamp_package(
    package: bytes,
    authorities: Sequence[Authority],
    *,
    renew: bool = False,
    patience: Patience | None = None,
) -> Stamped:
    """Ask every authority that has not stamped this package yet; all of them to `renew`.

    An authority that gives no token is among the `missing`; the others are asked all the same.
    Raises PackageNotStampable, SeriesFull.
    """
    files = _opened(package)
    waiting = _waiting(files, authorities, renew=renew)
    stamps: list[Stamp] = []
    missing: list[TimestampError] = []
    for authority, before in waiting:
        last = files[before[-1].file] if before else b""
        name = f"{FOLDER}{authority.name}/{len(before) + 1:03}.tsr"
        try:
            token, stamp = token_over(authority, stamped(files[MANIFEST_NAME], last), patience)
        except (AuthorityUnreachable, AuthorityRefused, TokenWrong) as fault:
            missing.append(fault)
            continue
        if before and stamp.time > before[-1].until:
            raise PackageNotStampable(f"{before[-1].file} ended before it was renewed")
        files[name] = token
        stamps.append(replace(stamp, file=name))
    return Stamped(write_container(files), tuple(stamps), tuple(missing))


def with_tokens(package: bytes, tokens: Mapping[str, Sequence[bytes]]) -> bytes:
    """The package with these tokens; a series that it has as long or longer stays as it is.

    Raises PackageNotStampable.
    """
    files = _opened(package)
    try:
        known = series_of(files)
    except VerificationError as fault:
        raise PackageNotStampable(str(fault)) from fault
    for series, given in tokens.items():
        if len(given) > len(known.get(series, ())):
            files |= {f"{FOLDER}{series}/{at:03}.tsr": each for at, each in enumerate(given, 1)}
    return write_container(files)


def with_tokens_of(package: bytes, other: bytes) -> bytes:
    """The package with the tokens of another copy of it. Raises PackageNotStampable."""
    files = _opened(other)
    if files[MANIFEST_NAME] != manifest_of(package):
        raise PackageNotStampable("another package has taken its place")
    tokens = {name: [files[each] for each in every] for name, every in series_of(files).items()}
    return with_tokens(package, tokens)


def manifest_of(package: bytes) -> bytes:
    """What is stamped of a package. Raises PackageNotStampable."""
    return _opened(package)[MANIFEST_NAME]


def _waiting(
    files: Mapping[str, bytes], authorities: Sequence[Authority], *, renew: bool
) -> list[tuple[Authority, list[Stamp]]]:
    """Who is to be asked, each with the tokens that it has given; nobody was asked yet."""
    try:
        series = series_of(files)
    except VerificationError as fault:
        raise PackageNotStampable(str(fault)) from fault
    waiting = []
    for authority in authorities:
        names = series.get(authority.name, [])
        if names and not renew:
            continue
        if len(names) >= MOST:
            raise SeriesFull(authority.name, MOST)
        waiting.append((authority, _judged(files, names, authority)))
    return waiting


def _opened(package: bytes) -> dict[str, bytes]:
    """The files of a package whose manifest holds. Raises PackageNotStampable."""
    try:
        files = dict(read_container(package))
        if MANIFEST_NAME not in files:
            raise PackageNotStampable("no manifest")
        faults = compare_digests(read_manifest(files[MANIFEST_NAME]), files)
    except VerificationError as fault:
        raise PackageNotStampable(str(fault)) from fault
    if faults:
        raise PackageNotStampable(str(faults[0]))
    return files


def _judged(files: Mapping[str, bytes], names: Sequence[str], authority: Authority) -> list[Stamp]:
    """The tokens that are renewed; a series that does not hold cannot be gone on with."""
    trust = TimeTrust((authority.trusted,))
    stamps = []
    try:
        for found in judge_series(files, names, files[MANIFEST_NAME], trust, block_time=0):
            if isinstance(found, VerificationError):
                raise found
            stamps.append(found)
    except VerificationError as fault:
        raise PackageNotStampable(str(fault)) from fault
    return stamps
