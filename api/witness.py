"""A witness of checkpoint logs over HTTP (C2SP tlog-witness): one address, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from notarization.checkpoints.witness import MOST_BODY

if TYPE_CHECKING:
    from starlette.requests import Request

    from notarization.checkpoints.witness import Witness

TOO_LONG = 413


def create_app(witness: Witness) -> Starlette:
    """The application of a witness."""

    async def add_checkpoint(request: Request) -> Response:
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MOST_BODY:
                return Response(status_code=TOO_LONG)
        answer = await run_in_threadpool(witness.add, bytes(body))
        return Response(answer.body, answer.status, media_type=answer.media)

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"])])
