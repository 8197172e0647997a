"""Acts that wait here for the signatures of several: kept as JSON, signed in any order, sent once.

What the desk prepares (api.desk.drafts) and what parties propose to each other (api.proposals) are
kept alike: nothing of it is on chain before all have signed.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api import typed
from api.desk.errors import DraftChanged, DraftSignatureWrong
from api.doors import door_of
from api.registrant import actfile
from api.registrant.server import signer_json
from api.routes.acts import signer_of
from api.schemas.acts import SignerIn
from api.signed import signed_by, signed_by_key
from ledger.domain.acts import Application
from ledger.store.repositories import desk as store

if TYPE_CHECKING:
    from api.registrant.actfile import ActFile
    from api.wiring import Wiring
    from ledger.domain.acts import Signer
    from ledger.store.engine import WriteSession
    from ledger.store.tables.desk import DraftRow


def bytes_of(act: ActFile) -> bytes:
    """An act with its signatures so far, as a draft's row keeps it."""
    content = act.prepared.content
    return json.dumps(
        {
            "kind": act.kind,
            "terms": typed.message(act.prepared.terms),
            "content": None if content is None else typed.message(content),
            "signers": [signer_json(each) for each in act.signers],
        }
    ).encode()


def act_of(wiring: Wiring, row: DraftRow) -> ActFile:
    """The act of a draft's row."""
    kept: Any = json.loads(row.act)
    terms = typed.struct_of(door_of(kept["kind"]).terms, kept["terms"])
    shown = kept["content"]
    content = None if shown is None else typed.struct_of(Application, shown, "content")
    act = actfile.make(wiring.profile(), kept["kind"], terms, content)
    return replace(act, signers=tuple(signer_of(SignerIn(**each)) for each in kept["signers"]))


def require_signed(digest: bytes, signer: Signer) -> None:
    """A key's own signature under a digest. Raises DraftSignatureWrong."""
    if not signed_by_key(signer.account, digest, signer.signature):
        raise DraftSignatureWrong(signer.account)


def require_consented(wiring: Wiring, digest: bytes, signer: Signer) -> None:
    """The same, or the word of a contract whose account it is (EIP-1271).

    Raises DraftSignatureWrong, NodeUnreachable.
    """
    if not signed_by(wiring, signer.account, digest, signer.signature):
        raise DraftSignatureWrong(signer.account)


def settle(work: WriteSession, row: DraftRow, act: ActFile) -> DraftRow:
    """Keep an act in the place of the version that was read. Raises DraftChanged."""
    after = replace(row, act=bytes_of(act), version=row.version + 1)
    if not store.settle_draft(work, after):
        raise DraftChanged(row.digest)
    return after
