"""Whether the register would take an act now, as far as the mirror knows: before it is signed.

The rules are those by which the act will be replayed and judged; nothing is said of signatures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ledger.domain.acts import Sale, Transfer
from ledger.domain.conditions import check_conditions
from ledger.domain.dossier import Act, RawAct
from ledger.domain.evolve import RULES
from ledger.domain.ids import ZERO
from ledger.domain.numbers import NumberParts, number_of, shanghai_month
from ledger.domain.signatories import needed_signers
from ledger.domain.words import HoldingWord, TitleRecord, holding_key
from ledger.queries.replay import load_dossier, load_histories
from ledger.store.repositories import mirror

if TYPE_CHECKING:
    from ledger.domain.acts import ActKind
    from ledger.domain.history import History
    from ledger.domain.state import Dossier
    from ledger.store.engine import Session

NO_BOOK: Final = bytes(20)


def require_acceptable(session: Session, kind: ActKind, subject: bytes, terms: Any) -> None:
    """The act could follow in its dossier after the mirror's last block.

    Raises:
        RuleBroken: its terms break a rule.
        ConditionBroken: another dossier stands against it.
        DossierUnknown: one that it rests on cannot be read.
    """
    act, before = _next(session, kind, subject, terms)
    _, rule = RULES[kind]
    rule(before, act, terms)
    check_conditions(act, before, _Read(session))


def parties_asked(session: Session, kind: ActKind, subject: bytes, terms: Any) -> tuple[bytes, ...]:
    """The parties that must sign the act, in the order of its book; staff is not among them.

    Raises DossierUnknown.
    """
    act, before = _next(session, kind, subject, terms)
    needs = needed_signers(act, before, _Read(session))
    return tuple(dict.fromkeys(each.party for each in needs if each.party))


def _next(session: Session, kind: ActKind, subject: bytes, terms: Any) -> tuple[Act, Dossier]:
    """The act as the next one of its dossier, and the dossier before it."""
    before, now = load_dossier(session, subject), mirror.require_cursor(session)
    # in a block of its own: within one, either order of two dossiers would be taken
    raw = RawAct(subject, int(kind), NO_BOOK, b"", now.block + 1, now.time)
    added = _given(before, terms, now.time)
    return Act(raw, kind, before.seq + 1, (), ZERO, (), added, terms), before


def _given(before: Dossier, terms: Any, time: int) -> tuple[tuple[bytes, bytes], ...]:
    """What the register itself would add: the number of a newcomer's certificate, whichever."""
    if not isinstance(terms, Transfer | Sale):
        return ()
    parts = NumberParts(before.record(TitleRecord).registry, shanghai_month(time), 1)
    word = HoldingWord.of((0, 0, 0), (0, 0, 0), number=number_of(parts), version=1)
    return ((holding_key(terms.taker), word.pack()),)


class _Read:
    """The dossiers that a condition asks for, read as it asks."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def get(self, subject: bytes, /) -> History | None:
        """The dossier, None where it has no act."""
        return load_histories(self.session, (subject,)).get(subject)
