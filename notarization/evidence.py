"""Makes evidence packages: fetches what a statement rests on, proves it under one final block.

The same request over the same block gives the same bytes. What was made is verified offline before
it leaves, against trust in the maker's own node; what the verifier would refuse is not given out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ledger.chain.profile import ChainProfile
from ledger.domain.acts import Correction, Fulfilment, Issue, Notice
from ledger.domain.closure import closure_of
from ledger.domain.commitment_errors import FieldUnknown
from ledger.domain.commitments import Disclosure
from ledger.domain.dossier import Anchor
from ledger.domain.errors import DomainError
from ledger.domain.history import History, history_of
from ledger.domain.numbers import written
from ledger.domain.record import parse_notice
from ledger.domain.state import Dossier
from ledger.domain.verdict import Purpose
from ledger.domain.words import CONTENT_KEY, RECORD_KEY, TitleRecord
from ledger.whole_file import write_whole
from notarization.enclosing import Handed, enclose
from notarization.evidence_errors import (
    BlockNotFinal,
    DossierMissing,
    EvidenceRefused,
    ProofUnfit,
)
from notarization.proof import Proof, Source, prove
from notarization.trust_file import trust_of
from notarization.verify.certificate import Certificate, certificate_of
from notarization.verify.claim import ChainClaim
from notarization.verify.cover import Answer, Cover, answer_of
from notarization.verify.header import Header
from notarization.verify.mandate_checks import SignedAfterRevocation
from notarization.verify.object_file import ObjectDigests
from notarization.verify.package import Evidence, write_package
from notarization.verify.report import Grade, Report, Status
from notarization.verify.statement import verdict_of
from notarization.verify.tombstones import Signed, is_worth
from notarization.verify.trust import Contract, Pin, dump_trust
from notarization.verify.verifier import verify

SUFFIX: Final = ".evidence.zip"
# what a package shows against itself: a court is to see it
TOLD: Final = frozenset({SignedAfterRevocation.code})


@dataclass(frozen=True, slots=True)
class PackageRequest:
    """What a package is asked to show. `as_of` is the block's own time where it is None.

    `disclosure` opens fields of the record; where it is None, what the notice published is opened.
    `opened` leaves open only these of them. Of `tombstones` those go in that name what the record
    then withholds, and that a member of the registry's staff signed. With `handed` the package is
    of version 2, without of version 1.
    """

    title: bytes
    holder: bytes
    purpose: Purpose
    requester: str
    case_ref: str
    prepared_at: int
    as_of: int | None = None
    disclosure: Disclosure | None = None
    object: ObjectDigests | None = None
    tombstones: tuple[Signed, ...] = ()
    attachments: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    opened: frozenset[str] | None = None
    handed: Handed | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A package, and what the offline verifier said of it."""

    data: bytes
    certificate: Certificate
    answer: Answer
    block: int
    report: Report

    @property
    def name(self) -> str:
        """A file name that says what it is: number and block."""
        return f"{written(self.certificate.number)}-{self.block}{SUFFIX}"


def build(request: PackageRequest, source: Source, block: int) -> Made:
    """Make a package under one final block, proven afresh.

    Raises:
        BlockNotFinal, DossierMissing, HeaderUnknown: it cannot be made of this block.
        ChainError: the node does not answer, or has no state of that block any more.
        As `assemble`.
    """
    if block > (final := source.final_block()):
        raise BlockNotFinal(block, final)
    asked, histories = _gathered(request, source, block)
    return assemble(asked, source.profile, histories, prove(source, histories, block))


def proven(request: PackageRequest, source: Source, block: int) -> Proof:
    """A proof that such a package may rest on later: one was made of it, and verified.

    Raises as `build`.
    """
    asked, histories = _gathered(request, source, block)
    proof = prove(source, histories, block)
    assemble(asked, source.profile, histories, proof)
    return proof


def build_from(request: PackageRequest, source: Source, proof: Proof) -> Made:
    """Make a package under a proof that was stored: the node is not asked.

    Raises:
        ProofUnfit: the proof lacks dossiers that the statement rests on, or those of who signed
            tombstones.
        DossierMissing: the source lacks one of them.
        As `assemble`.
    """
    block = proof.block.number
    asked, histories = _gathered(request, source, block)
    if not histories.keys() <= proof.heads.keys():
        raise ProofUnfit(block)
    heads = {subject: proof.heads[subject] for subject in histories}
    return assemble(asked, source.profile, histories, replace(proof, heads=heads))


def _gathered(
    request: PackageRequest, source: Source, block: int
) -> tuple[PackageRequest, dict[bytes, History]]:
    """The request with the tombstones that hold, and the dossiers that it rests on."""
    histories = gather(request.title, source, block)
    asked = _worthy(request, source, histories, block)
    return asked, gather(request.title, source, block, _signers(asked), histories)


def assemble(
    request: PackageRequest, profile: ChainProfile, histories: dict[bytes, History], proof: Proof
) -> Made:
    """Put a package together, and let the offline verifier judge it.

    Raises:
        EvidenceRefused: the verifier does not accept what was made.
        CertificateAbsent, TitleUnknown: the holder has no such certificate at that time.
        DomainError: an act cannot be read as what it must be.
    """
    evidence = _evidence(request, profile, histories, proof)
    data = write_package(evidence)
    block = proof.block
    trust = dump_trust(trust_of(profile, [Pin(block.number, block.hash)]))
    report = verify(data, trust)
    if report.grade is not Grade.VERIFIED:
        bad = [
            check.code
            for check in report.checks
            if check.required and check.status is not Status.PASSED and check.code not in TOLD
        ]
        if not bad:
            return Made(data, evidence.certificate, evidence.cover.answer, block.number, report)
        raise EvidenceRefused(report.grade.name, tuple(bad), report)
    return Made(data, evidence.certificate, evidence.cover.answer, block.number, report)


def gather(
    title: bytes,
    source: Source,
    block: int,
    signers: Collection[bytes] = (),
    known: Mapping[bytes, History] = MappingProxyType({}),
) -> dict[bytes, History]:
    """The replayed dossiers that a statement about a title rests on, those `known` among them.

    Raises DossierMissing.
    """
    profile = source.profile
    anchor = Anchor(profile.chain_id, profile.register.address)
    histories = dict(known)
    while missing := closure_of(title, histories, signers).missing:
        for subject in missing:
            acts = source.acts(subject, block)
            if not acts:
                raise DossierMissing(subject)
            histories[subject] = history_of(anchor, subject, acts)
    return histories


def save(made: Made, folder: Path, *, mode: int | None = None) -> Path:
    """Keep a package: the file is there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / made.name
    write_whole(path, made.data, mode=mode)
    return path


def _evidence(
    request: PackageRequest, profile: ChainProfile, histories: dict[bytes, History], proof: Proof
) -> Evidence:
    time = proof.block.timestamp if request.as_of is None else request.as_of
    found = certificate_of(histories[request.title], request.holder, time)
    certificate = replace(found, disclosure=_disclosure(request, histories, time))
    verdict = verdict_of(certificate, histories, request.purpose, time)
    title, application = histories[request.title], histories[certificate.application]
    handed = request.handed
    cover = Cover(
        requester=request.requester,
        purpose=request.purpose,
        case_ref=request.case_ref,
        as_of=time,
        prepared_at=request.prepared_at,
        title=request.title,
        holder=request.holder,
        number=certificate.number,
        answer=answer_of(verdict),
    )
    return Evidence(
        cover=cover,
        certificate=certificate,
        claim=_claim(profile, proof.block),
        header=proof.header,
        address=proof.address,
        account=proof.account,
        heads=proof.heads,
        dossiers={
            subject: [act.raw for act in history.acts] for subject, history in histories.items()
        },
        object=request.object,
        tombstones=request.tombstones,
        attachments=request.attachments,
        enclosures=enclose(handed, title, application, certificate.disclosure) if handed else None,
    )


def _disclosure(
    request: PackageRequest, histories: Mapping[bytes, History], time: int | None
) -> Disclosure | None:
    """What is opened of the record that stands at a time, None for now, as far as is asked for.

    Raises FieldUnknown.
    """
    found = _openable(request, histories, time)
    if request.opened is None or (found is None and not request.opened):
        return found
    if found is None:
        raise FieldUnknown(min(request.opened))
    return found.narrowed(request.opened)


def _openable(
    request: PackageRequest, histories: Mapping[bytes, History], time: int | None
) -> Disclosure | None:
    title = histories[request.title]
    then = title.last if time is None else title.at_time(time)
    issued = then.terms.get(RECORD_KEY)
    if request.disclosure or not isinstance(issued, Issue):
        return request.disclosure
    return _published(histories[issued.application], then)


def _worthy(
    request: PackageRequest, source: Source, histories: Mapping[bytes, History], block: int
) -> PackageRequest:
    """The request with those tombstones only that the verifier will accept."""
    if not request.tombstones:
        return request
    anchor = Anchor(source.profile.chain_id, source.profile.register.address)
    parties = {
        party: history_of(anchor, party, acts)
        for party in _signers(request)
        if (acts := source.acts(party, block))
    }
    disclosure = _disclosure(request, histories, request.as_of)
    registry = histories[request.title].last.record(TitleRecord).registry
    known = {**histories, **parties}
    found = (e for e in request.tombstones if is_worth(e, disclosure, known, registry))
    return replace(request, tombstones=tuple(found))


def _signers(request: PackageRequest) -> set[bytes]:
    return {each.tombstone.party for each in request.tombstones}


def _published(application: History, title: Dossier) -> Disclosure | None:
    """What the title's last correction opened, or else the last notice of its application.

    None where nothing readable was published.
    """
    clear = [act.terms.clear for act in application.acts if isinstance(act.terms, Notice)]
    changed = title.terms.get(CONTENT_KEY)
    if isinstance(changed, Correction | Fulfilment):
        clear = [changed.clear] if changed.clear else []
    try:
        return parse_notice(clear[-1]) if clear else None
    except DomainError:
        return None


def _claim(profile: ChainProfile, header: Header) -> ChainClaim:
    return ChainClaim(
        chain_id=profile.chain_id,
        register=Contract(profile.register.address, profile.register.code_hash),
        books=tuple(Contract(book.address, book.code_hash) for book in profile.books.values()),
        number=header.number,
        hash=header.hash,
        time=header.timestamp,
    )
