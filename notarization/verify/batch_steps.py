"""Step 35: proofs that what a package holds was notarized in a batch: `batches/NNN.json`.

Each is judged as `batch_checks` judges one by itself, by the reader's own trust file, and must be
of something in the package: a file that the manifest lists, the manifest itself, or the object.
They lie beside the manifest, as time stamps do, so that the manifest can be notarized, too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ledger.domain.crypto_policy import Use
from notarization.verify.algorithms import AlgorithmNotAccepted, Algorithms
from notarization.verify.anchored import (
    proven_account,
    require_place,
    require_register,
    require_root,
)
from notarization.verify.batch import (
    Algorithm,
    BatchMalformed,
    BatchProof,
    BatchUnbound,
    Digest,
    read_proof,
)
from notarization.verify.batch_stamps import count_stamps
from notarization.verify.chain_checks import NOT_VOUCHED, check_block
from notarization.verify.codes import Step
from notarization.verify.digests import sha256, sm3
from notarization.verify.errors import VerificationError
from notarization.verify.fields import shown
from notarization.verify.header import Header, decode_header
from notarization.verify.manifest import MANIFEST_NAME, Manifest
from notarization.verify.notes import Notes
from notarization.verify.object_file import ObjectDigests
from notarization.verify.policy import PolicyUnmet, require_met
from notarization.verify.report import Message
from notarization.verify.timestamp_errors import StampsMissing
from notarization.verify.trust import Trust
from notarization.verify.wording import beijing

FOLDER: Final = "batches/"
MOST_PROOFS: Final = 64
# time stamps in all of them together
MOST_TOKENS: Final = 128
OBJECT: Final = Message("数据对象", "the data object")
_NAME: Final = re.compile(r"batches/[0-9]{3}\.json")
Named = Mapping[Digest, Message]


def proof_names(files: Mapping[str, bytes]) -> list[str]:
    """The proofs, in the order of their names. Raises BatchMalformed."""
    names = sorted(name for name in files if name.startswith(FOLDER))
    for name in names:
        if not _NAME.fullmatch(name):
            raise BatchMalformed(name, "", "is no batches/<three digits>.json")
    if len(names) > MOST_PROOFS:
        raise BatchMalformed(names[MOST_PROOFS], "", f"is one of {len(names)}")
    return names


def digests_of(manifest: Manifest, data: bytes, digests: ObjectDigests | None) -> Named:
    """What a proof in the package may be of; of two things with one digest, the first."""
    listed = [(each.path, each.sha256, each.sm3) for each in manifest.files]
    listed.append((MANIFEST_NAME, sha256(data), sm3(data)))
    found = [(Message(path, path), one, other) for path, one, other in listed]
    if digests:
        found.append((OBJECT, digests.fingerprint.sha256, digests.fingerprint.sm3))
    named: dict[Digest, Message] = {}
    for what, one, other in found:
        named.setdefault(Digest.of(Algorithm.SHA256, one), what)
        named.setdefault(Digest.of(Algorithm.SM3, other), what)
    return named


def read_bound(name: str, data: bytes, named: Named) -> BatchProof:
    """A proof whose digest is of something in the package, at its place under its root.

    Raises BatchMalformed, BatchUnbound, BatchRootDiffers.
    """
    proof = read_proof(name, data)
    if not isinstance(proof, BatchProof):
        raise BatchMalformed(name, "schema", "shows no digest")
    if proof.digest not in named:
        raise BatchUnbound(name, f"{proof.digest.algorithm} {shown(proof.digest.value)}")
    require_place(name, proof)
    return proof


def check_batches(
    notes: Notes, files: Mapping[str, bytes], named: Named, trust: Trust, block: Header
) -> None:
    """Every proof; `block` is the package's own, for which its checkpoints and stamps stand."""
    notes.begin(Step.BATCHES)
    judging = _Judging(notes, files, named, trust, block)
    for name in proof_names(files):
        notes.about = name
        judging.check(name)
    notes.about = ""


@dataclass
class _Judging:
    """What the proofs of one package are judged by; `blocks` were found good or wanting before."""

    notes: Notes
    files: Mapping[str, bytes]
    named: Named
    trust: Trust
    block: Header
    blocks: dict[bytes, Mapping[str, int] | VerificationError] = field(default_factory=dict)
    tokens: int = 0

    def check(self, name: str) -> None:
        """Raises what makes a proof false; what is lacking is noted."""
        proof = read_bound(name, self.files[name], self.named)
        self.tokens += tokens_of(proof)
        if self.tokens > MOST_TOKENS:
            raise BatchMalformed(name, "stamps", f"comes to {self.tokens} tokens")
        anchor = proof.anchor
        header = decode_header(anchor.header)
        require_register(anchor, self.trust)
        held = self._vouched(header)
        require_root(anchor, proven_account(anchor, header, self.trust), self.trust)
        stamps = count_stamps(name, proof, self.trust)
        for aside in stamps.asides:
            self.notes.aside_of(aside)
        if held is None or not self._is_enough(held, len(stamps.authorities)):
            return
        if fault := self._unfit(proof.digest.algorithm, header.timestamp):
            self.notes.aside_of(fault)
            return
        self.notes.counted(*_said(self.named[proof.digest], proof, header, stamps.said))

    def _vouched(self, header: Header) -> Mapping[str, int] | None:
        """The voices for a block; None where there is none, which is noted."""
        if header.hash not in self.blocks:
            self.blocks[header.hash] = self._voices(header)
        found = self.blocks[header.hash]
        if isinstance(found, VerificationError):
            self.notes.open(found)
            return None
        return found

    def _voices(self, header: Header) -> Mapping[str, int] | VerificationError:
        own = header.hash == self.block.hash
        try:
            held = check_block(header, self.trust, self.files if own else {}).held
        except NOT_VOUCHED as fault:
            return fault
        # stamps and countersignatures are over the manifest, which lists the package's own header
        return self.notes.held if own else held

    def _is_enough(self, held: Mapping[str, int], stamped: int) -> bool:
        """What vouches for the block and stamps the root is as much as the reader wants."""
        tsa, needed = max(stamped, held.get("tsa", 0)), self.trust.time.needed
        if tsa < needed:
            self.notes.open(StampsMissing(needed, tsa))
            return False
        try:
            if self.trust.policy:
                require_met(self.trust.policy, {**held, "tsa": tsa})
        except PolicyUnmet as fault:
            self.notes.open(fault)
            return False
        return True

    def _unfit(self, algorithm: Algorithm, time: int) -> AlgorithmNotAccepted | None:
        """Why the digest, or the tree, is of an algorithm that was not accepted then."""
        algorithms = Algorithms(self.trust.algorithms)
        used = (Algorithm.SHA256, algorithm)
        return next(filter(None, (algorithms.fault(Use.DIGEST, each, time) for each in used)), None)


def tokens_of(proof: BatchProof) -> int:
    """How many time stamps a proof holds."""
    return sum(map(len, proof.stamps))


def _said(
    what: Message, proof: BatchProof, header: Header, stamps: Sequence[Message]
) -> tuple[str, str]:
    when, anchor = beijing(header.timestamp), proof.anchor
    zh = (
        f"{what.zh}，在区块 {header.number}（北京时间 {when}）前已入登记机构"
        f" {anchor.registry} 的日志，第 {proof.index} 项"
    )
    en = (
        f"{what.en}, in the log of registry {anchor.registry} at place {proof.index}"
        f" by block {header.number} ({when}, Beijing time)"
    )
    told = "；".join((zh, *(each.zh for each in stamps)))
    return told, "; ".join((en, *(each.en for each in stamps)))
