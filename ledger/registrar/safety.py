"""That a new register is founded as planned, and that its deployer holds nothing any more."""

from typing import Any, Final

from ledger.bindings.errors import AuthorityOnly, FoundingRefused
from ledger.bindings.revert import ContractError, RevertUnknown
from ledger.chain.calls import function
from ledger.chain.check import check_profile
from ledger.chain.profile import BookName
from ledger.chain.records import Call
from ledger.domain.acts import Address, Founding
from ledger.domain.closure import GOVERNANCE
from ledger.domain.ids import founder_id
from ledger.domain.words import BookWord, PartyRecord, account_key, book_key
from ledger.registrar.errors import DeploymentUnsafe
from ledger.registrar.plan import (
    ADMIN_ROLE,
    AUTHORITY,
    BOOK_POWERS,
    BOOKS_ROLE,
    INTAKE_POWERS,
    INTAKE_ROLE,
    REGISTER,
    Plan,
    kinds_of,
)
from ledger.registrar.register import Register

FOREVER: Final = (1 << 40) - 1
POWERS: Final[dict[str, tuple[Any, ...]]] = {
    "admitBook": (bytes(20), 0, 0, 0),
    "endBook": (bytes(20), 0),
    "pauseIntake": (True,),
}


def check_safe(register: Register, plan: Plan) -> None:
    """That the founding is whole, the governor holds the powers, and the deployer holds nothing.

    Raises:
        DeploymentUnsafe: with what is wrong.
    """
    check_profile(register.chain, register.profile)
    deployer = register.sender.account
    _require_founding(register, plan)
    _require_refused(
        register, deployer, "found", (plan.governor, plan.identity, ()), FoundingRefused
    )
    for account in (deployer, plan.governor):
        for power, values in POWERS.items():
            _require_refused(register, account, power, values, AuthorityOnly)
    _require_powers(register, plan, deployer)


def _require_founding(register: Register, plan: Plan) -> None:
    authority = register.profile.authority.address
    party = founder_id(Founding(plan.identity, Address(plan.governor), Address(authority)))
    founder = register.record(party, PartyRecord)
    if founder.seq != 1 or register.word(party, account_key(plan.governor)) == bytes(32):
        raise DeploymentUnsafe("the governor's party is not the founder")
    if register.seq(GOVERNANCE) != len(BookName):
        raise DeploymentUnsafe(f"{register.seq(GOVERNANCE)} acts of GOVERNANCE")
    for name, book in register.profile.books.items():
        word = register.read(GOVERNANCE, book_key(book.address, book.code_hash), BookWord)
        if (word.kinds, word.until) != (kinds_of(name), FOREVER):
            raise DeploymentUnsafe(f"{name.value} is not admitted as planned")


def _require_refused(
    register: Register,
    account: bytes,
    name: str,
    values: tuple[Any, ...],
    refusal: type[ContractError],
) -> None:
    """That the register itself refuses this account. Raises DeploymentUnsafe."""
    data = function(REGISTER, name).encode(*values)
    try:
        register.chain.call(Call(register.profile.register.address, data, sender=account))
    except (ContractError, RevertUnknown) as fault:
        if type(fault) is refusal:
            return
    raise DeploymentUnsafe(f"{name} is open to 0x{account.hex()}")


def _require_powers(register: Register, plan: Plan, deployer: bytes) -> None:
    """That the AccessManager gives the powers to the governor, and none to the deployer."""
    delays = plan.delays
    roles = {ADMIN_ROLE: delays.admin, BOOKS_ROLE: delays.books, INTAKE_ROLE: delays.intake}
    for role, delay in roles.items():
        if _manager(register, "hasRole", role, deployer) != (False, 0):
            raise DeploymentUnsafe(f"the deployer holds role {role}")
        if _manager(register, "hasRole", role, plan.governor) != (True, delay):
            raise DeploymentUnsafe(f"the governor does not hold role {role} as planned")
    target = register.profile.register.address
    for power in (*BOOK_POWERS, *INTAKE_POWERS):
        selector = function(REGISTER, power).selector
        if _manager(register, "canCall", deployer, target, selector) != (False, 0):
            raise DeploymentUnsafe(f"the deployer can call {power}")
        delay = delays.books if power in BOOK_POWERS else delays.intake
        if _manager(register, "canCall", plan.governor, target, selector) != (not delay, delay):
            raise DeploymentUnsafe(f"the governor cannot call {power} as planned")


def _manager(register: Register, name: str, *values: Any) -> tuple[Any, ...]:
    read = function(AUTHORITY, name)
    message = Call(register.profile.authority.address, read.encode(*values))
    return read.decode(register.chain.call(message))
