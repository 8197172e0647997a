"""A verdict that the title's registry signed: a JWS (RFC 7515, ES256K of RFC 8812) over JSON.

It names chain, register, block and signer, and every finding by its code and values. Whoever has a
later package of the title works the verdict out anew as of that block and compares it whole. That
the signer was the registry's institution then, with an account of its own, the dossiers say.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Final

from coincurve import PublicKey

from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from ledger.domain.disowned import disowned_in, needed_signatures, with_disowned
from ledger.domain.numbers import read_number, written
from ledger.domain.signatories import registry_subject
from ledger.domain.verdict import Purpose, Result, judge, needed_dossiers, on_closed
from ledger.domain.words import (
    AccountWord,
    HoldingWord,
    PartyRecord,
    RegistryRecord,
    TitleRecord,
    account_key,
    holding_key,
)
from notarization.verify.errors import VerificationError
from notarization.verify.fields import Fields, shown
from notarization.verify.signature import CURVE_ORDER, address_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger.domain.history import History
    from ledger.domain.verdict import Finding, Verdict
    from notarization.verify.claim import ChainClaim

SCHEMA: Final = "datadeed/verdict/1"
# the same, and beside the verdict what the registry saw in the movables register
SCHEMA_BESIDE: Final = "datadeed/verdict/2"
VERDICT_NAME: Final = "verdict.jws"
TYPE: Final = "datadeed-verdict+jws"
ALGORITHM: Final = "ES256K"
MOST_BYTES: Final = 2**20
ID, ADDRESS, HASH, COORDINATE, SIGNATURE = 32, 20, 32, 32, 64
GROUPS: Final = ("facts", "blocks", "warnings", "unknown")
LONGEST: Final = 300
_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")


class Part(StrEnum):
    """What of a signed verdict does not hold."""

    FORM = "form"
    HEADER = "header"
    PAYLOAD = "payload"
    SIGNATURE = "signature"


class SignedVerdictError(VerificationError):
    """A signed verdict cannot be read, or is not what the dossiers give."""

    code: ClassVar[str] = "SIGNED_VERDICT"


@dataclass(eq=False)
class VerdictFileMalformed(SignedVerdictError):
    """The file is no JWS of this format."""

    part: Part
    fault: str
    code: ClassVar[str] = "VERDICT_FILE_MALFORMED"


@dataclass(eq=False)
class VerdictFileUnsigned(SignedVerdictError):
    """The signature is not the one of the account that the verdict names."""

    account: bytes
    code: ClassVar[str] = "VERDICT_FILE_UNSIGNED"


@dataclass(eq=False)
class VerdictFileElsewhere(SignedVerdictError):
    """The verdict speaks of another chain, register, title or block than the package can answer."""

    member: str
    expected: str
    found: str
    code: ClassVar[str] = "VERDICT_FILE_ELSEWHERE"


@dataclass(eq=False)
class VerdictFileSigner(SignedVerdictError):
    """The signer was not the institution of the title's registry then, or not with this account."""

    party: bytes
    fault: str
    code: ClassVar[str] = "VERDICT_FILE_SIGNER"


@dataclass(eq=False)
class VerdictFileDiffers(SignedVerdictError):
    """The dossiers give another verdict as of that block."""

    member: str
    expected: str
    found: str
    code: ClassVar[str] = "VERDICT_FILE_DIFFERS"


@dataclass(frozen=True, slots=True)
class Place:
    """The register and the block that a verdict speaks of; `time` is the block's."""

    chain_id: int
    register: bytes
    number: int
    hash: bytes
    time: int


@dataclass(frozen=True, slots=True)
class Signer:
    """The institution of a registry, and the account of it that signs."""

    registry: int
    party: bytes
    account: bytes


@dataclass(frozen=True, slots=True)
class SignedVerdict:
    """What was signed: `answer` is the verdict as `answer_json` writes it.

    `seen` is what the registry says that it saw in the movables register: signed, and proven by
    nothing here; None where it says nothing of it.
    """

    place: Place
    signer: Signer
    number: int
    answer: dict[str, Any]
    seen: dict[str, Any] | None = None

    @property
    def title(self) -> bytes:
        """The title that is judged."""
        return bytes.fromhex(self.answer["title"][2:])


def answer_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict without words: result, title, holder, and the findings by code and values."""
    return {
        "purpose": verdict.purpose.value,
        "result": verdict.result.value,
        "title": shown(verdict.title),
        "holder": shown(verdict.holder),
        **{group: list(map(_finding, getattr(verdict, group))) for group in GROUPS},
    }


def payload_of(
    place: Place,
    signer: Signer,
    number: int,
    answer: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
) -> bytes:
    """The bytes that are signed, canonical JSON. Raises CanonicalJsonError."""
    beside = {} if seen is None else {"movables": dict(seen)}
    return canonical.encode(
        {
            **beside,
            "schema": SCHEMA if seen is None else SCHEMA_BESIDE,
            "chainId": place.chain_id,
            "register": shown(place.register),
            "block": {"number": place.number, "hash": shown(place.hash), "time": place.time},
            "registry": signer.registry,
            "party": shown(signer.party),
            "account": shown(signer.account),
            "number": written(number),
            "verdict": dict(answer),
        }
    )


def signing_input(payload: bytes, key: PublicKey) -> bytes:
    """Header and payload as RFC 7515 signs them; the header holds the public key."""
    point = key.format(compressed=False)[1:]
    header = canonical.encode(
        {
            "alg": ALGORITHM,
            "jwk": {
                "crv": "secp256k1",
                "kty": "EC",
                "x": base64url(point[:COORDINATE]),
                "y": base64url(point[COORDINATE:]),
            },
            "kid": shown(address_of(key)),
            "typ": TYPE,
        }
    )
    return f"{base64url(header)}.{base64url(payload)}".encode()


def compact(signed: bytes, signature: bytes) -> bytes:
    """The JWS of an input and the 64 bytes r, s of its signature."""
    return signed + b"." + base64url(signature).encode()


def read_verdict(data: bytes) -> SignedVerdict:
    """A signed verdict whose signature is the named account's.

    Raises VerdictFileMalformed, VerdictFileUnsigned, FieldError, NumberMalformed.
    """
    text = data[: MOST_BYTES + 1].decode("ascii", errors="replace").strip()
    if len(data) > MOST_BYTES or not _COMPACT.fullmatch(text):
        raise VerdictFileMalformed(Part.FORM, "no compact JWS with a signature of 64 bytes")
    header, payload, signature = text.split(".")
    key = _key(Fields(json_part(header, Part.HEADER), f"{VERDICT_NAME} header"))
    found = _payload(Fields(json_part(payload, Part.PAYLOAD), VERDICT_NAME))
    _require_signature(key, f"{header}.{payload}".encode(), bytes_part(signature, Part.SIGNATURE))
    if address_of(key) != found.signer.account:
        raise VerdictFileUnsigned(found.signer.account)
    return found


def check_verdict(
    found: SignedVerdict, claim: ChainClaim, title: bytes, histories: Mapping[bytes, History]
) -> None:
    """Hold a signed verdict against replayed dossiers that reach at least to its block.

    Raises VerdictFileElsewhere, VerdictFileSigner, VerdictFileDiffers, TitleUnknown.
    """
    _require_place(found, claim, title)
    _require_time(found.place, histories)
    block, signer = found.place.number, found.signer
    then = histories[title].at_block(block)
    if not then.seq:
        raise VerdictFileElsewhere("block", "one after the title's issue", str(block))
    record = then.record(TitleRecord)
    if record.registry != signer.registry:
        raise VerdictFileSigner(signer.party, f"the title is of registry {record.registry}")
    require_signer(signer, found.place, histories)
    own = answer_json(_verdict(found, title, histories))
    for member, value in own.items():
        expected, given = _text(value), _text(found.answer[member])
        if expected != given:
            raise VerdictFileDiffers(member, expected[:LONGEST], given[:LONGEST])


def require_signer(signer: Signer, place: Place, histories: Mapping[bytes, History]) -> None:
    """The party is the registry's institution at that block, and the account acts for it.

    Raises VerdictFileSigner.
    """
    registry = histories.get(registry_subject(signer.registry))
    party = histories.get(signer.party)
    if registry is None or party is None:
        raise VerdictFileSigner(signer.party, "no dossier of the registry or the party")
    opened = registry.at_block(place.number)
    if not opened.seq or opened.record(RegistryRecord).institution != signer.party:
        raise VerdictFileSigner(signer.party, f"not the institution of registry {signer.registry}")
    state = party.at_block(place.number)
    word = state.read(account_key(signer.account), AccountWord)
    acts = word.live(place.time) and not word.officer
    if not acts or state.record(PartyRecord).succeeded:
        raise VerdictFileSigner(signer.party, f"{shown(signer.account)} was no account of it")


def _verdict(found: SignedVerdict, title: bytes, histories: Mapping[bytes, History]) -> Verdict:
    block, time = found.place.number, found.place.time
    then = histories[title].at_block(block)
    holder = bytes.fromhex(found.answer["holder"][2:])
    known = {each: found.at_block(block) for each, found in histories.items()}
    needed = needed_dossiers(then, holder, known)
    dossiers = {each: known[each] for each in needed if each in known}
    verdict = judge(then, holder, Purpose(found.answer["purpose"]), time, dossiers)
    if then.read(holding_key(holder), HoldingWord).number != found.number:
        _require_earlier(found, holder, histories[title])
        verdict = on_closed(verdict)
    signed = (histories[each] for each in needed_signatures(then) if each in histories)
    every = (each for one in signed for each in disowned_in(one, histories, time))
    return with_disowned(verdict, every)


def _require_earlier(found: SignedVerdict, holder: bytes, title: History) -> None:
    """The number is of a certificate that the holder had before. Raises VerdictFileDiffers."""
    states = [each for each in title.states if each.block <= found.place.number]
    numbers = [each.read(holding_key(holder), HoldingWord).number for each in states]
    if found.number not in numbers:
        raise VerdictFileDiffers("number", written(numbers[-1]), written(found.number))


def _require_place(found: SignedVerdict, claim: ChainClaim, title: bytes) -> None:
    place = found.place
    compared = [
        ("chain", str(claim.chain_id), str(place.chain_id)),
        ("register", shown(claim.register.address), shown(place.register)),
        ("title", shown(title), shown(found.title)),
    ]
    if place.number == claim.number:
        compared.append(("block", shown(claim.hash), shown(place.hash)))
        compared.append(("time", str(claim.time), str(place.time)))
    for member, expected, given in compared:
        if expected != given:
            raise VerdictFileElsewhere(member, expected, given)
    if place.number > claim.number or place.time > claim.time:
        raise VerdictFileElsewhere("block", f"at most {claim.number}", str(place.number))


def _require_time(place: Place, histories: Mapping[bytes, History]) -> None:
    """The block's time lies between those of the acts before and after it."""
    for history in histories.values():
        for act in history.acts:
            before = act.raw.block <= place.number
            if act.raw.time > place.time if before else act.raw.time < place.time:
                bound = "at least" if before else "at most"
                raise VerdictFileElsewhere("time", f"{bound} {act.raw.time}", str(place.time))


def _payload(fields: Fields) -> SignedVerdict:
    beside = fields.has("movables")
    fields.schema(SCHEMA_BESIDE if beside else SCHEMA)
    seen = fields.take("movables", dict) if beside else None
    block = fields.inner("block")
    place = Place(
        chain_id=fields.natural("chainId"),
        register=fields.data("register", ADDRESS),
        number=block.natural("number"),
        hash=block.data("hash", HASH),
        time=block.natural("time", 2**40),
    )
    block.end()
    signer = Signer(
        registry=fields.natural("registry", 65_535),
        party=fields.data("party", ID),
        account=fields.data("account", ADDRESS),
    )
    number, answer = read_number(fields.text("number")), fields.take("verdict", dict)
    fields.end()
    _require_answer(Fields(answer, VERDICT_NAME, "verdict."))
    if seen is not None:
        _require_seen(Fields(seen, VERDICT_NAME, "movables."))
    return SignedVerdict(place, signer, number, answer, seen)


def _require_seen(fields: Fields) -> None:
    """What was seen has its form; nothing in a package can contradict it."""
    fields.natural("checkedAt", 2**40)
    fields.take("stale", bool)
    for name in ("filings", "remarks"):
        fields.items(name)
    fields.end()


def _require_answer(fields: Fields) -> None:
    """The members are there; what they say is compared whole with what is worked out."""
    fields.member("purpose", Purpose)
    fields.member("result", Result)
    fields.data("title", ID)
    fields.data("holder", ID)
    for group in GROUPS:
        fields.items(group)
    fields.end()


def _key(fields: Fields) -> PublicKey:
    """The public key of a header that asks for nothing else (no `crit`, no `b64`)."""
    for name, expected in (("alg", ALGORITHM), ("typ", TYPE)):
        if fields.text(name) != expected:
            raise VerdictFileMalformed(Part.HEADER, f"{name} is not {expected}")
    jwk, named = fields.inner("jwk"), fields.data("kid", ADDRESS)
    fields.end()
    if (jwk.text("crv"), jwk.text("kty")) != ("secp256k1", "EC"):
        raise VerdictFileMalformed(Part.HEADER, "no key on secp256k1")
    point = b"".join(bytes_part(jwk.text(name), Part.HEADER) for name in ("x", "y"))
    jwk.end()
    try:
        key = PublicKey(b"\x04" + point)
    except ValueError as fault:
        raise VerdictFileMalformed(Part.HEADER, "no point of the curve") from fault
    if address_of(key) != named:
        raise VerdictFileMalformed(Part.HEADER, "kid is not the key's address")
    return key


def _require_signature(key: PublicKey, signed: bytes, signature: bytes) -> None:
    """One signature has one form: s in the lower half. Raises VerdictFileUnsigned."""
    r, s = int.from_bytes(signature[:COORDINATE]), int.from_bytes(signature[COORDINATE:])
    bounded = 0 < r < CURVE_ORDER and 0 < s <= CURVE_ORDER // 2
    if len(signature) != SIGNATURE or not bounded:
        raise VerdictFileUnsigned(address_of(key))
    if not key.verify(_der(r, s), sha256(signed).digest(), hasher=None):
        raise VerdictFileUnsigned(address_of(key))


def _der(r: int, s: int) -> bytes:
    parts = b"".join(_der_integer(each) for each in (r, s))
    return b"\x30" + bytes([len(parts)]) + parts


def _der_integer(value: int) -> bytes:
    data = value.to_bytes(value.bit_length() // 8 + 1)
    return b"\x02" + bytes([len(data)]) + data


def _finding(each: Finding) -> dict[str, Any]:
    return {"code": each.code, "subject": shown(each.subject), "values": dict(each.values)}


def json_part(text: str, part: Part) -> Any:
    """The canonical JSON of a part. Raises VerdictFileMalformed."""
    try:
        return canonical.parse_canonical(bytes_part(text, part))
    except CanonicalJsonError as fault:
        raise VerdictFileMalformed(part, fault.code) from fault


def bytes_part(text: str, part: Part) -> bytes:
    """Strict base64url without padding: one text for the same bytes."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Base64Error, ValueError) as fault:
        raise VerdictFileMalformed(part, "no base64url") from fault
    if base64url(data) != text:
        raise VerdictFileMalformed(part, "no base64url in its one form")
    return data


def base64url(data: bytes) -> str:
    """Base64url without padding (RFC 7515, 2)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _text(value: Sequence[Any] | str) -> str:
    return value if isinstance(value, str) else canonical.encode(value).decode()
