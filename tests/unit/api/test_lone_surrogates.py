"""JSON can escape what UTF-8 cannot carry: it is refused, and no refusal fails over it."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.answers import problem_response
from api.app import create_app
from api.problems import problem_of
from ledger.domain.record import FieldUnexpected
from ledger.settings import Settings
from notarization.verify.report import Language

LONE = "\ud800"
DRAFT = {
    "salts": {},
    "mark": {"sha256": "00" * 32, "sm3": "00" * 32, "merkle": "00" * 32, "size": 1},
    "registry": 371,
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A server without a database: what is malformed is refused before one is asked."""
    home = tmp_path_factory.mktemp("home")
    app = create_app(Settings.read({"DATADEED_HOME": str(home)}))
    kind = {"content-type": "application/json"}
    return TestClient(app, raise_server_exceptions=False, headers=kind)


@pytest.mark.parametrize(
    ("door", "rest"), [("/v1/records:check", {}), ("/v1/applications:draft", DRAFT)]
)
@pytest.mark.parametrize(
    ("record", "named"),
    [
        ({LONE: 1}, r"'\ud800'"),
        ({"data_name": LONE}, "'data_name'"),
        ({"contacts": [{"数": [{LONE: ""}]}]}, "'contacts'"),
    ],
)
def test_a_record_with_a_lone_surrogate_is_refused_by_the_name_of_its_field(
    client: TestClient, door: str, rest: dict[str, Any], record: dict[str, Any], named: str
) -> None:
    answer = client.post(door, content=json.dumps({"record": record, **rest}))
    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")
    (fault,) = answer.json()["fields"]["faults"]
    assert fault["where"] == "body.record"
    assert f"{named} holds a lone surrogate" in fault["fault"]


def test_every_problem_can_be_sent() -> None:
    response = problem_response(problem_of(FieldUnexpected(LONE)), Language.ZH, "/")
    assert json.loads(bytes(response.body))["fields"] == {"field": r"\ud800"}
