"""Records every act of a register into one file: the story that tests of the domain replay.

`make demo`, then `python scripts/record_story.py --rpc … --profile .demo/profile.json`.
"""

import argparse
import json
from pathlib import Path

from ledger.chain import profile as profiles
from ledger.chain.check import final_block
from ledger.chain.client import Web3Chain
from ledger.domain.dossier import head_slot
from notarization.chain_source import read_chain

OUT = Path(__file__).resolve().parent.parent / "tests/vectors/story.json"


def main() -> None:
    """Write the acts in the order of their dossiers, and the head of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rpc", required=True)
    parser.add_argument("--profile", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    chain, profile = Web3Chain(given.rpc), profiles.load(given.profile)
    source = read_chain(chain, profile, final_block(chain, profile.finality))
    dossiers = {
        subject.hex(): [
            [act.kind, act.book.hex(), act.block, act.time, act.data.hex()] for act in acts
        ]
        for subject, acts in sorted(source.by_subject.items())
    }
    register = profile.register.address
    heads = {
        subject.hex(): chain.storage_at(register, head_slot(subject)).hex()
        for subject in sorted(source.by_subject)
    }
    story = {
        "chain_id": profile.chain_id,
        "register": profile.register.address.hex(),
        "dossiers": dossiers,
        "heads": heads,
    }
    given.out.write_text(json.dumps(story, indent=0, sort_keys=True) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
