"""A record from a file or from answers: defaults filled in, proof files sealed, all checked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from api.registrant.errors import ProofUnreadable, RecordUnreadable
from ledger.domain import canonical, profiles
from ledger.domain.fingerprint import Fingerprint
from ledger.domain.personal import require_impersonal
from ledger.domain.record import parse_record
from notarization.content.sealing import Reader
from notarization.content.store import ContentStore
from notarization.verify.digests import sha256, sm3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ledger.domain.canonical import JsonValue

WHOLE: Final = 1_000_000
MOST_RECORD: Final = 2**20
PART: Final = 2**20
OTHER: Final = "other"
DEFAULTS: Final[dict[str, Any]] = {
    "origin": "self_generated",
    "region": {"level": "national", "code": ""},
    "update_frequency": "yearly",
    "form": {"media": ["table"], "structure": "structured"},
    "restrictions": "无",
}


@dataclass(frozen=True, slots=True)
class Sealing:
    """Where proof files go, and who may read them."""

    store: ContentStore
    readers: Sequence[Reader]


def read(path: Path) -> dict[str, Any]:
    """The JSON object of a record file. Raises RecordUnreadable."""
    try:
        found = canonical.parse(path.read_bytes()[: MOST_RECORD + 1])
    except (OSError, canonical.CanonicalJsonError) as fault:
        raise RecordUnreadable(str(path)) from fault
    if not isinstance(found, dict):
        raise RecordUnreadable(str(path))
    return dict(found)


@dataclass(frozen=True, slots=True)
class Filing:
    """Who files which object, and on what day in China."""

    party: bytes
    mark: Fingerprint
    day: date


def complete(
    given: dict[str, Any], filing: Filing, sealing: Sealing | None, base: Path
) -> dict[str, JsonValue]:
    """The whole record: what follows from the file and the registrant is filled in.

    A proof may name a `path` instead of digests: the file is sealed in the content store, where
    one is given. A proof that names persons by number is refused before any is sealed.
    Raises ProofUnreadable, PersonalDataFound, FieldMissing, FieldInvalid, FieldUnexpected.
    """
    own = filing.party.hex()
    filled = {**DEFAULTS, **given}
    for name in ("applicants", "contacts", "rights"):
        if isinstance(filled.get(name), list):
            filled[name] = [_with_party(each, own) for each in filled[name]]
    filled.setdefault("rights", [_all_of(own)])
    filled.setdefault("volume", {"records": 0, "bytes": filing.mark.size})
    if isinstance(filled.get("proofs"), list):
        for each in filled["proofs"]:
            _require_impersonal(each, base, filing.day)
        filled["proofs"] = [_proof(each, sealing, base) for each in filled["proofs"]]
    return parse_record(filled, filing.day)


def ask(prompt: Callable[[str], str]) -> dict[str, Any]:
    """A record from answers; what is left empty keeps its default. Proofs are paths."""
    found: dict[str, Any] = {}
    for field in profiles.load().form():
        if field.name in {"rights", "volume", "proofs", "applicants", "contacts"}:
            continue
        answer = prompt(field.name).strip()
        if answer:
            found[field.name] = _listed(answer) if field.kind == "scenarios" else _value(answer)
    members = ("name", "uscc"), ("person", "phone", "address", "business_status")
    applicant, contact = ({each: prompt(each) for each in names} for names in members)
    found["applicants"] = [{**applicant, "kind": "legal_person"}]
    found["contacts"] = [contact]
    kinds = ("identity", "acquisition", "sample")
    found["proofs"] = [{"kind": kind, "path": prompt(f"proofs.{kind}")} for kind in kinds]
    return found


def _value(answer: str) -> Any:
    """Objects and lists are given as JSON, all else is text."""
    if answer[:1] not in "{[":
        return answer
    try:
        return json.loads(answer)
    except json.JSONDecodeError:
        return answer


def _listed(answer: str) -> Any:
    """Names one after the other, or JSON."""
    return _value(answer) if answer[:1] == "[" else re.findall(r"[^\s、,，;；]+", answer)


def _with_party(each: Any, own: str) -> Any:
    return {"party": own, **each} if isinstance(each, dict) else each


def _all_of(own: str) -> dict[str, Any]:
    shares = dict.fromkeys(("hold", "use", "oper"), WHOLE)
    return {"party": own, **shares, "term": "五年", "limits": "无", "proof": "自行采集生成"}


def _require_impersonal(each: Any, base: Path, day: date) -> None:
    if isinstance(each, dict) and "path" in each:
        path = base / str(each["path"])
        try:
            with path.open("rb") as file:
                require_impersonal(str(each.get("kind", OTHER)), _parts(file), day)
        except OSError as fault:
            raise ProofUnreadable(str(path)) from fault


def _parts(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(PART), b"")


def _proof(each: Any, sealing: Sealing | None, base: Path) -> Any:
    if not isinstance(each, dict) or "path" not in each:
        return each
    path = base / str(each["path"])
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise ProofUnreadable(str(path)) from fault
    if sealing is not None:
        sealing.store.put(data, public=False, readers=sealing.readers)
    digests = {"sha256": sha256(data).hex(), "sm3": sm3(data).hex(), "size": len(data)}
    return {"kind": each.get("kind", OTHER), **digests}
