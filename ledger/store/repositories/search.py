"""Finding records: by number, by party, by pairs of characters. Marks and order as in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Text, cast, func, or_, select

from ledger.store.grams import beginning_with, pairs_of
from ledger.store.repositories.application import below_mark
from ledger.store.repositories.rows import table
from ledger.store.tables.application import ApplicantRow, ApplicationStateRow
from ledger.store.tables.search import SearchGramRow, SearchTextRow
from ledger.store.tables.title import CertificateRow, HoldingRow, TitleRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select

    from ledger.store.engine import Session

DIGITS: Final = 13
# counting beyond this does not make a pair a better guide
COUNTED: Final = 1_000

Found = list[tuple[int, bytes]]
Below = tuple[int, bytes] | None

_C = table(CertificateRow).columns
_T = table(TitleRow).columns
_H = table(HoldingRow).columns
_P = table(ApplicantRow).columns
_S = table(ApplicationStateRow).columns
_G = table(SearchGramRow).columns
_X = table(SearchTextRow).columns


def by_number_prefix(session: Session, digits: str, below: Below, limit: int) -> Found:
    """Applications whose certificates begin with these digits."""
    step = 10 ** (DIGITS - len(digits))
    first = int(digits) * step
    return _with_certificates(session, _C.number.between(first, first + step - 1), below, limit)


def by_number_part(session: Session, digits: str, below: Below, limit: int) -> Found:
    """Applications whose certificates hold these digits anywhere."""
    written = func.substr(cast(_C.number + 10**DIGITS, Text), 2)
    return _with_certificates(session, written.like(f"%{digits}%"), below, limit)


def by_parties(session: Session, parties: Sequence[bytes], below: Below, limit: int) -> Found:
    """Applications that these parties filed, or whose titles they hold shares of."""
    some = or_(_H.hold > 0, _H.use > 0, _H.oper > 0)
    held = (select(_T.application).join(table(HoldingRow), _H.title == _T.title)).where(
        _H.party.in_(parties), some
    )
    filed = select(_P.application).where(_P.party.in_(parties), _P.current == 1)
    return _changed(session, held.union(filed), below, limit)


def by_words(session: Session, words: Sequence[str], below: Below, limit: int) -> Found:
    """Applications whose public text holds all these words, newest notice first."""
    holds = [_X.text.contains(word, autoescape=True) for word in words]
    pairs = sorted({pair for word in words for pair in pairs_of(word)})
    if pairs:
        guide = min(pairs, key=lambda pair: _count(session, pair))
        statement = _guided(_G.gram == guide, holds, below, limit)
        return _pairs(session, statement)
    return _pairs(session, _guided(_begins(words[0]), holds, below, limit).distinct())


def _guided(
    gram: ColumnElement[bool], holds: list[ColumnElement[bool]], below: Below, limit: int
) -> Select[Any]:
    """Goes down one pair's applications and looks at each one's text: no sort, no full scan."""
    return (
        select(_G.block, _G.application)
        .join(table(SearchTextRow), _X.application == _G.application)
        .where(gram, *holds, *below_mark(_G.block, _G.application, below))
        .order_by(_G.block.desc(), _G.application.desc())
        .limit(limit)
    )


def _begins(character: str) -> ColumnElement[bool]:
    """Pairs that begin with a character."""
    first, after = beginning_with(character)
    return (_G.gram >= first) & (_G.gram < after)


def _count(session: Session, pair: bytes) -> int:
    some = select(_G.block).where(_G.gram == pair).limit(COUNTED).subquery()
    return int(session.connection.execute(select(func.count()).select_from(some)).scalar_one())


def _with_certificates(
    session: Session, condition: ColumnElement[bool], below: Below, limit: int
) -> Found:
    among = (
        select(_T.application).join(table(CertificateRow), _C.title == _T.title).where(condition)
    )
    return _changed(session, among, below, limit)


def _changed(session: Session, among: Any, below: Below, limit: int) -> Found:
    statement = (
        select(_S.block, _S.application)
        .where(_S.application.in_(among), *below_mark(_S.block, _S.application, below))
        .order_by(_S.block.desc(), _S.application.desc())
        .limit(limit)
    )
    return _pairs(session, statement)


def _pairs(session: Session, statement: Select[Any]) -> Found:
    return [(block, subject) for block, subject in session.connection.execute(statement)]
