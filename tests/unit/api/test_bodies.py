"""How long a body may be, by the address that it is sent to."""

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import PAGES, ROUTERS, create_app
from api.middleware import PAPERS, PROOF_BYTES, RECORD_BYTES
from ledger.settings import Settings

USUAL = 4 * 2**20
PAPER_DOORS = {
    "/v1/proofs:check",
    "/v1/applications/{application_id}/proofs",
    "/v1/applications/{application_id}/objections/{digest}/materials",
    "/v1/certificates/{number}/disputes/{dispute}/papers",
    "/v1/desk/{registry}/files/{application_id}/acts",
    "/desk/{registry}/files/{application_id}/acts",
    "/proposals/dispute-paper",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    home = tmp_path_factory.mktemp("home")
    return TestClient(create_app(Settings.read({"DATADEED_HOME": str(home)})))


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/v1/records:check", RECORD_BYTES),
        ("/v1/applications:draft", USUAL),
        ("/v1/desk/371/acts", USUAL),
        ("/v1/applications/a/b/proofs", USUAL),
        ("/v1/applications/a/proofs", PROOF_BYTES),
    ],
)
def test_a_body_beyond_its_limit_is_refused_by_the_number_of_bytes(
    client: TestClient, address: str, most: int
) -> None:
    refused = client.post(address, content=bytes(most + 1))
    assert (refused.status_code, refused.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert refused.json()["fields"] == {"most": most}
    assert client.post(address, content=bytes(most)).status_code != 413


def test_papers_are_taken_by_these_doors_alone() -> None:
    paths = {
        route.path
        for router in (*ROUTERS, *PAGES)
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in (route.methods or ())
    }
    assert {path for path in paths if PAPERS.fullmatch(path)} == PAPER_DOORS
