"""What the API says of itself: every address that is promised, and a stamp on every answer."""

from typing import Any

import pytest

from api.app import create_app
from api.schemas.common import ProblemDocument
from ledger.settings import Settings

PROMISED = {
    ("get", "/v1/certificates"),
    ("get", "/v1/certificates/{number}"),
    ("get", "/v1/certificates/{number}/history"),
    ("get", "/v1/certificates/{number}/pledges"),
    ("get", "/v1/certificates/{number}/others"),
    ("get", "/v1/certificates/{number}/disputes"),
    ("post", "/v1/certificates/{number}/disputes/{dispute}/papers"),
    ("get", "/v1/certificates/{number}/proof"),
    ("get", "/v1/verdicts"),
    ("post", "/v1/verdicts"),
    ("get", "/v1/parties/{party_id}"),
    ("get", "/v1/institutions"),
    ("get", "/v1/superiors"),
    ("get", "/v1/registries"),
    ("get", "/v1/registries/{code}/reexaminations"),
    ("get", "/v1/applications"),
    ("get", "/v1/applications/{application_id}"),
    ("post", "/v1/applications"),
    ("post", "/v1/applications:draft"),
    ("post", "/v1/applications/{application_id}/proofs"),
    ("post", "/v1/records:check"),
    ("post", "/v1/proofs:check"),
    ("post", "/v1/evidence-packages"),
    ("get", "/v1/evidence-packages/{digest}"),
    ("get", "/v1/status"),
    ("post", "/v1/sessions/challenge"),
    ("post", "/v1/sessions"),
    ("get", "/v1/sessions"),
    ("delete", "/v1/sessions"),
    ("post", "/v1/sessions/code"),
    ("get", "/v1/desk/{registry}/files"),
    ("get", "/v1/desk/{registry}/files/{application_id}"),
    ("post", "/v1/desk/{registry}/files/{application_id}/claim"),
    ("post", "/v1/desk/{registry}/files/{application_id}/reassign"),
    ("post", "/v1/desk/{registry}/files/{application_id}/recuse"),
    ("get", "/v1/desk/{registry}/files/{application_id}/steps"),
    ("get", "/v1/desk/{registry}/log"),
    ("post", "/v1/desk/{registry}/hand-over"),
    ("post", "/v1/desk/{registry}/files/{application_id}/acts"),
    ("get", "/v1/desk/{registry}/acts/{digest}"),
    ("post", "/v1/desk/{registry}/files/{application_id}/erasures:draft"),
    ("post", "/v1/desk/{registry}/files/{application_id}/erasures"),
    ("post", "/v1/desk/{registry}/acts/{digest}/signatures"),
    ("post", "/v1/desk/{registry}/acts/{digest}/consents"),
    ("post", "/v1/desk/{registry}/acts/{digest}/relay"),
    ("get", "/v1/desk/{registry}/files/{application_id}/contents/{digest}"),
    ("get", "/v1/notices"),
    ("post", "/v1/applications/{application_id}/objections:draft"),
    ("post", "/v1/applications/{application_id}/objections"),
    ("post", "/v1/applications/{application_id}/objections/{digest}/materials"),
    ("post", "/v1/applications/{application_id}/record"),
    ("get", "/v1/applications/{application_id}/record"),
    ("get", "/v1/applications/{application_id}/proofs/{digest}"),
}
# The offline verifier speaks of a package and of no mirror, a log of digests of itself; an act that
# was entered stands whether the mirror can be asked or not, so that its stamp may be null.
WITHOUT_STAMP = {
    ("post", "/v1/acts/{kind}:relay"),
    ("post", "/v1/applications"),
    ("post", "/v1/applications/{application_id}/objections"),
    ("post", "/v1/evidence-packages:check"),
    ("get", "/v1/batches"),
    ("get", "/v1/batches/growth"),
    ("post", "/v1/batches/digests"),
    ("get", "/v1/batches/digests/{digest}/proof"),
}
Document = dict[str, Any]


@pytest.fixture(scope="module")
def description(tmp_path_factory: pytest.TempPathFactory) -> Document:
    home = tmp_path_factory.mktemp("described")
    return create_app(Settings.read({"DATADEED_HOME": str(home)})).openapi()


def answers(description: Document) -> dict[tuple[str, str], Document]:
    """The schema of what each address answers with when all is well, if that is JSON."""
    found = {}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                content = response.get("content", {}).get("application/json")
                if path.startswith("/v1/") and status.startswith("2") and content:
                    name = content["schema"]["$ref"].rsplit("/", 1)[1]
                    found[method, path] = description["components"]["schemas"][name]
    return found


def unstamped(description: Document) -> set[tuple[str, str]]:
    """The addresses whose answer need not say of which block it speaks."""
    return {
        place
        for place, schema in answers(description).items()
        if schema["properties"].get("as_of") != {"$ref": "#/components/schemas/AsOf"}
        or "as_of" not in schema["required"]
    }


def test_every_promised_address_is_there(description: Document) -> None:
    there = {(method, path) for path, each in description["paths"].items() for method in each}
    assert there >= PROMISED


def test_a_past_moment_may_be_asked_for(description: Document) -> None:
    for path in ("/v1/certificates/{number}", "/v1/verdicts"):
        names = {each["name"] for each in description["paths"][path]["get"]["parameters"]}
        assert "at" in names


def test_every_answer_says_of_which_block_it_speaks(description: Document) -> None:
    assert len(answers(description)) > len(WITHOUT_STAMP) + 5
    assert unstamped(description) == WITHOUT_STAMP


def test_a_stamp_names_block_finality_and_lag(description: Document) -> None:
    stamp = description["components"]["schemas"]["AsOf"]
    assert {"block", "block_hash", "final", "lag_blocks", "state"} <= set(stamp["required"])


def test_an_answer_without_a_stamp_would_be_seen(description: Document) -> None:
    place = ("get", "/v1/status")
    schema = answers(description)[place]
    planted = [name for name in schema["required"] if name != "as_of"]
    name = next(key for key, each in description["components"]["schemas"].items() if each is schema)
    schemas = {
        **description["components"]["schemas"],
        name: {**schema, "required": planted},
    }
    changed = {**description, "components": {**description["components"], "schemas": schemas}}
    assert unstamped(changed) == WITHOUT_STAMP | {place}


def test_a_problem_is_described_as_it_is_sent(description: Document) -> None:
    told = [
        list(response["content"].items())
        for operations in description["paths"].values()
        for operation in operations.values()
        for status, response in operation["responses"].items()
        if status[0] in "45"
    ]
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    assert len(told) > 1_000
    assert all(each == [("application/problem+json", {"schema": schema})] for each in told)
    problem = description["components"]["schemas"]["ProblemDocument"]
    assert problem["properties"].keys() == ProblemDocument.model_fields.keys()
