"""How often a client may ask: exactly so often, and no other client loses by it."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.rates import Bucket, Kind, client_of, kind_of
from ledger.settings import Settings


def test_so_many_at_once_and_then_one_at_a_time() -> None:
    bucket = Bucket(60)
    assert [bucket.wait("a", 0.0) for _ in range(60)] == [0] * 60
    assert bucket.wait("a", 0.0) == 1
    assert bucket.wait("b", 0.0) == 0
    assert bucket.wait("a", 1.0) == 0
    assert bucket.wait("a", 1.0) == 1
    assert [bucket.wait("a", 61.0) for _ in range(61)] == [0] * 60 + [1]


@given(
    most=st.integers(1, 50),
    steps=st.lists(st.floats(0, 5, allow_nan=False), min_size=1, max_size=200),
)
def test_no_minute_sees_more_than_twice_the_rate(most: int, steps: list[float]) -> None:
    bucket, now, taken = Bucket(most), 0.0, []
    for step in steps:
        now += step
        if not bucket.wait("a", now):
            taken.append(now)
    for begun in taken:
        assert sum(begun <= each < begun + 60 for each in taken) <= 2 * most


@given(most=st.integers(1, 600), asked=st.integers(1, 1_200))
def test_who_waits_as_told_is_answered(most: int, asked: int) -> None:
    bucket = Bucket(most)
    waits = [bucket.wait("a", 0.0) for _ in range(asked)]
    if waits[-1]:
        assert bucket.wait("a", float(waits[-1])) == 0


def test_the_clients_that_are_remembered_are_bounded() -> None:
    bucket = Bucket(1, most_clients=3)
    for each in "abcd":
        assert bucket.wait(each, 0.0) == 0
    assert len(bucket._until) == 3
    assert bucket.wait("d", 0.0) == 60
    assert bucket.wait("a", 0.0) == 0


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_an_address_or_a_network(host: str, client: str) -> None:
    assert client_of(host) == client


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/v1/certificates", Kind.SEARCH),
        ("GET", "/", Kind.SEARCH),
        ("GET", "/v1/certificates/SJ3712026100002", Kind.READ),
        ("POST", "/v1/acts/pledge:relay", Kind.ACT),
        ("POST", "/v1/acts/pledge:prepare", Kind.ACT),
        ("POST", "/v1/applications", Kind.ACT),
        ("POST", "/v1/applications:draft", Kind.ACT),
        ("POST", "/v1/records:check", Kind.READ),
        ("POST", "/v1/desk/371/files/02/claim", Kind.ACT),
        ("GET", "/v1/desk/371/files", Kind.READ),
        ("POST", "/v1/sessions", Kind.COSTLY),
        ("GET", "/v1/applications", Kind.READ),
        ("POST", "/v1/verdicts", Kind.COSTLY),
        ("POST", "/v1/evidence-packages", Kind.COSTLY),
        ("POST", "/v1/evidence-packages:check", Kind.COSTLY),
        ("POST", "/packages/check", Kind.COSTLY),
        ("POST", "/certificates/SJ3712026100002/package", Kind.COSTLY),
        ("GET", "/v1/certificates/SJ3712026100002/proof", Kind.COSTLY),
        ("GET", f"/v1/evidence-requests/{'ab' * 16}/package", Kind.COSTLY),
    ],
)
def test_what_costs_more_has_its_own_rate(method: str, path: str, kind: Kind) -> None:
    assert kind_of(method, path) is kind


def test_who_searches_too_often_goes_on_reading(tmp_path: Path) -> None:
    given = {"DATADEED_HOME": str(tmp_path), "DATADEED_SEARCHES_PER_MINUTE": "2"}
    client = TestClient(create_app(Settings.read(given)), raise_server_exceptions=False)
    codes = [client.get(path).status_code for path in ("/?q=a", "/v1/certificates?q=b", "/")]
    assert [code == 429 for code in codes] == [False, False, True]
    assert client.get("/v1/certificates").json()["fields"]["most_per_minute"] == 2
    assert client.get("/static/icon.svg").status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    given = {"DATADEED_HOME": str(tmp_path), "DATADEED_ACTS_PER_MINUTE": "2"}
    client = TestClient(create_app(Settings.read(given)), raise_server_exceptions=False)
    body: dict[str, object] = {"terms": {}, "signers": []}
    codes = [client.post("/v1/acts/pledge:relay", json=body).status_code for _ in range(2)]
    assert 429 not in codes
    refused = client.post("/v1/acts/pledge:relay", json=body)
    told = refused.json()
    assert (refused.status_code, told["code"]) == (429, "TOO_MANY_REQUESTS")
    assert refused.headers["content-type"] == "application/problem+json"
    wait = int(refused.headers["retry-after"])
    assert told["fields"] == {"most_per_minute": 2, "retry_after": wait}
    assert 0 < wait <= 30
    assert client.get("/static/icon.svg").status_code == 200
