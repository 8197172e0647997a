"""Puts a block's proof into a package: beside the manifest, under a name of one's own.

Time stamps over its checkpoint come later, and go beside it: each as the authority gave it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from notarization.checkpoints.errors import LogNameMalformed, PackageUnreadable
from notarization.verify.claim import CLAIM_NAME, read_claim
from notarization.verify.container import read_container, write_container
from notarization.verify.errors import VerificationError
from notarization.verify.header import decode_header
from notarization.verify.package import header_name
from notarization.verify.part_files import json_of
from notarization.verify.tlog import (
    FOLDER,
    SUFFIX,
    entry_of,
    note_of,
    proof_files,
    token_files,
    token_name,
)

Tokens = Mapping[str, Sequence[bytes]]
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def entry_of_package(package: bytes) -> bytes:
    """The entry of the block that a package is under. Raises PackageUnreadable."""
    try:
        files = read_container(package)
        claim = read_claim(json_of(files, CLAIM_NAME))
        return entry_of(claim.chain_id, decode_header(files[header_name(claim.number)]))
    except (VerificationError, KeyError) as fault:
        raise PackageUnreadable(str(fault)) from fault


def attached(package: bytes, name: str, proof: bytes, *, of: bytes | None = None) -> bytes:
    """The package with a log's proof; one of that name that was there gives way, and its tokens.

    Where it is told `of` which entry the proof is, that must be the package's own. Raises
    LogNameMalformed, PackageUnreadable.
    """
    if not NAME.fullmatch(name):
        raise LogNameMalformed(name[:80])
    if of not in {None, entry_of_package(package)}:
        raise PackageUnreadable("another package has taken its place")
    files, path = _opened(package), f"{FOLDER}{name}{SUFFIX}"
    if files.get(path) == proof:
        return package
    kept = {each: data for each, data in files.items() if not each.startswith(f"{FOLDER}{name}.")}
    return write_container({**kept, path: proof})


def with_tokens(package: bytes, tokens_over: Callable[[bytes], Tokens]) -> tuple[bytes, list[str]]:
    """The package with the tokens over its checkpoints, and the proofs that lack any.

    `tokens_over` gives those over a signed note; none is taken away. Raises PackageUnreadable.
    """
    files = _opened(package)
    try:
        proofs = proof_files(files)
        for proof in proofs:
            name = proof.removeprefix(FOLDER).removesuffix(SUFFIX)
            for series, given in tokens_over(note_of(files[proof])).items():
                files |= {token_name(name, series, at): each for at, each in enumerate(given, 1)}
        stamped = {proof for proof, _ in token_files(files)}
    except VerificationError as fault:
        raise PackageUnreadable(str(fault)) from fault
    return write_container(files), [each for each in proofs if each not in stamped]


def _opened(package: bytes) -> dict[str, bytes]:
    try:
        return dict(read_container(package))
    except VerificationError as fault:
        raise PackageUnreadable(str(fault)) from fault
