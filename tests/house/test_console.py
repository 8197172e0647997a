"""The console does all that the API does: each route of its description stands beside a command."""

from pathlib import Path
from typing import Any, Final

import click
import pytest

from api.app import create_app
from api.cli import build
from api.commands.speech import Speech
from ledger.settings import Settings
from notarization.verify.report import Language

A, C, D = "/v1/applications", "/v1/certificates", "/v1/desk/{registry}"
F, G = f"{D}/files/{{application_id}}", f"{D}/acts/{{digest}}"
COMMANDS: Final = {
    "POST /v1/acts/{kind}:prepare": "act prepare",
    "POST /v1/acts/{kind}:relay": "act relay",
    "GET /v1/alerts": "alerts",
    f"GET {A}": "application list",
    "GET /v1/financing": "financing list",
    "GET /v1/financing/{pledge}": "financing show",
    "POST /v1/financing/{pledge}/entries": "financing enter",
    "GET /v1/financing/{pledge}/export": "financing export",
    "GET /v1/financing/{pledge}/readings": "financing readings",
    f"POST {A}": "register",
    f"GET {A}/{{application_id}}": "application show",
    f"POST {A}/{{application_id}}/objections": "application object",
    f"POST {A}/{{application_id}}/objections/{{digest}}/materials": "application object",
    f"POST {A}/{{application_id}}/objections:draft": "application object",
    f"POST {A}/{{application_id}}/proofs": "application leave",
    f"GET {A}/{{application_id}}/proofs/{{digest}}": "application return",
    f"GET {A}/{{application_id}}/record": "application return",
    f"POST {A}/{{application_id}}/record": "application leave",
    # terms, and whether record and proofs may come in, are worked out at home by the same rules
    f"POST {A}:draft": "register",
    "POST /v1/records:check": "register",
    "POST /v1/proofs:check": "register",
    "GET /v1/batches": "batch prove",
    "GET /v1/batches/growth": "batch prove",
    "POST /v1/batches/digests": "batch add",
    "GET /v1/batches/digests/{digest}/proof": "batch prove",
    f"GET {C}": "search",
    f"GET {C}/{{number}}": "certificate show",
    f"GET {C}/{{number}}/disputes": "certificate disputes",
    f"POST {C}/{{number}}/disputes/{{dispute}}/papers": "proposal dispute-paper",
    f"GET {C}/{{number}}/document": "document make",
    f"GET {C}/{{number}}/ended-pledges": "certificate ended-pledges",
    f"GET {C}/{{number}}/filings": "certificate filings",
    f"GET {C}/{{number}}/history": "certificate history",
    f"GET {C}/{{number}}/others": "certificate others",
    f"GET {C}/{{number}}/pledges": "certificate pledges",
    f"GET {C}/{{number}}/proof": "package",
    f"GET {C}/{{number}}/uses": "certificate uses",
    f"GET {G}": "desk act",
    f"POST {G}/consents": "desk consent",
    f"POST {G}/relay": "desk relay",
    f"POST {G}/signatures": "desk sign",
    f"GET {D}/files": "desk list",
    f"GET {F}": "desk show",
    f"POST {F}/acts": "desk prepare",
    f"POST {F}/claim": "desk claim",
    f"GET {F}/contents/{{digest}}": "desk open",
    f"POST {F}/erasures": "desk erase",
    f"POST {F}/erasures:draft": "desk erase",
    f"POST {F}/reassign": "desk reassign",
    f"POST {F}/recuse": "desk recuse",
    f"GET {F}/steps": "desk steps",
    f"POST {D}/hand-over": "desk hand-over",
    f"GET {D}/log": "desk log",
    f"GET {D}/disputes": "desk dispute queue",
    f"POST {D}/disputes": "desk dispute prepare",
    f"GET {D}/disputes/{{digest}}": "desk dispute show",
    f"DELETE {D}/disputes/{{digest}}": "desk dispute discard",
    f"POST {D}/disputes/{{digest}}/relay": "desk dispute send",
    f"POST {D}/disputes/{{digest}}/signatures": "desk dispute sign",
    f"GET {D}/orders": "desk order list",
    f"POST {D}/orders": "desk order prepare",
    f"POST {D}/orders:lift": "desk order lift",
    f"POST {D}/orders:extend": "desk order extend",
    f"GET {D}/orders/{{digest}}": "desk order show",
    f"DELETE {D}/orders/{{digest}}": "desk order discard",
    f"POST {D}/orders/{{digest}}/relay": "desk order send",
    f"POST {D}/orders/{{digest}}/signatures": "desk order sign",
    "POST /v1/documents:check": "document check",
    "POST /v1/evidence-packages": "package",
    "POST /v1/evidence-packages:check": "verify",
    "POST /v1/evidence-requests": "evidence ask",
    "GET /v1/evidence-requests/{request_id}": "evidence show",
    "GET /v1/evidence-requests/{request_id}/package": "evidence fetch",
    f"GET {D}/evidence-requests": "evidence locked",
    f"POST {D}/evidence-requests/{{request_id}}:approve": "evidence approve",
    "GET /v1/institutions": "institutions",
    "GET /v1/notices": "application notices",
    "GET /v1/parties": "party of",
    "GET /v1/parties/{party_id}": "party show",
    "GET /v1/presentations": "presentation",
    "GET /v1/proposals": "proposal list",
    "POST /v1/proposals": "proposal make",
    "POST /v1/proposals:dispute": "proposal dispute",
    "POST /v1/proposals:dispute-step": "proposal dispute-step",
    "POST /v1/proposals:pledge": "proposal pledge",
    "POST /v1/proposals:pledge-life": "proposal life",
    "POST /v1/proposals:release": "proposal release",
    "POST /v1/proposals:transfer": "proposal transfer",
    "GET /v1/proposals/{digest}": "proposal show",
    "DELETE /v1/proposals/{digest}": "proposal withdraw",
    "POST /v1/proposals/{digest}/filing": "proposal file",
    "POST /v1/proposals/{digest}/relay": "proposal send",
    "POST /v1/proposals/{digest}/signatures": "proposal sign",
    "GET /v1/registries": "registry list",
    "GET /v1/registries/{code}/reexaminations": "registry reexaminations",
    "GET /v1/sessions": "sign-in",
    "POST /v1/sessions": "sign-in",
    "DELETE /v1/sessions": "sign-out",
    "POST /v1/sessions/challenge": "sign-in",
    "POST /v1/sessions/code": "sign-in",
    "GET /v1/status": "status",
    "GET /v1/superiors": "superiors",
    "POST /v1/verdict-lists": "verdict",
    "POST /v1/verdict-lists:csv": "verdict",
    "GET /v1/verdicts": "verdict",
    "POST /v1/verdicts": "verdict",
    "GET /v1/verdicts/document": "document make",
    "POST /v1/verdicts:sign": "verdict",
    "GET /v1/webhooks": "webhook list",
    "POST /v1/webhooks": "webhook make",
    "DELETE /v1/webhooks/{key}": "webhook forget",
    "POST /v1/webhooks/{key}/replay": "webhook replay",
}
# what no command does, and why
WITHOUT: Final = {
    "GET /v1/documents": "a paper's own reference leads there; the console has the file",
    "GET /v1/evidence-packages/{digest}": "`package` writes what this door hands out",
    "GET /v1/verdicts/signed/{digest}": "`verdict --signed` writes what this door hands out",
}


def routes(app: Any) -> set[str]:
    """Every operation of a description."""
    paths = app.openapi()["paths"].items()
    return {f"{method.upper()} {path}" for path, found in paths for method in found}


def faults(found: set[str]) -> list[str]:
    """What has neither a command nor a reason, has both, or is not there any more."""
    told = COMMANDS.keys() | WITHOUT.keys()
    lacking = [f"{each}: no command" for each in sorted(found - told)]
    both = [f"{each}: a command and a reason" for each in sorted(COMMANDS.keys() & WITHOUT.keys())]
    return [*lacking, *both, *(f"{each}: no route" for each in sorted(told - found))]


def find(name: str) -> click.Command | None:
    """A command of the console by its words."""
    at: click.Command | None = build(Speech(Language.EN), {})
    context = click.Context(build(Speech(Language.EN), {}))
    for word in name.split():
        at = at.get_command(context, word) if isinstance(at, click.Group) else None
    return at


@pytest.fixture
def description(tmp_path: Path) -> set[str]:
    return routes(create_app(Settings.read({"DATADEED_HOME": str(tmp_path)})))


def test_each_route_stands_beside_a_command_or_a_reason(description: set[str]) -> None:
    assert len(description) > 50
    assert faults(description) == []


@pytest.mark.parametrize("name", sorted(set(COMMANDS.values())))
def test_the_commands_are_there(name: str) -> None:
    found = find(name)
    assert found is not None
    assert not isinstance(found, click.Group)
    assert found.help


def test_a_route_without_a_command_is_found(description: set[str]) -> None:
    planted = description | {"POST /v1/planted"}
    assert faults(planted) == ["POST /v1/planted: no command"]
    assert faults(description - {"GET /v1/status"}) == ["GET /v1/status: no route"]
    assert find("status planted") is None
    assert find("desk planted") is None
