"""A founded register on a node of its own, for measuring gas."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Final

from eth_account import Account
from web3 import HTTPProvider, Web3
from web3.contract import Contract

from ledger.bindings import artifacts
from ledger.chain.devnode import find_binary
from ledger.domain.acts import Founding, PartyId, Role, encode, struct_hash
from ledger.domain.eip712 import digest
from ledger.domain.keccak import keccak256

ROOT: Final = Path(__file__).resolve().parent.parent
START: Final = 1_767_225_600  # 2026-01-01T00:00:00Z
DAY: Final = 86_400
PATIENCE_SECONDS: Final = 30
BOOKS: Final = {
    "PartyBook": (*range(5, 12), 48, 49),
    "FilingDesk": (12, 13, 14, 15, 17, 18, 33, 34, 36, 37),
    "TitleBook": (16, 19, 20, 21, 42, 43),
    "PledgeBook": (22, 23, 61, 62),
    "OrderDesk": (24, 25, 63),
    "MandateBook": (26, 27, 28, *range(44, 48)),
    "ChangeDesk": (16, 29, 30, 31, 32, 35),
    "RequestDesk": (16, 32, 38, 39),
    "DirectoryBook": (40, 41, 64),
    "LicenceBook": (50, 51, 52),
    "ReportBook": (53, 54),
    "PledgeDesk": tuple(range(55, 61)),
    "DisputeDesk": (65, 66, 67),
    "Anchors": (68,),
}

Hand = tuple["Party", Role]


@dataclass(frozen=True, slots=True)
class Party:
    """A party and the key of its one account; that of its officer, where it has one."""

    id: PartyId
    key: bytes
    officer: bytes = b""

    def sign(self, signed: bytes) -> bytes:
        """Its signature, with its officer's behind it where it has one."""
        return _sign(self.key, signed) + (_sign(self.officer, signed) if self.officer else b"")

    @property
    def account(self) -> str:
        """The account's address."""
        return str(Account.from_key(self.key).address)

    @property
    def raw(self) -> Any:
        """The account's 20 bytes."""
        return raw(self.account)


class Ledger:
    """A founded register on one node, and the gas of its last transaction."""

    def __init__(self, web3: Web3) -> None:
        self.web3 = web3
        self.sender = web3.eth.accounts[0]
        self.now = START
        self.gas = 0
        self.manager = self._deploy("AccessManager", self.sender)
        self.register = self._deploy("Register", self.manager.address)
        self.books = {name: self._deploy(name, self.register.address) for name in BOOKS}
        self.governor = self._found()

    def _deploy(self, name: str, *arguments: Any) -> Contract:
        artifact = artifacts.load(name)
        factory = self.web3.eth.contract(abi=artifact.abi, bytecode=artifact.bytecode)
        receipt = self._send(factory.constructor(*arguments))
        address = receipt["contractAddress"]
        contract: Contract = self.web3.eth.contract(address=address, abi=artifact.abi)
        return contract

    def _send(self, call: Any) -> Any:
        self.now += 12
        self.web3.provider.make_request("evm_setNextBlockTimestamp", [self.now])  # type: ignore[arg-type]
        sent = call.transact({"from": self.sender, "gas": 10_000_000})
        receipt = self.web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.01)
        if receipt["status"] != 1:
            raise SystemExit(f"{call} failed")
        self.gas = receipt["gasUsed"]
        return receipt

    def _found(self) -> Party:
        key = keccak256(b"governor")
        account = Account.from_key(key).address
        books = [
            (self.books[name].address, sum(1 << kind for kind in kinds))
            for name, kinds in BOOKS.items()
        ]
        self._send(self.register.functions.found(account, keccak256(b"identity"), books))
        terms = Founding(keccak256(b"identity"), raw(account), raw(self.manager.address))
        return Party(party_id(keccak256(encode(terms))), key)

    def seq(self, subject: bytes) -> int:
        """The count of a dossier."""
        return int(self.register.functions.seqOf(subject).call())

    def act(self, book: str, function: str, terms: Any, *rest: Any, hands: list[Hand]) -> bytes:
        """Signs and sends an act; returns the hash of its terms."""
        contract = self.books[book]
        signed = digest(self.web3.eth.chain_id, raw(contract.address), terms)
        signers = [
            (party.id, party.account, int(role), party.sign(signed)) for party, role in hands
        ]
        call = contract.functions[function](_plain(terms), *map(_plain, rest), signers)
        self._send(call)
        return struct_hash(terms)

    def govern(self, function: str, *arguments: Any) -> None:
        """An act of the register's own, through the AccessManager."""
        call = self.register.encode_abi(function, arguments)
        self._send(self.manager.functions.execute(self.register.address, call))

    @property
    def deadline(self) -> int:
        """A day from now."""
        return self.now + DAY


def party_id(hashed: bytes) -> PartyId:
    """A party's id from the hash of its enrolment."""
    return PartyId(b"\x03" + bytes(11) + hashed[:20])


def tagged(kind: int, hashed: bytes) -> bytes:
    """A subject's id: the kind and 31 bytes."""
    return bytes([kind]) + hashed[:31]


def raw(address: str) -> Any:
    """The 20 bytes of an address."""
    return bytes.fromhex(address[2:])


def _sign(key: bytes, signed: bytes) -> bytes:
    return bytes(Account.unsafe_sign_hash(signed, key).signature)


def _plain(terms: Any) -> Any:
    """A struct as web3 wants it; addresses as text."""

    def plain(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(plain, value))
        if isinstance(value, bytes) and len(value) == len(bytes(20)):
            return Web3.to_checksum_address(value)
        return value

    return plain(astuple(terms))


@contextmanager
def node() -> Iterator[Web3]:
    """An anvil with Cancun's rules on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--hardfork", "cancun", "--timestamp", str(START), "--port", str(port), "--silent"]
    process = subprocess.Popen([find_binary(ROOT), *options])
    try:
        web3 = Web3(HTTPProvider(f"http://127.0.0.1:{port}"))
        until = time.monotonic() + PATIENCE_SECONDS
        while not web3.is_connected():
            if time.monotonic() > until:
                raise SystemExit("anvil does not answer")
            time.sleep(0.1)
        yield web3
    finally:
        process.terminate()
        process.wait()
