"""Shapes that many answers share."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

Hex = Annotated[str, Field(pattern=r"^(0x)?[0-9a-f]*$", examples=["0x03…"])]
# PostgreSQL has no place for a NUL: no text that is kept may have one, on any database.
NO_NUL: Final = r"^[^\x00]*$"
WORDED: Final = r"^[^\x00]*[^\s\x00][^\x00]*$"
MirrorState = Literal["live", "behind", "unreachable", "stopped", "doubtful"]


class Shape(BaseModel):
    """A shape without members that it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AsOf(Shape):
    """The block that an answer speaks of. Only a live mirror can say that nothing came after."""

    block: int = Field(description="The last block that the mirror has read.", examples=[1042])
    block_hash: str
    time: str = Field(description="The block's time, UTC.", examples=["2026-03-02T08:00:00Z"])
    final: bool = Field(description="Whether the chain can no longer take this block back.")
    chain_head: int = Field(description="The highest block that the mirror heard of.")
    lag_blocks: int = Field(description="Blocks of the chain that the mirror has not read.")
    state: MirrorState
    code: str = Field(
        description="Why the mirror is not live, where it knows: the code of a problem.",
        examples=["FORK_BELOW_FINALITY"],
    )
    endpoint: int = Field(description="Which of its nodes the mirror follows, from 1.")


class ElsewhereOut(Shape):
    """What lies outside the registry's seat (NAT-2026 Art. 10), in two digits of GB/T 2260.

    `applicants` are the other provinces that applicants are registered in; `data` the province of
    the data, null where it is the registry's own or none.
    """

    seat: str = Field(examples=["37"])
    applicants: list[str]
    data: str | None
    article: str = Field(examples=["NAT-2026 Art. 10"])


class ProblemDocument(BaseModel):
    """RFC 9457."""

    type: str = Field(examples=["urn:datadeed:problem:NUMBER_MALFORMED"])
    title: str
    titles: dict[str, str]
    detail: str | None = Field(
        default=None, description="What to do, where the title does not say so, in its language."
    )
    status: int
    code: str = Field(examples=["NUMBER_MALFORMED"])
    fields: dict[str, Any]
    instance: str
    as_of: AsOf | None = None
