"""Puts a block's proof into a package: beside the manifest, under a name of one's own."""

import re
from typing import Final

from notarization.checkpoints.errors import LogNameMalformed, PackageUnreadable
from notarization.verify.claim import CLAIM_NAME, read_claim
from notarization.verify.container import read_container, write_container
from notarization.verify.errors import VerificationError
from notarization.verify.header import decode_header
from notarization.verify.package import header_name
from notarization.verify.part_files import json_of
from notarization.verify.tlog import FOLDER, SUFFIX, entry_of

NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


def entry_of_package(package: bytes) -> bytes:
    """The entry of the block that a package is under. Raises PackageUnreadable."""
    try:
        files = read_container(package)
        claim = read_claim(json_of(files, CLAIM_NAME))
        return entry_of(claim.chain_id, decode_header(files[header_name(claim.number)]))
    except (VerificationError, KeyError) as fault:
        raise PackageUnreadable(str(fault)) from fault


def attached(package: bytes, name: str, proof: bytes) -> bytes:
    """The package with a log's proof; one of that name that was there gives way.

    Raises LogNameMalformed, PackageUnreadable.
    """
    if not NAME.fullmatch(name):
        raise LogNameMalformed(name[:80])
    try:
        files = dict(read_container(package))
    except VerificationError as fault:
        raise PackageUnreadable(str(fault)) from fault
    files[f"{FOLDER}{name}{SUFFIX}"] = proof
    return write_container(files)
