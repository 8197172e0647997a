"""A pledged lot goes to whoever took or bought it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Operation, PledgeState, Realisation, Sale, TitleState
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.rules.consents import named_lots
from ledger.domain.rules.disposals import require_free, require_not_stayed
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.rules.title import require_number
from ledger.domain.values import replace
from ledger.domain.words import (
    NOBODY,
    RECORD_KEY,
    RIGHTS,
    HoldingWord,
    LotWord,
    TitleRecord,
    Word,
    holding_key,
    lot_key,
    pledge_key,
)

if TYPE_CHECKING:
    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier

AGREED = frozenset({Realisation.AGREEMENT, Realisation.SELF_SALE})


def sold(state: Dossier, act: Act, terms: Sale) -> Outcome:
    """The lot moves whole; pledges end with it, or follow it."""
    require("title is the dossier's", holds=terms.title == state.subject)
    lot = state.read(lot_key(terms.lot), LotWord)
    require("lot is open", holds=lot.open > 0, values=terms.lot.hex())
    require("lot's version", holds=lot.version == terms.version, values=lot.version)
    _require_terms(terms, lot)
    named_lots(state, (terms.lot,), terms.pledges)
    record = _require_free(state, act, terms, lot)
    pledges = _pledges(state, terms)
    left = sum(word.open for _, word in pledges)
    giver, taker = _holdings(state, act, terms, lot, left)
    holders = record.holders + int(_before(state, terms.taker).ended) - int(giver.ended)
    moved = replace(
        lot, holder=terms.taker, open=left, version=lot.version + 1, ppm=lot.ppm if left else 0
    )
    writes: tuple[tuple[bytes, Word], ...] = (
        (RECORD_KEY, replace(record, holders=holders)),
        (holding_key(lot.holder), giver),
        (holding_key(terms.taker), taker),
        (lot_key(terms.lot), moved),
        *pledges,
    )
    return Outcome(writes)


def _require_terms(terms: Sale, lot: LotWord) -> None:
    agreed = terms.realisation in AGREED
    known = agreed or terms.realisation is Realisation.COURT_SALE
    require("a sale says how", holds=known and any(terms.document), values=terms.realisation.name)
    require("a sale is to another", holds=terms.taker != lot.holder, values=terms.taker.hex())
    ends = 0 < terms.ended < 1 << len(terms.pledges)
    require("a sale ends a pledge", holds=ends, values=terms.ended)
    require("no court agrees for the sides", holds=not agreed or terms.court == NOBODY)


def _require_free(state: Dossier, act: Act, terms: Sale, lot: LotWord) -> TitleRecord:
    """A court's own freeze does not bar its sale; only what has ended is sold no more."""
    if terms.realisation is not Realisation.COURT_SALE:
        touched = tuple(int(each is lot.right) for each in RIGHTS)
        return require_free(state, lot.holder, touched, Operation.TRANSFER, act.raw.time)
    record = state.record(TitleRecord)
    require("title lives", holds=record.state is TitleState.LIVE)
    require_not_stayed(state, lot.holder, act.raw.time)
    return record


def _pledges(state: Dossier, terms: Sale) -> list[tuple[bytes, PledgeWord]]:
    found = []
    declared = terms.realisation is Realisation.COURT_SALE
    for place, pledge in enumerate(terms.pledges):
        key = pledge_key(terms.lot, pledge)
        word = state.read(key, PledgeWord)
        after = replace(word, version=word.version + 1)
        if terms.ended >> place & 1:
            declared = declared or word.state is PledgeState.ENFORCING
            after = replace(after, state=PledgeState.ENFORCED, realisation=terms.realisation)
        found.append((key, after))
    require("default was declared", holds=declared)
    return found


def _before(state: Dossier, party: bytes) -> HoldingWord:
    return state.read(holding_key(party), HoldingWord)


def _holdings(
    state: Dossier, act: Act, terms: Sale, lot: LotWord, left: int
) -> tuple[HoldingWord, HoldingWord]:
    giver = _moved(_before(state, lot.holder), lot, -lot.ppm, -lot.ppm)
    before = _before(state, terms.taker)
    taker = _moved(before, lot, lot.ppm, lot.ppm if left else 0)
    if before.ended:
        number = dict(act.writes).get(holding_key(terms.taker), bytes(32))
        taker = replace(taker, number=HoldingWord.parse(number).number)
        require_number(taker.number, state.record(TitleRecord).registry, act.raw.time)
    return giver, taker


def _moved(old: HoldingWord, lot: LotWord, shares: int, pledged: int) -> HoldingWord:
    return HoldingWord.of(
        _plus(old.shares, lot, shares),
        _plus(old.pledged, lot, pledged),
        number=old.number,
        version=old.version + 1,
    )


def _plus(parts: tuple[int, ...], lot: LotWord, change: int) -> tuple[int, ...]:
    return tuple(
        part + (change if each is lot.right else 0)
        for each, part in zip(RIGHTS, parts, strict=True)
    )
