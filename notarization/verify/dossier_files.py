"""`dossiers/<subject>.json`: all acts of one dossier, as the logs of the register carry them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from ledger.domain.canonical import encode
from ledger.domain.dossier import ADDRESS_BYTES, RawAct
from ledger.domain.state import SubjectMalformed, kind_of
from notarization.verify.fields import Fields, shown

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonValue

SCHEMA: Final = "datadeed/dossier-acts/1"
FOLDER: Final = "dossiers/"
SUBJECT_BYTES: Final = 32
MOST_KIND: Final = 255


def dossier_name(subject: bytes) -> str:
    """The file of a dossier."""
    return f"{FOLDER}{subject.hex()}.json"


def write_dossier(subject: bytes, acts: Iterable[RawAct]) -> bytes:
    """The file's bytes; acts stand in the order of the chain."""
    return encode(
        {
            "schema": SCHEMA,
            "subject": shown(subject),
            "acts": [
                {
                    "kind": act.kind,
                    "book": shown(act.book),
                    "block": act.block,
                    "time": act.time,
                    "data": shown(act.data),
                }
                for act in acts
            ],
        }
    )


def read_dossier(name: str, value: "JsonValue") -> tuple[bytes, Sequence[RawAct]]:
    """The subject and its acts. Raises FieldError."""
    fields = Fields(value, name)
    fields.schema(SCHEMA)
    subject = fields.data("subject", SUBJECT_BYTES)
    try:
        kind_of(subject)
    except SubjectMalformed:
        fields.refuse("subject", "names no subject")
    if dossier_name(subject) != name:
        fields.refuse("subject", "is not the file's")
    acts = tuple(_act(subject, each) for each in fields.each("acts"))
    if not acts:
        fields.refuse("acts", "are none")
    fields.end()
    return subject, acts


def _act(subject: bytes, fields: Fields) -> RawAct:
    act = RawAct(
        subject=subject,
        kind=fields.natural("kind", MOST_KIND),
        book=fields.data("book", ADDRESS_BYTES),
        data=fields.data("data"),
        block=fields.natural("block", 2**48),
        time=fields.natural("time", 2**40),
    )
    fields.end()
    return act
