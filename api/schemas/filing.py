"""Filing from a page: a record that is looked over, terms made of it, proofs kept."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from api.schemas.acts import Hex32, Message
from api.schemas.certificates import PartyOut
from api.schemas.common import AsOf, Shape

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Salt = Annotated[str, Field(pattern=r"^([0-9a-f]{2}){16,32}$")]


def _encodable(fields: dict[str, Any]) -> dict[str, Any]:
    """What JSON can escape and UTF-8 cannot carry is in no text and no name, however deep."""
    for name, value in fields.items():
        waiting = [name, value]
        while waiting:
            match waiting.pop():
                case dict() as members:
                    waiting += [*members, *members.values()]
                case list() as entries:
                    waiting += entries
                case str() as text if not text.isascii():
                    try:
                        text.encode()
                    except UnicodeEncodeError as fault:
                        message = f"{name[:64]!a} holds a lone surrogate, which is no letter"
                        raise ValueError(message) from fault
    return fields


Fields = Annotated[dict[str, Any], Field(max_length=100), AfterValidator(_encodable)]


class RecordCheckIn(Shape):
    """A record as far as it is filled in. It is not kept and not logged."""

    record: Fields
    participants: Annotated[list[Hex32], Field(max_length=16, default_factory=list)]


class FaultOut(Shape):
    """What is wrong with one field, in both languages."""

    field: str
    code: str
    zh: str
    en: str


class RecordCheckOut(Shape):
    """What is wrong, in the order of the form; of each field the first fault."""

    profile: str
    faults: list[FaultOut]
    as_of: AsOf


class ProofCheckOut(Shape):
    """The file may come in; `read` is false where it is no text, and was not looked through."""

    read: bool
    as_of: AsOf


class MarkIn(Shape):
    """The fingerprint of the data object: digests as hexadecimal digits, size in bytes."""

    sha256: Digest
    sm3: Digest
    merkle: Digest
    size: Annotated[int, Field(ge=0, lt=2**53)]


class DraftIn(Shape):
    """A record with a salt for each field, and what it is about. Nothing of it is kept.

    `participants` took part in a fusion, hold nothing, and sign where their consent is needed.
    """

    record: Fields
    salts: dict[str, Salt]
    mark: MarkIn
    registry: Annotated[int, Field(ge=1, le=65_535, examples=[371])]
    participants: Annotated[list[Hex32], Field(max_length=16, default_factory=list)]


class DraftOut(Shape):
    """The application to be signed by every holder."""

    application: Digest
    terms: Message
    digest: Hex32
    typed_data: dict[str, Any]
    as_of: AsOf


class ProofKeptOut(Shape):
    """A proof that is kept sealed for the registry."""

    sha256: Digest
    sm3: Digest
    size: int
    as_of: AsOf


class EarlierOut(Shape):
    """An application as it was filed: its fields but those erased, the proofs that can be had."""

    application: str
    registry: int
    state: str
    registration: str
    participants: list[PartyOut]
    fields: dict[str, Any]
    proofs: list[str]
    as_of: AsOf
