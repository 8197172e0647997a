"""The deployment of a register: contracts, founding, hand-over, and the proof that nobody stays.

Every step goes through the outbox under a name of its own, so a deployment that was killed is
continued by starting it again.
"""

from pathlib import Path
from types import MappingProxyType
from typing import Any

from ledger.bindings import artifacts
from ledger.chain import profile as profiles
from ledger.chain.calls import creation, function
from ledger.chain.check import check_machine, check_profile
from ledger.chain.client import Chain
from ledger.chain.profile import BookName, ChainProfile, Contract
from ledger.chain.records import Call, Receipt
from ledger.chain.sender import Sender, key_of
from ledger.domain.acts import Address, GenesisBook
from ledger.domain.keccak import keccak256
from ledger.registrar.errors import DeploymentUnsafe, PlanWrong
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
from ledger.registrar.safety import check_safe


def deploy(chain: Chain, sender: Sender, plan: Plan) -> ChainProfile:
    """Deploy and hand over; the same plan again continues, or finds what stands.

    Raises:
        PlanWrong: the deployer would stay in power.
        NotCancun, NotSeconds, NotOwnHeight, ProofsMissing: the chain cannot carry a register.
        DeploymentUnsafe: something stands that must not.
    """
    if plan.governor == sender.account:
        raise PlanWrong("the governor's account must be another than the deployer's")
    check_machine(chain)
    steps = _Steps(sender, plan)
    authority = steps.create(AUTHORITY, sender.account)
    register = steps.create(REGISTER, authority)
    books = {name: steps.create(name.value, register) for name in BookName}
    genesis = tuple(GenesisBook(Address(books[name]), kinds_of(name)) for name in BookName)
    founded = steps.call(REGISTER, register, "found", plan.governor, plan.identity, genesis)
    _hand_over(steps, authority, register)
    profile = ChainProfile(
        name=plan.name,
        chain_id=chain.chain_id(),
        start_block=founded.block_number,
        start_hash=founded.block_hash,
        register=_contract(chain, REGISTER, register),
        authority=_contract(chain, AUTHORITY, authority),
        books=MappingProxyType(
            {name: _contract(chain, name.value, book) for name, book in books.items()}
        ),
        finality=plan.finality,
        proofs=plan.proofs,
        dev=plan.dev,
    )
    check_safe(Register(chain, profile, sender), plan)
    return profile


def deploy_into(chain: Chain, sender: Sender, plan: Plan, path: Path) -> tuple[ChainProfile, bool]:
    """Deploy and write the profile; whether it is new. A profile that is there is only checked.

    Raises:
        ProfileError: the profile there is of another chain, or its contracts are gone.
    """
    if path.exists():
        profile = profiles.load(path)
        check_profile(chain, profile)
        return profile, False
    profile = deploy(chain, sender, plan)
    profiles.save(profile, path)
    return profile, True


class _Steps:
    """Sends the steps of one plan, each once."""

    def __init__(self, sender: Sender, plan: Plan) -> None:
        self.sender = sender
        self.plan = plan
        seed = (plan.name.encode(), plan.governor, plan.identity, sender.account)
        self.seed = keccak256(b"datadeed/deployment/1" + b"".join(map(keccak256, seed)))

    def create(self, contract: str, *values: Any) -> bytes:
        """A contract's address."""
        receipt = self._send(Call(None, creation(contract, *values)))
        if receipt.contract is None:
            raise DeploymentUnsafe(f"no address for {contract}")
        return receipt.contract

    def call(self, contract: str, address: bytes, name: str, *values: Any) -> Receipt:
        """A step on a contract."""
        return self._send(Call(address, function(contract, name).encode(*values)))

    def _send(self, message: Call) -> Receipt:
        receipt = self.sender.send(message, keccak256(self.seed + key_of(message)))
        return self.sender.await_final(receipt)


def _hand_over(steps: _Steps, authority: bytes, register: bytes) -> None:
    """The powers go to the governor's account, then the deployer gives up its own."""
    delays, governor = steps.plan.delays, steps.plan.governor
    for role, powers in ((BOOKS_ROLE, BOOK_POWERS), (INTAKE_ROLE, INTAKE_POWERS)):
        selectors = tuple(function(REGISTER, power).selector for power in powers)
        steps.call(AUTHORITY, authority, "setTargetFunctionRole", register, selectors, role)
    grants = ((BOOKS_ROLE, delays.books), (INTAKE_ROLE, delays.intake), (ADMIN_ROLE, delays.admin))
    for role, delay in grants:
        steps.call(AUTHORITY, authority, "grantRole", role, governor, delay)
    steps.call(AUTHORITY, authority, "renounceRole", ADMIN_ROLE, steps.sender.account)


def _contract(chain: Chain, name: str, address: bytes) -> Contract:
    """A deployed contract; its code must be the compiled one. Raises DeploymentUnsafe."""
    code = chain.code(address)
    artifact = artifacts.load(name)
    blank, expected = bytearray(code), artifact.deployed_bytecode
    for places in artifact.immutable_references.values():
        for place in places:
            start, end = place["start"], place["start"] + place["length"]
            blank[start:end] = expected[start:end]
    if bytes(blank) != expected:
        raise DeploymentUnsafe(f"the code of {name} is not the compiled one")
    return Contract(address, keccak256(code))
