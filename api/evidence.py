"""Evidence packages: under a stored proof that is recent enough, else under a fresh one.

They are kept as files and found again by their names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from api import countersigned, stamps
from api.allowed import require_allowed
from api.enclosing import handed
from api.problems import MomentUnknown, PackageUnknown
from api.texts.shown import iso
from ledger.domain.crypto_policy import Use
from ledger.domain.numbers import written
from ledger.domain.verdict import Purpose
from ledger.queries.certificate import certificate
from ledger.queries.proof import covering, is_fresh, unchanged
from ledger.queries.proof import newest as newest_proof
from ledger.store.engine import read_session
from ledger.store.repositories import title as titles
from ledger.whole_file import OWNER_ONLY
from notarization import evidence
from notarization.erased import signed_tombstones
from notarization.evidence_errors import ProofUnfit
from notarization.mirror_source import MirrorSource
from notarization.proof import read_proof
from notarization.verify.algorithms import DIGESTS
from notarization.verify.certificate import CertificateAbsent
from notarization.verify.digests import sm3
from notarization.verify.inventory import Absence, Part
from notarization.verify.origin import OriginFile

if TYPE_CHECKING:
    from api.wiring import Wiring
    from ledger.queries.certificate import Certificate
    from ledger.store.engine import ReadSession
    from notarization.proof import Proof

PUBLIC: Final = "public"
REQUESTED: Final = "requested"
BY_CASE: Final = "by-case"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Request:
    """For whom and what a package is made; without a requester it is kept for everybody.

    `at` is the moment that is asked about (seconds since 1970), now where it is None; for now the
    proof's block may be `max_age` seconds older than the newest, if nothing has changed since.
    `opened` leaves open only these of the published fields; `origin`, `papers` and `absent` say
    what was handed over, and why nothing was. One `by_case` has a custody log that tells of every
    time that it was handed over: no door gives it out that enters nothing there.
    """

    number: int
    purpose: Purpose = Purpose.AUTHENTICITY
    requester: str = ""
    case_ref: str = ""
    at: int | None = None
    max_age: int = 0
    opened: frozenset[str] | None = None
    origin: tuple[OriginFile, ...] = ()
    papers: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    absent: Mapping[Part, Absence] = field(default_factory=lambda: MappingProxyType({}))
    by_case: bool = False

    @property
    def folder(self) -> str:
        """Under what it is kept by its digest, where it is not for everybody."""
        return BY_CASE if self.by_case else REQUESTED

    @property
    def public(self) -> bool:
        """Nobody is named and nothing handed over, so that anybody may have it."""
        return self == Request(self.number, max_age=self.max_age)


@dataclass(frozen=True, slots=True)
class Kept:
    """A package that is kept."""

    path: Path
    digest: str
    sm3: str
    block: int


def make(wiring: Wiring, request: Request) -> Kept:
    """Make a package, or find the public one of the same block.

    Raises:
        MomentUnknown: the moment lies after all that is final.
        CertificateAbsent: it was closed then, and its holder has one of another number.
        NumberUnknown, EvidenceError, ChainError, CountersigningError: it cannot be made.
        AlgorithmNotAllowed: nothing is made in this way any more.
    """
    source = MirrorSource(wiring.engine, wiring.chain(), wiring.profile(), wiring.clock)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        found = certificate(session, request.number)
        proofs = _stored(session, request, found.title)
        asked = _asked(wiring, request, session, found)
    for stored in proofs:
        known = _public_file(wiring, request.number, stored.block.number)
        if request.public and _tells_all(known, asked):
            return _kept(known, stored.block.number)
        with suppress(ProofUnfit):
            return _save(wiring, request, evidence.build_from(asked, source, stored))
    return _fresh(wiring, request, asked, source)


def _fresh(
    wiring: Wiring, request: Request, asked: evidence.PackageRequest, source: MirrorSource
) -> Kept:
    """A package under the newest final block, which the node proves now."""
    block = source.final_block()
    known = _public_file(wiring, request.number, block)
    if request.public and _tells_all(known, asked):
        return _kept(known, block)
    if request.at is not None and request.at > source.header(block).timestamp:
        raise MomentUnknown(iso(request.at))
    return _save(wiring, request, evidence.build(asked, source, block))


def _stored(session: ReadSession, request: Request, title: bytes) -> list[Proof]:
    """The stored proofs that answer a request, the fittest first.

    A moment is covered by the first proof after it, and by each later one, which may know more of
    who signed tombstones.
    """
    last = newest_proof(session, title)
    if request.at is not None:
        first = covering(session, title, request.at)
        found = {each.block: each for each in (first, last) if first and each}
        return [read_proof(each.data) for each in found.values()]
    if last is None or not is_fresh(session, last, max_age=request.max_age):
        return []
    proof = read_proof(last.data)
    return [proof] if unchanged(session, proof.heads, last.block) else []


def _save(wiring: Wiring, request: Request, made: evidence.Made) -> Kept:
    """Keep a package of the certificate that was asked for.

    Raises CertificateAbsent where its holder has one of another number then.
    """
    if made.certificate.number != request.number:
        raise CertificateAbsent(made.certificate.title.hex(), made.certificate.holder.hex())
    require_allowed(wiring.settings, Use.DIGEST, *DIGESTS, at=wiring.clock())
    made = replace(made, data=countersigned.package(wiring, made.data))
    digest = hashlib.sha256(made.data).hexdigest()
    folder = PUBLIC if request.public else f"{request.folder}/{digest}"
    # what was handed in, and who asks for which case, may name persons
    mode = None if request.public else OWNER_ONLY
    path = evidence.save(made, wiring.settings.packages / folder, mode=mode)
    stamps.enter_package(wiring.settings, path, wiring.clock())
    return _kept(path, made.block)


def _public_file(wiring: Wiring, number: int, block: int) -> Path:
    return wiring.settings.packages / PUBLIC / f"{written(number)}-{block}{evidence.SUFFIX}"


def newest(wiring: Wiring, number: int) -> Path:
    """The newest public package of a certificate, out of the newest stored proof if that is newer.

    The node is not asked. Raises PackageUnknown, NumberUnknown, CertificateAbsent.
    """
    found = (wiring.settings.packages / PUBLIC).glob(f"{written(number)}-*{evidence.SUFFIX}")
    kept = max(found, key=_block_of, default=None)
    with read_session(wiring.engine, now=wiring.clock()) as session:
        asked = certificate(session, number)
        stored = newest_proof(session, asked.title)
        request = Request(number)
        wanted = _asked(wiring, request, session, asked)
    known = asked.issued_block if kept is None else _block_of(kept) + _tells_all(kept, wanted)
    if stored is not None and stored.block >= known:
        source = MirrorSource(wiring.engine, wiring.chain(), wiring.profile(), wiring.clock)
        made = _without_node(wanted, source, read_proof(stored.data))
        return _save(wiring, request, made).path
    if kept is None:
        raise PackageUnknown(written(number))
    return kept


def _without_node(
    asked: evidence.PackageRequest, source: MirrorSource, proof: Proof
) -> evidence.Made:
    """A package under a stored proof; without tombstones where it lacks who signed them."""
    try:
        return evidence.build_from(asked, source, proof)
    except ProofUnfit:
        return evidence.build_from(replace(asked, tombstones=()), source, proof)


def requested(wiring: Wiring, digest: str) -> Path:
    """The package of a digest that its requester was told. Raises PackageUnknown."""
    if not _DIGEST.fullmatch(digest):
        raise PackageUnknown(digest[:80])
    return _found(wiring, digest, REQUESTED)


def by_case(wiring: Wiring, digest: str) -> Path:
    """The package of a digest that was asked for by case. Raises PackageUnknown."""
    # those of earlier versions lie among the others
    return _found(wiring, digest, BY_CASE, REQUESTED)


def _found(wiring: Wiring, digest: str, *folders: str) -> Path:
    kept = (wiring.settings.packages / each / digest for each in folders)
    found = [each for folder in kept for each in sorted(folder.glob(f"*{evidence.SUFFIX}"))]
    if not found:
        raise PackageUnknown(digest)
    return found[0]


def _tells_all(path: Path, asked: evidence.PackageRequest) -> bool:
    """Whether a package is kept, and was made after the last erasure."""
    last = max((each.tombstone.time for each in asked.tombstones), default=0)
    return path.exists() and int(path.stat().st_mtime) > last


def _asked(
    wiring: Wiring, request: Request, session: ReadSession, found: Certificate
) -> evidence.PackageRequest:
    application = titles.titles(session, (found.title,))[found.title].application
    return evidence.PackageRequest(
        title=found.title,
        holder=found.holder.party,
        purpose=request.purpose,
        requester=request.requester or PUBLIC,
        case_ref=request.case_ref or "-",
        prepared_at=wiring.clock(),
        as_of=request.at,
        tombstones=signed_tombstones(session, application),
        opened=request.opened,
        handed=handed(wiring.settings, request, session, application),
    )


def _kept(path: Path, block: int) -> Kept:
    data = path.read_bytes()
    return Kept(path, hashlib.sha256(data).hexdigest(), sm3(data).hex(), block)


def _block_of(path: Path) -> int:
    return int(path.name.removesuffix(evidence.SUFFIX).rpartition("-")[2])
