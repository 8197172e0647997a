"""Evidence packages: made at the newest final block, kept as files, found again by their names."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.problems import PackageUnknown
from ledger.domain.numbers import written
from ledger.domain.verdict import Purpose
from ledger.queries.certificate import certificate
from ledger.store.engine import read_session
from notarization import evidence
from notarization.mirror_source import MirrorSource

if TYPE_CHECKING:
    from api.wiring import Wiring

PUBLIC: Final = "public"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Request:
    """For whom and what a package is made; without a requester it is kept for everybody."""

    number: int
    purpose: Purpose = Purpose.AUTHENTICITY
    requester: str = ""
    case_ref: str = ""

    @property
    def public(self) -> bool:
        """Nobody is named, so that anybody may have it."""
        return not self.requester and not self.case_ref and self.purpose is Purpose.AUTHENTICITY


@dataclass(frozen=True, slots=True)
class Kept:
    """A package that is kept."""

    path: Path
    digest: str
    block: int


def make(wiring: Wiring, request: Request) -> Kept:
    """Make a package, or find the public one of the same block.

    Raises:
        NumberUnknown, EvidenceError, ChainError: it cannot be made.
    """
    source = MirrorSource(wiring.engine, wiring.chain(), wiring.profile(), wiring.clock)
    block = source.final_block()
    folder = wiring.settings.packages / PUBLIC
    known = folder / f"{written(request.number)}-{block}{evidence.SUFFIX}"
    if request.public and known.exists():
        return _kept(known, block)
    made = evidence.build(_asked(wiring, request), source, block)
    if request.public:
        return _kept(evidence.save(made, folder), block)
    digest = hashlib.sha256(made.data).hexdigest()
    return _kept(evidence.save(made, wiring.settings.packages / "requested" / digest), block)


def newest(wiring: Wiring, number: int) -> Path:
    """The newest public package of a certificate. Raises PackageUnknown."""
    found = (wiring.settings.packages / PUBLIC).glob(f"{written(number)}-*{evidence.SUFFIX}")
    newest_first = sorted(found, key=_block_of, reverse=True)
    if not newest_first:
        raise PackageUnknown(written(number))
    return newest_first[0]


def requested(wiring: Wiring, digest: str) -> Path:
    """The package of a digest that its requester was told. Raises PackageUnknown."""
    if not _DIGEST.fullmatch(digest):
        raise PackageUnknown(digest[:80])
    folder = wiring.settings.packages / "requested" / digest
    found = sorted(folder.glob(f"*{evidence.SUFFIX}"))
    if not found:
        raise PackageUnknown(digest)
    return found[0]


def _asked(wiring: Wiring, request: Request) -> evidence.PackageRequest:
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = certificate(session, request.number)
    return evidence.PackageRequest(
        title=found.title,
        holder=found.holder.party,
        purpose=request.purpose,
        requester=request.requester or PUBLIC,
        case_ref=request.case_ref or "-",
        prepared_at=wiring.clock(),
    )


def _kept(path: Path, block: int) -> Kept:
    return Kept(path, hashlib.sha256(path.read_bytes()).hexdigest(), block)


def _block_of(path: Path) -> int:
    return int(path.name.removesuffix(evidence.SUFFIX).rpartition("-")[2])
