"""Deploys a register on a chain and writes its profile; started again, it continues or checks.

The deployer's key comes from a keystore folder; its password from the environment variable
DATADEED_KEY_PASSWORD (a plain key file, for a development chain, needs none).
"""

import argparse
import os
from pathlib import Path

from ledger.chain.client import Web3Chain
from ledger.chain.keystore import Keystore
from ledger.chain.outbox import Outbox
from ledger.chain.profile import Confirmations, Finality, FinalizedTag, Instant
from ledger.chain.sender import Rules, Sender, outbox_folder
from ledger.chain.signer import Key
from ledger.errors import LedgerError
from ledger.registrar.deployment import deploy_into
from ledger.registrar.plan import Plan

PASSWORD = "DATADEED_KEY_PASSWORD"  # noqa: S105 (the name of a variable)


def finality_of(text: str) -> Finality:
    """`instant`, `finalized` or a number of confirmations."""
    if text == "instant":
        return Instant()
    return FinalizedTag() if text == "finalized" else Confirmations(int(text))


def account_of(text: str) -> bytes:
    """An account's 20 bytes."""
    account = bytes.fromhex(text.removeprefix("0x"))
    if len(account) != 20:  # noqa: PLR2004 (an address)
        raise ValueError(text)
    return account


def digest_of(text: str) -> bytes:
    """32 bytes."""
    digest = bytes.fromhex(text.removeprefix("0x"))
    if len(digest) != 32:  # noqa: PLR2004 (a digest)
        raise ValueError(text)
    return digest


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rpc", required=True, help="the node's HTTP address")
    parser.add_argument("--name", required=True, help="what the chain is called in the profile")
    parser.add_argument("--profile", type=Path, required=True, help="the profile file to write")
    parser.add_argument("--keys", type=Path, required=True, help="folder of the deployer's key")
    parser.add_argument("--deployer", type=account_of, required=True)
    parser.add_argument("--governor", type=account_of, required=True)
    parser.add_argument(
        "--identity", type=digest_of, required=True, help="identity tag of the governor's party"
    )
    parser.add_argument("--outbox", type=Path, required=True, help="folder of the outbox")
    parser.add_argument("--finality", type=finality_of, default=Instant())
    parser.add_argument("--no-proofs", action="store_true", help="the node has no eth_getProof")
    parser.add_argument("--dev", action="store_true", help="a development chain")
    return parser.parse_args()


def key_of(store: Keystore, account: bytes) -> Key:
    """The deployer's key."""
    password = os.environ.get(PASSWORD)
    return store.load_plain(account) if password is None else store.load(account, password)


def main() -> None:
    """Deploys, and says what stands where."""
    given = arguments()
    try:
        chain = Web3Chain(given.rpc)
        key = key_of(Keystore(given.keys), given.deployer)
        outbox = Outbox(outbox_folder(given.outbox, chain, key.account))
        sender = Sender(chain, key, outbox, Rules(chain.chain_id(), given.finality, given.dev))
        plan = Plan(
            name=given.name,
            governor=given.governor,
            identity=given.identity,
            finality=given.finality,
            proofs=not given.no_proofs,
            dev=given.dev,
        )
        profile, new = deploy_into(chain, sender, plan, given.profile)
    except LedgerError as fault:
        raise SystemExit(str(fault)) from fault
    print("deployed" if new else "already deployed, and as the profile says")
    for name, contract in profile.contracts():
        print(f"  {name:14} 0x{contract.address.hex()}")


if __name__ == "__main__":
    main()
