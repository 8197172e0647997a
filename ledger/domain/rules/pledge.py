"""Pledges on lots."""

from functools import lru_cache
from typing import Final

from ledger.domain.acts import (
    Judgment,
    Operation,
    Pledge,
    PledgeState,
    Release,
    Right,
    SecurityKind,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.rules.disposals import require_free
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import (
    RIGHTS,
    HoldingWord,
    LotWord,
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
    record = require_free(state, terms.pledgor, touched, Operation.PLEDGE, act.raw.time)
    within = terms.past_term or terms.term_end <= record.valid_until
    require("the debt falls due in the title's term", holds=within, values=terms.term_end)
    lot_id, pledge_id = lot_and_pledge(terms)
    key = pledge_key(lot_id, pledge_id)
    require("pledge is new", holds=key not in state.words, values=pledge_id.hex())
    word = PledgeWord(
        pledgee=terms.pledgee,
        filed_at=terms.filed_at,
        state=PledgeState.RECORDED,
        version=1,
        maximum=terms.maximum,
    )
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
    return ended(state, terms, PledgeState.RELEASED)


def concluded(state: Dossier, _: Act, terms: Judgment) -> Outcome:
    """A judgment ends a pledge: what it secured is paid, or it never stood."""
    require("title is the dossier's", holds=terms.title == state.subject)
    ends = terms.state in {PledgeState.DISCHARGED, PledgeState.VOIDED} and any(terms.instrument)
    require("a judgment discharges or voids", holds=ends, values=terms.state.name)
    return ended(state, terms, terms.state)


def ended(state: Dossier, terms: Release | Judgment, how: PledgeState) -> Outcome:
    """The words that the end of one pledge leaves; the last one of a lot frees the share."""
    key, word = open_pledge(state, terms.lot, terms.pledge, terms.version)
    lot = state.read(lot_key(terms.lot), LotWord)
    last = lot.open == 1
    after = replace(lot, open=lot.open - 1, version=lot.version + 1, ppm=0 if last else lot.ppm)
    closed = replace(word, state=how, version=word.version + 1)
    writes: list[tuple[bytes, Word]] = [(lot_key(terms.lot), after), (key, closed)]
    if last:
        writes.append(pledged(state, lot.holder, lot.right, -lot.ppm))
    return Outcome(tuple(writes))


def open_pledge(
    state: Dossier, lot: bytes, pledge: bytes, version: int
) -> tuple[bytes, PledgeWord]:
    """The key and the word of a pledge that is open, at this version."""
    key = pledge_key(lot, pledge)
    word = state.read(key, PledgeWord)
    require("pledge is open", holds=word.open, values=pledge.hex())
    require("pledge's version", holds=word.version == version, values=word.version)
    return key, word


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
    return pledged(state, terms.pledgor, terms.right, terms.ppm)


def pledged(state: Dossier, holder: bytes, right: Right, change: int) -> tuple[bytes, Word]:
    """A holding with so many ppm more of a right pledged, or fewer."""
    old = state.read(holding_key(holder), HoldingWord)
    pledged = tuple(
        ppm + (change if each is right else 0)
        for each, ppm in zip(RIGHTS, old.pledged, strict=True)
    )
    word = HoldingWord.of(old.shares, pledged, number=old.number, version=old.version + 1)
    return holding_key(holder), word
