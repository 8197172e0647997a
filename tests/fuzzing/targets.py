"""What the fuzzer runs: a target takes any bytes and answers, or refuses with a typed error.

An answer is the code of what refused the bytes, or what is compared of what they hold. Whatever
else is raised is a fault of the verifier. `targets.js` beside this file asks the browser's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from ledger.domain import canonical
from ledger.domain.closure import closure_of
from ledger.domain.dossier import Anchor, RawAct, next_head
from ledger.domain.errors import DomainError
from ledger.domain.keccak import keccak256
from notarization.verify import rlp, trie
from notarization.verify.batch_checks import check_proof
from notarization.verify.beliefs import TimeAuthority, TimeTrust
from notarization.verify.container import read_container, write_container
from notarization.verify.content_steps import answer, check_content
from notarization.verify.errors import VerificationError
from notarization.verify.header import decode_header
from notarization.verify.note import parse_key, verified_time
from notarization.verify.notes import Notes, Stop
from notarization.verify.package import Evidence, read_package
from notarization.verify.proof_steps import check_dossiers
from notarization.verify.signed_verdict import read_verdict
from notarization.verify.statement import Question
from notarization.verify.timestamps import judge
from notarization.verify.tlog import parse_proof
from notarization.verify.trust import parse_trust
from notarization.verify.verifier import verify

HERE: Final = Path(__file__).parent
GOOD: Final = HERE.parent / "packages" / "good"
TRUST: Final = (GOOD / "trust.json").read_bytes()
PACKAGES: Final = {
    name: (GOOD / f"{name}.evidence.zip").read_bytes() for name in ("issued", "pledged", "second")
}
ACCEPTED: Final = "accepted"
# who signed the notes, and whose tokens they are, that the corpus begins with
LOG: Final = "register.example/log+50408b24+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
MANIFEST: Final = b"what the tokens of the corpus are over\n"
ROOT: Final = HERE / "inputs" / "root.der"
MARK: Final = b"\xee" * 31
KEY: Final = 32


def container(data: bytes) -> str:
    """The ZIP: what is read is written as it was."""
    files = read_container(data)
    assert write_container(files) == data
    return " ".join(files)


def json(data: bytes) -> str:
    """Canonical JSON: likewise."""
    assert canonical.encode(canonical.parse_canonical(data)) == data
    return ACCEPTED


def trie_(data: bytes) -> str:
    """A proof: key and nodes, whose hashes are put where the node before names them."""
    nodes = split(data[KEY:])
    for place in range(len(nodes) - 1, 0, -1):
        named = MARK + bytes([place & 255])
        nodes[place - 1] = nodes[place - 1].replace(named, keccak256(nodes[place]))
    root = keccak256(nodes[0]) if nodes else trie.EMPTY_ROOT
    value = trie.prove(root, data[:KEY], nodes)
    return "absent" if value is None else value.hex()


def rlp_(data: bytes) -> str:
    """RLP: what is read is written as it was."""
    assert rlp.encode(rlp.decode(data)) == data
    return ACCEPTED


def header(data: bytes) -> str:
    """A block's header, QBFT's seals with it."""
    return decode_header(data).hash.hex()


def note(data: bytes) -> str:
    """A checkpoint with a path under it, and its signature."""
    proof = parse_proof("note", data)
    return f"{proof.index} {verified_time(proof.note, parse_key(LOG))}"


def token(data: bytes) -> str:
    """A time stamp."""
    authority = TimeAuthority("one", (ROOT.read_bytes(),))
    found = judge("token", data, MANIFEST, TimeTrust((authority,)))
    return f"{found.time} {found.accuracy} {found.until}"


def trust(data: bytes) -> str:
    """The reader's own file."""
    return str(len(parse_trust(data).pins))


def batch(data: bytes) -> str:
    """The proof of a digest in a log, or of a log's growth."""
    report = check_proof(data, TRUST)
    return " ".join((report.grade.name, *(each.code for each in report.checks)))


def verdict(data: bytes) -> str:
    """A signed verdict, its signature with it."""
    return read_verdict(data).signer.account.hex()


def part(data: bytes) -> str:
    """One file of a package: its name, a line's end, its bytes."""
    name, _, held = data.partition(b"\n")
    evidence = read_package(files_of("second") | {name.decode("latin-1"): held})
    return str(len(evidence.dossiers))


def acts(data: bytes) -> str:
    """Acts that the register holds: each replaces one of a good package, with a head that fits."""
    evidence = with_acts(opened("pledged"), data)
    notes, believed = Notes(), parse_trust(TRUST)
    anchor = Anchor(believed.chain_id, believed.register.address)
    proven = {each: head_of(anchor, each, raw) for each, raw in evidence.dossiers.items()}
    try:
        head = decode_header(evidence.header)
        histories = check_dossiers(notes, evidence, believed, head, proven)
        closure_of(evidence.certificate.title, histories)
        check_content(notes, evidence, histories)
        answer(notes, evidence, histories, Question(), head)
    except Stop:
        pass
    except (VerificationError, DomainError) as fault:
        notes.failed(fault)
    return " ".join(each.code for each in notes.report(()).checks)


def package(data: bytes) -> str:
    """A whole package; the verifier raises nothing for what it reads."""
    report = verify(data, TRUST)
    return " ".join((report.grade.name, *(each.code for each in report.checks)))


TARGETS: Final[Mapping[str, Callable[[bytes], str]]] = {
    "acts": acts,
    "batch": batch,
    "container": container,
    "header": header,
    "json": json,
    "note": note,
    "package": package,
    "part": part,
    "rlp": rlp_,
    "token": token,
    "trie": trie_,
    "trust": trust,
    "verdict": verdict,
}


def outcome(name: str, data: bytes) -> str:
    """What a target says, or the code of its refusal."""
    try:
        return TARGETS[name](data)
    except (VerificationError, DomainError) as fault:
        return fault.code


@cache
def opened(name: str) -> Evidence:
    """The parts of a good package."""
    return read_package(files_of(name))


@cache
def files_of(name: str) -> dict[str, bytes]:
    """The files of a good package."""
    return read_container(PACKAGES[name])


def split(data: bytes) -> list[bytes]:
    """Pieces with two bytes of length before each; the last may be cut."""
    found, place = [], 0
    while place < len(data):
        size = int.from_bytes(data[place : place + 2])
        found.append(data[place + 2 : place + 2 + size])
        place += 2 + size
    return found


def joined(pieces: list[bytes]) -> bytes:
    """What `split` takes apart."""
    return b"".join(len(each).to_bytes(2) + each for each in pieces)


def with_acts(evidence: Evidence, data: bytes) -> Evidence:
    """Pieces of a dossier's place, an act's place, a kind, and the act's own bytes."""
    dossiers = {subject: list(held) for subject, held in evidence.dossiers.items()}
    subjects = sorted(dossiers)
    for piece in split(data):
        if len(piece) < len(("subject", "act", "kind")):
            continue
        held = dossiers[subjects[piece[0] % len(subjects)]]
        place = piece[1] % len(held)
        held[place] = replace(held[place], kind=piece[2], data=piece[3:])
    return replace(evidence, dossiers={each: tuple(held) for each, held in dossiers.items()})


def head_of(anchor: Anchor, subject: bytes, held: Sequence[RawAct]) -> bytes:
    """The head that these acts lead to."""
    head = anchor.empty_head(subject)
    for seq, act in enumerate(held, start=1):
        head = next_head(head, anchor.act_digest(act, seq))
    return head
