"""Verdicts that the title's registry signs and files: a bank keeps one, and proves it years later.

The key is an account of the registry's institution, in this server's keystore; the ledger lists it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from coincurve import PublicKey

from api import countersigned, judging
from api.allowed import require_allowed
from api.paper.records import current_place
from api.problems import ApiError
from api.schemas.verdicts import VerdictIn
from ledger.chain.keystore import Keystore
from ledger.domain.crypto_policy import Use
from ledger.domain.numbers import written
from ledger.domain.verdict import Verdict
from ledger.queries.certificate import certificate
from ledger.queries.movables import filings_of
from ledger.queries.party import parties_of_account, registries
from ledger.queries.verdict import OF_PLEDGES, Terms
from ledger.whole_file import write_whole
from notarization.verify import signed_verdict
from notarization.verify.algorithms import VERDICT
from notarization.verify.signed_verdict import Place, Signer

if TYPE_CHECKING:
    from api.wiring import Reading, Wiring
    from ledger.chain.signer import Key
    from ledger.domain.verdict import Purpose

FOLDER: Final = "verdicts"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(eq=False)
class SigningClosed(ApiError):
    """This server signs no verdicts: no account for it is set."""

    code: ClassVar[str] = "SIGNING_CLOSED"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class SignerNotRegistrys(ApiError):
    """The account that is set to sign is none of the institution of the title's registry."""

    account: bytes
    registry: int
    code: ClassVar[str] = "SIGNER_NOT_REGISTRYS"
    status: ClassVar[int] = 409


@dataclass(eq=False)
class VerdictNotFiled(ApiError):
    """No verdict of this digest was signed here."""

    digest: str
    code: ClassVar[str] = "VERDICT_NOT_FILED"
    status: ClassVar[int] = 404


@dataclass(frozen=True, slots=True)
class Signed:
    """A verdict that was signed, and where it is filed."""

    data: bytes
    digest: str
    path: Path
    verdict: Verdict
    place: Place


def sign(now: Reading, wiring: Wiring, number: int, purpose: Purpose) -> Signed:
    """The verdict at the newest final block, signed and filed: the same block, the same bytes.

    Raises:
        NumberUnknown: there is no such certificate.
        SigningClosed, SignerNotRegistrys: this server cannot sign it.
        AlgorithmNotAllowed: nothing is signed in this way any more.
        MirrorNotCurrent: the mirror is stopped, alone or in doubt.
        StoreError, KeyFault, CountersigningKeyUnusable: mirror or key cannot be read.
    """
    found = certificate(now.session, number)
    signer, key = _signer(now, wiring, found.registry)
    require_allowed(wiring.settings, Use.VERDICT, VERDICT, at=wiring.clock())
    at, profile = current_place(now, wiring), wiring.profile()
    terms = Terms(wiring.settings.lag_blocks, at.moment, wiring.recent, alone=True)
    asked = VerdictIn(number=written(number), purpose=purpose)
    judged, _ = judging.answer(now.session, [asked], terms)
    verdict = judged.answers[0].verdict
    place = Place(profile.chain_id, profile.register.address, at.number, at.hash, at.time)
    answer = signed_verdict.answer_json(verdict)
    seen = _seen(now, verdict)
    compact = _signed(key, signed_verdict.payload_of(place, signer, number, answer, seen))
    data = countersigned.verdict(wiring, compact, at.time, wiring.settings.packages / FOLDER)
    digest = hashlib.sha256(data).hexdigest()
    path = _path(wiring, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    return Signed(data, digest, path, verdict, place)


def filed(wiring: Wiring, digest: str) -> bytes:
    """A signed verdict by its SHA-256. Raises VerdictNotFiled."""
    path = _path(wiring, digest)
    if not _DIGEST.fullmatch(digest) or not path.is_file():
        raise VerdictNotFiled(digest[:80])
    return path.read_bytes()


def _seen(now: Reading, verdict: Verdict) -> dict[str, Any] | None:
    """What was last seen in the movables register; None where nobody asks it, or asks for this."""
    if verdict.purpose not in OF_PLEDGES:
        return None
    found = filings_of(now.session, (verdict.title,), now.as_of.time)[verdict.title]
    if not found.connected:
        return None
    return {
        "checkedAt": found.checked_at,
        "stale": found.stale,
        "filings": [
            {
                "pledge": "0x" + each.row.pledge.hex(),
                "number": each.noted.number,
                "statement": "0x" + each.seen.statement.digest.hex(),
                "checkedAt": each.seen.checked_at,
            }
            for each in found.pledges
            if each.seen and each.seen.statement and not each.noted.released_at
        ],
        "remarks": [{"code": each.code, "values": each.values} for each in found.every],
    }


def _signed(key: Key, payload: bytes) -> bytes:
    point = PublicKey(b"\x04" + key.point)
    signed = signed_verdict.signing_input(payload, point)
    signature = key.sign(hashlib.sha256(signed).digest())
    return signed_verdict.compact(signed, signature[: signed_verdict.SIGNATURE])


def _signer(now: Reading, wiring: Wiring, registry: int) -> tuple[Signer, Key]:
    if wiring.settings.verdict_key == "-":
        raise SigningClosed
    account = bytes.fromhex(wiring.settings.verdict_key.removeprefix("0x"))
    parties = parties_of_account(now.session, account, now.as_of.time)
    institutions = {each.registry: each.institution for each in registries(now.session)}
    party = institutions.get(registry)
    if party is None or party not in parties:
        raise SignerNotRegistrys(account, registry)
    return Signer(registry, party, account), Keystore(wiring.settings.keys).load_plain(account)


def _path(wiring: Wiring, digest: str) -> Path:
    return wiring.settings.packages / FOLDER / f"{digest}.jws"
