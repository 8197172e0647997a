"""A record from a file or from answers: stated in full, proof files sealed, all checked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from api.registrant.errors import ProofUnreadable, RecordUnreadable
from api.registrant.session import asked
from ledger.domain import canonical, profiles
from ledger.domain.fingerprint import Fingerprint
from ledger.domain.personal import require_fit
from ledger.domain.record import FieldMissing, parse_record
from notarization.content.sealing import Reader
from notarization.content.store import ContentStore
from notarization.verify.digests import sha256, sm3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ledger.domain.canonical import JsonValue
    from ledger.settings import Settings

MOST_RECORD: Final = 2**20
PART: Final = 2**20
OTHER: Final = "other"
PROOFS: Final = ("identity", "acquisition", "sample")
RIGHTS: Final = ("hold", "use", "oper")
# Shown where a record is asked for, and taken only where its registrant confirms.
SUGGESTED: Final = {
    "origin": "self_generated",
    "data_class": "enterprise",
    "grade": "general",
    "region": '{"level": "national", "code": ""}',
    "update_frequency": "yearly",
    "form": '{"media": ["table"], "structure": "structured"}',
    "restrictions": "无",
    "applicants.kind": "legal_person",
    **{f"rights.{right}": "1000000" for right in RIGHTS},
    "rights.term": "五年",
    "rights.limits": "无",
}
PROOF_OF: Final = {
    "self_generated": "自行采集生成",
    "by_agreement": "依协议取得",
    "scraped_public": "自公开渠道采集",
    "derived": "加工衍生形成",
    "fused": "多方融合形成",
    "entrusted": "受托处理形成",
    "authorised": "经公共数据授权运营形成",
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
    """The whole record: what follows from the data object and the party is filled in, no more.

    That is the size in bytes and the registrant's own party id. A proof may name a `path` instead
    of digests: the file is sealed in the content store, where one is given. A proof that may not
    come in is refused before any is sealed.
    Raises ProofUnreadable, PersonalDataFound, FieldMissing, FieldInvalid, FieldUnexpected.
    """
    own = filing.party.hex()
    filled = dict(given)
    for name in ("applicants", "contacts", "rights"):
        if isinstance(filled.get(name), list):
            filled[name] = [_with_party(each, own) for each in filled[name]]
    if isinstance(filled.get("volume"), dict):
        filled["volume"] = {"bytes": filing.mark.size, **filled["volume"]}
    _require_stated(filled)
    if isinstance(filled.get("proofs"), list):
        for each in filled["proofs"]:
            _require_fit(each, base, filing.day)
        filled["proofs"] = [_proof(each, sealing, base) for each in filled["proofs"]]
    return parse_record(filled, filing.day)


def _require_stated(given: dict[str, Any]) -> None:
    """Refuse what leaves mandatory fields out, naming all of them. Raises FieldMissing."""
    form = profiles.load().form()
    missing = [each.name for each in form if not each.optional and each.name not in given]
    volume = given.get("volume")
    if isinstance(volume, dict) and "records" not in volume:
        missing.append("volume.records")
    if missing:
        raise FieldMissing(", ".join(missing))


def earlier(settings: Settings, application: bytes) -> dict[str, Any]:
    """The record of an application that led to nothing, to be filed anew over a data file.

    Out of this home, or else from the server of its session, without what follows from the data.
    Raises RecordUnreadable, SessionMissing, ServerRefused, ServerUnreachable, ServerUnreadable.
    """
    path = settings.home / "records" / f"{application.hex()}.json"
    if path.exists():
        found = read(path).get("record")
    else:
        found = asked(settings, "GET", f"/v1/applications/{application.hex()}/record")["fields"]
    if not isinstance(found, dict):
        raise RecordUnreadable(str(path))
    volume = found.get("volume")
    if isinstance(volume, dict):
        found["volume"] = {name: each for name, each in volume.items() if name != "bytes"}
    return found


def openings(settings: Settings, application: bytes) -> list[dict[str, Any]]:
    """All fields of an application that this home keeps, with salts. Raises RecordUnreadable."""
    path = settings.home / "records" / f"{application.hex()}.json"
    found = read(path)
    record, salts = found.get("record"), found.get("salts")
    if not isinstance(record, dict) or not isinstance(salts, dict) or set(record) != set(salts):
        raise RecordUnreadable(str(path))
    return [{"name": name, "salt": salts[name], "value": record[name]} for name in record]


def ask(prompt: Callable[[str, str | None], str]) -> dict[str, Any]:
    """A record from answers, every field asked for; proofs are paths.

    `prompt` takes a field and what to suggest: an empty text where the field may be left empty,
    None where there is nothing to suggest.
    """

    def stated(name: str) -> str:
        return prompt(name, SUGGESTED.get(name)).strip()

    found: dict[str, Any] = {}
    for field in profiles.load().form():
        if field.name in {"rights", "volume", "proofs", "applicants", "contacts"}:
            continue
        answer = prompt(field.name, "" if field.optional else SUGGESTED.get(field.name)).strip()
        if answer:
            found[field.name] = _listed(answer) if field.kind == "scenarios" else _value(answer)
    found["volume"] = {"records": _number(stated("volume.records"))}
    found["rights"] = [_right(prompt, str(found.get("origin")))]
    kind = stated("applicants.kind")
    uscc = "" if kind == "natural_person" else stated("uscc")
    found["applicants"] = [{"name": stated("name"), "kind": kind, "uscc": uscc}]
    contact = ("person", "phone", "address", "business_status")
    found["contacts"] = [{each: stated(each) for each in contact}]
    found["proofs"] = [{"kind": kind, "path": stated(f"proofs.{kind}")} for kind in PROOFS]
    if basis := prompt("proofs.basis", "").strip():
        found["proofs"].append({"kind": "basis", "path": basis})
    return found


def _right(prompt: Callable[[str, str | None], str], origin: str) -> dict[str, Any]:
    """The registrant's own rights; what proves them follows from where the data come from."""
    names = (*RIGHTS, "term", "limits")
    asked = {each: prompt(f"rights.{each}", SUGGESTED[f"rights.{each}"]).strip() for each in names}
    shares = {right: _number(asked[right]) for right in RIGHTS}
    return {**asked, **shares, "proof": prompt("rights.proof", PROOF_OF.get(origin)).strip()}


def _number(answer: str) -> int | str:
    """A whole number; what is none stays as it is, and is refused by its field."""
    return int(answer) if re.fullmatch(r"[0-9]{1,16}", answer) else answer


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


def _require_fit(each: Any, base: Path, day: date) -> None:
    if isinstance(each, dict) and "path" in each:
        path = base / str(each["path"])
        try:
            with path.open("rb") as file:
                require_fit(str(each.get("kind", OTHER)), _parts(file), day)
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
