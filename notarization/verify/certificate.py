"""`certificate.json`: what a certificate says, in the form that the replayed dossier must give.

A number alone proves nothing: `issued` binds it to the very act of the title's dossier that gave
it, so that a number cannot be shown for an earlier or a later registration.
"""

from bisect import bisect_right
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, ClassVar, Final

from ledger.domain.acts import Issue, TitleState
from ledger.domain.canonical import encode
from ledger.domain.clock import root_of
from ledger.domain.commitments import Disclosure, Opening, Withheld
from ledger.domain.history import History
from ledger.domain.numbers import read_number, written
from ledger.domain.state import Dossier
from ledger.domain.words import RECORD_KEY, HoldingWord, TitleRecord, holding_key
from notarization.verify.errors import VerificationError
from notarization.verify.fields import Fields, shown

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonValue

SCHEMA: Final = "datadeed/certificate/1"
CERTIFICATE_NAME: Final = "certificate.json"
RIGHTS: Final = ("hold", "use", "oper")
ID: Final = 32


@dataclass(eq=False)
class CertificateAbsent(VerificationError):
    """At the time asked for there was no such certificate: its holder had none, or another."""

    title: str
    holder: str
    code: ClassVar[str] = "CERTIFICATE_ABSENT"


@dataclass(eq=False)
class CertificateDisagrees(VerificationError):
    """A member of the certificate is not what the replayed dossiers say."""

    member: str
    expected: str
    found: str
    code: ClassVar[str] = "CERTIFICATE_DISAGREES"


@dataclass(eq=False)
class CertificateBinding(VerificationError):
    """The number was given by another act than the certificate names."""

    expected: str
    found: str
    code: ClassVar[str] = "CERTIFICATE_BINDING"


@dataclass(frozen=True, slots=True)
class Issued:
    """The act of the title's dossier that gave the number."""

    seq: int
    block: int
    time: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """One holder's certificate of one title. Shares and pledged parts in ppm by Right."""

    title: bytes
    holder: bytes
    number: int
    version: int
    closed: bool
    issued: Issued
    registry: int
    registered_at: int
    valid_until: int
    shares: tuple[int, int, int]
    pledged: tuple[int, int, int]
    application: bytes
    fingerprint: bytes
    record: bytes
    profile: bytes
    disclosure: Disclosure | None = None


def state_at(history: History, time: int) -> Dossier:
    """The state after the last act of this moment or an earlier one."""
    return history.states[bisect_right([act.raw.time for act in history.acts], time)]


def certificate_of(history: History, holder: bytes, time: int) -> Certificate:
    """The certificate that a title's dossier gives a holder at a time, nothing opened.

    Raises CertificateAbsent, WordMalformed.
    """
    state = state_at(history, time)
    terms = state.terms.get(RECORD_KEY)
    word = state.read(holding_key(holder), HoldingWord)
    if not isinstance(terms, Issue) or not word.number:
        raise CertificateAbsent(history.subject.hex(), holder.hex())
    record = state.record(TitleRecord)
    return Certificate(
        title=history.subject,
        holder=holder,
        number=word.number,
        version=word.version,
        closed=word.ended or record.state is not TitleState.LIVE,
        issued=_issued(history, holder, word.number),
        registry=record.registry,
        registered_at=record.registered_at,
        valid_until=record.valid_until,
        shares=word.shares,
        pledged=word.pledged,
        application=terms.application,
        fingerprint=terms.fingerprint,
        record=root_of(state),
        profile=terms.profile,
    )


def compare(claimed: Certificate, proven: Certificate) -> None:
    """Hold a certificate against the replayed one, member by member; the disclosure is apart.

    Raises CertificateBinding, CertificateDisagrees.
    """
    if claimed.number == proven.number and claimed.issued != proven.issued:
        raise CertificateBinding(str(proven.issued), str(claimed.issued))
    plain = replace(claimed, disclosure=None)
    for field in fields(Certificate):
        expected, found = getattr(proven, field.name), getattr(plain, field.name)
        if expected != found:
            raise CertificateDisagrees(field.name, _text(expected), _text(found))


def write_certificate(certificate: Certificate) -> bytes:
    """The file's bytes."""
    disclosure = certificate.disclosure
    return encode(
        {
            "schema": SCHEMA,
            **{name: shown(getattr(certificate, name)) for name in _IDS},
            **{name: getattr(certificate, name) for name in _NUMBERS},
            "number": written(certificate.number),
            "closed": certificate.closed,
            "issued": {
                "seq": certificate.issued.seq,
                "block": certificate.issued.block,
                "time": certificate.issued.time,
            },
            "shares": dict(zip(RIGHTS, certificate.shares, strict=True)),
            "pledged": dict(zip(RIGHTS, certificate.pledged, strict=True)),
            "opened": [
                {"name": opening.name, "salt": shown(opening.salt), "value": opening.json()}
                for opening in (disclosure.openings if disclosure else ())
            ],
            "withheld": [
                {"position": each.position, "leaf": shown(each.leaf)}
                for each in (disclosure.withheld if disclosure else ())
            ],
        }
    )


_IDS: Final = ("title", "holder", "application", "fingerprint", "record", "profile")
_NUMBERS: Final = ("version", "registry", "registered_at", "valid_until")


def read_certificate(value: "JsonValue") -> Certificate:
    """The certificate of a parsed file. Raises FieldError, NumberMalformed, CommitmentError."""
    fields_ = Fields(value, CERTIFICATE_NAME)
    fields_.schema(SCHEMA)
    issued = fields_.inner("issued")
    certificate = Certificate(
        **{name: fields_.data(name, ID) for name in _IDS},  # type: ignore[arg-type] # by name
        **{name: fields_.natural(name) for name in _NUMBERS},  # type: ignore[arg-type] # by name
        number=read_number(fields_.text("number")),
        closed=fields_.take("closed", bool),
        issued=Issued(issued.natural("seq"), issued.natural("block"), issued.natural("time")),
        shares=_rights(fields_.inner("shares")),
        pledged=_rights(fields_.inner("pledged")),
        disclosure=_disclosure(fields_),
    )
    issued.end()
    fields_.end()
    return certificate


def _disclosure(part: Fields) -> Disclosure | None:
    openings, withheld = [], []
    for row in part.each("opened"):
        name, salt = row.text("name"), row.data("salt")
        openings.append(Opening.of(name, salt, row.any("value")))
        row.end()
    for row in part.each("withheld"):
        withheld.append(Withheld(row.natural("position"), row.data("leaf", ID)))
        row.end()
    return Disclosure(tuple(openings), tuple(withheld)) if openings or withheld else None


def _rights(part: Fields) -> tuple[int, int, int]:
    hold, use, oper = (part.natural(name) for name in RIGHTS)
    part.end()
    return hold, use, oper


def _issued(history: History, holder: bytes, number: int) -> Issued:
    key = holding_key(holder)
    for act, state in zip(history.acts, history.states[1:], strict=True):
        if state.read(key, HoldingWord).number == number:
            return Issued(act.seq, act.raw.block, act.raw.time)
    raise CertificateAbsent(history.subject.hex(), holder.hex())


def _text(value: object) -> str:
    return shown(value) if isinstance(value, bytes) else str(value)
