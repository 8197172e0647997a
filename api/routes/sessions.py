"""Signing in with a party's key, and out again."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from api.routes.documented import SIGNED_IN
from api.schemas import sessions as shapes
from api.sessions import holding, opening
from api.stamped import stamped
from api.texts.shown import iso
from api.wiring import wiring_of
from ledger.domain.acts import Role

router = APIRouter(prefix="/v1/sessions", tags=["sessions"], responses=SIGNED_IN)


@router.post("/challenge")
def challenge(request: Request, body: shapes.ChallengeIn) -> shapes.ChallengeOut:
    """The message that an account signs to sign in (EIP-4361)."""
    given = opening.challenge(wiring_of(request), bytes.fromhex(body.account[2:]))
    until = iso(given.expiration_time)
    return shapes.ChallengeOut(message=given.text, until=until, as_of=stamped(request))


@router.post("")
def sign_in(request: Request, body: shapes.SignInIn) -> shapes.SessionOut:
    """Open a session with a signed message; each message opens one."""
    signature = bytes.fromhex(body.signature[2:])
    opened = opening.open_session(wiring_of(request), body.message, signature)
    return shapes.SessionOut(
        token=opened.token,
        account="0x" + opened.account.hex(),
        party="0x" + opened.standing.party.hex(),
        staff=_staff(opened.standing.roles),
        until=iso(opened.until),
        as_of=stamped(request),
    )


@router.get("")
def who(request: Request) -> shapes.WhoOut:
    """Who is signed in, with the roles of now."""
    found = holding.signed_in(request)
    return shapes.WhoOut(
        account="0x" + found.account.hex(),
        party="0x" + found.party.hex(),
        staff=_staff(found.roles),
        until=iso(found.until),
        as_of=stamped(request),
    )


@router.post("/code")
def code(request: Request) -> shapes.CodeOut:
    """A code with which a browser without a wallet signs in once."""
    text, until = opening.code_for(wiring_of(request), holding.signed_in(request))
    return shapes.CodeOut(code=text, until=iso(until), as_of=stamped(request))


@router.delete("", status_code=204)
def sign_out(request: Request) -> Response:
    """End the session."""
    opening.close(wiring_of(request), holding.bearer(request))
    return Response(status_code=204)


def _staff(roles: Mapping[int, frozenset[Role]]) -> list[shapes.StaffOut]:
    return [
        shapes.StaffOut(registry=code, roles=[role.name for role in sorted(each)])
        for code, each in sorted(roles.items())
    ]
