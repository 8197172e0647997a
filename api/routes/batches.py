"""Batches: digests into this installation's log, and their proofs out of it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.allowed import require_allowed
from api.routes.documented import READS, SIGNED_IN, WRITES
from api.schemas import batches as shapes
from api.sessions.holding import signed_in
from api.stamps import batch_tokens
from api.wiring import wiring_of
from ledger.domain.crypto_policy import Use
from notarization.batches import anchors
from notarization.batches.files import parse_digest
from notarization.batches.proving import growth, prove
from notarization.verify.header import decode_header

router = APIRouter(prefix="/v1/batches", tags=["batches"])
Digest = Annotated[str, Path(pattern=shapes.DIGEST, examples=["sha256:" + "ab" * 32])]
FIRST: int = 2**53


@router.post("/digests", responses=SIGNED_IN)
def add(request: Request, body: shapes.DigestsIn) -> shapes.DigestsOut:
    """Enter digests; whoever is signed in may. One that is there keeps its place."""
    signed_in(request)
    wiring = wiring_of(request)
    log = wiring.batches()
    digests = [parse_digest(text, place) for place, text in enumerate(body.digests)]
    used = {each.algorithm for each in digests}
    require_allowed(wiring.settings, Use.DIGEST, *used, at=wiring.clock())
    places = log.add(digests)
    return shapes.DigestsOut(registry=log.registry, size=log.size, places=places)


@router.get("", responses=READS)
def anchored(
    request: Request,
    below: Annotated[int, Query(ge=1, le=FIRST)] = FIRST,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> shapes.BatchesOut:
    """The batches that are anchored, the newest first."""
    log = wiring_of(request).batches()
    log.refresh()
    sizes = [size for size in reversed(anchors.sizes(log.folder)) if size < below]
    found = [each for size in sizes[:limit] if (each := anchors.load(log.folder, size))]
    return shapes.BatchesOut(
        registry=log.registry,
        size=log.size,
        batches=[
            shapes.BatchOut(
                size=each.size,
                root="0x" + each.root.hex(),
                block=decode_header(each.header).number,
            )
            for each in found
        ],
        next=sizes[limit - 1] if len(sizes) > limit else None,
    )


@router.get("/growth", responses=WRITES, response_model=shapes.GrowthProofOut)
def grown(
    request: Request,
    earlier: Annotated[int, Query(alias="from", ge=1, le=FIRST, description="The earlier size.")],
    later: Annotated[int, Query(alias="to", ge=1, le=FIRST, description="The later one.")],
) -> Response:
    """Proof that the log only grew between two batches; `datadeed batch check` checks it."""
    found = growth(wiring_of(request).batches(), earlier, later)
    return Response(found.dump(), media_type="application/json")


@router.get("/digests/{digest}/proof", responses=WRITES, response_model=shapes.BatchProofOut)
def proof(request: Request, digest: Digest) -> Response:
    """A digest's proof, under the first batch that holds it; `datadeed batch check` checks it."""
    wiring = wiring_of(request)
    [found] = prove(
        wiring.batches(),
        [parse_digest(digest)],
        lambda root: batch_tokens(wiring.settings, root, wiring.clock()),
    )
    return Response(found.dump(), media_type="application/json")
