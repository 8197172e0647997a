"""What is refused at the door: strangers before what they wrote, a NUL in whatever is kept."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel, ValidationError

from api.app import create_app
from api.pages.desk import HandingOver, Recusing
from api.pages.evidence_requests import Asking
from api.schemas.desk import PreparingIn, QueueIn, RecuseIn
from api.schemas.evidence_requests import ApprovalIn
from ledger.settings import Settings
from tests.site import UNHURRIED

# texts that are read into something else before anything is kept
READ = {
    "depositary",  # of a statement in canonical JSON
    "filed_at",
    "filing",
    "kind",
    "loan",
    "appraiser",
    "fund",  # of an entry, which says itself what it takes
    "interest",
    "reasons",  # of a document that is sealed
    "message",
    "name",  # of a field of a record
    "number",
    "numbers",
    "term_end",
    "until",
    "at",
    "url",
    "confirm",
}


NASTY = ("\0", "甲\0", "\0乙", "甲\0乙")
BROKEN: Any = {"content": "{", "headers": {"content-type": "application/json"}}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """A server without a database: strangers are refused before one is asked."""
    home = tmp_path_factory.mktemp("home")
    app = create_app(Settings.read({"DATADEED_HOME": str(home), **UNHURRIED}))
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/openapi.json").json()
    return found


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data"])
def test_who_is_not_signed_in_hears_so_whatever_was_sent(
    client: TestClient, description: dict[str, Any], kind: str
) -> None:
    answered = {}
    for path, operations in description["paths"].items():
        for method, each in operations.items():
            if {} not in each.get("security", [{}]):
                address = re.sub(r"\{\w+\}", "-", path)
                answer = client.request(
                    method, address, content="{", headers={"content-type": kind}
                )
                answered[method, path] = (answer.status_code, answer.json()["code"])
    assert len(answered) == 60
    assert set(answered.values()) == {(401, "SESSION_MISSING")}


def test_who_opens_a_session_hears_what_is_wrong_with_the_message(client: TestClient) -> None:
    assert client.post("/v1/sessions", json={}).status_code == 422
    assert client.post("/v1/sessions/challenge", **BROKEN).status_code == 400


def texts(schema: Any, schemas: Any, name: str) -> Iterator[tuple[str, str | None]]:
    """The texts of a body by their names, with the pattern of each."""
    if "$ref" in schema:
        yield from texts(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, name)
    for each in schema.get("anyOf", ()):
        yield from texts(each, schemas, name)
    for own, each in schema.get("properties", {}).items():
        yield from texts(each, schemas, own)
    if "items" in schema:
        yield from texts(schema["items"], schemas, name)
    closed = {"enum", "const", "contentMediaType"} & set(schema) or schema.get("format")
    if schema.get("type") == "string" and not closed:
        yield name, schema.get("pattern")


def test_no_text_that_is_kept_takes_a_nul_whatever_the_database(
    description: dict[str, Any],
) -> None:
    schemas, taken = description["components"]["schemas"], set()
    for operations in description["paths"].values():
        for each in operations.values():
            for body in each.get("requestBody", {}).get("content", {}).values():
                for name, pattern in texts(body["schema"], schemas, ""):
                    if pattern is None or any(re.search(pattern, text) for text in NASTY):
                        taken.add(name)
    assert taken <= READ


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize(
    ("form", "member", "rest"),
    [
        (RecuseIn, "reason", {"version": 0}),
        (PreparingIn, "text", {"action": "REFUSE"}),
        (QueueIn, "q", {}),
        (ApprovalIn, "approval", {"authority": "司法部"}),
        (Recusing, "reason", {"version": 0, "mark": ""}),
        (HandingOver, "reason", {"leaving": "", "to": "", "mark": ""}),
        (Asking, "requester", {"case_ref": "（2026）民初1号"}),
    ],
)
def test_a_nul_is_refused_by_the_name_of_its_member(
    form: type[BaseModel], member: str, rest: dict[str, Any], text: str
) -> None:
    form.model_validate({member: "甲\n" if form is PreparingIn else "甲", **rest})
    with pytest.raises(ValidationError) as caught:
        form.model_validate({member: text, **rest})
    assert [each["loc"] for each in caught.value.errors()] == [(member,)]
