"""Filing from a page: look a record over, make its terms, keep its proofs."""

from typing import Annotated

from fastapi import APIRouter, File, Path, Query, Request, UploadFile

from api import parse, typed
from api.desk.contents import Attached
from api.desk.objecting import MATERIAL
from api.present import stamp
from api.problems import TermsMalformed
from api.registrant import filing, proofs
from api.routes.documented import READS, WRITES
from api.schemas import filing as shapes
from api.stamped import stamped
from api.texts.faults import described
from api.wiring import reading, wiring_of
from ledger.domain import profiles
from ledger.domain.acts import SubjectKind
from ledger.domain.fingerprint import Fingerprint
from ledger.domain.personal import require_fit
from ledger.domain.record import PROOF_KINDS, faults, parse_record
from ledger.domain.workdays import day_of
from ledger.registrar import acting
from ledger.registrar.application import SUBMIT

router = APIRouter(tags=["applications"], responses=WRITES)
Upload = Annotated[UploadFile, File()]
FileKind = Annotated[str, Query(pattern="^(" + "|".join((*PROOF_KINDS, MATERIAL)) + ")$")]


@router.post("/v1/records:check", responses=READS)
def check(request: Request, body: shapes.RecordCheckIn) -> shapes.RecordCheckOut:
    """What is wrong with a record, by the rules that a filing must pass. Nothing is kept."""
    profile = profiles.load()
    with reading(request) as now:
        day, as_of = day_of(now.as_of.time), stamp(now.as_of)
    found = list(faults(body.record, day, profile.form()))
    gate = None if found else filing.gate(body.record, _parties(body.participants))
    return shapes.RecordCheckOut(
        profile=profile.id,
        faults=[
            shapes.FaultOut(field=each.field, code=each.code, zh=text.zh, en=text.en)
            for each in (*found, *([gate] if gate else ()))
            for text in (described(each),)
        ],
        as_of=as_of,
    )


@router.post("/v1/applications:draft")
def draft(request: Request, body: shapes.DraftIn) -> shapes.DraftOut:
    """The terms of an application over a record. Nothing is kept and nothing is sent."""
    register = wiring_of(request).register()
    now = register.time()
    record = parse_record(body.record, day_of(now))
    if set(body.salts) != set(record):
        raise TermsMalformed("salts", "exactly one for each field of the record")
    salts = {name: bytes.fromhex(salt) for name, salt in body.salts.items()}
    sent = filing.Sent(body.registry, now, _parties(body.participants))
    made = filing.draft(record, salts, _mark(body.mark), sent)
    prepared = acting.prepare(register, SUBMIT, made.terms)
    return shapes.DraftOut(
        application=made.id.hex(),
        terms=typed.message(made.terms),
        digest="0x" + prepared.digest.hex(),
        typed_data=typed.typed_data(register.profile, prepared),
        as_of=stamped(request),
    )


@router.post("/v1/proofs:check", responses=READS)
def check_proof(request: Request, kind: FileKind, proof: Upload) -> shapes.ProofCheckOut:
    """Whether a file may come in at the doors for proofs and objections. Nothing is kept."""
    read = require_fit(kind, [proof.file.read()], day_of(wiring_of(request).clock()))
    return shapes.ProofCheckOut(read=read, as_of=stamped(request))


@router.post("/v1/applications/{application_id}/proofs", status_code=201)
def keep_proof(
    request: Request,
    application_id: Annotated[str, Path(max_length=66, examples=["02" + "cd" * 31])],
    proof: Upload,
) -> shapes.ProofKeptOut:
    """Keep a proof file that the application's record lists, sealed for the registry alone."""
    subject = parse.subject(application_id, SubjectKind.APPLICATION)
    return kept_shape(request, proofs.keep(wiring_of(request), subject, proof.file.read()))


def kept_shape(request: Request, kept: Attached) -> shapes.ProofKeptOut:
    """A file that is kept sealed for the registry."""
    return shapes.ProofKeptOut(
        sha256=kept.sha256.hex(), sm3=kept.sm3.hex(), size=kept.size, as_of=stamped(request)
    )


def _parties(given: list[str]) -> list[bytes]:
    return [parse.subject(each, SubjectKind.PARTY) for each in given]


def _mark(given: shapes.MarkIn) -> Fingerprint:
    sha256, sm3, merkle = map(bytes.fromhex, (given.sha256, given.sm3, given.merkle))
    return Fingerprint(sha256, sm3, merkle, given.size)
