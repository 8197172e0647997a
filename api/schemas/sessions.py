"""Signing in."""

from typing import Annotated

from pydantic import Field

from api.schemas.acts import Address
from api.schemas.common import AsOf, Shape
from api.sessions.message import MOST


class ChallengeIn(Shape):
    """The account that is to sign in."""

    account: Address


class ChallengeOut(Shape):
    """The message that the account signs by `personal_sign`; it can be used once, until then."""

    message: str
    until: str
    as_of: AsOf


class SignInIn(Shape):
    """A message of this server's, with its signature."""

    message: Annotated[str, Field(max_length=MOST)]
    signature: Annotated[str, Field(pattern=r"^0x([0-9a-f]{2}){1,1024}$")]


class StaffOut(Shape):
    """Staff roles at a registry."""

    registry: int
    roles: list[str]


class SessionOut(Shape):
    """A session; `token` goes into the header `Authorization: Bearer …` and is shown once."""

    token: str
    account: str
    party: str
    staff: list[StaffOut]
    until: str
    as_of: AsOf


class WhoOut(Shape):
    """Who is signed in, with the roles that the register gives now."""

    account: str
    party: str
    staff: list[StaffOut]
    until: str
    as_of: AsOf


class CodeOut(Shape):
    """A code to sign in once in a browser."""

    code: str
    until: str
    as_of: AsOf
