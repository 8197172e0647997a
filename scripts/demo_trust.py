"""The court's own process: it asks its own node for a final block and writes its trust file.

It runs before the package is made and knows nothing of it.
"""

import argparse
from pathlib import Path

from ledger.chain import profile as profiles
from ledger.chain.check import check_profile, final_block
from ledger.chain.client import Web3Chain
from notarization.trust_file import trust_from


def main() -> None:
    """Write the trust file and say which block it pins."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rpc", required=True, help="the court's node")
    parser.add_argument("--profile", type=Path, required=True, help="the register it trusts")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    chain = Web3Chain(given.rpc)
    profile = profiles.load(given.profile)
    check_profile(chain, profile)
    block = final_block(chain, profile.finality)
    given.out.write_bytes(trust_from(chain, profile, block))
    print(block)


if __name__ == "__main__":
    main()
