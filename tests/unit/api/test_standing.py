"""What the status page and `datadeed status` say of a mirror: nothing that is wrong looks right."""

import re
from typing import Any

import pytest

from api.schemas.common import AsOf
from api.schemas.status import (
    AlertingOut,
    AuditOut,
    ContentsOut,
    DepositOut,
    DepositsOut,
    EndpointsOut,
    MovablesOut,
    NationalOut,
    ProofsOut,
    RefusalOut,
    StatusOut,
    TimeAuthorityOut,
    TimeStampsOut,
    UnreadableOut,
)
from api.standing import Row, rows
from api.texts.shown import clock
from notarization.verify.report import Language

STAMP = AsOf(
    block=90,
    block_hash="ab" * 32,
    time="2026-11-22T08:00:00Z",
    final=False,
    chain_head=97,
    lag_blocks=7,
    state="behind",
    code="",
    endpoint=1,
)
EARLY = "2026-11-22T07:00:00Z"
CLOCK = "2026-11-22 15:00:00 UTC+8"
NOTHING = DepositsOut(
    ready=0, since=None, queued=0, sent=0, receipted=0, refused=0, alarm=0, alarms=[]
)
HEARD = NationalOut(connected=True, heard="2026-11-22T07:00:00Z", code="", stale=False)
WATCHED = MovablesOut(
    connected=True, questions=4, failing=0, oldest="2026-11-22T06:00:00Z", stale=False
)
STAMPED = TimeStampsOut(
    on=True,
    waiting=0,
    since=None,
    renewing=0,
    held=3,
    lapsed=0,
    checked="2026-11-22T06:00:00Z",
    code="",
    authorities=[],
)
WHOLE = ContentsOut(
    queued=0,
    unpinning=0,
    kept=5,
    repaired=1,
    lacking=0,
    lost=0,
    erased=2,
    checked="2026-11-22T06:00:00Z",
    code="",
)
FOUND = StatusOut(
    chain_id=31_337,
    register_address="0x" + "12" * 20,
    start_block=3,
    final_block=80,
    acts=500,
    orphaned=11,
    dossiers=40,
    unknown=0,
    unreadable=[],
    checked="2026-11-22T08:00:05Z",
    code="",
    endpoints=EndpointsOut(asked=1, count=1, agreed_block=-1, code=""),
    audit=None,
    proofs=None,
    deposits=NOTHING,
    national=HEARD,
    movables=WATCHED,
    alerts=AlertingOut(block=80, due_since=None),
    time_stamps=STAMPED,
    contents=WHOLE,
    as_of=STAMP,
)


def told(**changes: Any) -> dict[str, Row]:
    found = FOUND.model_copy(update=changes)
    return {each.name: each for each in rows(found, Language.EN)}


def test_head_indexed_final_lag_and_orphaned_are_told() -> None:
    shown = {name: row.value for name, row in told().items()}
    assert shown["Head of the chain"] == "97"
    assert shown["Read up to block"] == "90 · 2026-11-22 16:00:00 UTC+8"
    assert shown["Last final block"] == "80"
    assert shown["Blocks behind"] == "7"
    assert shown["Acts taken back by forks"] == "11"
    assert shown["UNKNOWN dossiers"] == "0"


@pytest.mark.parametrize(
    ("state", "code", "value", "tone"),
    [
        ("live", "", "follows the chain", "good"),
        ("behind", "", "has not read the newest blocks yet", "unsure"),
        ("unreachable", "NODE_UNREACHABLE", "cannot reach the chain (NODE_UNREACHABLE)", "unsure"),
        (
            "doubtful",
            "ENDPOINTS_DIFFER",
            "is in doubt: its nodes disagree or lack what was read (ENDPOINTS_DIFFER)",
            "unsure",
        ),
        ("stopped", "FORK_BELOW_FINAL", "has stopped (FORK_BELOW_FINAL)", "unsure"),
    ],
)
def test_only_a_mirror_that_follows_looks_well(
    state: str, code: str, value: str, tone: str
) -> None:
    stamp = STAMP.model_copy(update={"state": state})
    assert told(as_of=stamp, code=code)["Mirror"] == Row("Mirror", value, tone)


def test_an_unknown_dossier_looks_bad() -> None:
    lost = [UnreadableOut(subject="01" * 32, block=5, code="ACT_UNDECODABLE")]
    assert told(unknown=1, unreadable=lost)["UNKNOWN dossiers"] == Row(
        "UNKNOWN dossiers", "1", "bad"
    )


def test_an_audit_tells_block_time_and_differences() -> None:
    name = "Last audit (all heads against the chain)"
    assert told()[name] == Row(name, "none yet", "unsure")
    audit = AuditOut(
        block=80,
        checked="2026-11-22T07:00:00Z",
        dossiers=40,
        mismatches=0,
        tried="2026-11-22T07:00:00Z",
        code="",
    )
    value = "block 80 · 2026-11-22 15:00:00 UTC+8 · 40 dossiers, 0 of them differ"
    assert told(audit=audit)[name] == Row(name, value, "good")
    assert told(audit=audit.model_copy(update={"mismatches": 2}))[name].tone == "bad"
    put_off = audit.model_copy(update={"tried": "2026-11-22T08:00:00Z", "code": "RANGE_MOVED"})
    never = put_off.model_copy(update={"block": -1})
    assert (
        told(audit=never)[name].value
        == "none finished yet · 2026-11-22 16:00:00 UTC+8 (RANGE_MOVED)"
    )
    later = f"{value} · not finished since 2026-11-22 16:00:00 UTC+8 (RANGE_MOVED)"
    assert told(audit=put_off)[name] == Row(name, later, "unsure")


def test_the_node_that_is_followed_is_told_and_whether_another_agrees() -> None:
    name = "Node followed"
    assert told()[name] == Row(name, "1 of 1")
    two = EndpointsOut(asked=2, count=2, agreed_block=90, code="")
    value = "2 of 2 · another agrees up to block 90"
    assert told(endpoints=two)[name] == Row(name, value, "good")
    lonely = EndpointsOut(asked=1, count=2, agreed_block=-1, code="NODE_UNREACHABLE")
    assert told(endpoints=lonely)[name] == Row(name, "1 of 2 (NODE_UNREACHABLE)", "unsure")


def test_titles_that_lack_a_proof_are_told_with_the_reason() -> None:
    refused = [RefusalOut(title="01" * 32, block=5, code="DOSSIER_UNKNOWN")]
    proofs = ProofsOut(block=80, kept=9, lacking=1, since=None, refused=refused, faults=0, code="")
    assert told(proofs=proofs)["Titles lacking a proof"].value == "1 (DOSSIER_UNKNOWN)"


@pytest.mark.parametrize("language", list(Language))
def test_every_time_is_that_of_china(language: Language) -> None:
    audit = AuditOut(block=80, checked=EARLY, dossiers=1, mismatches=0, tried=EARLY, code="")
    late = NOTHING.model_copy(update={"ready": 1, "since": EARLY})
    shown = rows(FOUND.model_copy(update={"audit": audit, "deposits": late}), language)
    assert not [each for each in shown if re.search(r"\dT\d|\dZ", each.value)]
    assert sum(each.value.count("UTC+8") for each in shown) == 7


def test_a_time_of_no_calendar_stays_as_it_is() -> None:
    stamp = STAMP.model_copy(update={"time": "+12345-01-01T00:00:00Z"})
    assert told(as_of=stamp)["Read up to block"].value == "90 · +12345-01-01T00:00:00Z"


def test_a_prover_that_stands_is_told_with_since_when() -> None:
    code = "NODE_UNREACHABLE"
    proofs = ProofsOut(block=80, kept=9, lacking=3, since=EARLY, refused=[], faults=7, code=code)
    row = told(proofs=proofs)["Titles lacking a proof"]
    assert row.value == f"3 · the longest waits since {clock(EARLY)} · the prover stands ({code})"
    assert row.tone == "unsure"


def test_both_languages_tell_the_same() -> None:
    chinese, english = rows(FOUND, Language.ZH), rows(FOUND, Language.EN)
    assert [each.tone for each in chinese] == [each.tone for each in english]
    assert {each.name for each in chinese}.isdisjoint({each.name for each in english})


def test_a_deposit_that_waits_is_told_and_one_in_alarm_looks_bad() -> None:
    name = "Waiting for the national deposit"
    assert told()[name] == Row(name, "0", "")
    since = "2026-11-22T07:00:00Z"
    waiting = NOTHING.model_copy(update={"ready": 2, "since": since, "sent": 2})
    assert told(deposits=waiting)[name] == Row(name, f"2 · the oldest since {CLOCK}", "unsure")
    refused = DepositOut(
        application="02" + "ab" * 31,
        state="REFUSED",
        attempts=1,
        tried=since,
        code="SUMMARY_UNCLEAR",
        number="",
        received_at=None,
        receipt_digest=None,
    )
    alarmed = waiting.model_copy(update={"sent": 1, "refused": 1, "alarms": [refused]})
    value = f"2 · the oldest since {CLOCK} · 1 refused, 0 in alarm (SUMMARY_UNCLEAR)"
    assert told(deposits=alarmed)[name] == Row(name, value, "bad")


def test_the_national_system_is_told_with_its_last_answer() -> None:
    name = "National registration system"
    assert told()[name] == Row(name, f"last answer {CLOCK}", "good")
    old = HEARD.model_copy(update={"code": "DEPOSIT_UNREACHABLE", "stale": True})
    found = told(national=old)[name]
    assert (found.value.endswith("(DEPOSIT_UNREACHABLE)"), found.tone) == (True, "unsure")
    never = NationalOut(connected=False, heard=None, code="", stale=False)
    assert told(national=never)[name].value == "not connected"


@pytest.mark.parametrize(
    ("changes", "value", "tone"),
    [
        ({"on": False}, "off", ""),
        ({}, "0 waiting, 0 to renew", "good"),
        (
            {"waiting": 2, "since": "2026-11-22T05:00:00Z"},
            "2 waiting, 0 to renew · the oldest since 2026-11-22 13:00:00 UTC+8",
            "unsure",
        ),
        ({"lapsed": 1}, "0 waiting, 0 to renew · 1 lapsed", "bad"),
        ({"code": "STAMP_QUEUE_FAILED"}, "0 waiting, 0 to renew (STAMP_QUEUE_FAILED)", "bad"),
    ],
)
def test_what_waits_for_a_time_stamp_is_told(
    changes: dict[str, Any], value: str, tone: str
) -> None:
    row = told(time_stamps=STAMPED.model_copy(update=changes))["Time stamps"]
    assert row == Row("Time stamps", value, *([tone] if tone else []))


SEEN = "5 whole (1 of them repaired), 0 lost, 0 lacking, 2 erased · 2026-11-22 14:00:00 UTC+8"


@pytest.mark.parametrize(
    ("changes", "value", "tone"),
    [
        ({}, SEEN, "good"),
        ({"lacking": 1}, SEEN.replace("0 lacking", "1 lacking"), "unsure"),
        ({"lost": 1, "lacking": 2}, SEEN.replace("0 lost, 0", "1 lost, 2"), "bad"),
        ({"queued": 3, "unpinning": 1}, f"{SEEN} · 3 to send, 1 to unpin", "unsure"),
        ({"checked": None, "code": "STORE_FAILED"}, "not checked yet (STORE_FAILED)", "unsure"),
    ],
)
def test_contents_are_told_by_how_they_were_found(
    changes: dict[str, Any], value: str, tone: str
) -> None:
    row = told(contents=WHOLE.model_copy(update=changes))["Contents kept"]
    assert row == Row("Contents kept", value, tone)


def test_an_authority_that_is_not_asked_is_named() -> None:
    shut = TimeAuthorityOut(
        name="haina", code="QUOTA_SPENT", after=None, asked_hour=1, asked_day=1,
        most_hour=1, most_day=0,
    )  # fmt: skip
    row = told(time_stamps=STAMPED.model_copy(update={"authorities": [shut]}))["Time stamps"]
    assert row == Row("Time stamps", "0 waiting, 0 to renew (haina QUOTA_SPENT)", "unsure")
