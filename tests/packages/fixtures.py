"""A false package, the one code that must refuse it, and the good one with the change undone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from forgeries import FORGERIES, open_package

from notarization.verify.report import Grade
from notarization.verify.statement import Question
from tests.packages.lies import BELIEVED, PLEDGED_CASES
from tests.packages.test_forgeries import PACKAGE, TRUST
from tests.simulators.lying_register import Lies, lying

NOTHING_ELSE: Final = Question()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is put to both verifiers."""

    package: bytes
    trust: bytes = TRUST
    question: Question = NOTHING_ELSE


Make = Callable[[], Asked]


@cache
def pledged() -> Asked:
    """The golden package."""
    return Asked(PACKAGE)


@cache
def honest() -> Asked:
    """The golden package under a lying register that does not lie."""
    return Asked(*lying(open_package(PACKAGE), BELIEVED))


@dataclass(frozen=True, slots=True)
class Fixture:
    """One way to be false; `beside` is told with the code where something is named and not counted.

    Both packages are made when they are asked for.
    """

    what: str
    code: str
    false: Make
    good: Make = pledged
    grade: Grade = Grade.REJECTED
    beside: str = ""


def forged(name: str) -> Fixture:
    """A forgery of the list that the demo shows."""
    found = FORGERIES[name]
    return Fixture(found.en, found.code, lambda: Asked(found.mutate(PACKAGE)), grade=found.grade)


def lied(name: str) -> Fixture:
    """A false act under a register whose heads and proofs fit it."""
    lie, code = PLEDGED_CASES[name]
    return Fixture(
        name, code, lambda: Asked(*lying(lie(open_package(PACKAGE)), BELIEVED)), good=honest
    )


def held(what: str, lies: Lies, code: str, **trust: Any) -> Fixture:
    """The golden acts under a register that holds something else."""
    reader = replace(BELIEVED, **trust)
    evidence = open_package(PACKAGE)
    return Fixture(
        what,
        code,
        lambda: Asked(*lying(evidence, reader, lies)),
        lambda: Asked(*lying(evidence, reader)) if trust else honest(),
    )


TITLE: Final = open_package(PACKAGE).certificate.title
