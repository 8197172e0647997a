"""Takes the members of a JSON object one by one; whatever else stands in it is refused."""

from enum import StrEnum
from typing import Any, ClassVar, Final, NoReturn, TypeVar

from notarization.verify.errors import VerificationError

MOST_TEXT: Final = 2_000

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class FieldError(VerificationError):
    """A JSON file has a member that is missing, unknown, or of another form than its format."""

    code: ClassVar[str] = "PART_MALFORMED"

    def __init__(self, file: str, where: str, fault: str) -> None:
        super().__init__(file, where, fault)
        self.file, self.where, self.fault = file, where, fault

    def __str__(self) -> str:
        """Return the code, the file and the member."""
        return f"{self.code} {self.file} {self.where}: {self.fault}"


class Fields:
    """One JSON object; errors are of the class that the file's reader gives."""

    def __init__(
        self, value: object, file: str, where: str = "", error: type[FieldError] = FieldError
    ) -> None:
        self.file, self.where, self.error = file, where, error
        if not isinstance(value, dict):
            self.refuse("", "is no object")
        self._left: dict[str, Any] = dict(value)

    def refuse(self, name: str, fault: str) -> NoReturn:
        """Raise the file's error for one member."""
        raise self.error(self.file, f"{self.where}{name}", fault)

    def take(self, name: str, kind: type[T]) -> T:
        """A member of exactly this type."""
        if name not in self._left:
            self.refuse(name, "is missing")
        value = self._left.pop(name)
        if type(value) is not kind:
            self.refuse(name, f"is no {kind.__name__}")
        return value

    def any(self, name: str) -> Any:
        """A member of whatever type."""
        if name not in self._left:
            self.refuse(name, "is missing")
        return self._left.pop(name)

    def has(self, name: str) -> bool:
        """Whether a member is there and was not taken yet."""
        return name in self._left

    def schema(self, *expected: str) -> str:
        """Take the member `schema`, which must be one of those expected."""
        found: str = self.take("schema", str)
        if found not in expected:
            self.refuse("schema", f"is {found[:60]!r}, not {' or '.join(expected)}")
        return found

    def text(self, name: str, most: int = MOST_TEXT) -> str:
        """A text of one or more lines, not too long."""
        value = self.take(name, str)
        if len(value) > most:
            self.refuse(name, f"has {len(value)} characters")
        return value

    def natural(self, name: str, most: int = 2**53 - 1) -> int:
        """A whole number from 0."""
        value = self.take(name, int)
        if not 0 <= value <= most:
            self.refuse(name, f"is {value}")
        return value

    def data(self, name: str, size: int | None = None) -> bytes:
        """Bytes, written 0x and small hex digits."""
        return self.parse_data(self.take(name, str), name, size)

    def parse_data(self, text: object, name: str, size: int | None = None) -> bytes:
        """The bytes of a text that stands at `name`."""
        if not isinstance(text, str) or not text.startswith("0x"):
            self.refuse(name, "is no 0x text")
        try:
            value = bytes.fromhex(text[2:])
        except ValueError:
            self.refuse(name, "is not hexadecimal")
        if shown(value) != text:
            self.refuse(name, "is not in small hex digits")
        if size is not None and len(value) != size:
            self.refuse(name, f"has {len(value)} bytes, not {size}")
        return value

    def items(self, name: str) -> list[Any]:
        """A list."""
        value: list[Any] = self.take(name, list)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self.items(name)
        if not all(isinstance(value, str) and len(value) <= MOST_TEXT for value in values):
            self.refuse(name, "is no list of texts")
        return tuple(values)

    def member(self, name: str, kind: type[E]) -> E:
        """A member of a closed set of texts."""
        value = self.text(name)
        if value not in {each.value for each in kind}:
            self.refuse(name, f"is {value[:40]!r}")
        return kind(value)

    def inner(self, name: str) -> "Fields":
        """An object within this one."""
        return Fields(self.take(name, dict), self.file, f"{self.where}{name}.", self.error)

    def each(self, name: str) -> "list[Fields]":
        """A list of objects."""
        return [
            Fields(value, self.file, f"{self.where}{name}[{index}].", self.error)
            for index, value in enumerate(self.items(name))
        ]

    def end(self) -> None:
        """Refuse what was not taken."""
        for name in self._left:
            self.refuse(name[:60], "is unknown")


def shown(value: bytes) -> str:
    """Bytes as JSON and reports show them."""
    return "0x" + value.hex()
