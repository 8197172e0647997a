"""Pledges on lots."""

from functools import lru_cache
from typing import Final

from ledger.domain.acts import (
    Operation,
    Pledge,
    PledgeState,
    Release,
    Right,
    SecurityKind,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.rules.disposals import require_free
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import (
    RIGHTS,
    HoldingWord,
    LotWord,
    PledgeWord,
    Word,
    holding_key,
    lot_key,
    pledge_key,
)

NO_LOT = bytes(32)
# pledges at hand while a title is read
RECENT: Final = 1_024


def lot_of(terms: Pledge) -> bytes:
    """The lot that a pledge rests on: the one it names, or the one it carves."""
    return _hashed(terms) if terms.lot == NO_LOT else terms.lot


def lot_and_pledge(terms: Pledge) -> tuple[bytes, bytes]:
    """The lot that a pledge rests on, and the pledge's own id."""
    pledge = _hashed(terms)
    return (pledge if terms.lot == NO_LOT else terms.lot), pledge


@lru_cache(RECENT)
def _hashed(terms: Pledge) -> bytes:
    # asked for by every act on its lot, and by each of their rows
    return struct_hash(terms)


def recorded(state: Dossier, act: Act, terms: Pledge) -> Outcome:
    """A pledge: first on a new lot, or junior on an existing one."""
    require("title is the dossier's", holds=terms.title == state.subject)
    _require_terms(terms, act.raw.time)
    touched = tuple(int(right is terms.right) for right in RIGHTS)
    require_free(state, terms.pledgor, touched, Operation.PLEDGE, act.raw.time)
    lot_id, pledge_id = lot_and_pledge(terms)
    key = pledge_key(lot_id, pledge_id)
    require("pledge is new", holds=key not in state.words, values=pledge_id.hex())
    word = PledgeWord(terms.pledgee, terms.filed_at, PledgeState.RECORDED, 1)
    if terms.lot == NO_LOT:
        lot = LotWord(terms.pledgor, terms.right, terms.ppm, 1, 1)
        return Outcome(
            ((lot_key(lot_id), lot), (key, word), _carved(state, terms)),
            terms={key: terms, lot_key(lot_id): terms},
        )
    lot = state.read(lot_key(lot_id), LotWord)
    same = (lot.holder, lot.right, lot.ppm) == (terms.pledgor, terms.right, terms.ppm)
    require("a junior pledge names an open lot as it is", holds=same and lot.open > 0)
    joined = replace(lot, open=lot.open + 1, version=lot.version + 1)
    return Outcome(((lot_key(lot_id), joined), (key, word)), terms={key: terms})


def released(state: Dossier, _: Act, terms: Release) -> Outcome:
    """A pledge ends; the last one of a lot frees the share."""
    require("title is the dossier's", holds=terms.title == state.subject)
    key = pledge_key(terms.lot, terms.pledge)
    word = state.read(key, PledgeWord)
    require("pledge is open", holds=word.state is PledgeState.RECORDED, values=terms.pledge.hex())
    require("pledge's version", holds=word.version == terms.version, values=word.version)
    lot = state.read(lot_key(terms.lot), LotWord)
    last = lot.open == 1
    after = replace(lot, open=lot.open - 1, version=lot.version + 1, ppm=0 if last else lot.ppm)
    ended = replace(word, state=PledgeState.RELEASED, version=word.version + 1)
    writes: list[tuple[bytes, Word]] = [(lot_key(terms.lot), after), (key, ended)]
    if last:
        writes.append(_pledged(state, lot.holder, lot.right, -lot.ppm))
    return Outcome(tuple(writes))


def _require_terms(terms: Pledge, time: int) -> None:
    require("only the operating right is pledged", holds=terms.right is Right.OPER)
    named = terms.kind is not SecurityKind.NONE and any(terms.filing) and terms.ppm > 0
    require("the terms are complete", holds=named and terms.amount > 0)
    require("the filing is not in the future", holds=0 < terms.filed_at <= time)
    require("two sides", holds=terms.pledgor != terms.pledgee)


def _carved(state: Dossier, terms: Pledge) -> tuple[bytes, Word]:
    holding = state.read(holding_key(terms.pledgor), HoldingWord)
    free = holding.shares[terms.right] - holding.pledged[terms.right]
    require("the free share suffices", holds=terms.ppm <= free, values=free)
    return _pledged(state, terms.pledgor, terms.right, terms.ppm)


def _pledged(state: Dossier, holder: bytes, right: Right, change: int) -> tuple[bytes, Word]:
    old = state.read(holding_key(holder), HoldingWord)
    pledged = tuple(
        ppm + (change if each is right else 0)
        for each, ppm in zip(RIGHTS, old.pledged, strict=True)
    )
    word = HoldingWord.of(old.shares, pledged, number=old.number, version=old.version + 1)
    return holding_key(holder), word
