"""Random changes by somebody who signs: what stands beside a manifest is made anew, or damaged.

A seed tells a change again but for the stranger's signatures, which differ each time.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Final

from notarization.countersigning import SmKey
from notarization.verify.container import read_container, write_container
from notarization.verify.countersignature import (
    COUNTERSIGNATURE_NAME,
    Countersignature,
    message,
    write_countersignatures,
)
from notarization.verify.custody import CUSTODY_NAME, read_custody, write_custody
from notarization.verify.manifest import MANIFEST_NAME, is_detached, read_manifest, write_manifest
from tests.packages.batched import of, proofs
from tests.packages.countersigned import NOW
from tests.packages.mutations import KINDS, Kind, changed_bytes, changed_json
from tests.packages.stamps import FIRST
from tests.packages.tokens import FOR_STAMPS, Holder, holder, token_of

Make = Callable[[], bytes]
STRANGER: Final = SmKey(
    bytes.fromhex(
        "0413b0b6a60b891e9621e81d9f58761ac810864895d15b113b03996cad6c61fe38"
        "a1b7594569a12edb5c4c181486b1564468ed9c7cddfdad61afb46a77a0742e4f"
    ),
    bytes.fromhex("c241a6e84d4913a1475bb26b708844f8408479c59ae5f89b4f7ce299cab50bb0"),
)
BATCH: Final = "batches/001.json"
# without one of them a reader who wants all has less than he wants
WANTED: Final = ("checkpoints/", "manifest.sm2", "timestamps/")
# the bytes of these say the same in several forms, or are the last word of who wrote them
SPELLED: Final = ("timestamps/", "custody/")


@cache
def strange_authority() -> Holder:
    """Under a root of its own that has the name of the trusted one."""
    moment = datetime.fromtimestamp(NOW, UTC)
    root = holder("rsa", "root", now=moment)
    return holder("rsa", "authority", root, usages=FOR_STAMPS, now=moment)


def _signed_anew(package: bytes, chance: Random) -> bytes | None:
    """Any file changed or none; the countersignature a stranger's, and what else he likes."""
    files = dict(read_container(package))
    if COUNTERSIGNATURE_NAME not in files:
        return None
    before, lines = files[MANIFEST_NAME], read_custody(files[CUSTODY_NAME], files[MANIFEST_NAME])
    name = chance.choice([each for each in files if not is_detached(each)])
    match chance.randrange(4):
        case 0:
            pass
        case 1:
            files[name] = changed_bytes(files[name], chance)
        case _:
            change = changed_json if name.endswith(".json") else changed_bytes
            files[name] = change(files[name], chance)
    said = read_manifest(before)
    manifest = files[MANIFEST_NAME] = write_manifest(files, said.about, said.parts)
    signature = STRANGER.sign(message(manifest, NOW))
    signed = Countersignature(STRANGER.public, NOW, signature)
    made: dict[str, Make] = {
        CUSTODY_NAME: lambda: write_custody(manifest, lines),
        FIRST: lambda: token_of(manifest, NOW, strange_authority()),
        BATCH: lambda: proofs([of(files[name])])[0],
    }
    files[COUNTERSIGNATURE_NAME] = write_countersignatures(manifest, [signed])
    for each, make in made.items():
        match chance.randrange(4):
            case 0:
                files.pop(each, None)
            case 1 | 2:
                files[each] = make()
            case _:
                pass
    return write_container(files)


def _damaged(package: bytes, chance: Random) -> bytes | None:
    """Another byte beside the manifest, or something left out that the reader wants."""
    files = dict(read_container(package))
    beside = [each for each in files if is_detached(each) and each != MANIFEST_NAME]
    wanted = [each for each in beside if each.startswith(WANTED)]
    bound = [each for each in beside if not each.startswith(SPELLED)]
    if wanted and not chance.randrange(8):
        del files[chance.choice(wanted)]
    elif bound:
        name = chance.choice(bound)
        files[name] = changed_bytes(files[name], chance)
    else:
        return None
    return write_container(files)


BESIDE: Final[dict[str, Kind]] = {
    "beside the manifest": _damaged,
    "signed anew by a stranger": _signed_anew,
}
ALL_KINDS: Final[dict[str, Kind]] = {**KINDS, **BESIDE}
