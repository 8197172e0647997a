"""Whatever is sent, the API answers as its own description says, and never with a failure."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok

from api.doors import DOORS
from tests.cast import REGISTRY
from tests.servers import HOST, served
from tests.sessions import held, opened
from tests.site import Site
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node

EXAMPLES = 10
SIGNED_IN_EXAMPLES = 6
# what JSON can escape and a database or UTF-8 cannot carry
NASTY = ("\ud800", "\0", "甲\0")
MODES = tuple(schemathesis.GenerationMode)
OF_ANSWERS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
# whose values meet every limit
DOORS_ASKED = "^/v1/"
# who has no session hears so, whatever else lacks
OF_METHODS = ("unsupported_method", "allow_header_conformance", "missing_required_header")


def real_values(site: Site) -> Mapping[str, list[str]]:
    """What the register really holds, by the name that the API gives it."""
    cast = site.stage.cast
    return {
        "number": [site.pledgor_number, site.frozen_number],
        "application_id": [site.issued.application.hex()],
        "party_id": [each.party.hex() for each in (cast.registrant, cast.bank, cast.examiner)],
        "pledge": [kept_pledge(site)],
        "registry": [str(REGISTRY)],
        "kind": sorted(DOORS),
        "q": [site.pledgor_number[:9], cast.coholder.party.hex(), "\0"],
    }


def kept_pledge(site: Site) -> str:
    """A pledge of the bank of the cast."""
    told = site.get(f"/v1/certificates/{site.pledgor_number}/pledges")
    pledge: str = told["pledges"][0]["pledge"]
    return pledge


def spoilt(value: Any, text: str, places: int) -> Any:
    """A body with such a text, or such a name, in one of its places."""
    if isinstance(value, dict) and value:
        names = [*value, text]
        name = names[places % len(names)]
        return {**value, name: spoilt(value.get(name), text, places // len(names))}
    if isinstance(value, list) and value:
        return [spoilt(value[0], text, places), *value[1:]]
    return text


def fuzz(
    operation: schemathesis.APIOperation[Any, Any, Any, Any],
    real: Mapping[str, list[str]],
    examples: int,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send one operation what its description allows and what it does not, often real records."""
    checks: Any = CHECKS.get_by_names(list(OF_ANSWERS))

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in MODES)),
        chosen=st.fixed_dictionaries(
            {name: st.none() | st.sampled_from(values) for name, values in real.items()}
        ),
        nasty=st.none() | st.tuples(st.sampled_from(NASTY), st.integers(0, 99)),
    )
    def sent(
        case: schemathesis.Case[Any],
        chosen: dict[str, str | None],
        nasty: tuple[str, int] | None,
    ) -> None:
        for part in (case.path_parameters, case.query, case.body):
            if isinstance(part, dict):
                part.update({name: each for name, each in chosen.items() if each and name in part})
        if nasty and isinstance(case.body, dict) and case.media_type == "application/json":
            # the fuzzer itself would write it as it stands
            case.body = json.dumps(spoilt(case.body, *nasty)).encode()
        case.call_and_validate(checks=checks, headers=dict(headers) if headers else None)

    sent()


def described(site: Site) -> list[schemathesis.APIOperation[Any, Any, Any, Any]]:
    """Every operation of the description."""
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", site.client.app)
    found = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    paths = site.get("/v1/openapi.json")["paths"].values()
    assert len(found) == sum(map(len, paths))
    return found


@WHOLE_CHECK
def test_the_api_keeps_to_its_own_description(site: Site) -> None:
    for operation in described(site):
        site.mirror.catch_up()  # one that is silent for long is called dead
        fuzz(operation, real_values(site), EXAMPLES)


@WHOLE_CHECK
@pytest.mark.parametrize("who", ["acceptance", "bank"])
def test_the_api_keeps_to_its_description_for_who_is_signed_in(site: Site, who: str) -> None:
    key = getattr(site.stage.cast, who).key
    doors = [each for each in described(site) if "401" in each.definition.raw["responses"]]
    assert len(doors) > 60
    for operation in doors:
        site.mirror.catch_up()
        # one door ends the session
        fuzz(operation, real_values(site), SIGNED_IN_EXAMPLES, held(opened(site, key)["token"]))


@contextmanager
def alive(site: Site) -> Iterator[None]:
    """The mirror speaks to its node meanwhile, as a follower does."""
    end = threading.Event()

    def follow() -> None:
        while not end.wait(5):
            site.mirror.catch_up()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def run(port: int, path: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The fuzzer as its own program, over the socket: every limit of every value, every method."""
    program = str(Path(sys.executable).with_name("st"))
    checks = ",".join((*OF_ANSWERS, *OF_METHODS))
    phases = ("--phases", "examples,coverage", "--generation-deterministic")
    asked = ("--include-path-regex", DOORS_ASKED)
    return subprocess.run(
        [program, "run", f"http://{HOST}:{port}{path}", "--checks", checks, *phases, *asked],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


@WHOLE_CHECK
def test_every_limit_and_every_method_is_answered_as_described(site: Site, tmp_path: Path) -> None:
    with served(site.client.app, site.settings) as port, alive(site):
        found = run(port, "/v1/openapi.json", tmp_path)
    assert found.returncode == 0, found.stdout[-9_000:]
    paths = site.get("/v1/openapi.json")["paths"].items()
    every = {path: len(operations) for path, operations in paths}
    count = sum(many for path, many in every.items() if re.search(DOORS_ASKED, path))
    assert f"Selected: {count}/{sum(every.values())}" in found.stdout
    assert f"Tested: {count}" in found.stdout


class Asked(BaseModel):
    """A body of the planted application."""

    count: int = 0


@pytest.mark.parametrize(
    ("path", "fault"), [("/fails", "Server error"), ("/surprises", "Undocumented status code")]
)
def test_a_planted_fault_is_found(path: str, fault: str) -> None:
    planted = FastAPI()

    @planted.post("/fails", responses={400: {}})
    def fails(body: Asked) -> JSONResponse:
        return JSONResponse({}, status_code=500 if body.count else 200)

    @planted.get("/surprises")
    def surprises() -> JSONResponse:
        return JSONResponse({}, status_code=418)

    schema = schemathesis.openapi.from_asgi("/openapi.json", planted)
    with pytest.raises(FailureGroup) as caught:
        fuzz(schema[path]["POST" if path == "/fails" else "GET"], {}, EXAMPLES)
    assert fault in str(caught.value.exceptions)
