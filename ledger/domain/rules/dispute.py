"""Disputes over issued titles (domain: 6.4): what follows, and when one keeps from selling.

The same table as contracts/libraries/Disputes.sol.
"""

from types import MappingProxyType
from typing import Final

from ledger.domain.acts import (
    Dispute,
    DisputeAction,
    DisputeBlock,
    DisputeClaim,
    DisputeRuling,
    DisputeState,
    DisputeStep,
    TitleState,
    struct_hash,
)
from ledger.domain.dispute_words import DisputeWord, dispute_key
from ledger.domain.dossier import Act
from ledger.domain.rules.change import require_issue
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import NOBODY, RECORD_KEY, HoldingWord, TitleRecord, Word, holding_key

A, S = DisputeAction, DisputeState
OPEN: Final = (S.FILED, S.NOTIFIED, S.DENIED, S.CONCLUDED, S.REFERRED, S.OUTCOME)
# steps of two who did not pass the title
RULINGS: Final = frozenset({A.FIND, A.DISMISS, A.CLOSE, A.BLOCK, A.UNBLOCK})
# steps on a court's instrument
ORDERED: Final = frozenset({A.ORDER_BLOCK, A.ORDER_UNBLOCK})
# steps that name a party, and those that rest on no document
NAMING: Final = frozenset({A.ADMIT, A.DENY, A.REFER}) | ORDERED
UNDOCUMENTED: Final = frozenset({A.NOTIFY, A.WITHDRAW})
BLOCKING: Final = (A.BLOCK, A.UNBLOCK, A.ORDER_BLOCK, A.ORDER_UNBLOCK)
FOLLOWS: Final = MappingProxyType(
    {
        (S.FILED, A.NOTIFY): S.NOTIFIED,
        (S.FILED, A.RETURN): S.RETURNED,
        (S.NOTIFIED, A.ADMIT): S.OUTCOME,
        (S.NOTIFIED, A.DENY): S.DENIED,
        (S.NOTIFIED, A.REFER): S.REFERRED,
        (S.DENIED, A.REFER): S.REFERRED,
        (S.CONCLUDED, A.REFER): S.REFERRED,
        (S.NOTIFIED, A.FIND): S.CONCLUDED,
        (S.NOTIFIED, A.DISMISS): S.CONCLUDED,
        (S.DENIED, A.FIND): S.CONCLUDED,
        (S.DENIED, A.DISMISS): S.CONCLUDED,
        (S.REFERRED, A.FIND): S.OUTCOME,
        (S.REFERRED, A.DISMISS): S.OUTCOME,
        (S.CONCLUDED, A.CLOSE): S.CLOSED,
        (S.OUTCOME, A.CLOSE): S.CLOSED,
        **{(each, A.WITHDRAW): S.WITHDRAWN for each in OPEN},
        **{(each, action): each for each in OPEN[1:] for action in BLOCKING},
    }
)


def filed(state: Dossier, _: Act, terms: Dispute) -> Outcome:
    """A dispute over a living title. It warns, and bars nothing by itself."""
    require("title is the dossier's", holds=terms.title == state.subject)
    require("title lives", holds=state.record(TitleRecord).state is TitleState.LIVE)
    named = terms.claim is not DisputeClaim.NONE and any(terms.interest) and any(terms.evidence)
    require("claim, interest and evidence are named", holds=named)
    key = dispute_key(struct_hash(terms))
    require("dispute is new", holds=key not in state.words)
    word = DisputeWord(terms.disputant, S.FILED, terms.claim, version=1)
    return Outcome(((key, word),), terms={key: terms})


def stepped(state: Dossier, _: Act, terms: DisputeStep) -> Outcome:
    """A step that no examiner takes."""
    require("the step is none of the examiners'", holds=terms.action not in RULINGS)
    named = (terms.action in NAMING) == (terms.party != NOBODY)
    require("who answers, refers or orders is named", holds=named)
    if terms.action in {A.ADMIT, A.DENY, A.REFER}:
        _require_side(state, terms)
    return _after(state, terms)


def ruled(state: Dossier, _: Act, terms: DisputeRuling) -> Outcome:
    """A step of two who did not pass the title: their application's dossier says who did."""
    require_issue(state, terms.issued)
    require("the step is the examiners'", holds=terms.action in RULINGS)
    word = state.read(dispute_key(terms.dispute), DisputeWord)
    owned = terms.action is not A.BLOCK or word.claim is DisputeClaim.OWNERSHIP
    require("only who owns is blocked for", holds=owned, values=word.claim.name)
    return _after(state, terms)


def _require_side(state: Dossier, terms: DisputeStep) -> None:
    """A holder answers, the only one admits; either side refers."""
    holds = not state.read(holding_key(terms.party), HoldingWord).ended
    if terms.action is A.REFER:
        word = state.read(dispute_key(terms.dispute), DisputeWord)
        side = holds or terms.party == word.disputant
        require("a side refers the dispute", holds=side, values=terms.party.hex())
        return
    whole = terms.action is not A.ADMIT or state.record(TitleRecord).holders == 1
    require("a holder answers, the only one admits", holds=holds and whole)


def _after(state: Dossier, terms: DisputeStep | DisputeRuling) -> Outcome:
    require("title is the dossier's", holds=terms.title == state.subject)
    key = dispute_key(terms.dispute)
    require("the dispute was filed", holds=key in state.words, values=terms.dispute.hex())
    word = state.read(key, DisputeWord)
    require("dispute's version", holds=word.version == terms.version, values=word.version)
    documented = any(terms.document) or terms.action in UNDOCUMENTED
    require("the step names its document", holds=documented, values=terms.action.name)
    to = FOLLOWS.get((word.state, terms.action))
    require("the step follows", holds=to is not None, values=word.state.name)
    founded = (word.founded or terms.action in {A.FIND, A.ADMIT}) and terms.action is not A.DISMISS
    fits, blocks = _blocks(word, terms.action, to or word.state)
    require("what blocks is lifted by who may", holds=fits, values=word.blocks.name)
    after = replace(
        word, state=to or word.state, founded=founded, blocks=blocks, version=word.version + 1
    )
    writes: list[tuple[bytes, Word]] = [(key, after)]
    if blocks is not word.blocks:
        record = state.record(TitleRecord)
        change = 1 if word.blocks is DisputeBlock.NONE else -1
        writes.append((RECORD_KEY, replace(record, disputes=record.disputes + change)))
    return Outcome(tuple(writes))


def may_follow(word: DisputeWord, action: DisputeAction, holders: int) -> bool:
    """Whether a step can follow where a dispute stands, over a title of so many holders."""
    to = FOLLOWS.get((word.state, action))
    if to is None or (action is A.BLOCK and word.claim is not DisputeClaim.OWNERSHIP):
        return False
    fits, _ = _blocks(word, action, to)
    return fits and (action is not A.ADMIT or holders == 1)


def _blocks(
    word: DisputeWord, action: DisputeAction, to: DisputeState
) -> tuple[bool, DisputeBlock]:
    """Whether it fits and what blocks afterwards; a court's block is lifted by a court alone.

    It is lifted before the end.
    """
    none, court = DisputeBlock.NONE, DisputeBlock.COURT
    fits, after = True, word.blocks
    match action:
        case A.BLOCK | A.ORDER_BLOCK:
            fits = word.blocks is none
            after = DisputeBlock.REGISTRY if action is A.BLOCK else court
        case A.UNBLOCK:
            fits, after = word.blocks is DisputeBlock.REGISTRY, none
        case A.ORDER_UNBLOCK:
            fits, after = word.blocks is not none, none
        case _ if to >= S.RETURNED:
            fits, after = word.blocks is not court, none
    return fits, after
