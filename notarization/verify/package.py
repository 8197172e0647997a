"""The files of an evidence package (docs/evidence-package.md): parts in, bytes out, and back.

Makers write through this file and the verifier reads through it, so the format is said once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from notarization.verify import dossier_files, enclosures, proof_files
from notarization.verify.certificate import (
    CERTIFICATE_NAME,
    Certificate,
    read_certificate,
    write_certificate,
)
from notarization.verify.claim import CLAIM_NAME, ChainClaim, read_claim, write_claim
from notarization.verify.container import write_container
from notarization.verify.cover import (
    COVER_NAME,
    SHEET_NAME,
    Cover,
    about,
    read_cover,
    sheet,
    write_cover,
)
from notarization.verify.enclosures import Enclosures, is_placed, read_enclosures
from notarization.verify.inventory import Absence, Entry, entries_of
from notarization.verify.manifest import (
    MANIFEST_NAME,
    is_detached,
    read_manifest,
    write_manifest,
)
from notarization.verify.object_file import OBJECT_NAME, ObjectDigests, read_object, write_object
from notarization.verify.part_files import FileUnknown, bytes_of, json_of
from notarization.verify.tombstones import (
    TOMBSTONES_NAME,
    Signed,
    read_tombstones,
    write_tombstones,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ledger.domain.dossier import RawAct
    from notarization.verify.inventory import Part

ATTACHMENTS: Final = "attachments/"


@dataclass(frozen=True, slots=True)
class Evidence:
    """All parts of a package. `heads` and `dossiers` are by subject; `header` is raw RLP.

    `enclosures` are what version 2 adds; a package without them is of version 1.
    """

    cover: Cover
    certificate: Certificate
    claim: ChainClaim
    header: bytes
    address: bytes
    account: tuple[bytes, ...]
    heads: Mapping[bytes, tuple[bytes, ...]]
    dossiers: "Mapping[bytes, Sequence[RawAct]]"
    object: ObjectDigests | None = None
    tombstones: tuple[Signed, ...] = ()
    attachments: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    enclosures: Enclosures | None = None


def header_name(number: int) -> str:
    """The file of the header."""
    return f"chain/header-{number}.rlp"


def files_of(evidence: Evidence) -> dict[str, bytes]:
    """Every file by name, the manifest and the cover sheet with them."""
    files = {
        COVER_NAME: write_cover(evidence.cover),
        CERTIFICATE_NAME: write_certificate(evidence.certificate),
        CLAIM_NAME: write_claim(evidence.claim),
        header_name(evidence.claim.number): evidence.header,
        proof_files.ACCOUNT_NAME: proof_files.write_account(evidence.address, evidence.account),
        proof_files.HEADS_NAME: proof_files.write_heads(evidence.heads),
    }
    for subject, acts in evidence.dossiers.items():
        name = dossier_files.dossier_name(subject)
        files[name] = dossier_files.write_dossier(subject, acts)
    if evidence.object:
        files[OBJECT_NAME] = write_object(evidence.object)
    if evidence.tombstones:
        files[TOMBSTONES_NAME] = write_tombstones(evidence.tombstones)
    files |= {ATTACHMENTS + name: data for name, data in evidence.attachments.items()}
    if evidence.enclosures:
        files |= enclosures.files_of(evidence.enclosures, evidence)
    files[SHEET_NAME] = cover_sheet(evidence, files)
    files[MANIFEST_NAME] = write_manifest(files, about(evidence.cover), _parts(evidence, files))
    return files


def write_package(evidence: Evidence) -> bytes:
    """The one package of these parts. Raises ContainerInvalid."""
    return write_container(files_of(evidence))


def cover_sheet(evidence: Evidence, names: "Mapping[str, bytes]") -> bytes:
    """The sheet that goes with these parts and files."""
    listed = {name for name in names if not is_detached(name)} | {SHEET_NAME, MANIFEST_NAME}
    parts = _parts(evidence, listed)
    return sheet(evidence.cover, evidence.certificate, evidence.claim, listed, parts)


def _parts(evidence: Evidence, names: "Iterable[str]") -> tuple[Entry, ...] | None:
    if evidence.enclosures is None:
        return None
    held = (name for name in names if not is_detached(name))
    return entries_of(held, evidence.enclosures.absent)


def read_package(files: Mapping[str, bytes]) -> Evidence:
    """The parts of files whose manifest was checked before.

    Raises FileMissing, FileUnknown, PartNotCanonical, FieldError, NumberMalformed,
    CommitmentError.
    """
    claim = read_claim(json_of(files, CLAIM_NAME))
    header = header_name(claim.number)
    parts = read_manifest(bytes_of(files, MANIFEST_NAME)).parts
    _require_known(files, header, second=parts is not None)
    address, account = proof_files.read_account(json_of(files, proof_files.ACCOUNT_NAME))
    heads = json_of(files, proof_files.HEADS_NAME)
    certificate = read_certificate(json_of(files, CERTIFICATE_NAME))
    return Evidence(
        cover=read_cover(json_of(files, COVER_NAME)),
        certificate=certificate,
        claim=claim,
        header=bytes_of(files, header),
        address=address,
        account=account,
        heads=proof_files.read_heads(heads, files[proof_files.HEADS_NAME]),
        dossiers=dict(_dossiers(files)),
        object=read_object(json_of(files, OBJECT_NAME)) if OBJECT_NAME in files else None,
        tombstones=_tombstones(files, certificate.application),
        attachments=dict(_attachments(files)),
        enclosures=None if parts is None else read_enclosures(files, _absent(parts)),
    )


def _absent(parts: tuple[Entry, ...]) -> "dict[Part, Absence]":
    return {entry.part: Absence(entry.absent) for entry in parts if entry.absent}


def _tombstones(files: Mapping[str, bytes], application: bytes) -> tuple[Signed, ...]:
    if TOMBSTONES_NAME not in files:
        return ()
    return read_tombstones(json_of(files, TOMBSTONES_NAME), application)


def _dossiers(files: Mapping[str, bytes]) -> "Iterator[tuple[bytes, Sequence[RawAct]]]":
    for name in files:
        if name.startswith(dossier_files.FOLDER):
            yield dossier_files.read_dossier(name, json_of(files, name))


def _attachments(files: Mapping[str, bytes]) -> "Iterator[tuple[str, bytes]]":
    for name, data in files.items():
        if name.startswith(ATTACHMENTS):
            yield name.removeprefix(ATTACHMENTS), data


def _require_known(files: Mapping[str, bytes], header: str, *, second: bool) -> None:
    known = {
        COVER_NAME,
        SHEET_NAME,
        CERTIFICATE_NAME,
        CLAIM_NAME,
        header,
        proof_files.ACCOUNT_NAME,
        proof_files.HEADS_NAME,
        OBJECT_NAME,
        TOMBSTONES_NAME,
    }
    for name in files:
        placed = name.startswith((dossier_files.FOLDER, ATTACHMENTS)) or is_detached(name)
        if name not in known and not placed and not (second and is_placed(name)):
            raise FileUnknown(name)
