"""What the verifier says: numbered checks, one grade, and what the evidence does not prove."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import ClassVar, Final, assert_never

from ledger.domain import canonical
from notarization.verify.errors import VerificationError

SCHEMA: Final = "datadeed/report/1"
_SHOWN_ENDS: Final = 10
_SHOWN_WHOLE: Final = 2 * _SHOWN_ENDS + 3


@dataclass(eq=False)
class CheckNumberOrder(VerificationError):
    """Checks are not numbered upwards from 1: the verifier itself is at fault."""

    after: int
    found: int
    code: ClassVar[str] = "CHECK_NUMBER_ORDER"


class Language(StrEnum):
    """The languages of a report."""

    ZH = "zh"
    EN = "en"


class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class Grade(IntEnum):
    """The answer as a whole; its number is the exit code."""

    VERIFIED = 0
    REJECTED = 1
    INCOMPLETE = 2
    UNREADABLE = 3


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """Return the sentence in one language."""
        match language:
            case Language.ZH:
                return self.zh
            case Language.EN:
                return self.en
            case _:
                assert_never(language)


@dataclass(frozen=True, slots=True)
class Check:
    """One check under its number in the order of verification; several may share a number.

    `expected` and `found` are the values compared, whole here and shortened in text. A check that
    is `required` and was not made leaves the evidence INCOMPLETE.
    """

    number: int
    code: str
    status: Status
    message: Message
    expected: str = ""
    found: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """All checks in order; `as_of` names the block and time that the answer speaks of.

    `readable` is false when the package could not be opened far enough to be judged.
    """

    checks: tuple[Check, ...]
    as_of: Message | None = None
    not_proven: tuple[Message, ...] = ()
    readable: bool = True

    def __post_init__(self) -> None:
        numbers = (0, *(check.number for check in self.checks))
        for before, number in pairwise(numbers):
            if number < max(before, 1):
                raise CheckNumberOrder(after=before, found=number)

    @property
    def grade(self) -> Grade:
        """The grade that follows from the checks; no check at all is never VERIFIED."""
        if not self.readable:
            return Grade.UNREADABLE
        if any(check.status is Status.FAILED for check in self.checks):
            return Grade.REJECTED
        required = [check.status for check in self.checks if check.required]
        if not required or Status.NOT_CHECKED in required:
            return Grade.INCOMPLETE
        return Grade.VERIFIED

    def to_json(self) -> bytes:
        """Return the report as canonical JSON, with both languages and whole values."""
        as_of = [self.as_of] if self.as_of else []
        return canonical.encode(
            {
                "asOf": [_message_json(message) for message in as_of],
                "checks": [_check_json(check) for check in self.checks],
                "exitCode": int(self.grade),
                "grade": self.grade.name,
                "notProven": [_message_json(message) for message in self.not_proven],
                "schema": SCHEMA,
            }
        )

    def to_text(self, language: Language) -> str:
        """Return the report for people, one line a check, the grade last."""
        lines = [self.as_of.text(language)] if self.as_of else []
        lines += [_check_text(check, language) for check in self.checks]
        if self.not_proven:
            lines.append(_NOT_PROVEN.text(language))
            lines += [f"  - {message.text(language)}" for message in self.not_proven]
        lines.append(f"{self.grade.name} {_GRADES[self.grade].text(language)}")
        return "\n".join(map(_printable, lines)) + "\n"


_STATUSES: Final = {
    Status.PASSED: Message("通过", "passed"),
    Status.FAILED: Message("未通过", "FAILED"),
    Status.NOT_CHECKED: Message("未核验", "not checked"),
}
_GRADES: Final = {
    Grade.VERIFIED: Message("核验通过", "the evidence holds"),
    Grade.REJECTED: Message("核验不通过", "the evidence does not hold"),
    Grade.INCOMPLETE: Message("证据不完整", "sound so far, but something is missing"),
    Grade.UNREADABLE: Message(
        "证据包或信任文件无法读取", "the package or the trust file could not be read"
    ),
}
_NOT_PROVEN: Final = Message("本证据不证明：", "This evidence does not prove:")
_EXPECTED: Final = Message("应为", "expected")
_FOUND: Final = Message("实为", "found")


def shorten(value: str) -> str:
    """Return both ends of a long value, and a short one whole."""
    if len(value) <= _SHOWN_WHOLE:
        return value
    return f"{value[:_SHOWN_ENDS]}…{value[-_SHOWN_ENDS:]}"


def _check_text(check: Check, language: Language) -> str:
    status = _STATUSES[check.status].text(language)
    line = f"{check.number:>3}. [{status}] {check.code}: {check.message.text(language)}"
    values = ((_EXPECTED, check.expected), (_FOUND, check.found))
    shown = [f"{label.text(language)} {_short(value)}" for label, value in values if value]
    return f"{line} ({'; '.join(shown)})" if shown else line


def _short(value: str) -> str:
    """Long words, such as digests, by their ends."""
    return " ".join(shorten(word) for word in value.split(" "))


def _check_json(check: Check) -> dict[str, str | int | bool | dict[str, str]]:
    return {
        "code": check.code,
        "expected": check.expected,
        "found": check.found,
        "message": _message_json(check.message),
        "number": check.number,
        "required": check.required,
        "status": check.status.value,
    }


def _message_json(message: Message) -> dict[str, str]:
    return {"en": message.en, "zh": message.zh}


def _printable(line: str) -> str:
    """Spell out what could move a terminal's cursor or turn its text around."""
    return "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in line)
