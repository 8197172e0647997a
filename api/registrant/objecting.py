"""An objection from one's own machine: drafted by a server, checked and signed here."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api import typed
from api.desk.contents import SALT_BYTES, Attached
from api.desk.objecting import MATERIAL, Wish
from api.registrant.errors import ActDigestDiffers, ProofUnreadable, TextUnreadable
from api.registrant.server import post, relayed, send_file, signer_json
from ledger.chain.profile import load
from ledger.domain import eip712
from ledger.domain.acts import Action, Ground, Step
from ledger.domain.personal import require_fit
from ledger.domain.workdays import day_of
from ledger.registrar.application import STEP

if TYPE_CHECKING:
    from ledger.registrar.acting import Signatory
    from ledger.settings import Settings


@dataclass(frozen=True, slots=True)
class Objection:
    """What somebody objects to which application, with the files that show it."""

    application: bytes
    ground: str
    interest: str
    reasons: Path
    materials: tuple[Path, ...]


def file(settings: Settings, server: str, asked: Objection, who: Signatory) -> dict[str, Any]:
    """Object, and leave the files; where it stands, with the digest of its document.

    Raises:
        TextUnreadable, ProofUnreadable: reasons or a file cannot be read; nothing was sent.
        PersonalDataFound: text or a file names a person by a number; nothing was sent.
        ActDigestDiffers: what the server wants signed is not this objection; nothing was signed.
        ServerRefused, ServerUnreachable, ServerUnreadable, ServerAnswerIncomplete.
    """
    files = [_read(each) for each in asked.materials]
    wish = Wish(
        party=who.party,
        ground=Ground[asked.ground],
        interest=asked.interest,
        reasons=_text(asked.reasons),
        materials=tuple(map(Attached.of, files)),
        salt=secrets.token_bytes(SALT_BYTES),
    )
    today = day_of(int(time.time()))
    wish.require_impersonal(today)
    for each in files:
        require_fit(MATERIAL, [each], today)
    base = f"/v1/applications/{asked.application.hex()}/objections"
    body = _body(wish)
    drafted = post(server, f"{base}:draft", body, needs=("terms",))
    terms = typed.struct_of(Step, drafted["terms"])
    digest = wish.document.digest
    for member, expected, found in (
        ("application", asked.application.hex(), terms.application.hex()),
        ("action", Action.OBJECT.name, Action(terms.action).name),
        ("ground", asked.ground, Ground(terms.ground).name),
        ("document", digest.hex(), terms.document.hex()),
    ):
        if expected != found:
            raise ActDigestDiffers(member, expected, found)
    profile = load(settings.profile)
    signed = who.sign(eip712.digest(profile.chain_id, profile.book(STEP.book).address, terms))
    sent = {**body, "terms": typed.message(terms), "signers": [signer_json(signed)]}
    done = relayed(server, base, sent)
    for each in files:
        send_file(server, f"{base}/{digest.hex()}/materials", "material", each)
    return {**done, "document": digest.hex()}


def _body(wish: Wish) -> dict[str, Any]:
    return {
        "party": "0x" + wish.party.hex(),
        "ground": wish.ground.name,
        "interest": wish.interest,
        "reasons": wish.reasons,
        "materials": [
            {"sha256": each.sha256.hex(), "sm3": each.sm3.hex(), "size": each.size}
            for each in wish.materials
        ],
        "salt": wish.salt.hex(),
    }


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise TextUnreadable(str(path), "utf-8") from fault


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ProofUnreadable(str(path)) from fault
