"""Terms go to a wallet and come back as the same struct."""

import pytest

from api.problems import TermsMalformed
from api.typed import message, struct_of
from ledger.domain.acts import (
    Application,
    ApplicationId,
    DataClass,
    DataGrade,
    DocumentDigest,
    FingerprintId,
    Origin,
    PartyId,
    RecordRoot,
    Registration,
    RegistryCode,
    Share,
    Split,
    Time,
    TitleId,
)

TERMS = Application(
    registry=RegistryCode(371),
    profile=b"\x01" * 32,
    registration=Registration.FIRST,
    title=TitleId(bytes(32)),
    fingerprint=FingerprintId(b"\x02" * 32),
    keyed=False,
    origin=Origin.DERIVED,
    data_class=DataClass.PERSONAL,
    grade=DataGrade.IMPORTANT,
    basis=DocumentDigest(b"\x05" * 32),
    record=RecordRoot(b"\x03" * 32),
    splits=(Split(PartyId(b"\x03" + b"\x04" * 31), Share(1), Share(2), Share(3)),),
    participants=(PartyId(b"\x03" + b"\x06" * 31),),
    due=Time(5),
    previous=ApplicationId(bytes(32)),
    seq=0,
    deadline=2**63,
)


def test_terms_come_back_as_they_went() -> None:
    shown = message(TERMS)
    assert shown["deadline"] == str(2**63)
    assert shown["origin"] == 4
    assert struct_of(Application, shown) == TERMS


@pytest.mark.parametrize(
    ("member", "value", "place"),
    [
        ("origin", 99, "terms.origin"),
        ("keyed", 1, "terms.keyed"),
        ("record", "0x00", "terms.record"),
        ("record", "zz", "terms.record"),
        ("registry", -1, "terms.registry"),
        ("registry", 2**16, "terms.registry"),
        ("registry", "1e3", "terms.registry"),
        ("splits", {}, "terms.splits"),
        ("splits", [{"holder": "0x"}], "terms.splits.0"),
        ("seq", True, "terms.seq"),
        ("seq", None, "terms.seq"),
    ],
)
def test_a_wrong_member_is_named(member: str, value: object, place: str) -> None:
    with pytest.raises(TermsMalformed) as caught:
        struct_of(Application, {**message(TERMS), member: value})
    assert caught.value.place == place


def test_missing_and_unknown_members_are_refused() -> None:
    shown = message(TERMS)
    wrongs: tuple[object, ...] = (
        {**shown, "more": 1},
        {name: shown[name] for name in list(shown)[1:]},
        [],
        None,
    )
    for wrong in wrongs:
        with pytest.raises(TermsMalformed):
            struct_of(Application, wrong)
