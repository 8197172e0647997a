"""Who may enter which door: strangers what is public, parties their own, staff their registry's."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from fastapi import APIRouter, FastAPI

from api.sessions.holding import FORM
from ledger.domain.acts import PartyKind, RegistryCode, Role
from ledger.store.engine import unit_of_work
from ledger.store.repositories import session as sessions
from ledger.store.tables.session import SessionRow
from tests.cast import REGISTRY, Stage
from tests.doors import Content, Door, doors, least, schema_of
from tests.proposing import FILING, Dealer, wish
from tests.sessions import held, opened
from tests.site import Site

pytestmark = pytest.mark.node
STAFF: Final = ("acceptance", "examiner", "order_clerk")
PARTIES: Final = ("registrant", "coholder", "bank", "second_bank", "court", "clerk of 372")
OUTSIDE: Final = ("registrant", "bank", "court", "clerk of 372")
SIGNED_IN: Final = (*PARTIES, *STAFF)
STRANGERS: Final = ("nobody", "session over", "session of elsewhere")
DESK: Final = re.compile(r"(/v1)?/desk/\{registry\}")
ENDING: Final = ("DELETE /v1/sessions", "POST /sign-out")
# Everything that is closed and names one thing is somebody's own; to others it is not there.
OWN: Final = {
    r".*/applications/\{application_id\}/(record|proofs/\{digest\})": ("registrant", "coholder"),
    r".*/webhooks/\{key\}(/replay)?": ("bank",),
    r".*/financing/\{pledge\}(/\w+)?": ("bank",),
    r".*/proposals/\{digest\}(/\w+)?": ("registrant", "bank"),
}
NOT_YOURS: Final = (
    (403, "NOT_APPLICANT"),
    (404, "WEBHOOK_UNKNOWN"),
    (404, "FINANCING_UNKNOWN"),
    (404, "PROPOSAL_UNKNOWN"),
)
# What everybody may ask; whoever asks, the answer is the same.
OPEN: Final = frozenset(
    """
    GET /v1/openapi.json
    GET /v1/certificates
    GET /v1/certificates/{number}
    GET /v1/certificates/{number}/history
    GET /v1/certificates/{number}/pledges
    GET /v1/certificates/{number}/ended-pledges
    GET /v1/certificates/{number}/filings
    GET /v1/certificates/{number}/others
    GET /v1/certificates/{number}/uses
    GET /v1/certificates/{number}/disputes
    POST /v1/certificates/{number}/disputes/{dispute}/papers
    GET /v1/certificates/{number}/proof
    GET /v1/certificates/{number}/document
    GET /v1/verdicts
    GET /v1/verdicts/document
    GET /v1/verdicts/signed/{digest}
    POST /v1/verdicts
    POST /v1/verdicts:sign
    POST /v1/verdict-lists
    POST /v1/verdict-lists:csv
    GET /v1/presentations
    GET /v1/parties
    GET /v1/parties/{party_id}
    GET /v1/institutions
    GET /v1/superiors
    GET /v1/registries
    GET /v1/registries/{code}/reexaminations
    GET /v1/applications
    POST /v1/applications
    GET /v1/applications/{application_id}
    POST /v1/applications/{application_id}/proofs
    POST /v1/applications/{application_id}/record
    POST /v1/applications:draft
    POST /v1/records:check
    POST /v1/proofs:check
    GET /v1/notices
    POST /v1/applications/{application_id}/objections
    POST /v1/applications/{application_id}/objections:draft
    POST /v1/applications/{application_id}/objections/{digest}/materials
    POST /v1/acts/{kind}:prepare
    POST /v1/acts/{kind}:relay
    POST /v1/sessions
    POST /v1/sessions/challenge
    POST /v1/evidence-packages
    GET /v1/evidence-packages/{digest}
    POST /v1/evidence-packages:check
    POST /v1/evidence-requests
    GET /v1/evidence-requests/{request_id}
    GET /v1/evidence-requests/{request_id}/package
    GET /v1/batches
    GET /v1/batches/growth
    GET /v1/batches/digests/{digest}/proof
    GET /v1/documents
    POST /v1/documents:check
    GET /v1/status
    GET /metrics
    GET /
    GET /certificates/{number}
    GET /certificates/{number}/pledges
    GET /certificates/{number}/others
    GET /certificates/{number}/evidence
    POST /certificates/{number}/evidence
    POST /certificates/{number}/package
    GET /evidence-requests/{request_id}
    GET /verdicts
    POST /verdicts/sign
    GET /applications/{application_id}
    GET /applications/{application_id}/object
    GET /packages/check
    POST /packages/check
    GET /documents/check
    POST /documents/check
    GET /fingerprint
    GET /status
    GET /apply
    GET /cosign
    GET /notices
    GET /mine
    GET /parties/{party_id}
    GET /registries/{code}
    GET /institutions
    GET /sign-in
    POST /sign-in
    """.strip().split("\n    ")
)
# who asks stands in what is answered, or how often it was asked, or a form's own mark
VARYING: Final = (
    "GET /certificates/{number}/evidence",
    "GET /metrics",
    "GET /sign-in",
    "GET /v1/evidence-requests/{request_id}/package",
)


@dataclass
class House:
    """The site with everybody's tokens, and one of each thing that is somebody's own."""

    site: Site
    tokens: dict[str, str]
    values: dict[str, str]
    description: Content

    def doors(self) -> list[Door]:
        """All doors; those that end something come last."""
        app: Any = self.site.client.app
        found = list(doors(app.routes))
        return sorted(found, key=lambda each: (ends(each), each.name))

    def ask(self, who: str, door: Door) -> Any:
        """The answer at a door to who asks with what it takes."""
        token, values = self.tokens[who], self.values
        if "/proposals" in door.path:
            values = {**values, "digest": values["proposal"]}
        client = self.site.client
        client.cookies.clear()
        if door.is_page and token:
            client.cookies.set("session", token)
        answer = client.request(
            door.method,
            door.address(values),
            params=door.query(values),
            headers=held(token) if token and not door.is_page else {},
            follow_redirects=False,
            **self.body(door, token),
        )
        client.cookies.clear()
        return answer

    def body(self, door: Door, token: str) -> Content:
        """The least that a door takes, as its own kind of body."""
        told = self.description["paths"].get(door.path, {}).get(door.method.lower(), {})
        mark = hmac.digest(token.encode(), FORM, hashlib.sha256).hex()
        given: Content = {**self.values, "mark": mark}
        if "/erasure" in door.path:
            given["fields"] = ["contacts"]
        if "requestBody" in told:
            kind, inner = next(iter(told["requestBody"]["content"].items()))
            made = least(inner["schema"], given, self.description["components"]["schemas"])
            return {"json": made} if kind == "application/json" else form(made)
        field = getattr(door.route, "body_field", None)
        if field is None:
            return {}
        schema = schema_of(field.field_info.annotation)
        made = least(schema, given, schema.get("$defs", {}))
        return form({**made, "mark": mark} if isinstance(made, dict) else given)


def form(members: Content) -> Content:
    """A form as a client sends it, its files apart."""
    files = {name: ("file", each) for name, each in members.items() if isinstance(each, bytes)}
    rest = {name: each for name, each in members.items() if not isinstance(each, bytes)}
    return {"data": rest, "files": files} if files else {"data": rest}


def ends(door: Door) -> bool:
    """Whether what it names is gone afterwards."""
    return door.method == "DELETE" or door.path.endswith("/withdraw")


def owners(door: Door) -> tuple[str, ...]:
    """Whose own it is that a door leads to; empty where it leads to nobody's."""
    found = (who for path, who in OWN.items() if re.fullmatch(path, door.path))
    return () if door.name in OPEN else next(found, ())


def unplaced(found: list[Door]) -> set[str]:
    """Doors to one thing of which nobody said who may enter."""
    closed = [each for each in found if each.name not in OPEN and not DESK.match(each.path)]
    return {each.name for each in closed if "{" in each.path and not owners(each)}


def told(answer: Any) -> tuple[int, str]:
    """The status and the code of a refusal, of a document or a page."""
    code = re.search(r'"code":"([A-Z_]+)"|class="code">(?:\d+ )?([A-Z_]+)</', answer.text)
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"):
        return 401, "SESSION_MISSING"
    return answer.status_code, "".join(filter(None, code.groups())) if code else ""


@pytest.fixture(scope="module")
def house(site: Site, office: Stage) -> Iterator[House]:
    cast, wiring = office.cast, site.client.app.state.wiring  # type: ignore[attr-defined]
    institution, clerk, code = office.enrolled(PartyKind.COURT), office.enrolled(), 372
    office.open_registry(institution, RegistryCode(code))
    office.employed(clerk, institution, Role.REVIEWER, registry=RegistryCode(code))
    site.mirror.catch_up()
    players = {name: getattr(cast, name) for name in SIGNED_IN if hasattr(cast, name)}
    players["clerk of 372"] = clerk
    over = secrets.token_urlsafe()
    row = SessionRow(hashlib.sha256(over.encode()).digest(), cast.examiner.key.account, 0, 0, 1)
    with unit_of_work(wiring.engine, silent=True) as work:
        sessions.add(work, row)
    tokens = {name: opened(site, each.key)["token"] for name, each in players.items()}
    dealer = Dealer(site, cast.registrant, tokens["registrant"])
    pledge = wish(site, site.pledgor_number, cast.bank, ppm=100_000)
    proposal = dealer.done("POST", "/v1/proposals:pledge", pledge)["proposal"]
    hook = {"url": "https://bank.example/alerts"}
    hooked = site.client.post("/v1/webhooks", headers=held(tokens["bank"]), json=hook).json()
    pledges = site.get(f"/v1/certificates/{site.pledgor_number}/pledges")["pledges"]
    case = {"number": site.pledgor_number, "requester": "法院", "case_ref": "1"}
    values = {
        "number": site.pledgor_number,
        "application_id": site.issued.application.hex(),
        "party_id": cast.registrant.party.hex(),
        "account": "0x" + cast.registrant.key.account.hex(),
        "registry": str(REGISTRY),
        "code": str(REGISTRY),
        "key": hooked["webhook"]["id"],
        "pledge": pledges[0]["pledge"].removeprefix("0x"),
        "proposal": proposal.removeprefix("0x"),
        "digest": "ab" * 32,
        "dispute": "ab" * 32,
        "place": "orders",
        "kind": "pledge",
        "request_id": site.client.post("/v1/evidence-requests", json=case).json()["id"],
        "filing": FILING,
        "filed_at": "2026-01-01T00:00:00",
        "amount": "1",
        "on": "2026-01-01",
        "q": "a",
        "concern": "REVIEW",
        "purpose": "pledge",
        "from": "1",
        "to": "1",
    }
    strangers = dict(zip(STRANGERS, ("", over, secrets.token_urlsafe()), strict=True))
    description = site.get("/v1/openapi.json")
    yield House(site, strangers | tokens, values, description)
    site.client.cookies.clear()


def test_of_every_door_is_said_who_may_enter(house: House) -> None:
    found = house.doors()
    assert unplaced(found) == set()
    assert {each.name for each in found} >= OPEN
    assert len(found) >= 200


def test_a_door_that_nobody_placed_would_be_seen() -> None:
    app, router = FastAPI(), APIRouter()
    router.add_api_route("/v1/parties/{party_id}/drafts", lambda party_id: party_id)
    app.include_router(router)
    assert unplaced(list(doors(app.routes))) == {"GET /v1/parties/{party_id}/drafts"}


def test_what_is_public_is_the_same_for_everybody(house: House) -> None:
    for door in house.doors():
        if door.name in OPEN:
            asked = [house.ask(who, door) for who in ("nobody", "registrant", "bank", "examiner")]
            assert len({told(each) for each in asked}) == 1, door.name
            assert told(asked[0])[0] != 401, door.name
            if door.method == "GET" and door.name not in VARYING:
                assert len({each.content for each in asked}) == 1, door.name


def test_whoever_is_not_signed_in_hears_so_at_every_other_door(house: House) -> None:
    for door in house.doors():
        if door.name not in (*OPEN, *ENDING):
            for who in STRANGERS:
                assert told(house.ask(who, door)) == (401, "SESSION_MISSING"), (door.name, who)


def test_a_desk_is_there_for_its_own_staff_alone(house: House) -> None:
    for door in house.doors():
        if DESK.match(door.path):
            for who in OUTSIDE:
                assert told(house.ask(who, door)) == (404, "NOT_FOUND"), (door.name, who)
            for who in STAFF:
                assert told(house.ask(who, door))[1] not in ("NOT_FOUND", "SESSION_MISSING")


def test_what_is_somebodys_own_is_there_for_nobody_else(house: House) -> None:
    for door in house.doors():
        if own := owners(door):
            for who in SIGNED_IN:
                if who not in own:
                    assert told(house.ask(who, door)) in NOT_YOURS, (door.name, who)
            for who in () if ends(door) else own:
                found = told(house.ask(who, door))
                assert found not in NOT_YOURS, (door.name, who)
                assert found[0] != 401, (door.name, who)


def test_a_session_shows_what_is_its_own_alone(house: House) -> None:
    """Another's proposal, loan or webhook stands in no list, nor its id in any page."""
    secret = {house.values["key"], house.values["proposal"]}
    for door in house.doors():
        if door.method == "GET" and "{" not in door.path and door.name not in ENDING:
            for who in ("nobody", "coholder", "second_bank", "acceptance"):
                text = house.ask(who, door).text
                assert not [each for each in secret if each in text], (door.name, who)
