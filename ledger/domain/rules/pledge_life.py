"""What pledges go through between their record and their end (Civil Code Arts. 393-439)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import (
    Amendment,
    Assignment,
    Enforcement,
    Knowledge,
    Operation,
    Pledge,
    PledgeState,
    Ranking,
    Realisation,
    Right,
    Shrinking,
    SubjectKind,
)
from ledger.domain.pledge_words import (
    AmendedWord,
    KnowledgeWord,
    PledgeWord,
    amended_key,
    knowledge_key,
    standing_terms,
)
from ledger.domain.rules.consents import named_lots
from ledger.domain.rules.disposals import require_free
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.rules.pledge import lot_and_pledge, open_pledge, pledged
from ledger.domain.values import replace
from ledger.domain.words import (
    NOBODY,
    RIGHTS,
    LotWord,
    Word,
    lot_key,
    order_key,
    pledge_key,
)

if TYPE_CHECKING:
    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier


def amended(state: Dossier, act: Act, terms: Amendment) -> Outcome:
    """Amount, kind or term anew; what weighs more is barred as a new pledge is."""
    _own(state, terms.pledged.title)
    lot_id, pledge = lot_and_pledge(terms.pledged)
    key, word = open_pledge(state, lot_id, pledge, terms.version)
    before = stands(state, terms.pledged)
    asked = (terms.amount, terms.term_end, terms.maximum)
    changes = asked != (before.amount, before.term_end, before.maximum)
    require("an amendment changes something", holds=changes and terms.amount > 0)
    if weighs_more(state, terms):
        lot = state.read(lot_key(lot_id), LotWord)
        record = require_free(
            state, lot.holder, _touched(lot.right), Operation.PLEDGE, act.raw.time
        )
        within = terms.past_term or terms.term_end <= record.valid_until
        require("the debt falls due in the title's term", holds=within, values=terms.term_end)
        named_lots(state, (lot_id,), terms.pledges)
    else:
        require("no other pledge is named", holds=not terms.pledges)
    after = replace(word, maximum=terms.maximum, version=word.version + 1)
    stands_now = AmendedWord(terms.amount, terms.term_end, terms.past_term)
    return Outcome(((key, after), (amended_key(lot_id, pledge), stands_now)))


def stands(state: Dossier, terms: Pledge) -> Pledge:
    """A recorded pledge's terms as they stand."""
    lot, pledge = lot_and_pledge(terms)
    word = state.read(pledge_key(lot, pledge), PledgeWord)
    return standing_terms(terms, word, state.read(amended_key(lot, pledge), AmendedWord))


def weighs_more(state: Dossier, terms: Amendment) -> bool:
    """Whether the others on the lot are worse off (Civil Code Art. 409)."""
    before = stands(state, terms.pledged)
    larger = terms.amount > before.amount or terms.term_end > before.term_end
    return larger or (terms.maximum and not before.maximum)


def assigned(state: Dossier, _: Act, terms: Assignment) -> Outcome:
    """The claim goes to another, the pledge with it; its rank stays."""
    _own(state, terms.title)
    key, word = open_pledge(state, terms.lot, terms.pledge, terms.version)
    lot = state.read(lot_key(terms.lot), LotWord)
    another = terms.assignee not in {word.pledgee, lot.holder}
    require("a claim goes to another", holds=another, values=terms.assignee.hex())
    require("the debtor is told", holds=any(terms.notice))
    after = replace(word, pledgee=terms.assignee, version=word.version + 1)
    return Outcome(((key, after),))


def ranked(state: Dossier, _: Act, terms: Ranking) -> Outcome:
    """All open pledges of a lot in a new order."""
    _own(state, terms.title)
    lot = _open_lot(state, terms.lot, terms.version)
    named = sorted(set(terms.pledges))
    whole = len(named) == len(terms.pledges) == lot.open > 1
    require("each open pledge is ranked once", holds=whole, values=len(terms.pledges))
    named_lots(state, (terms.lot,), named)
    writes: list[tuple[bytes, Word]] = [(lot_key(terms.lot), replace(lot, version=lot.version + 1))]
    for rank, pledge in enumerate(terms.pledges, start=1):
        key = pledge_key(terms.lot, pledge)
        word = state.read(key, PledgeWord)
        writes.append((key, replace(word, rank=rank, version=word.version + 1)))
    return Outcome(tuple(writes))


def shrunk(state: Dossier, _: Act, terms: Shrinking) -> Outcome:
    """A part of a lot is free again."""
    _own(state, terms.title)
    lot = _open_lot(state, terms.lot, terms.version)
    require("less of the lot stays", holds=0 < terms.ppm < lot.ppm, values=lot.ppm)
    named_lots(state, (terms.lot,), terms.pledges)
    after = replace(lot, ppm=terms.ppm, version=lot.version + 1)
    holding = pledged(state, lot.holder, lot.right, terms.ppm - lot.ppm)
    return Outcome(((lot_key(terms.lot), after), holding))


def learned(state: Dossier, act: Act, terms: Knowledge) -> Outcome:
    """The pledgee of a maximum amount knows of a seizure."""
    _own(state, terms.title)
    word = state.read(pledge_key(terms.lot, terms.pledge), PledgeWord)
    require("pledge is open", holds=word.open, values=terms.pledge.hex())
    key = knowledge_key(terms.lot, terms.pledge)
    fits = word.maximum and key not in state.words and any(terms.document)
    require("a maximum amount learns once, from a document", holds=fits)
    known = 0 < terms.known_at <= act.raw.time
    require("known before now", holds=known, values=terms.known_at)
    holder = state.read(lot_key(terms.lot), LotWord).holder
    require("the order is on the lot", holds=_on_lot(state, terms, holder))
    return Outcome(((key, KnowledgeWord(terms.known_at)),), terms={key: terms})


def _on_lot(state: Dossier, terms: Knowledge, holder: bytes) -> bool:
    """Of the title, or of the holder's shares; one on a whole party stands in its dossier."""
    if terms.subject != state.subject:
        return terms.subject[0] == SubjectKind.PARTY and terms.holder == NOBODY
    named = order_key(terms.holder, terms.order) in state.words
    return named and terms.holder in {NOBODY, holder}


def enforcing(state: Dossier, _: Act, terms: Enforcement) -> Outcome:
    """Default is declared; income from licences is assigned, or the declaration taken back."""
    _own(state, terms.title)
    key, word = open_pledge(state, terms.lot, terms.pledge, terms.version)
    how = terms.realisation
    follows = {
        Realisation.NONE: word.state is PledgeState.RECORDED,
        Realisation.LICENCE_INCOME: word.state is PledgeState.ENFORCING
        and word.realisation is Realisation.NONE,
        Realisation.WITHDRAWN: word.state is PledgeState.ENFORCING,
    }
    holds = follows.get(how, False) and any(terms.document)
    require("enforcement follows a default", holds=holds, values=how.name)
    back = how is Realisation.WITHDRAWN
    after = replace(
        word,
        state=PledgeState.RECORDED if back else PledgeState.ENFORCING,
        realisation=Realisation.NONE if back else how,
        version=word.version + 1,
    )
    return Outcome(((key, after),))


def _own(state: Dossier, title: bytes) -> None:
    require("title is the dossier's", holds=title == state.subject)


def _open_lot(state: Dossier, lot_id: bytes, version: int) -> LotWord:
    lot = state.read(lot_key(lot_id), LotWord)
    require("lot is open", holds=lot.open > 0, values=lot_id.hex())
    require("lot's version", holds=lot.version == version, values=lot.version)
    return lot


def _touched(right: Right) -> tuple[int, ...]:
    return tuple(int(each is right) for each in RIGHTS)
