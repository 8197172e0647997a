"""Answers of the movables register, read strictly: what is not one to the question is no answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain import canonical
from ledger.domain.codes.uscc import uscc_valid
from ledger.domain.errors import DomainError
from ledger.domain.movables import NUMBER, Body, By, Change, Entry, Question, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.domain.canonical import JsonValue

ANSWER_SCHEMA: Final = "datadeed/movables-answer/1"
# clocks of two institutions: an answer from further ahead is not believed
MOST_AHEAD: Final = 300
SHOWN: Final = 80
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
AMOUNT: Final = re.compile(r"0|[1-9][0-9]{0,37}")


@dataclass(eq=False)
class MovablesWrong(DomainError):
    """The movables register's answer is not one to what was asked: it is not believed."""

    code: ClassVar[str] = "MOVABLES_WRONG"

    member: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register holds on a question, by its own clock, and the very bytes of the answer.

    Where there is `more`, the filings behind the last one are asked for on their own.
    """

    question: Question
    as_of: int
    statements: tuple[Statement, ...]
    more: bool
    data: bytes


def answer_of(question: Question, data: bytes) -> Answer:
    """The answer that these bytes are, to this question.

    Raises:
        CanonicalJsonError: they are no JSON.
        MovablesWrong: a member is missing, of another question, or contradicts another.
    """
    found = canonical.parse(data)
    told = found if isinstance(found, dict) else {}
    expected = {"schema": ANSWER_SCHEMA, "by": question.by.value, "key": question.key}
    for member, value in expected.items():
        _require(told.get(member) == value, member, value, told.get(member))
    as_of, more = _time(told, "as_of"), told.get("more", False)
    listed = told.get("filings")
    if not isinstance(listed, list) or not isinstance(more, bool):
        raise MovablesWrong("filings", "a list", _shown(listed))
    statements = tuple(statement_of(each) for each in listed)
    for each in statements:
        own = each.number if question.by is By.NUMBER else each.debtor.code
        _require(own == question.key, question.by.value, question.key, own)
        _require(each.filed_at <= as_of, "filed_at", f"not after {as_of}", each.filed_at)
    numbers = [each.number for each in statements]
    _require(numbers == sorted(set(numbers)), "filings", "one of each number, in order", numbers)
    return Answer(question, as_of, statements, more, data)


def require_timely(answer: Answer, *, now: int) -> None:
    """An answer is not of the future. Raises MovablesWrong.

    One of the past is taken for what it is: nothing is known of the time since then.
    """
    late = now + MOST_AHEAD
    _require(answer.as_of <= late, "as_of", f"not after {late}", answer.as_of)


def read_statement(data: bytes) -> Statement:
    """The statement that `Statement.data` wrote. Raises CanonicalJsonError, MovablesWrong."""
    return statement_of(canonical.parse_canonical(data))


def statement_of(value: JsonValue) -> Statement:
    """A statement in an answer. Raises MovablesWrong."""
    told = value if isinstance(value, dict) else {}
    number, amount = told.get("number"), told.get("amount")
    category, maximum = told.get("category"), told.get("maximum")
    _require(isinstance(number, str) and _matches(NUMBER, number), "number", "a number", number)
    _require(_matches(AMOUNT, amount), "amount", "fen in digits", amount)
    _require(isinstance(maximum, bool), "maximum", "true or false", maximum)
    _require(category in range(1, 8), "category", "1 to 7", category)
    filed_at, term_end = _time(told, "filed_at"), _time(told, "term_end")
    _require(filed_at < term_end, "term_end", f"after {filed_at}", term_end)
    return Statement(
        number=str(number),
        category=int(str(category)),
        filed_at=filed_at,
        term_end=term_end,
        debtor=_body(told, "debtor"),
        secured=_body(told, "secured"),
        amount=int(str(amount)),
        maximum=maximum is True,
        collateral=_texts(told, "collateral"),
        attachments=_digests(told),
        entries=_entries(told, filed_at),
    )


def _entries(told: Mapping[str, JsonValue], filed_at: int) -> tuple[Entry, ...]:
    listed = told.get("entries")
    _require(isinstance(listed, list), "entries", "a list", listed)
    found = []
    for value in listed if isinstance(listed, list) else ():
        one = value if isinstance(value, dict) else {}
        kind, digest = one.get("kind"), one.get("digest")
        _require(kind in list(Change), "kind", "a kind of entry", kind)
        _require(_matches(_DIGEST, digest), "digest", "SHA-256", digest)
        found.append(Entry(Change(str(kind)), _time(one, "at"), str(digest)))
    times = [filed_at, *(each.at for each in found)]
    ordered = all(before <= after for before, after in pairwise(times))
    _require(ordered, "entries", "in their order", times)
    return tuple(found)


def _body(told: Mapping[str, JsonValue], member: str) -> Body:
    value = told.get(member)
    one = value if isinstance(value, dict) else {}
    name, code = one.get("name"), one.get("code")
    _require(isinstance(name, str) and bool(name), f"{member}.name", "a name", name)
    _require(isinstance(code, str) and uscc_valid(code), f"{member}.code", "a credit code", code)
    return Body(str(name), str(code))


def _texts(told: Mapping[str, JsonValue], member: str) -> tuple[str, ...]:
    value = told.get(member)
    texts = value if isinstance(value, list) else []
    whole = bool(texts) and all(isinstance(each, str) and each for each in texts)
    _require(whole, member, "texts", value)
    return tuple(map(str, texts))


def _digests(told: Mapping[str, JsonValue]) -> tuple[str, ...]:
    value = told.get("attachments")
    whole = isinstance(value, list) and all(_matches(_DIGEST, each) for each in value)
    _require(whole, "attachments", "SHA-256", value)
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _time(told: Mapping[str, JsonValue], member: str) -> int:
    value = told.get(member)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise MovablesWrong(member, "seconds since 1970", _shown(value))
    return value


def _matches(pattern: re.Pattern[str], value: JsonValue) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _require(holds: object, member: str, expected: str, found: object) -> None:
    if not holds:
        raise MovablesWrong(member, expected, _shown(found))


def _shown(value: object) -> str:
    return repr(value)[:SHOWN]
