"""What all holders of a title apply for: its change or its cancellation.

NAT-2026 Arts. 35 and 37. From its filing until it is decided the application is pending on the
title. What the application says stands in its own dossier: see ledger.domain.conditions.
"""

from ledger.domain.acts import (
    Burden,
    Effect,
    EndGround,
    FieldGroup,
    Fulfilment,
    Issue,
    Operation,
    Registration,
    Tag,
    TitleState,
)
from ledger.domain.burdens import effect
from ledger.domain.dossier import Act
from ledger.domain.ending import ENDING_KEY, EndingWord
from ledger.domain.rules.application import REQUESTS, require_secondary
from ledger.domain.rules.change import changing, ended, require_issue, require_pledges_named
from ledger.domain.rules.disposals import require_whole
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import CONTENT_KEY, RECORD_KEY, HoldingWord, TitleRecord, Word


def operation_of(terms: Fulfilment) -> Operation:
    """The burden table's row: a cancellation names no group of fields."""
    if terms.group is FieldGroup.NONE:
        return Operation.VOLUNTARY_CANCEL
    return changing(terms.group)


def filed(state: Dossier, act: Act, _: None) -> Outcome:
    """All holders applied; which of the two for, the linked application says."""
    require_secondary(act)
    record = state.record(TitleRecord)
    require("title lives", holds=record.state is TitleState.LIVE)
    require("no request is pending", holds=record.requested is Registration.NONE)
    asked = TitleRecord.parse(dict(act.writes).get(RECORD_KEY, bytes(32))).requested
    require("a change or a cancellation", holds=asked in REQUESTS, values=asked.name)
    return Outcome(((RECORD_KEY, replace(record, requested=asked)),))


def given_up(state: Dossier, act: Act, _: None) -> Outcome:
    """The application ended and led to nothing."""
    require_secondary(act)
    record = replace(state.record(TitleRecord), requested=Registration.NONE)
    return Outcome(((RECORD_KEY, record),))


def changed(state: Dossier, act: Act, terms: Fulfilment) -> Outcome:
    """The record that was applied for takes the place of the old; certificates are one version on.

    Its root and who the holders are stand in the application.
    """
    record = _asked(state, act, terms, Registration.CHANGE)
    require("a group of fields", holds=terms.group is not FieldGroup.NONE)
    root = dict(act.writes).get(CONTENT_KEY, b"")
    present = state.words.get(CONTENT_KEY, terms.issued.record)
    require("another record", holds=any(root) and root != present, values=root.hex())
    keys = [key for key, _ in act.writes[2:]]
    held = all(key[0] == Tag.HOLDING for key in keys)
    require("holders ascend", holds=held and sorted(set(keys)) == keys)
    require("every holder's certificate", holds=len(keys) == record.holders, values=len(keys))
    holdings = [state.read(key, HoldingWord) for key in keys]
    require("each holds a share", holds=not any(holding.ended for holding in holdings))
    if effect(operation_of(terms), Burden.PLEDGED) is Effect.CONSENT:
        require_pledges_named(state, terms, holdings)
    writes: list[tuple[bytes, Word | bytes]] = [
        (RECORD_KEY, replace(record, requested=Registration.NONE)),
        (CONTENT_KEY, root),
    ]
    writes += [
        (key, replace(each, version=each.version + 1))
        for key, each in zip(keys, holdings, strict=True)
    ]
    return Outcome(tuple(writes), terms={CONTENT_KEY: terms})


def surrendered(state: Dossier, act: Act, terms: Fulfilment) -> Outcome:
    """The title ends with the act, as all holders and every pledgee want it."""
    record = _asked(state, act, terms, Registration.CANCELLATION)
    alone = terms.group is FieldGroup.NONE and not terms.clear
    require("a cancellation publishes nothing", holds=alone)
    holdings = [HoldingWord.parse(word) for _, word in state.under(Tag.HOLDING)]
    require_pledges_named(state, terms, [each for each in holdings if not each.ended])
    ending = EndingWord(EndGround.REQUEST, act.raw.time)
    return Outcome(((RECORD_KEY, ended(record)), (ENDING_KEY, ending)), terms={ENDING_KEY: terms})


def _asked(state: Dossier, act: Act, terms: Fulfilment, registration: Registration) -> TitleRecord:
    require("title is the dossier's", holds=terms.title == state.subject, values=terms.title.hex())
    require("the title was issued", holds=isinstance(state.terms.get(RECORD_KEY), Issue))
    require_issue(state, terms.issued)
    record = require_whole(state, operation_of(terms), act.raw.time, terms.court)
    require("the request is pending", holds=record.requested is registration)
    return record
