"""Digests that are notarized in batches."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Shape

MOST: int = 1_000
DIGEST = r"^(sha256|sm3):[0-9a-f]{64}$"
Written = Annotated[str, Field(pattern=DIGEST, examples=["sha256:" + "ab" * 32])]


class DigestsIn(Shape):
    """Digests to be entered; what they are of stays with its owner."""

    digests: list[Written] = Field(min_length=1, max_length=MOST)


class DigestsOut(Shape):
    """Where the digests stand in the log, in the order in which they came. They are on disk."""

    registry: int
    size: int = Field(description="How many digests the log holds.")
    places: list[int]


class BatchOut(Shape):
    """A batch that is anchored: the log over its first `size` digests."""

    size: int
    root: str = Field(description="Of the RFC 9162 tree over SHA-256.")
    block: int = Field(description="The block under which the root is proven.")


class BatchesOut(Shape):
    """The batches of this installation's log, the newest first."""

    registry: int
    size: int = Field(description="How many digests the log holds, anchored or not.")
    batches: list[BatchOut]
    next: int | None = Field(description="Give it as `below` for older ones.")


class NodesOut(Shape):
    """How the register shows a root: docs/evidence-package.md says how to check it."""

    chainId: int  # noqa: N815 (as the file has it)
    register_: str = Field(alias="register")
    registry: int
    size: int
    root: str
    header: str
    account: list[str]
    word: list[str]


class GrowthProofOut(Shape):
    """A proof of growth as `datadeed batch check` takes it: these very bytes are the file."""

    schema_: str = Field(alias="schema", examples=["datadeed/batch-growth/1"])
    first: NodesOut
    second: NodesOut
    path: list[str] = Field(description="The consistency proof of RFC 9162, 2.1.4.1.")


class BatchProofOut(Shape):
    """A proof as `datadeed batch check` takes it: these very bytes are the file."""

    schema_: str = Field(alias="schema", examples=["datadeed/batch-proof/1"])
    algorithm: str
    digest: str
    index: int
    path: list[str]
    anchor: NodesOut
    stamps: list[list[str]] | None = Field(
        default=None, description="Series of RFC 3161 tokens over the root; version 2 alone has it."
    )
