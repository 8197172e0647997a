"""Notices, receipts, tombstones, fingerprints, numbers and periods: the browser's and Python's."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from random import Random
from typing import Any

import pytest

from ledger.domain import profiles
from ledger.domain.commitments import Opening, Record
from ledger.domain.deadlines import clock_runs
from ledger.domain.deposit import Deposit, receipt_of
from ledger.domain.fingerprint import Fingerprint, keyed_id, public_id
from ledger.domain.numbers import parse_number
from ledger.domain.record import notice_of, parse_notice
from ledger.domain.tombstone import Ground, Tombstone
from ledger.domain.workdays import calendar
from tests.browser_domain import BrowserDomain, Refused, camel, tried
from tests.story import story
from tests.unit.notarization.browser.test_domain import HISTORIES, SUBJECTS

SALT = bytes(range(16))
RECORD = Record.of(
    Opening.of(name, SALT, value)
    for name, value in (("b", 1), ("a", ["中", None]), ("c", {"x": True}), ("z", "𝄞"))
)
NOTICE = notice_of(RECORD.disclose({"a", "c"}))
LEAF = "ab" * 32
NATIONAL = profiles.load()
DAY = 86_400


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserDomain]:
    with BrowserDomain() as found:
        found.register(story().anchor)
        for subject in SUBJECTS:
            if subject[0] == 2:
                found.replay(story().acts[subject])
        yield found


def opened(clear: bytes) -> dict[str, Any]:
    found = parse_notice(clear)
    return {
        "root": found.root.hex(),
        "openings": [[each.name, each.json()] for each in found.openings],
        "withheld": [
            {"position": each.position, "leaf": each.leaf.hex()} for each in found.withheld
        ],
    }


def notice(**changes: Any) -> bytes:
    told = {"fields": [], "schema": "datadeed/notice/1", "withheld": []} | changes
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


NOTICES = (
    NOTICE,
    notice(),
    notice(schema="datadeed/notice/2"),
    notice(fields=[["a", SALT.hex(), 1]]),
    notice(fields=[["a", SALT.hex(), 1]], more=1),
    notice(fields=[["a", SALT.hex().upper() + "AB", 1]]),
    notice(fields=[["a", " ".join(f"{each:02x}" for each in SALT), 1]]),
    notice(fields=[["a", SALT.hex()]]),
    notice(fields=["abc"]),
    notice(fields=[{"a": 1, SALT.hex(): 2, "c": 3}]),
    notice(fields=[[1, SALT.hex(), 1]]),
    notice(fields=[["", SALT.hex(), 1]]),
    notice(fields=[["a", "00", 1], [1]]),
    notice(fields=[["a", "00", 1]]),
    notice(fields=[["a", "00" * 33, 1]]),
    notice(fields=[["b", SALT.hex(), 1], ["a", SALT.hex(), 1]]),
    notice(fields=[["a", SALT.hex(), 1], ["a", SALT.hex(), 2]]),
    notice(fields=None),
    notice(withheld=[[0, LEAF]]),
    notice(withheld=[[True, LEAF]]),
    notice(withheld=[[1, LEAF]]),
    notice(withheld=[[-1, LEAF]]),
    notice(withheld=[[0, LEAF[2:]], [1, "x"]]),
    notice(withheld=[[1, LEAF], [0, LEAF]]),
    notice(withheld=[[0, LEAF], [0, LEAF]]),
    notice(withheld="no list"),
    NOTICE[:-1],
    NOTICE + b" ",
    b"[]",
    b"null",
    b"\xff",
)


@pytest.mark.parametrize("clear", NOTICES, ids=range(len(NOTICES)))
def test_a_notice_opens_to_the_same_root_or_is_refused_alike(
    browser: BrowserDomain, clear: bytes
) -> None:
    assert browser.tried("notice", clear=clear.hex()) == tried(lambda: opened(clear))


def test_a_notice_with_another_byte_opens_alike(browser: BrowserDomain) -> None:
    random = Random(1)  # noqa: S311 (nothing secret)
    for _ in range(200):
        changed = bytearray(NOTICE)
        changed[random.randrange(len(NOTICE))] ^= 1 << random.randrange(8)
        clear = bytes(changed)
        found = browser.tried("notice", clear=clear.hex())
        expected = tried(lambda: opened(clear))  # noqa: B023
        if isinstance(expected, Refused) and expected.code.startswith("JSON_"):
            # which fault of several is named first is the parsers' own
            assert found.code.startswith("JSON_"), clear
        else:
            assert found == expected, clear


def test_a_tombstone_is_signed_over_the_same_digests(browser: BrowserDomain) -> None:
    for ground in Ground:
        ids = b"\x02" * 32, b"\x03" * 32
        stone = Tombstone(ids[0], "联系人/1", b"\x07" * 32, ground, 1 << 33, ids[1], b"\x05" * 20)
        members = {
            name: value.hex() if isinstance(value, bytes) else value
            for name, value in asdict(stone).items()
        }
        told = browser.ask("tombstone", stone={**members, "ground": ground.value})
        assert told == [each.hex() for each in stone.digests]


DEPOSIT = Deposit.of(b"\x02" * 32, {"record": "ab", "holders": [1, 2]})
RECEIPT = {
    "schema": "datadeed/deposit-receipt/1",
    "application": DEPOSIT.application.hex(),
    "digest": DEPOSIT.digest.hex(),
    "number": "GJ-2026-1",
    "received_at": 1_790_000_000,
}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"more": 1},
        {"digest": "00"},
        {"schema": "x"},
        {"number": ""},
        {"number": "a b"},
        {"number": "1\n"},
        {"number": 7},
        {"received_at": 0},
        {"received_at": True},
        {"received_at": "1"},
    ],
    ids=str,
)
def test_a_receipt_is_taken_or_refused_alike(
    browser: BrowserDomain, changes: dict[str, Any]
) -> None:
    data = json.dumps(RECEIPT | changes).encode()

    def python() -> dict[str, Any]:
        found = receipt_of(DEPOSIT, data)
        return {
            "number": found.number,
            "receivedAt": found.received_at,
            "digest": found.digest.hex(),
        }

    members = {"record": "ab", "holders": [1, 2]}
    given = {"application": DEPOSIT.application.hex(), "members": members, "data": data.hex()}
    assert browser.tried("receipt", **given) == tried(python)


@pytest.mark.parametrize("size", [0, 1, 2**53 + 1, 2**64 - 1])
def test_a_data_object_has_the_same_ids(browser: BrowserDomain, size: int) -> None:
    fingerprint = Fingerprint(b"\x01" * 32, b"\x02" * 32, b"\x03" * 32, size)
    key = bytes(range(32))
    digests = {name: getattr(fingerprint, name).hex() for name in ("sha256", "sm3", "merkle")}
    found = browser.ask("fingerprint", size=str(size), key=key.hex(), **digests)
    ids = public_id(fingerprint), keyed_id(fingerprint, key)
    assert found == [each.value.hex() for each in ids]


@pytest.mark.parametrize(
    "text",
    ["SJ3712026030001", " sj3712026120001 ", "SJ3712026130001", "SJ3712026000001",
     "SJ3712026030000", "SJ371202603001", "XX3712026030001", "", "SJ٣712026030001"],
)  # fmt: skip
def test_a_number_is_read_alike(browser: BrowserDomain, text: str) -> None:
    assert browser.tried("number", text=text) == tried(lambda: parse_number(text))


APPLICATIONS = [subject for subject in SUBJECTS if subject[0] == 2]
RUN = ("clock", "article", "start", "working_days", "end", "exact", "written", "stopped")


@pytest.mark.parametrize("name", profiles.names())
def test_every_clock_of_an_application_runs_alike(browser: BrowserDomain, name: str) -> None:
    profile = profiles.load(name)

    def python(application: bytes) -> list[Any]:
        runs = clock_runs(HISTORIES[application], profile, calendar())
        return [
            [getattr(run, each) for each in RUN] + [run.late(run.stopped), run.agrees]
            for run in runs
        ]

    for application in APPLICATIONS:
        given = {"application": application.hex(), "profile": profile.digest.hex()}
        found = browser.tried("runs", **given)
        if not isinstance(found, Refused):
            members = [*map(camel, RUN), "late", "agrees"]
            found = [[run[member] for member in members] for run in found]
        assert found == tried(lambda: python(application))  # noqa: B023


@pytest.mark.parametrize("name", profiles.names())
def test_the_window_of_a_renewal_is_the_same_every_day(browser: BrowserDomain, name: str) -> None:
    profile = profiles.load(name)
    for until in (*range(1_798_000_000, 1_868_000_000, 13 * DAY), 2**38, 2**40):
        found = browser.tried("window", profile=profile.digest.hex(), until=until)
        assert found == tried(lambda: list(profile.renewal_window(until)))  # noqa: B023
