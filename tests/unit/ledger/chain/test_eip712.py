"""Our EIP-712 hashes against eth-account's, and our type strings against the contracts'."""

import re
from functools import partial
from typing import Any

import pytest
from eth_account.messages import encode_typed_data
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain import acts, eip712
from ledger.domain.abi import Array, Enum, Kind, Record
from ledger.domain.keccak import keccak256
from tests.cast import ROOT
from tests.values import values

SIGNED = (
    acts.ProfileAdoption,
    acts.RegistryOpening,
    acts.Enrolment,
    acts.AccountChange,
    acts.RoleGrant,
    acts.Revocation,
    acts.Appointment,
    acts.AppointmentEnd,
    acts.StaffRevocation,
    acts.InstitutionListing,
    acts.Suspension,
    acts.Application,
    acts.Step,
    acts.Notice,
    acts.Issue,
    acts.Transfer,
    acts.Pledge,
    acts.Release,
    acts.Order,
    acts.Lift,
    acts.Extension,
    acts.Superior,
    acts.Dispute,
    acts.DisputeStep,
    acts.DisputeRuling,
    acts.Anchoring,
    acts.Correction,
    acts.Closing,
    acts.Renewal,
    acts.Fulfilment,
    acts.Succession,
    acts.Recovery,
    acts.RecoveryEnd,
    acts.Absorption,
    acts.Renaming,
    acts.OfficerNaming,
    acts.OfficerEnding,
    acts.Licence,
    acts.BreachNotice,
    acts.LicenceEnding,
    acts.Report,
    acts.ReportWithdrawal,
)


def types_of(text: str) -> dict[str, list[dict[str, str]]]:
    """The members of each struct in an `encodeType` string."""
    found = re.findall(r"(\w+)\(([^)]*)\)", text)
    return {
        name: [dict(zip(("type", "name"), each.split(" "), strict=True)) for each in row.split(",")]
        for name, row in found
    }


def plain(kind: Kind, value: Any) -> Any:
    """A value as eth-account takes it."""
    if isinstance(kind, Record):
        members = types_of(kind.eip712_type)[kind.cls.__name__]
        rows = zip(members, kind.names, kind.row.kinds, strict=True)
        return {each["name"]: plain(inner, getattr(value, name)) for each, name, inner in rows}
    if isinstance(kind, Array):
        return [plain(kind.item, item) for item in value]
    return int(value) if isinstance(kind, Enum) else value


@pytest.mark.parametrize("struct", SIGNED, ids=lambda struct: struct.__name__)
def test_every_struct_is_hashed_as_eth_account_hashes_it(struct: type[Any]) -> None:
    codec = acts.record_of(struct)
    chains = st.integers(1, 2**63 - 1)
    books = st.binary(min_size=20, max_size=20)

    @settings(max_examples=25, deadline=None)
    @given(chains, books, values(codec))
    def check(chain_id: int, book: bytes, terms: Any) -> None:
        message = encode_typed_data(
            domain_data={
                "name": "DataDeed",
                "version": "1",
                "chainId": chain_id,
                "verifyingContract": "0x" + book.hex(),
            },
            message_types=types_of(codec.eip712_type),
            message_data=plain(codec, terms),
        )
        assert message.header == eip712.domain_separator(chain_id, book)
        assert message.body == acts.struct_hash(terms)
        digest = keccak256(b"\x19" + message.version + message.header + message.body)
        assert digest == eip712.digest(chain_id, book, terms)

    check()


def test_every_signed_struct_has_the_type_string_of_the_contracts() -> None:
    libraries = ROOT / "contracts" / "libraries"
    files = ("TermsHash.sol", "DisputeHash.sol")
    source = "".join((libraries / name).read_text(encoding="utf-8") for name in files)
    written = set(re.findall(r'"([A-Z]\w+\([^"]*)"', source))
    ours = {acts.record_of(struct).eip712_type for struct in SIGNED}
    assert ours | {acts.record_of(acts.Split).eip712_type} == written


def test_a_word_more_or_less_is_another_digest() -> None:
    terms = acts.Revocation(acts.PartyId(b"\x03" * 32), b"\x01" * 32, 1, 2)
    digest = partial(eip712.digest, 20_260, b"\xbb" * 20)
    changed = (
        acts.Revocation(acts.PartyId(b"\x04" * 32), b"\x01" * 32, 1, 2),
        acts.Revocation(acts.PartyId(b"\x03" * 32), b"\x02" * 32, 1, 2),
        acts.Revocation(acts.PartyId(b"\x03" * 32), b"\x01" * 32, 2, 2),
        acts.Revocation(acts.PartyId(b"\x03" * 32), b"\x01" * 32, 1, 3),
    )
    assert len({digest(terms), *map(digest, changed)}) == 5
    assert eip712.digest(1, b"\xbb" * 20, terms) != digest(terms)
    assert eip712.digest(20_260, b"\xbc" * 20, terms) != digest(terms)
