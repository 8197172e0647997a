"""Which reports a step rests on, and what licences are at a moment."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import profiles
from ledger.domain.acts import (
    DocumentDigest,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    LicenceId,
    LicenceState,
    PartyId,
    RecordRoot,
    Report,
    ReportKind,
    ReportPurpose,
    Right,
    Time,
    TitleId,
    TitleState,
    struct_hash,
)
from ledger.domain.licence_words import LicenceWord, LicensorWord, licence_key, licensor_key
from ledger.domain.licences import LicenceStanding, licences_at
from ledger.domain.profiles import NeededReport
from ledger.domain.reports import ReportAt, ReportStanding
from ledger.domain.state import Dossier
from ledger.domain.uses import MISSING, OTHER_PURPOSE, lack
from ledger.domain.words import RECORD_KEY, TitleRecord

NEEDED = NeededReport("valuation", blocks=True, article="Company Law Art. 48")
TITLE = b"\x01" + bytes(31)


PARTY = PartyId(b"\x03" + bytes(31))
PAPER = DocumentDigest(b"\x07" * 32)
ROOT = RecordRoot(b"\x08" * 32)


def report(standing: ReportStanding, purpose: ReportPurpose, kind: ReportKind) -> ReportAt:
    times = (Time(1), Time(2))
    terms = Report(TitleId(TITLE), PARTY, kind, purpose, ROOT, *times, 1, PAPER, PAPER, 3)
    return ReportAt(struct_hash(terms), standing, terms)


GOOD = report(ReportStanding.VALID, ReportPurpose.CONTRIBUTION, ReportKind.VALUATION)
OTHER = report(ReportStanding.VALID, ReportPurpose.PLEDGE, ReportKind.VALUATION)
OLD = report(ReportStanding.EXPIRED, ReportPurpose.CONTRIBUTION, ReportKind.VALUATION)
QUALITY = report(ReportStanding.VALID, ReportPurpose.GENERAL, ReportKind.QUALITY)


@pytest.mark.parametrize(
    ("reports", "why"),
    [
        ([], MISSING),
        ([QUALITY], MISSING),
        ([OLD], "EXPIRED"),
        ([OTHER], OTHER_PURPOSE),
        ([OTHER, OLD], "EXPIRED"),
        ([OLD, OTHER], OTHER_PURPOSE),
        ([GOOD], None),
    ],
)
def test_what_lacks_is_named_by_the_newest_report(reports: list[ReportAt], why: str | None) -> None:
    assert lack(reports, NEEDED, "contribution") == why


def test_one_report_that_meets_the_need_is_enough_in_whatever_order() -> None:
    for reports in permutations((GOOD, OTHER, OLD, QUALITY)):
        assert lack(reports, NEEDED, "contribution") is None


def test_what_is_made_for_nothing_in_particular_serves_every_purpose() -> None:
    for_all = NeededReport("quality", blocks=False, article="-")
    assert [lack([QUALITY], for_all, each) for each in ("pledge", "book-entry")] == [None, None]


def test_every_profile_names_kinds_and_purposes_that_are_known() -> None:
    for name in profiles.names():
        for purpose, needs in profiles.load(name).reports.items():
            assert ReportPurpose[purpose.upper().replace("-", "_")] > ReportPurpose.GENERAL
            assert all(ReportKind[need.kind.upper()] and need.article for need in needs)


def dossier(terms: Licence, *, ending: LicenceEnding | None, state: TitleState) -> Dossier:
    own = struct_hash(terms)
    ended = LicenceState.GRANTED if ending is None else LicenceState.ENDED
    words = {
        RECORD_KEY: TitleRecord(state=state).pack(),
        licence_key(own): LicenceWord(
            b"\x03" + bytes(31), ended, Right.OPER, terms.exclusive, terms.until
        ).pack(),
        licensor_key(own): LicensorWord(b"\x03" + bytes(31), 0, 1).pack(),
    }
    known: dict[bytes, Any] = {licence_key(own): terms}
    if ending is not None:
        known[licensor_key(own)] = ending
    return Dossier(TITLE, bytes(32), words=words, terms=known)


def ended_by(ground: LicenceEndGround) -> LicenceEnding:
    return LicenceEnding(TitleId(TITLE), LicenceId(ROOT), ground, PARTY, PAPER, 3)


def licence() -> Licence:
    """From 100 until 200."""
    return Licence(
        title=TitleId(TITLE),
        licensor=PARTY,
        licensee=PARTY,
        right=Right.OPER,
        exclusive=True,
        entrusted=False,
        from_=Time(100),
        until=Time(200),
        scope=ROOT,
        document=PAPER,
        lots=(),
        pledges=(),
        deadline=300,
    )


@given(
    time=st.integers(0, 300),
    ground=st.sampled_from([None, *LicenceEndGround]),
    closed=st.booleans(),
)
def test_a_licence_stands_as_its_terms_its_end_and_its_title_say(
    time: int, ground: LicenceEndGround | None, *, closed: bool
) -> None:
    state = TitleState.CLOSED if closed else TitleState.LIVE
    ending = None if ground is None else ended_by(ground)
    [found] = licences_at(dossier(licence(), ending=ending, state=state), time)
    if ground not in {None, LicenceEndGround.RUN_OUT}:
        expected = LicenceStanding.ENDED
    elif time >= 200:
        expected = LicenceStanding.EXPIRED
    elif closed:
        expected = LicenceStanding.ENDED_WITH_TITLE
    else:
        expected = LicenceStanding.RUNNING if time >= 100 else LicenceStanding.NOT_YET
    assert found.standing is expected
    assert found.open is (expected in {LicenceStanding.RUNNING, LicenceStanding.NOT_YET})
