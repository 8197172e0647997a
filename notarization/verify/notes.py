"""Collects the lines of a verification while it goes from step to step."""

from collections.abc import Iterable
from typing import Final

from ledger.domain.errors import DomainError
from notarization.verify.codes import ALWAYS, NOT_REACHED, STEPS, Step, message_of
from notarization.verify.errors import VerificationError
from notarization.verify.fields import FieldError, shown
from notarization.verify.report import Check, Message, Report, Status

Fault = VerificationError | DomainError
_COMPARED: Final = frozenset({"expected", "found", "computed"})
# before an answer that rests on a block for which less vouches than the reader wants
IF_GENUINE: Final = Message(
    "（为区块与时间作证者少于核验方所要求，以下以该区块属实为前提）",
    "(Less vouches for block and time than the reader wants; if the block is genuine:) ",
)


class Stop(Exception):
    """Ends the steps: what follows would rest on what does not hold."""


class Notes:
    """The checks so far, and the step that is being made.

    `readable` turns false when package or trust file could not be opened far enough to be judged;
    `asked` are the steps that there are to make.
    `held` counts the voices that vouch for block and time, by their names in a policy;
    `checkpoints` are the proofs in logs that do; `vouched` is whether all that is as much as the
    reader wants, without which the answer is given under that condition.
    `about` is the file of which there are several, named with every fault while it is judged.
    """

    def __init__(self) -> None:
        self.checks: list[Check] = []
        self.step = Step.CONTAINER
        self.as_of: Message | None = None
        self.readable = True
        self.held: dict[str, int] = {}
        self.checkpoints: tuple[str, ...] = ()
        self.vouched = False
        self.asked: frozenset[Step] = ALWAYS
        self.about = ""

    def begin(self, step: Step) -> None:
        """The next step."""
        self.step = step

    def passed(self, found: str = "") -> None:
        """The step holds: what it found."""
        self._add(self.step.name, Status.PASSED, STEPS[self.step], found=found)

    def counted(self, zh: str, en: str) -> None:
        """The step holds: how much there was of what it checked."""
        said = STEPS[self.step]
        message = Message(f"{said.zh}：{zh}", f"{said.en}: {en}")
        self._add(self.step.name, Status.PASSED, message)

    def told(self, message: Message) -> None:
        """The step holds: what it read, in words."""
        self._add(self.step.name, Status.PASSED, message)

    def failed(self, fault: Fault) -> None:
        """The step does not hold."""
        self._add_fault(fault, Status.FAILED)

    def all_of(self, faults: Iterable[Fault]) -> None:
        """Note every fault; raises Stop when there is one."""
        before = len(self.checks)
        for fault in faults:
            self.failed(fault)
        if len(self.checks) > before:
            raise Stop

    def open(self, fault: Fault) -> None:
        """The step could not be made, and the answer needs it."""
        self._add_fault(fault, Status.NOT_CHECKED)

    def aside(
        self, code: str, found: str = "", count: int = 0, *, detail: Message | None = None
    ) -> None:
        """Something that is not checked and that the grade does not wait for."""
        message = message_of(code)
        if detail:
            message = Message(f"{message.zh}：{detail.zh}", f"{message.en}: {detail.en}")
        if count:
            message = Message(f"{message.zh}：{count} 项", f"{message.en}: {count}")
        self._add(code, Status.NOT_CHECKED, message, found=found, required=False)

    def aside_of(self, fault: Fault) -> None:
        """Something that cannot be judged and that the grade does not wait for."""
        self._add_fault(fault, Status.NOT_CHECKED, required=False)

    def skipped(self) -> None:
        """The step was not reached."""
        self._add(self.step.name, Status.NOT_CHECKED, NOT_REACHED)

    def report(self, not_proven: tuple[Message, ...]) -> Report:
        """The report; of the steps asked for, those after the last one made were not reached."""
        last = self.step
        for step in Step:
            if last < step and step in self.asked:
                self.begin(step)
                self.skipped()
        as_of = self.as_of if self.vouched else if_genuine(self.as_of)
        return Report(tuple(self.checks), as_of, not_proven, self.readable)

    def _add_fault(self, fault: Fault, status: Status, *, required: bool = True) -> None:
        expected, found, detail = values_of(fault)
        said = message_of(fault.code)
        if self.about and self.about not in detail:
            detail += f" [{self.about}]"
        message = Message(said.zh + detail, said.en + detail)
        self._add(fault.code, status, message, expected=expected, found=found, required=required)

    def _add(  # noqa: PLR0913 (the one place where a line is made)
        self,
        code: str,
        status: Status,
        message: Message,
        *,
        expected: str = "",
        found: str = "",
        required: bool = True,
    ) -> None:
        number = int(self.step)
        self.checks.append(
            Check(number, code, status, message, expected=expected, found=found, required=required)
        )


def if_genuine(said: Message | None) -> Message | None:
    """An answer under the condition that its block is genuine."""
    return said and Message(IF_GENUINE.zh + said.zh, IF_GENUINE.en + said.en)


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
