"""Titles: issue with certificates, transfers of shares."""

from ledger.domain.acts import (
    Issue,
    Operation,
    SubjectKind,
    Tag,
    TitleState,
    Transfer,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.numbers import number_parts, shanghai_month
from ledger.domain.rules.consents import named_lots
from ledger.domain.rules.disposals import require_free
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import (
    RECORD_KEY,
    RIGHTS,
    WHOLE,
    HoldingWord,
    TitleRecord,
    Word,
    holding_key,
    lot_key,
)

MOST_LOTS = 16


def issued(state: Dossier, act: Act, terms: Issue) -> Outcome:
    """A new title. Who holds what stands in its application; here: that the shares are whole."""
    own = bytes([SubjectKind.TITLE]) + struct_hash(terms)[:31]
    require("id is the terms' hash", holds=own == state.subject, values=state.subject.hex())
    holdings = [(key, HoldingWord.parse(word)) for key, word in act.writes[1:]]
    require("a title's words are holdings", holds=all(key[0] == Tag.HOLDING for key, _ in holdings))
    keys = [key for key, _ in holdings]
    require("holders ascend", holds=bool(keys) and sorted(set(keys)) == keys)
    sums = [sum(holding.shares[right] for _, holding in holdings) for right in RIGHTS]
    require("shares sum to the whole", holds=any(sums) and set(sums) <= {0, WHOLE}, values=sums)
    number = holdings[0][1].number
    require_number(number, terms.registry, act.raw.time)
    record = TitleRecord(
        registry=terms.registry,
        registered_at=terms.registered_at,
        valid_until=terms.valid_until,
        state=TitleState.LIVE,
        rights=sum(1 << right for right in RIGHTS if sums[right]),
        holders=len(holdings),
    )
    words: list[tuple[bytes, Word]] = [(RECORD_KEY, record)]
    words += [
        (key, HoldingWord.of(holding.shares, (0, 0, 0), number=number + place, version=1))
        for place, (key, holding) in enumerate(holdings)
    ]
    return Outcome(tuple(words), terms={RECORD_KEY: terms})


def transferred(state: Dossier, act: Act, terms: Transfer) -> Outcome:
    """Shares move to a co-holder or a newcomer; burdened lots move whole."""
    require("title is the dossier's", holds=terms.title == state.subject)
    moved = (terms.hold, terms.use, terms.oper)
    require("at most sixteen lots move", holds=len(terms.lots) <= MOST_LOTS)
    require("some share moves to another", holds=any(moved) and terms.giver != terms.taker)
    record = require_free(state, terms.giver, moved, Operation.TRANSFER, act.raw.time)
    lots, pledged = _moved_lots(state, terms)
    giver = _given(state, terms, moved, pledged)
    before = state.read(holding_key(terms.taker), HoldingWord)
    taker = HoldingWord.of(
        _plus(before.shares, moved),
        _plus(before.pledged, pledged),
        number=before.number,
        version=before.version + 1,
    )
    if before.ended:
        number = dict(act.writes).get(holding_key(terms.taker), bytes(32))
        taker = replace(taker, number=HoldingWord.parse(number).number)
        require_number(taker.number, record.registry, act.raw.time)
    holders = record.holders + int(before.ended) - int(giver.ended)
    writes: tuple[tuple[bytes, Word], ...] = (
        (RECORD_KEY, replace(record, holders=holders)),
        (holding_key(terms.giver), giver),
        (holding_key(terms.taker), taker),
        *lots,
    )
    return Outcome(writes)


def _given(
    state: Dossier, terms: Transfer, moved: tuple[int, ...], pledged: tuple[int, ...]
) -> HoldingWord:
    old = state.read(holding_key(terms.giver), HoldingWord)
    require("giver's version", holds=old.version == terms.giver_version, values=old.version)
    for right in RIGHTS:
        free = old.shares[right] - old.pledged[right] + pledged[right]
        enough = pledged[right] <= moved[right] <= min(old.shares[right], free)
        require("giver holds it free or with its lots", holds=enough, values=right.name)
    return HoldingWord.of(
        _plus(old.shares, moved, -1),
        _plus(old.pledged, pledged, -1),
        number=old.number,
        version=old.version + 1,
    )


def _moved_lots(
    state: Dossier, terms: Transfer
) -> tuple[list[tuple[bytes, Word]], tuple[int, ...]]:
    lots: list[tuple[bytes, Word]] = []
    sums = [0, 0, 0]
    for lot_id, lot in named_lots(state, terms.lots, terms.pledges):
        require("lot is the giver's", holds=lot.holder == terms.giver, values=lot_id.hex())
        sums[lot.right] += lot.ppm
        lots.append((lot_key(lot_id), replace(lot, holder=terms.taker, version=lot.version + 1)))
    return lots, tuple(sums)


def _plus(left: tuple[int, ...], right: tuple[int, ...], sign: int = 1) -> tuple[int, ...]:
    return tuple(a + sign * b for a, b in zip(left, right, strict=True))


def require_number(number: int, registry: int, time: int) -> None:
    """A certificate's number is one of the registry's, of the month of its issue."""
    parts = number_parts(number)
    right = parts.registry == registry and parts.month == shanghai_month(time) and parts.serial > 0
    require("number is the registry's of this month", holds=right, values=number)
