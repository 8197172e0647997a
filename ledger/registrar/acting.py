"""The way of every act: terms, one digest, signatures, dry run, relay, finality, outcome.

Signatures may be made here (a Signatory holds its key) or elsewhere (a Signer brings its own): who
relays needs neither the keys nor the parties' coins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeAlias, TypeVar

from ledger.chain.calls import function
from ledger.chain.codec import raw_act
from ledger.chain.profile import BookName
from ledger.chain.records import Call, Receipt
from ledger.chain.signer import Key
from ledger.domain.acts import ActKind, Address, Application, PartyId, Role, Signer, struct_hash
from ledger.domain.dossier import Act, parse_act
from ledger.registrar.errors import OutcomeDiffers, TermsWrong
from ledger.registrar.register import Register

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Door(Generic[T]):
    """A function of a book by which one kind of act enters; some are shown the filed content."""

    book: BookName
    function: str
    kind: ActKind
    terms: type[T]
    shows_content: bool = False


@dataclass(frozen=True, slots=True)
class Signatory:
    """A party that signs here, in a role; where it has an officer, with that one beside it."""

    party: PartyId
    key: Key
    role: Role = Role.PARTY
    officer: Key | None = None

    def sign(self, digest: bytes) -> Signer:
        """The signature as the books take it."""
        own = Signer(self.party, Address(self.key.account), self.role, self.key.sign(digest))
        return with_officer(own, self.officer, digest)


Hand: TypeAlias = Signatory | Signer


def with_officer(hand: Hand, officer: Key | None, digest: bytes) -> Signer:
    """A party's signature with its officer's behind it, where there is one to sign."""
    own = hand.sign(digest) if isinstance(hand, Signatory) else hand
    if officer is None:
        return own
    return replace(own, signature=own.signature + officer.sign(digest))


@dataclass(frozen=True, slots=True)
class Prepared(Generic[T]):
    """Terms with the digest that all their signers sign."""

    door: Door[T]
    terms: T
    content: Application | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class Entered:
    """An act that stands on the chain: its receipt, and its entry in each dossier it touched."""

    receipt: Receipt
    acts: tuple[Act, ...]

    @property
    def act(self) -> Act:
        """The entry that carries the terms and the signatures."""
        return self.acts[0]


def prepare(
    register: Register, door: Door[T], terms: T, content: Application | None = None
) -> Prepared[T]:
    """The digest to be signed, here or elsewhere.

    Raises:
        TermsWrong: other terms, or the filed content is missing or superfluous.
    """
    if type(terms) is not door.terms:
        raise TermsWrong(door.terms.__name__, type(terms).__name__)
    if (content is not None) != door.shows_content:
        raise TermsWrong("content" if door.shows_content else "no content", type(content).__name__)
    return Prepared(door, terms, content, register.digest(door.book, terms))


def sign(prepared: Prepared[T], hands: Sequence[Hand]) -> tuple[Signer, ...]:
    """The signatures in their order: made here, or taken as they came."""
    return tuple(
        hand.sign(prepared.digest) if isinstance(hand, Signatory) else hand for hand in hands
    )


def message_of(register: Register, prepared: Prepared[T], signers: Sequence[Signer]) -> Call:
    """The call that a relayer sends."""
    shown = () if prepared.content is None else (prepared.content,)
    door = function(prepared.door.book.value, prepared.door.function)
    data = door.encode(prepared.terms, *shown, tuple(signers))
    return Call(register.profile.book(prepared.door.book).address, data)


def dry_run(register: Register, prepared: Prepared[T], hands: Sequence[Hand]) -> int:
    """The gas that the act would use now. Raises the contracts' refusal, for nothing."""
    message = message_of(register, prepared, sign(prepared, hands))
    return register.chain.estimate_gas(
        Call(message.to, message.data, sender=register.sender.account)
    )


def relay(register: Register, prepared: Prepared[T], hands: Sequence[Hand]) -> Entered:
    """Enter the act and wait until it is final. The same act given in again is entered once.

    Raises:
        ContractError: a contract refuses, and says why by its type and arguments.
        ChainError: as Sender.send says.
        OutcomeDiffers: the logs tell another act.
    """
    signers = sign(prepared, hands)
    receipt = register.sender.send(message_of(register, prepared, signers), prepared.digest)
    return _outcome(register, prepared, register.sender.await_final(receipt))


def enter(
    register: Register,
    door: Door[T],
    terms: T,
    hands: Sequence[Hand],
    content: Application | None = None,
) -> Entered:
    """Prepare, sign and relay."""
    return relay(register, prepare(register, door, terms, content), hands)


def require_id(name: str, expected: bytes, found: bytes) -> None:
    """The id that the chain gave is the one computed here. Raises OutcomeDiffers."""
    if expected != found:
        raise OutcomeDiffers(name, expected.hex(), found.hex())


def _outcome(register: Register, prepared: Prepared[T], receipt: Receipt) -> Entered:
    acts = acts_of(register, receipt)
    if not acts:
        raise OutcomeDiffers("acts", "at least one", "none")
    first, door = acts[0], prepared.door
    if first.kind is not door.kind:
        raise OutcomeDiffers("kind", door.kind.name, first.kind.name)
    if first.terms != prepared.terms:
        raise OutcomeDiffers("terms", struct_hash(prepared.terms).hex(), repr(first.terms))
    if first.actors:
        require_id("digest", prepared.digest, first.digest)
    return Entered(receipt, acts)


def acts_of(register: Register, receipt: Receipt) -> tuple[Act, ...]:
    """The acts of a transaction, in the order of their logs. Raises LogUnreadable, ActMalformed."""
    address = register.profile.register.address
    time = register.chain.block(receipt.block_number).timestamp
    logs = [log for log in receipt.logs if log.address == address]
    return tuple(parse_act(raw_act(log, time)) for log in logs)
