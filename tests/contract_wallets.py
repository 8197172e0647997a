"""Accounts that are contracts (EIP-1271), and a party that has one."""

from typing import Final

from ledger.chain import hexes
from ledger.chain.wallets import MAGIC
from ledger.domain.acts import Address, Role, Signer
from ledger.registrar import party
from tests.cast import Player, Stage, digest32

# returns the word that says yes to whatever it is asked, and one that says no
YES: Final = b"\x7f" + MAGIC + bytes(28) + bytes.fromhex("60005260206000f3")
NO: Final = b"\x7f" + bytes(32) + bytes.fromhex("60005260206000f3")
REVERTS: Final = bytes.fromhex("60006000fd")


def placed(stage: Stage, code: bytes) -> Address:
    """A contract of this code, at an address of its own."""
    account = Address(digest32()[:20])
    become(stage, account, code)
    return account


def become(stage: Stage, account: Address, code: bytes) -> None:
    """An account has this code from now on."""
    stage.node.chain.rpc.ask("anvil_setCode", hexes.text(account), hexes.text(code))


def joined(stage: Stage, player: Player, code: bytes) -> Address:
    """An account of a party that joined as a contract, and has this code from now on."""
    wallet = placed(stage, YES)
    terms = party.account_change(stage.register, player.party, added=wallet)
    joins = Signer(player.party, wallet, Role.PARTY, b"\x01")
    party.change_account(stage.register, terms, (player.signs(), joins))
    become(stage, wallet, code)
    return wallet
