"""The words of the register: 32 bytes under (subject, key), laid out as docs/dossier.md says.

Each class below is one word. Fields run from the low bits up; a bit that no field owns must be
zero, so a word has one reading only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn, Self

from ledger.domain.acts import (
    ApplicationState,
    OrderKind,
    OrderState,
    PartyKind,
    Registration,
    Right,
    SubjectKind,
    Tag,
    TitleState,
)
from ledger.domain.errors import DomainError
from ledger.domain.keccak import keccak256
from ledger.domain.layouts import Layout
from ledger.domain.values import members_of, value

if TYPE_CHECKING:
    from collections.abc import Callable

WORD_BYTES: Final = 32
TAIL_BYTES: Final = 20
WHOLE: Final = 1_000_000
SEQ_BITS: Final = 40
RIGHTS: Final = tuple(Right)
# a word is read when it is written, shown and built upon: some thousand acts later at the latest
RECENT: Final = 8_192


@dataclass(eq=False)
class WordMalformed(DomainError):
    """A word or a key is not one that the register can have written."""

    code: ClassVar[str] = "WORD_MALFORMED"

    layout: str
    field: str
    value: str


RECORD_KEY: Final = bytes(WORD_BYTES)
NOBODY: Final = bytes(WORD_BYTES)


def tag_of(key: bytes) -> Tag:
    """The table of a key. Raises WordMalformed."""
    try:
        return Tag(key[0])
    except ValueError as fault:
        raise WordMalformed("key", "tag", key.hex()) from fault


def low_key(tag: Tag, low: bytes) -> bytes:
    """A key of a tag and up to 31 bytes at its right end."""
    return bytes([tag]) + low.rjust(WORD_BYTES - 1, b"\x00")


def hash_key(tag: Tag, digest: bytes) -> bytes:
    """A key of a tag and the first 31 bytes of a hash."""
    return bytes([tag]) + digest[: WORD_BYTES - 1]


def tail(party: bytes) -> bytes:
    """The 20 bytes of a party's id that words and actors carry."""
    return party[-TAIL_BYTES:]


def party_of_tail(low: bytes) -> bytes:
    """A party's id from its 20 bytes."""
    return bytes([SubjectKind.PARTY]) + low.rjust(WORD_BYTES - 1, b"\x00")


def account_key(account: bytes) -> bytes:
    """Key of an account's word in its party's dossier."""
    return low_key(Tag.ACCOUNT, account)


def code_key(book: bytes) -> bytes:
    """Key of the hash of a book's admitted code."""
    return low_key(Tag.CODE, book)


def book_key(book: bytes, code_hash: bytes) -> bytes:
    """Key of a book's admission: it names the admitted code too."""
    return hash_key(Tag.BOOK, keccak256(book.rjust(WORD_BYTES, b"\x00") + code_hash))


def holding_key(holder: bytes) -> bytes:
    """Key of a holder's shares in a title's dossier."""
    return low_key(Tag.HOLDING, tail(holder))


def filing_key(applicant: bytes) -> bytes:
    """Key of an applicant's filing in an object's dossier."""
    return low_key(Tag.FILING, tail(applicant))


def lot_key(lot: bytes) -> bytes:
    """Key of a lot."""
    return hash_key(Tag.LOT, lot)


def pledge_key(lot: bytes, pledge: bytes) -> bytes:
    """Key of a pledge: it names the lot too, so a pledge can't be shown on another lot."""
    return hash_key(Tag.PLEDGE, keccak256(lot + pledge))


def order_key(holder: bytes, order: bytes) -> bytes:
    """Key of an order; holder is 32 zero bytes unless the scope is HOLDER."""
    return hash_key(Tag.ORDER, keccak256(holder + order))


# of an application: the hash of its content; of a title: its record's root since it was changed
CONTENT_KEY: Final = low_key(Tag.CONTENT, b"")


def _party(raw: int) -> bytes:
    return party_of_tail(raw.to_bytes(TAIL_BYTES))


def _reader(kind: Any) -> Callable[[int], Any]:
    if kind is bytes:
        return _party
    choices = (False, True) if kind is bool else tuple(kind)
    return choices.__getitem__


@value(frozen=True, slots=True)
class Word:
    """A word with a layout: (field, first bit, bits) in the order of the fields, and their types.

    A field is an unsigned integer unless TYPES has it for a bool, an enum or the bytes of a party.
    """

    LAYOUT: ClassVar[tuple[tuple[str, int, int], ...]] = ()
    TYPES: ClassVar[dict[str, Any]] = {}
    CODEC: ClassVar[Layout]

    def __init_subclass__(cls) -> None:
        readers = {name: _reader(kind) for name, kind in cls.TYPES.items()}
        cls.CODEC = Layout(cls.LAYOUT, readers)

    @classmethod
    def parse(cls, word: bytes) -> Self:
        """Read a word. Raises WordMalformed for a stray bit or a number without a meaning."""
        layout: Any = cls  # mypy takes a type variable's class for unhashable
        made: Self = _parsed(layout, word)
        return made

    @classmethod
    def _parse(cls, word: bytes) -> Self:
        values = cls.CODEC.read(int.from_bytes(word))
        return cls._refuse(word) if values is None else cls(*values)

    @classmethod
    def _refuse(cls, word: bytes) -> NoReturn:
        codec = cls.CODEC
        raws = codec.raws(int.from_bytes(word))
        for place, reader in codec.readers:
            try:
                reader(raws[place])
            except LookupError as fault:
                raw = str(raws[place])
                raise WordMalformed(cls.__name__, codec.names[place], raw) from fault
        raise WordMalformed(cls.__name__, "unused bits", word.hex())

    def pack(self) -> bytes:
        """The 32 bytes. Raises WordMalformed for a number that does not fit."""
        return self.as_number().to_bytes(WORD_BYTES)

    def as_number(self) -> int:
        """The word as a number. Raises WordMalformed for a field that does not fit."""
        kind: Any = type(self)
        raws = [
            int.from_bytes(member[-TAIL_BYTES:]) if type(member) is bytes else member
            for member in members_of(kind)(self)
        ]
        codec = self.CODEC
        number = codec.join(raws)
        if number is None:
            name, raw = next(
                (name, raw)
                for name, bits, raw in zip(codec.names, codec.bits, raws, strict=True)
                if not 0 <= raw < 1 << bits
            )
            raise WordMalformed(type(self).__name__, name, str(raw))
        return number


@lru_cache(RECENT)
def _parsed(layout: Any, word: bytes) -> Any:
    return layout._parse(word)  # noqa: SLF001 (the other half of Word.parse)


@value(frozen=True, slots=True)
class PlainRecord(Word):
    """Record of an object: the count of acts only."""

    LAYOUT = (("seq", 0, 40),)
    seq: int = 0


@value(frozen=True, slots=True)
class GovernanceRecord(Word):
    """Record of GOVERNANCE."""

    LAYOUT = (("seq", 0, 40), ("paused", 40, 1))
    TYPES: ClassVar[dict[str, Any]] = {"paused": bool}
    seq: int = 0
    paused: bool = False


@value(frozen=True, slots=True)
class PartyRecord(Word):
    """Record of a party: its kind, its staff roles, the orders on all that it holds.

    `succeeded`: another party absorbed it, whose accounts act for it; `officer`: it signs with its
    officer beside it; `order_kinds` (bit n: OrderKind n + 1) those of its orders not lifted.
    """

    LAYOUT = (
        ("seq", 0, 40),
        ("kind", 40, 8),
        ("registry", 48, 16),
        ("roles", 64, 16),
        ("roles_until", 80, 40),
        ("live_orders", 120, 8),
        ("barred_until", 128, 40),
        ("revoked", 168, 1),
        ("succeeded", 169, 1),
        ("officer", 170, 1),
        ("order_kinds", 171, 3),
    )
    TYPES: ClassVar[dict[str, Any]] = {
        "kind": PartyKind,
        "revoked": bool,
        "succeeded": bool,
        "officer": bool,
    }
    seq: int = 0
    kind: PartyKind = PartyKind.NONE
    registry: int = 0
    roles: int = 0
    roles_until: int = 0
    live_orders: int = 0
    barred_until: int = 0
    revoked: bool = False
    succeeded: bool = False
    officer: bool = False
    order_kinds: int = 0


@value(frozen=True, slots=True)
class RegistryRecord(Word):
    """Record of a registry: who runs it, until when."""

    LAYOUT = (("seq", 0, 40), ("institution", 40, 160), ("until", 200, 40))
    TYPES: ClassVar[dict[str, Any]] = {"institution": bytes}
    seq: int = 0
    institution: bytes = NOBODY
    until: int = 0


@value(frozen=True, slots=True)
class ApplicationRecord(Word):
    """Record of an application: its state and deadlines."""

    LAYOUT = (
        ("seq", 0, 40),
        ("registry", 40, 16),
        ("state", 56, 8),
        ("due", 64, 40),
        ("notice_due", 104, 40),
        ("deposited_at", 144, 40),
        ("corrected", 184, 8),
        ("extended", 192, 8),
    )
    TYPES: ClassVar[dict[str, Any]] = {
        "state": ApplicationState,
        "corrected": bool,
        "extended": bool,
    }
    seq: int = 0
    registry: int = 0
    state: ApplicationState = ApplicationState.NONE
    due: int = 0
    notice_due: int = 0
    deposited_at: int = 0
    corrected: bool = False
    extended: bool = False


@value(frozen=True, slots=True)
class TitleRecord(Word):
    """Record of a title: registry, term, recorded rights, holders, orders on the whole.

    `frozen_holders` counts the holders that have live orders on their own shares; `renewing`: an
    application for renewal is open; `requested`: one for a change or a cancellation; `order_kinds`
    (bit n: OrderKind n + 1) are those of the orders on the whole that nobody lifted; `disputes`
    counts those that keep the holders from disposing.
    """

    LAYOUT = (
        ("seq", 0, 40),
        ("registry", 40, 16),
        ("registered_at", 56, 40),
        ("valid_until", 96, 40),
        ("state", 136, 8),
        ("rights", 144, 8),
        ("holders", 152, 16),
        ("live_orders", 168, 8),
        ("barred_until", 176, 40),
        ("frozen_holders", 216, 16),
        ("renewing", 232, 8),
        ("requested", 240, 8),
        ("order_kinds", 248, 3),
        ("disputes", 251, 4),
    )
    TYPES: ClassVar[dict[str, Any]] = {
        "state": TitleState,
        "renewing": bool,
        "requested": Registration,
    }
    seq: int = 0
    registry: int = 0
    registered_at: int = 0
    valid_until: int = 0
    state: TitleState = TitleState.NONE
    rights: int = 0
    holders: int = 0
    live_orders: int = 0
    barred_until: int = 0
    frozen_holders: int = 0
    renewing: bool = False
    requested: Registration = Registration.NONE
    order_kinds: int = 0
    disputes: int = 0

    def expired(self, time: int) -> bool:
        """Whether the term is over and no application for another is open."""
        return time >= self.valid_until and not self.renewing


@value(frozen=True, slots=True)
class AccountWord(Word):
    """An account of a party: it acts from `since` until `until` (0: open).

    That of an `officer` signs beside another, never alone.
    """

    LAYOUT = (("since", 0, 40), ("until", 40, 40), ("officer", 80, 1))
    TYPES: ClassVar[dict[str, Any]] = {"officer": bool}
    since: int = 0
    until: int = 0
    officer: bool = False

    def live(self, time: int) -> bool:
        """Whether the account acts for its party at this time; one never written acts for none."""
        written = self.since > 0 or self.until > 0
        return written and self.since <= time and (self.until == 0 or time < self.until)


@value(frozen=True, slots=True)
class BookWord(Word):
    """A book's admission: the kinds of act that it may perform, from `since` until `until`."""

    LAYOUT = (("kinds", 0, 128), ("since", 128, 40), ("until", 168, 40))
    kinds: int = 0
    since: int = 0
    until: int = 0


@value(frozen=True, slots=True)
class ProfileWord(Word):
    """A rule profile's floors and ceilings, in seconds."""

    LAYOUT = (
        ("minimum_notice", 0, 32),
        ("minimum_acceptance", 32, 32),
        ("maximum_term", 64, 40),
        ("maximum_freeze", 104, 40),
        ("renewal_opens", 144, 40),
        ("renewal_closes", 184, 40),
    )
    minimum_notice: int = 0
    minimum_acceptance: int = 0
    maximum_term: int = 0
    maximum_freeze: int = 0
    renewal_opens: int = 0
    renewal_closes: int = 0


@value(frozen=True, slots=True)
class HoldingWord(Word):
    """One holder's shares of the three rights in ppm, the pledged part of each, the certificate."""

    LAYOUT = (
        ("hold", 0, 20),
        ("use", 20, 20),
        ("oper", 40, 20),
        ("pledged_hold", 60, 20),
        ("pledged_use", 80, 20),
        ("pledged_oper", 100, 20),
        ("number", 120, 44),
        ("version", 164, 32),
    )
    hold: int = 0
    use: int = 0
    oper: int = 0
    pledged_hold: int = 0
    pledged_use: int = 0
    pledged_oper: int = 0
    number: int = 0
    version: int = 0

    @classmethod
    def of(
        cls, shares: tuple[int, ...], pledged: tuple[int, ...], *, number: int, version: int
    ) -> Self:
        """A holding from its sums by Right."""
        hold, use, oper = shares
        pledged_hold, pledged_use, pledged_oper = pledged
        return cls(hold, use, oper, pledged_hold, pledged_use, pledged_oper, number, version)

    @property
    def shares(self) -> tuple[int, int, int]:
        """Ppm held, by Right."""
        return (self.hold, self.use, self.oper)

    @property
    def pledged(self) -> tuple[int, int, int]:
        """Ppm pledged, by Right."""
        return (self.pledged_hold, self.pledged_use, self.pledged_oper)

    @property
    def ended(self) -> bool:
        """Nothing is held any more: the certificate is closed."""
        return not any(self.shares)


@value(frozen=True, slots=True)
class LotWord(Word):
    """A part of a holder's right that pledges rest on; 0 ppm once the last one is released."""

    LAYOUT = (
        ("holder", 0, 160),
        ("right", 160, 8),
        ("ppm", 168, 32),
        ("open", 200, 8),
        ("version", 208, 16),
    )
    TYPES: ClassVar[dict[str, Any]] = {"holder": bytes, "right": Right}
    holder: bytes = NOBODY
    right: Right = Right.HOLD
    ppm: int = 0
    open: int = 0
    version: int = 0


@value(frozen=True, slots=True)
class OrderWord(Word):
    """An order of a court or another organ."""

    LAYOUT = (
        ("court", 0, 160),
        ("until", 160, 40),
        ("state", 200, 8),
        ("rights", 208, 8),
        ("version", 216, 16),
        ("registry", 232, 16),
        ("kind", 248, 3),
    )
    TYPES: ClassVar[dict[str, Any]] = {"court": bytes, "state": OrderState, "kind": OrderKind}
    court: bytes = NOBODY
    until: int = 0
    state: OrderState = OrderState.NONE
    rights: int = 0
    version: int = 0
    registry: int = 0
    kind: OrderKind = OrderKind.NONE
