"""Collects the lines of a verification while it goes from step to step."""

from typing import Final

from ledger.domain.errors import DomainError
from notarization.verify.codes import NOT_REACHED, STEPS, Step, message_of
from notarization.verify.errors import VerificationError
from notarization.verify.fields import FieldError, shown
from notarization.verify.report import Check, Message, Report, Status

Fault = VerificationError | DomainError
_COMPARED: Final = frozenset({"expected", "found", "computed"})


class Notes:
    """The checks so far, and the step that is being made."""

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.as_of: Message | None = None

    def passed(self, step: Step, found: str = "", count: Message | None = None) -> None:
        """A step holds: what it found, and how much of it there was."""
        said = STEPS[step]
        if count:
            said = Message(f"{said.zh}：{count.zh}", f"{said.en}: {count.en}")
        self._add(step, step.name, Status.PASSED, said, found=found)

    def answered(self, message: Message) -> None:
        """The last step: the answer in words."""
        self._add(Step.VERDICT, Step.VERDICT.name, Status.PASSED, message)

    def failed(self, step: Step, fault: Fault) -> None:
        """A step does not hold."""
        self._add_fault(step, fault, Status.FAILED, required=True)

    def open(self, step: Step, fault: Fault) -> None:
        """A step could not be made, and the answer needs it."""
        self._add_fault(step, fault, Status.NOT_CHECKED, required=True)

    def aside(self, step: Step, code: str, found: str = "", count: int = 0) -> None:
        """Something that is not checked and that the grade does not wait for."""
        message = message_of(code)
        if count:
            message = Message(f"{message.zh}：{count} 项", f"{message.en}: {count}")
        self._add(step, code, Status.NOT_CHECKED, message, found=found, required=False)

    def skipped(self, step: Step) -> None:
        """A step that was not reached."""
        self._add(step, step.name, Status.NOT_CHECKED, NOT_REACHED)

    def report(self, *, not_proven: tuple[Message, ...], readable: bool = True) -> Report:
        """The report of all this."""
        return Report(tuple(self.checks), self.as_of, not_proven, readable)

    def _add_fault(self, step: Step, fault: Fault, status: Status, *, required: bool) -> None:
        expected, found, detail = values_of(fault)
        said = message_of(fault.code)
        message = Message(said.zh + detail, said.en + detail)
        self._add(
            step, fault.code, status, message, expected=expected, found=found, required=required
        )

    def _add(  # noqa: PLR0913 (the one place where a line is made)
        self,
        step: Step,
        code: str,
        status: Status,
        message: Message,
        *,
        expected: str = "",
        found: str = "",
        required: bool = True,
    ) -> None:
        self.checks.append(
            Check(
                int(step), code, status, message, expected=expected, found=found, required=required
            )
        )


def values_of(fault: Fault) -> tuple[str, str, str]:
    """What a fault compared, expected and found, and its other values in words."""
    if isinstance(fault, FieldError):
        return "", "", f" [{fault.file} {fault.where}: {fault.fault}]"
    names = getattr(fault, "__dataclass_fields__", ())
    values = {name: _text(getattr(fault, name)) for name in names if name != "code"}
    expected = values.get("expected", "")
    found = values.get("found", values.get("computed", ""))
    other = [f"{name} {value}" for name, value in values.items() if name not in _COMPARED and value]
    return expected, found, f" [{'; '.join(other)}]" if other else ""


def _text(value: object) -> str:
    return shown(value) if isinstance(value, bytes) else str(value)
