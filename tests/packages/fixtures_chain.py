"""Fixtures of heads, headers and seals: proofs of something else, blocks that nobody trusts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import rlp
from coincurve import PrivateKey
from forgeries import open_package

from ledger.domain.keccak import keccak256
from notarization.verify.beliefs import Epoch, Qbft
from notarization.verify.header import decode_header
from notarization.verify.package import Evidence, write_package
from notarization.verify.qbft import EXTRA_DATA
from notarization.verify.report import Grade
from notarization.verify.signature import CURVE_ORDER
from notarization.verify.trust import dump_trust
from tests.packages.fixtures import TITLE, Asked, Fixture, Make, honest
from tests.packages.lies import BELIEVED
from tests.packages.test_forgeries import NEWER, PACKAGE
from tests.packages.test_seals import EVIDENCE, FIVE, NUMBER, SEVEN, STRANGER, resealed, trusted
from tests.packages.test_seals import package as sealed_package
from tests.simulators.lying_register import Lies, other_account, state_of, storage_of
from tests.simulators.seals import STATE_ROOT, address, sealed_header, under

APPLICATION: Final = NEWER.certificate.application
NUMBER_FIELD: Final = 8


def older(change: Callable[[Evidence], Evidence]) -> Make:
    """The golden package with something of the older one, on the same chain."""
    return lambda: Asked(write_package(change(NEWER)))


def swapped_heads(evidence: Evidence) -> Evidence:
    """Two dossiers with each other's proof: every node is of this block's storage."""
    heads = dict(evidence.heads)
    heads[TITLE], heads[APPLICATION] = heads[APPLICATION], heads[TITLE]
    return replace(evidence, heads=heads)


def account_of_another() -> Asked:
    """A proof of another account of the same state."""
    good = honest()
    evidence = open_package(good.package)
    storage = storage_of(open_package(PACKAGE), BELIEVED, Lies())
    state = state_of(BELIEVED, storage.root, BELIEVED.register.code_hash)
    proof = tuple(state.prove(keccak256(other_account(1))))
    return replace(good, package=write_package(replace(evidence, account=proof)))


def long_form_header() -> Asked:
    """The block's number with the length of a long string before it: the same to a lax reader."""
    fields = [rlp.encode(each) for each in decode_header(NEWER.header).fields]
    number = rlp.decode(fields[NUMBER_FIELD]) or b"\x00"
    fields[NUMBER_FIELD] = b"\xb8" + bytes([len(number)]) + number
    body = b"".join(fields)
    raw = b"\xf9" + len(body).to_bytes(2) + body
    return Asked(write_package(replace(NEWER, header=raw)))


# Seals


def sealed() -> Asked:
    """Five of seven validators sealed the block, and the reader trusts the seven."""
    return Asked(sealed_package(FIVE), trusted(*SEVEN))


def by(
    sealers: Sequence[PrivateKey], validators: Sequence[PrivateKey] = SEVEN, **trust: Any
) -> Make:
    return lambda: Asked(sealed_package(sealers, validators), trusted(*SEVEN, **trust))


def seal_in_both_forms() -> Asked:
    """The first of four seals once more, with the other s."""
    header = sealed_header(EVIDENCE.header, SEVEN, FIVE[:4])
    assert header.qbft is not None
    first = header.qbft.seals[0]
    other_s = CURVE_ORDER - int.from_bytes(first[32:64])
    twin = first[:32] + other_s.to_bytes(32) + bytes([1 - first[64]])
    return Asked(resealed(*header.qbft.seals, twin), trusted(*SEVEN))


def seals_of(**changes: Any) -> Make:
    """Good seals, but of a header with these changes."""

    def make() -> Asked:
        header = sealed_header(EVIDENCE.header, SEVEN, FIVE, **changes)
        assert header.qbft is not None
        return Asked(resealed(*header.qbft.seals), trusted(*SEVEN))

    return make


def state_under_good_seals() -> Asked:
    """Another state root under the seals of the block."""
    fields = [*sealed_header(EVIDENCE.header, SEVEN, FIVE).fields]
    fields[STATE_ROOT] = bytes(32)
    return Asked(under(EVIDENCE, decode_header(rlp.encode(fields))), trusted(*SEVEN))


def other_chain_under_good_seals() -> Asked:
    """The test network of the same consortium: the same validators, another chain id."""
    claim = replace(EVIDENCE.claim, chain_id=EVIDENCE.claim.chain_id + 1)
    header = sealed_header(EVIDENCE.header, SEVEN, FIVE)
    return Asked(under(replace(EVIDENCE, claim=claim), header), trusted(*SEVEN))


def extra_of_ibft2() -> Asked:
    """The extra data of IBFT2, whose round has four bytes, where QBFT's is claimed."""
    header = sealed_header(EVIDENCE.header, SEVEN, FIVE)
    assert header.qbft is not None
    fields = [*header.fields]
    named = [bytes(32), list(header.qbft.validators), b"", bytes(4), list(header.qbft.seals)]
    fields[EXTRA_DATA] = rlp.encode(named)
    raw = rlp.encode(fields)
    claim = replace(EVIDENCE.claim, hash=keccak256(raw))
    return Asked(write_package(replace(EVIDENCE, header=raw, claim=claim)), trusted(*SEVEN))


# Validators that change: the first four seal at first, from a block on the second to the fifth.

OLD, NEW = SEVEN[:4], SEVEN[1:5]


def epochs(since: int) -> bytes:
    both = Epoch(0, frozenset(map(address, OLD))), Epoch(since, frozenset(map(address, NEW)))
    return dump_trust(replace(BELIEVED, pins=(), qbft=Qbft(both)))


def in_epochs(since: int, sealers: Sequence[PrivateKey], named: Sequence[PrivateKey]) -> Make:
    return lambda: Asked(sealed_package(sealers, named), epochs(since))


SEALS: Final = {
    13: (
        Fixture(
            "another state root under good seals",
            "SEAL_BY_NON_VALIDATOR",
            state_under_good_seals,
            sealed,
        ),
    ),
    14: (
        Fixture("four of seven seals", "QUORUM_NOT_REACHED", by(SEVEN[:4]), sealed),
        Fixture("all seals by one", "DUPLICATE_SEAL", by(FIVE[:1] * 7), sealed),
        Fixture("a seal in both forms of s", "DUPLICATE_SEAL", seal_in_both_forms, sealed),
    ),
    15: (
        Fixture("seals of another round", "SEAL_BY_NON_VALIDATOR", seals_of(round=2), sealed),
        Fixture(
            "seals of another block of this height",
            "SEAL_BY_NON_VALIDATOR",
            seals_of(vanity=b"\x01" * 32),
            sealed,
        ),
    ),
    16: (
        Fixture(
            "validators of the attacker's own",
            "VALIDATORS_DISAGREE",
            by((STRANGER, *SEVEN[:2]), (STRANGER, *SEVEN[:2])),
            sealed,
        ),
    ),
    17: (
        Fixture(
            "a later set for an earlier block",
            "VALIDATORS_DISAGREE",
            in_epochs(NUMBER + 1, NEW, NEW),
            in_epochs(NUMBER, NEW, NEW),
        ),
        Fixture(
            "a removed validator's seal",
            "SEAL_BY_NON_VALIDATOR",
            in_epochs(NUMBER, OLD, ()),
            in_epochs(NUMBER, NEW, ()),
        ),
        Fixture(
            "no set for so early a block",
            "VALIDATOR_SET_UNPROVEN",
            by(FIVE, since=NUMBER + 1),
            sealed,
            Grade.INCOMPLETE,
        ),
    ),
    18: (Fixture("F + 1 of seven seals", "QUORUM_NOT_REACHED", by(SEVEN[:3]), sealed),),
    19: (
        Fixture(
            "the same validators' other chain", "WRONG_CHAIN", other_chain_under_good_seals, sealed
        ),
    ),
    20: (Fixture("extra data of IBFT2", "HEADER_MALFORMED", extra_of_ibft2, sealed),),
    39: (
        Fixture(
            "seals on another curve",
            "UNSUPPORTED_CURVE",
            by(FIVE, curve="secp256r1"),
            sealed,
            Grade.INCOMPLETE,
        ),
    ),
}
