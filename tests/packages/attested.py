"""A package of version 2 with all that may stand beside a manifest, and a reader who wants it all.

Its makers' keys are made anew each time, so the golden one is kept.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from forgeries import open_package

from notarization.checkpoints.attaching import attached, entry_of_package
from notarization.countersigning import countersign
from notarization.verify.beliefs import CheckpointTrust, TimeAuthority, TimeTrust
from notarization.verify.container import read_container
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.policy import parse_policy
from notarization.verify.trust import dump_trust
from tests.packages.batched import holding, of, under_its_own_block
from tests.packages.countersigned import NOW, REGISTRY, known
from tests.packages.fixtures_log import KEEPER, KEYS, WITNESSES, log_of, note
from tests.packages.second import hand_overs, with_custody
from tests.packages.stamps import FIRST, with_files
from tests.packages.tokens import FOR_STAMPS, holder, token_of

POLICY: Final = "pin AND checkpoint>=3-of-3 AND tsa AND sm2"


def attested_by_all(package: bytes) -> tuple[bytes, bytes]:
    """The package with batch, checkpoint, custody log, stamp and countersignature; its trust."""
    cover = read_container(package)["cover.json"]
    made, believed, proof = under_its_own_block(package, of(cover))
    made = with_custody(holding(proof, package=made), hand_overs(open_package(made)))
    log = log_of([b"[0]", b"[1]", entry_of_package(made)])
    made = attached(made, "log", log.proof(2, note(3, log.root(3), *WITNESSES)))
    manifest, moment = read_container(made)[MANIFEST_NAME], datetime.fromtimestamp(NOW, UTC)
    root = holder("rsa", "root", now=moment)
    leaf = holder("rsa", "authority", root, usages=FOR_STAMPS, now=moment)
    made = with_files(made, **{FIRST: token_of(manifest, NOW, leaf)})
    trust = replace(
        believed,
        checkpoints=CheckpointTrust(KEEPER.key, KEYS, len(KEYS)),
        time=TimeTrust((TimeAuthority("haina", (root.der,)),), 1),
        countersigners=(known(),),
        policy=parse_policy(POLICY),
    )
    return countersign(made, REGISTRY, NOW), dump_trust(trust)
