"""What can go wrong in a command beside the chain's faults and the contracts' refusals."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.errors import LedgerError


class RegistrarError(LedgerError):
    """A command cannot be carried out, or its outcome is not what it must be."""

    code: ClassVar[str] = "REGISTRAR"


@dataclass(eq=False)
class TermsWrong(RegistrarError):
    """The terms are not those of this act."""

    expected: str
    found: str
    code: ClassVar[str] = "TERMS_WRONG"


@dataclass(eq=False)
class OutcomeDiffers(RegistrarError):
    """The receipt's logs tell another act than was given in: trust neither node nor contracts."""

    subject: str
    expected: str
    found: str
    code: ClassVar[str] = "OUTCOME_DIFFERS"


@dataclass(eq=False)
class PlanWrong(RegistrarError):
    """A register cannot be deployed as planned."""

    fault: str
    code: ClassVar[str] = "PLAN_WRONG"


@dataclass(eq=False)
class DeploymentUnsafe(RegistrarError):
    """After the deployment something stands that must not: the register must not be used."""

    fault: str
    code: ClassVar[str] = "DEPLOYMENT_UNSAFE"
