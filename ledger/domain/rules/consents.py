"""Lots that an act names with all their open pledges: every pledgee of them must consent."""

from collections.abc import Sequence

from ledger.domain.pledge_words import PledgeWord
from ledger.domain.rules.outcome import require
from ledger.domain.state import Dossier
from ledger.domain.words import LotWord, lot_key, pledge_key


def named_lots(
    state: Dossier, lots: Sequence[bytes], pledges: Sequence[bytes]
) -> list[tuple[bytes, LotWord]]:
    """The words of these lots by their ids; `pledges` are those of the first, then the next."""
    found: list[tuple[bytes, LotWord]] = []
    opened = 0
    require("lots ascend", holds=sorted(set(lots)) == list(lots))
    for lot_id in lots:
        lot = state.read(lot_key(lot_id), LotWord)
        require("lot is open", holds=lot.open > 0, values=lot_id.hex())
        named = pledges[opened : opened + lot.open]
        known = all(state.read(pledge_key(lot_id, each), PledgeWord).open for each in named)
        whole = len(named) == lot.open and sorted(set(named)) == list(named)
        require("every open pledge is named", holds=known and whole, values=lot_id.hex())
        opened += lot.open
        found.append((lot_id, lot))
    require("no other pledge is named", holds=opened == len(pledges))
    return found
