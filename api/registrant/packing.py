"""The evidence package of a certificate that was just issued, made from the node alone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from api.enclosing import maker
from ledger.chain.check import final_block
from ledger.domain.verdict import Purpose
from notarization.chain_source import read_chain
from notarization.enclosing import Handed
from notarization.evidence import PackageRequest, build, save

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.chain.client import Chain
    from ledger.chain.profile import ChainProfile
    from ledger.settings import Settings


def pack(
    settings: Settings, chain: Chain, profile: ChainProfile, title: bytes, holder: bytes
) -> Path:
    """Make the package and keep it. Raises EvidenceError, ChainError."""
    block = final_block(chain, profile.finality)
    request = PackageRequest(
        title=title,
        holder=holder,
        purpose=Purpose.AUTHENTICITY,
        requester="public",
        case_ref="-",
        prepared_at=int(time.time()),
        handed=Handed(maker(settings), "datadeed package"),
    )
    made = build(request, read_chain(chain, profile, block), block)
    return save(made, settings.packages / "public")
