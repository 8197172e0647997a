"""Seals a package's block as QBFT validators do: keys of our own over a real header. No Besu."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import rlp
from coincurve import PrivateKey

from notarization.verify.header import Header, decode_header
from notarization.verify.package import Evidence, write_package
from notarization.verify.qbft import (
    EXTRA_DATA,
    QBFT_MIX_HASH,
    QbftExtra,
    commit_digest,
    write_extra,
)
from notarization.verify.signature import address_of

MIX_HASH = 13
STATE_ROOT = 3
KEYS = tuple(PrivateKey((1_000 + n).to_bytes(32)) for n in range(8))


def address(key: PrivateKey) -> bytes:
    return address_of(key.public_key)


def seal(digest: bytes, key: PrivateKey) -> bytes:
    return key.sign_recoverable(digest, hasher=None)


def sealed_header(
    raw: bytes, validators: Sequence[PrivateKey], sealers: Sequence[PrivateKey], **changes: Any
) -> Header:
    """The header with `extraData` of these validators, sealed; `changes` are of the parts."""
    fields = [*decode_header(raw).fields]
    fields[MIX_HASH] = QBFT_MIX_HASH
    named = tuple(sorted(map(address, validators)))
    extra = replace(QbftExtra(bytes(32), named, [], 1, ()), **changes)
    seals = tuple(seal(commit_digest(fields, extra), key) for key in sealers)
    fields[EXTRA_DATA] = write_extra(replace(extra, seals=seals))
    return decode_header(rlp.encode(fields))


def under(evidence: Evidence, header: Header) -> bytes:
    """The package under another header of the same state."""
    claim = replace(evidence.claim, hash=header.hash)
    return write_package(replace(evidence, header=header.raw, claim=claim))
