"""Puts proofs of batches into an evidence package, beside its manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notarization.batches.errors import BatchNotAttachable
from notarization.verify.batch_steps import (
    FOLDER,
    MOST_PROOFS,
    MOST_TOKENS,
    digests_of,
    proof_names,
    read_bound,
    tokens_of,
)
from notarization.verify.container import read_container, write_container
from notarization.verify.errors import VerificationError
from notarization.verify.manifest import (
    MANIFEST_NAME,
    compare_digests,
    compare_names,
    read_manifest,
)
from notarization.verify.object_file import OBJECT_NAME, read_object
from notarization.verify.part_files import bytes_of, json_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from notarization.verify.batch_steps import Named


def attached(package: bytes, proofs: Sequence[bytes]) -> tuple[bytes, int]:
    """The package with these proofs behind those that it holds, and how many there are then.

    One that it holds is not put in again. What needs no trust file is checked: each proof is of
    something in the package, and its path leads to its root. Raises BatchNotAttachable.
    """
    try:
        files = dict(read_container(package))
        named, names = _named(files), proof_names(files)
        held = [files[name] for name in names]
        held += [proof for proof in dict.fromkeys(proofs) if proof not in held]
        read = [read_bound(f"proof {place}", each, named) for place, each in enumerate(held, 1)]
    except VerificationError as fault:
        raise BatchNotAttachable(str(fault)) from fault
    tokens = sum(map(tokens_of, read))
    if len(held) > MOST_PROOFS or tokens > MOST_TOKENS:
        said = f"{len(held)} proofs of {MOST_PROOFS} at most, {tokens} tokens of {MOST_TOKENS}"
        raise BatchNotAttachable(said)
    others = {name: data for name, data in files.items() if name not in names}
    numbered = {f"{FOLDER}{place:03}.json": data for place, data in enumerate(held, 1)}
    try:
        return write_container(others | numbered), len(held)
    except VerificationError as fault:
        raise BatchNotAttachable(str(fault)) from fault


def _named(files: dict[str, bytes]) -> Named:
    """What proofs may be of, in a package whose manifest holds. Raises VerificationError."""
    data = bytes_of(files, MANIFEST_NAME)
    manifest = read_manifest(data)
    for fault in (*compare_names(manifest, files), *compare_digests(manifest, files)):
        raise fault
    digests = read_object(json_of(files, OBJECT_NAME)) if OBJECT_NAME in files else None
    return digests_of(manifest, data, digests)
