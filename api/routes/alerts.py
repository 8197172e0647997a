"""What happened to the titles that a party holds or has a pledge on."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.alerts import MOST, alerts_of
from api.routes.documented import SIGNED_IN
from api.schemas.alerts import AlertsOut
from api.sessions.holding import signed_in
from api.wiring import reading

router = APIRouter(prefix="/v1/alerts", tags=["alerts"], responses=SIGNED_IN)


@router.get("")
def mine(
    request: Request,
    after: Annotated[int, Query(ge=0, le=2**53, description="The last place that is known.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> AlertsOut:
    """The alerts of whoever is signed in, behind a place: asked again, the same come again.

    An act is told of as soon as it is read; where a fork takes it back, a RETRACTED alert follows.
    """
    party = signed_in(request).party
    with reading(request) as now:
        return alerts_of(now.session, party, after, limit)
