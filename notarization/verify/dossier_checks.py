"""The dossiers themselves: whole against the proven heads, replayed, in order, and all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain import eip712
from ledger.domain.acts import ActorMode
from ledger.domain.closure import GOVERNANCE, Closure
from ledger.domain.dossier import (
    Act,
    ActKindUnknown,
    Actor,
    Anchor,
    RawAct,
    next_head,
    parse_act,
)
from ledger.domain.errors import DomainError
from ledger.domain.evolve import SeqGap
from ledger.domain.history import History
from ledger.domain.mandates import ONE_SIGNATURE, OWN, SECONDARY
from ledger.domain.words import code_key
from notarization.verify.errors import VerificationError
from notarization.verify.header import Header
from notarization.verify.signature import SignatureError, recover

SEQ: Final = slice(1, 6)
# what is looked at to name the act that differs; a refusal need not cost more than an answer
MOST_SIGNATURES: Final = 1_000

Dossiers = Mapping[bytes, Sequence[RawAct]]


@dataclass(eq=False)
class HeadMismatch(VerificationError):
    """The acts of a dossier do not lead to the head that the register holds."""

    subject: bytes
    place: str
    expected: bytes
    computed: bytes
    code: ClassVar[str] = "HEAD_MISMATCH"


@dataclass(eq=False)
class TimeDisorder(VerificationError):
    """An act stands in a block or at a time at which it cannot stand."""

    subject: bytes
    seq: int
    fault: str
    code: ClassVar[str] = "TIME_DISORDER"


@dataclass(eq=False)
class ClosureMissing(VerificationError):
    """A dossier that the answer rests on is not in the package."""

    subject: bytes
    code: ClassVar[str] = "CLOSURE_MISSING"


@dataclass(eq=False)
class DossierUnneeded(VerificationError):
    """A dossier that nothing rests on: a package shows what was asked for, no more."""

    subject: bytes
    code: ClassVar[str] = "DOSSIER_UNNEEDED"


def check_heads(anchor: Anchor, dossiers: Dossiers, proven: Mapping[bytes, bytes]) -> int:
    """Recompute every head; the number of acts. Raises SeqGap, HeadMismatch."""
    for subject, acts in sorted(dossiers.items()):
        heads = list(_heads(anchor, subject, acts))
        if heads[-1] != proven[subject]:
            place = _place(anchor, heads, proven[subject], (subject, dossiers))
            raise HeadMismatch(subject, place, proven[subject], heads[-1])
    return sum(map(len, dossiers.values()))


def _heads(anchor: Anchor, subject: bytes, acts: Sequence[RawAct]) -> Iterator[bytes]:
    head = anchor.empty_head(subject)
    yield head
    for seq, raw in enumerate(acts, start=1):
        written = int.from_bytes(raw.data[SEQ])
        if written != seq:
            raise SeqGap(subject.hex(), seq, written)
        head = next_head(head, anchor.act_digest(raw, seq))
        yield head


def _place(anchor: Anchor, heads: list[bytes], proven: bytes, among: tuple[bytes, Dossiers]) -> str:
    """Where the difference lies, as far as the package itself can tell."""
    subject, dossiers = among
    if not any(proven):
        return "the register has no such dossier in this block"
    if proven in heads:
        return f"this block holds {heads.index(proven)} of its {len(heads) - 1} acts"
    known = len(heads) - 1
    for namer, seq in _named(subject, dossiers):
        if seq > known:
            return f"act {known + 1} is missing: {namer.hex()[:12]} names act {seq}"
    altered = _unlike_signed(anchor, dossiers[subject])
    if altered:
        return f"act {altered} of {known} is not what was signed"
    return f"altered, foreign or cut off among {known} acts"


def _unlike_signed(anchor: Anchor, acts: Sequence[RawAct]) -> int:
    """The first act that is not what its own signatures are over; 0 where none is seen to be."""
    looked_at = 0
    for seq, raw in enumerate(acts, start=1):
        try:
            act = parse_act(raw)
        except ActKindUnknown:
            continue
        except DomainError:
            return seq
        if act.terms is None or not act.actors or act.kind in SECONDARY | OWN:
            continue
        signed = [actor for actor in act.actors if actor.mode is ActorMode.SIGNED]
        looked_at += len(signed)
        if looked_at > MOST_SIGNATURES:
            return 0
        if act.digest != eip712.digest(anchor.chain_id, raw.book, act.terms):
            return seq
        if not all(_signed(act, actor) for actor in signed):
            return seq
    return 0


def _signed(act: Act, actor: Actor) -> bool:
    """Whether the account's own signature, which stands before an officer's, is over the act."""
    try:
        return recover(act.digest, actor.signature[:ONE_SIGNATURE]) == actor.account
    except SignatureError:
        return False


def _named(subject: bytes, dossiers: Dossiers) -> Iterator[tuple[bytes, int]]:
    """The counts of a dossier that the links and actors of others name."""
    for namer, acts in sorted(dossiers.items()):
        for raw in acts:
            try:
                act = parse_act(raw)
            except DomainError:
                continue
            yield from ((namer, each.seq) for each in act.links if each.subject == subject)
            yield from ((namer, each.party_seq) for each in act.actors if each.party == subject)


def check_times(dossiers: Dossiers, header: Header) -> None:
    """Blocks and times never go back, one block has one time, none lies after the header.

    Raises TimeDisorder.
    """
    times = {header.number: header.timestamp}
    for subject, acts in sorted(dossiers.items()):
        before = 0
        for seq, act in enumerate(acts, start=1):
            if act.block < before or act.block > header.number:
                raise TimeDisorder(subject, seq, f"block {act.block}")
            if times.setdefault(act.block, act.time) != act.time:
                raise TimeDisorder(subject, seq, f"block {act.block} at {act.time}")
            before = act.block
    ordered = [times[block] for block in sorted(times)]
    if ordered != sorted(ordered):
        raise TimeDisorder(b"", 0, "a later block has an earlier time")


def closure_faults(
    closure: Closure, dossiers: Dossiers, unknown: frozenset[bytes]
) -> tuple[list[ClosureMissing], list[DossierUnneeded]]:
    """What is missing, and what nothing rests on.

    What rests on a missing or unknown dossier can't be known: then nothing is called unneeded.
    """
    missing = [ClosureMissing(subject) for subject in closure.missing if subject not in unknown]
    if missing or unknown:
        return missing, []
    needed = set(closure.members)
    return [], [DossierUnneeded(subject) for subject in sorted(dossiers) if subject not in needed]


def acting_books(histories: Mapping[bytes, History], register: bytes) -> dict[bytes, bytes]:
    """The books that performed acts, with the code hash that GOVERNANCE admitted."""
    words = histories[GOVERNANCE].last.words if GOVERNANCE in histories else {}
    books = {act.raw.book for history in histories.values() for act in history.acts}
    return {book: words.get(code_key(book), b"") for book in sorted(books - {register})}
