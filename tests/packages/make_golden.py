"""Makes the golden packages anew from a real chain: `python -m tests.packages.make_golden`.

They are committed, so that a later version shows that it still reads what an earlier one made. Make
them anew only when the format or the contracts change: each run gives other bytes. The people of
the scene draw their keys, salts and digests at random, as in every test that shares them, and the
times of blocks go by the machine's clock; both would have to be told to all of them.
"""

import tempfile
from pathlib import Path
from typing import Final

from ledger.domain.verdict import Purpose
from notarization.evidence import Made, PackageRequest, build
from notarization.trust_file import trust_from
from notarization.verify.object_file import ObjectDigests
from tests.cast import deployed_stage, running_node
from tests.packages.scene import Scene, play, source_of

GOOD: Final = Path(__file__).parent / "good"


def request_of(scene: Scene, purpose: Purpose, prepared_at: int) -> PackageRequest:
    """What a bank or a court asks for."""
    return PackageRequest(
        title=scene.title,
        holder=scene.holder.party,
        purpose=purpose,
        requester="东海银行股份有限公司青岛分行",
        case_ref="（2026）青押审字第12号",
        prepared_at=prepared_at,
        object=ObjectDigests(scene.fingerprint),
    )


def main() -> None:
    """Play the scene on a node of its own and write both packages with one trust file."""
    with tempfile.TemporaryDirectory() as name, running_node(Path(name)) as node:
        stage = deployed_stage(node, Path(name) / "stage")
        scene = play(stage)
        source = source_of(stage)
        times = [source.header(block).timestamp for block in (scene.before_pledge, scene.block)]
        early = request_of(scene, Purpose.AUTHENTICITY, times[0] + 60)
        late = request_of(scene, Purpose.PLEDGE, times[1] + 60)
        write("issued", build(early, source, scene.before_pledge))
        write("pledged", build(late, source, scene.block))
        blocks = (scene.before_pledge, scene.block)
        (GOOD / "trust.json").write_bytes(trust_from(node.chain, source.profile, *blocks))


def write(name: str, made: Made) -> None:
    """One golden package."""
    GOOD.mkdir(exist_ok=True)
    (GOOD / f"{name}.evidence.zip").write_bytes(made.data)


if __name__ == "__main__":
    main()
