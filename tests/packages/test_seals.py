"""A block that the trusted validators sealed needs no pin; every other seal is refused by name."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import rlp
from coincurve import PrivateKey
from forgeries import open_package
from hypothesis import given
from hypothesis import strategies as st

from notarization.verify.beliefs import Epoch, Qbft
from notarization.verify.header import HeaderMalformed, decode_header
from notarization.verify.qbft import (
    EXTRA_DATA,
    block_hash,
    commit_digest,
    parse_extra,
    write_extra,
)
from notarization.verify.report import Grade, Status
from notarization.verify.rlp import RlpMalformed
from notarization.verify.seals import check_seals, quorum
from notarization.verify.signature import CURVE_ORDER
from notarization.verify.trust import Pin, dump_trust, parse_trust
from tests.packages.both import verify
from tests.packages.lies import BELIEVED
from tests.packages.test_forgeries import PACKAGE, reasons
from tests.simulators.seals import KEYS, STATE_ROOT, address, seal, sealed_header, under

EVIDENCE = open_package(PACKAGE)
NUMBER = EVIDENCE.claim.number
SEVEN, STRANGER = KEYS[:7], KEYS[7]
FIVE = SEVEN[:5]
# The codec's own vector of Hyperledger Besu (QbftExtraDataCodecTest, Apache-2.0).
BESU_EXTRA = bytes.fromhex(
    "f8f0a00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20ea94000000000000000000"
    "0000000000000000000001940000000000000000000000000000000000000002d7940000000000000000000000"
    "00000000000000000181ff83fedcbaf886b8410000000000000000000000000000000000000000000000000000"
    "000000000001000000000000000000000000000000000000000000000000000000000000000a00b84100000000"
    "0000000000000000000000000000000000000000000000000000000a0000000000000000000000000000000000"
    "00000000000000000000000000000100"
)
# Block 7528 of a Besu network of four validators, public data of datachainlab/besu-qbft-elc.
BESU_HEADER = bytes.fromhex(
    "f9033fa00af93e70b1c6d3974a88a42eb70bb61adbd523bfac0c83027ba4637c52746a0fa01dcc4de8dec75d7aab"
    "85b567b6ccd41ad312451b948a7413f0a142fd40d4934794ee3353e587cfa91625a1adaef308a726de3803d3a016"
    "6ed98eea93ab2b6f6b1a425526994adc2d675bf9a0d77d600ed1e02d8f77dfa056e81f171bcc55a6ff8345e692c0"
    "f86e5b48e01b996cadc001622fb5e363b421a056e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622f"
    "b5e363b421b90100" + "00" * 256 + "01821d688347b76080846640618bb90147f90144a0" + "00" * 32 +
    "f85494647bfdd19655e51e69d35454ff3a92f8828e630294a5c8416b9d13417b45b45ada76408f39d1e504ef94b9"
    "2e91f4dcc9d28503be521afa2a8fbf3c1acf6094ee3353e587cfa91625a1adaef308a726de3803d3c001f8c9b841"
    "bc7633fd65570f610a595086e9a34e5bf6aacfb67b8f8cd01852e6b285147f046a50577b49378b86723ac9b456ef"
    "59ef7ab57cda7139d807f10f58e8cb10c67600b841ad1defc2b0b4a48158cff24778bb5ba4d9f373c171022ab0a4"
    "2e37bdb0d4025718434d303a8d94df56ef9ad5219be9f27b2f67179a7fb82d3323dde29546f9f701b841e233d367"
    "0dd97c715f72b440eeb1ccb1e22c8c23f6ab470c46c99c2d0ee6509f0341a42e0e4569782557e93c3815e8ca4294"
    "043595f69a90f73f135de8ecf41e00a063746963616c2062797a616e74696e65206661756c7420746f6c6572616e"
    "6365880000000000000000"
)  # fmt: skip
BESU_COMMIT = "75ea184f58cd3f0ef89032a069df01f07ec524ef3a85cf6d3e424d62130c0a32"


def trusted(*keys: PrivateKey, since: int = 0, **changes: Any) -> bytes:
    qbft = Qbft((Epoch(since, frozenset(map(address, keys))),), **changes)
    return dump_trust(replace(BELIEVED, pins=(), qbft=qbft))


def package(
    sealers: Sequence[PrivateKey], validators: Sequence[PrivateKey] = SEVEN, **changes: Any
) -> bytes:
    return under(EVIDENCE, sealed_header(EVIDENCE.header, validators, sealers, **changes))


def told(data: bytes, trust: bytes) -> tuple[Grade, set[str]]:
    report = verify(data, trust)
    return report.grade, reasons(report)


# Known answers


def test_besus_own_vector_is_read_and_written_the_same() -> None:
    extra = parse_extra(BESU_EXTRA)
    assert write_extra(extra) == BESU_EXTRA
    assert (extra.round, len(extra.validators), len(extra.seals)) == (0xFEDCBA, 2, 2)
    assert extra.validators[1] == bytes(19) + b"\x02"


def test_a_header_of_a_real_network_was_sealed_by_three_of_its_four() -> None:
    header = decode_header(BESU_HEADER)
    assert header.qbft is not None
    assert (header.number, header.qbft.round) == (7_528, 1)
    assert commit_digest(header.fields, header.qbft).hex() == BESU_COMMIT
    known = Qbft((Epoch(0, frozenset(header.qbft.validators)),))
    assert check_seals(header, header.qbft, known) == (3, 4)
    assert header.hash == block_hash(header.fields, replace(header.qbft, round=9, seals=()))


@pytest.mark.parametrize(
    ("validators", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (10, 7)]
)
def test_two_thirds_rounded_up_decide(validators: int, needed: int) -> None:
    assert quorum(validators) == needed


# Packages


def test_a_block_sealed_by_five_of_seven_needs_no_pin() -> None:
    report = verify(package(FIVE), trusted(*SEVEN))
    assert report.grade is Grade.VERIFIED
    (line,) = [each for each in report.checks if each.code == "BLOCK"]
    assert (line.status, "5/7" in line.message.zh) == (Status.PASSED, True)


def test_who_seals_and_the_round_do_not_change_the_blocks_hash() -> None:
    hashes = {
        sealed_header(EVIDENCE.header, SEVEN, sealers, round=number).hash
        for sealers, number in ((FIVE, 0), (SEVEN, 0), (SEVEN[2:], 3))
    }
    assert len(hashes) == 1
    pinned = dump_trust(replace(BELIEVED, pins=(Pin(NUMBER, hashes.pop()),)))
    assert told(package(()), pinned) == (Grade.VERIFIED, set())


@pytest.mark.parametrize(
    ("sealers", "code"),
    [
        (SEVEN[:4], "QUORUM_NOT_REACHED"),
        ((), "QUORUM_NOT_REACHED"),
        ((*FIVE[:4], FIVE[0]), "DUPLICATE_SEAL"),
        ((*FIVE, STRANGER), "SEAL_BY_NON_VALIDATOR"),
    ],
)
def test_seals_that_do_not_decide_refuse(sealers: Sequence[PrivateKey], code: str) -> None:
    assert told(package(sealers), trusted(*SEVEN)) == (Grade.REJECTED, {code})


def test_one_seal_in_both_forms_of_s_counts_once() -> None:
    header = sealed_header(EVIDENCE.header, SEVEN, FIVE[:4])
    assert header.qbft is not None
    first = header.qbft.seals[0]
    other_s = CURVE_ORDER - int.from_bytes(first[32:64])
    twin = first[:32] + other_s.to_bytes(32) + bytes([1 - first[64]])
    assert told(resealed(*header.qbft.seals, twin), trusted(*SEVEN))[1] == {"DUPLICATE_SEAL"}


def resealed(*seals: bytes, **changes: Any) -> bytes:
    """The good package with these seals, which may be of other headers."""
    header = sealed_header(EVIDENCE.header, SEVEN, (), **changes)
    assert header.qbft is not None
    fields = [*header.fields]
    fields[EXTRA_DATA] = write_extra(replace(header.qbft, seals=seals))
    return under(EVIDENCE, decode_header(rlp.encode(fields)))


def test_seals_of_another_round_or_of_another_block_refuse() -> None:
    for changed in (
        sealed_header(EVIDENCE.header, SEVEN, FIVE, round=2),
        sealed_header(open_package(PACKAGE).header, SEVEN, FIVE, vanity=b"\x01" * 32),
    ):
        assert changed.qbft is not None
        found = told(resealed(*changed.qbft.seals), trusted(*SEVEN))
        assert found == (Grade.REJECTED, {"SEAL_BY_NON_VALIDATOR"})


def test_a_forged_state_under_good_seals_refuses() -> None:
    good = sealed_header(EVIDENCE.header, SEVEN, FIVE)
    fields = [*good.fields]
    fields[STATE_ROOT] = bytes(32)
    forged = under(EVIDENCE, decode_header(rlp.encode(fields)))
    assert told(forged, trusted(*SEVEN)) == (Grade.REJECTED, {"SEAL_BY_NON_VALIDATOR"})


def test_a_seal_that_is_no_signature_refuses() -> None:
    for broken in (bytes(65), b"\xff" * 65, seal(bytes(32), FIVE[0])[:64] + b"\x1b"):
        found = told(resealed(broken), trusted(*SEVEN))
        assert found == (Grade.REJECTED, {"SEAL_BY_NON_VALIDATOR"})


def test_validators_of_the_attackers_own_refuse() -> None:
    """They are consistent with each other; the reader trusts others."""
    theirs = (STRANGER, *SEVEN[:2])
    found = told(package(theirs, theirs), trusted(*SEVEN))
    assert found == (Grade.REJECTED, {"VALIDATORS_DISAGREE"})


def test_a_chain_that_names_its_validators_in_a_contract_is_sealed_by_the_trusted() -> None:
    assert told(package(FIVE, validators=()), trusted(*SEVEN)) == (Grade.VERIFIED, set())
    found = told(package((*FIVE[:4], STRANGER), validators=()), trusted(*SEVEN))
    assert found == (Grade.REJECTED, {"SEAL_BY_NON_VALIDATOR"})


def test_the_epoch_of_the_block_counts() -> None:
    """A removed validator's seal after its removal, a later set for an earlier block."""
    old, new = SEVEN[:4], SEVEN[1:5]

    def epochs(changed: int) -> bytes:
        both = (
            Epoch(0, frozenset(map(address, old))),
            Epoch(changed, frozenset(map(address, new))),
        )
        return dump_trust(replace(BELIEVED, pins=(), qbft=Qbft(both)))

    assert told(package(new, new), epochs(NUMBER)) == (Grade.VERIFIED, set())
    assert told(package(new, new), epochs(NUMBER + 1))[1] == {"VALIDATORS_DISAGREE"}
    assert told(package(old, validators=()), epochs(NUMBER))[1] == {"SEAL_BY_NON_VALIDATOR"}
    later = trusted(*SEVEN, since=NUMBER + 1)
    assert told(package(FIVE), later) == (Grade.INCOMPLETE, {"VALIDATOR_SET_UNPROVEN"})


def test_another_curve_is_named_and_never_passed() -> None:
    found = told(package(FIVE), trusted(*SEVEN, curve="secp256r1"))
    assert found == (Grade.INCOMPLETE, {"UNSUPPORTED_CURVE"})


def test_a_block_without_seals_needs_its_pin_all_the_same() -> None:
    assert told(PACKAGE, trusted(*SEVEN)) == (Grade.INCOMPLETE, {"BLOCK_NOT_PINNED"})


def test_a_pin_of_another_block_refuses_what_was_sealed() -> None:
    trust = replace(parse_trust(trusted(*SEVEN)), pins=(Pin(NUMBER, bytes(32)),))
    assert told(package(FIVE), dump_trust(trust)) == (Grade.REJECTED, {"BLOCK_HASH_MISMATCH"})


# Form


@pytest.mark.parametrize(
    "extra",
    [
        b"",
        rlp.encode([bytes(32), [], b"", bytes(4)]),  # IBFT2's block hash: no seals, four bytes
        rlp.encode([bytes(32), [], b"", bytes(4), []]),  # IBFT2's round
        rlp.encode([bytes(31), [], [], b"", []]),
        rlp.encode([bytes(32), [bytes(19)], [], b"", []]),
        rlp.encode([bytes(32), [], [], b"", [bytes(64)]]),
        rlp.encode([bytes(32), b"", [], b"", []]),
        rlp.encode([bytes(32), [], [], b"", [[]]]),
    ],
)
def test_what_is_no_extra_data_of_qbft_is_refused(extra: bytes) -> None:
    with pytest.raises(RlpMalformed):
        parse_extra(extra)
    fields = [*sealed_header(EVIDENCE.header, SEVEN, ()).fields]
    fields[EXTRA_DATA] = extra
    with pytest.raises(HeaderMalformed):
        decode_header(rlp.encode(fields))


@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_they_are_read_or_refused(data: bytes) -> None:
    try:
        extra = parse_extra(data)
    except RlpMalformed:
        return
    assert write_extra(extra) == data


@pytest.mark.parametrize(
    "change",
    [
        (b'"curve":"secp256k1"', b'"curve":"ed25519"'),
        (b'"from":0', b'"from":-1'),
        (b'"epochs":[{', b'"epochs":[],"x":[{'),
    ],
)
def test_a_trust_file_with_wrong_validators_is_unreadable(change: tuple[bytes, bytes]) -> None:
    trust = trusted(*SEVEN)
    assert parse_trust(trust).qbft is not None
    assert told(package(FIVE), trust.replace(*change)) == (Grade.UNREADABLE, {"TRUST_MALFORMED"})
