"""What becomes of a title after its issue: corrections, renewals, ends ex officio.

NAT-2026 Arts. 32 and 35-37. A correction gives every certificate a new version; an end closes all
certificates at once, and the holdings stay as the record of what there was.
"""

from ledger.domain.acts import (
    Burden,
    Closing,
    Correction,
    Effect,
    EndGround,
    FieldGroup,
    Fulfilment,
    Issue,
    Operation,
    Registration,
    Renewal,
    SubjectKind,
    TitleState,
    struct_hash,
)
from ledger.domain.burdens import effect
from ledger.domain.dossier import Act
from ledger.domain.ending import ENDING_KEY, EndingWord
from ledger.domain.rules.application import require_secondary
from ledger.domain.rules.consents import named_lots
from ledger.domain.rules.disposals import require_whole
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import (
    CONTENT_KEY,
    NOBODY,
    RECORD_KEY,
    RIGHTS,
    HoldingWord,
    TitleRecord,
    Word,
    holding_key,
)

REVOKING = frozenset({EndGround.FRAUD, EndGround.UNLAWFUL_SOURCE})
CANCELLING = frozenset({EndGround.DATA_DESTROYED, EndGround.OBJECTION_UPHELD, EndGround.LAW})


def corrected(state: Dossier, act: Act, terms: Correction) -> Outcome:
    """A new record takes the place of the old; every holder's certificate is one version on."""
    _require_own(state, act, terms.title, terms.seq)
    operation = changing(terms.group)
    record = require_whole(state, operation, act.raw.time, terms.court)
    fresh = terms.record not in (NOBODY, state.words.get(CONTENT_KEY))
    require("another record", holds=fresh and terms.group is not FieldGroup.NONE)
    require("a document is named", holds=terms.instrument != NOBODY)
    require("holders ascend", holds=sorted(set(terms.holders)) == list(terms.holders))
    require("every holder is named", holds=len(terms.holders) == record.holders)
    holdings = [
        (holding_key(each), state.read(holding_key(each), HoldingWord)) for each in terms.holders
    ]
    require("each holds a share", holds=not any(holding.ended for _, holding in holdings))
    if effect(operation, Burden.PLEDGED) is Effect.CONSENT:
        require_pledges_named(state, terms, [holding for _, holding in holdings])
    writes: list[tuple[bytes, Word | bytes]] = [(CONTENT_KEY, terms.record)]
    writes += [(key, replace(each, version=each.version + 1)) for key, each in holdings]
    return Outcome(tuple(writes), terms={CONTENT_KEY: terms})


def changing(group: FieldGroup) -> Operation:
    """The burden table's row for a change of these fields."""
    identity = group is FieldGroup.IDENTITY
    return Operation.IDENTITY_CHANGE if identity else Operation.DESCRIPTION_CHANGE


def revoked(state: Dossier, act: Act, terms: Closing) -> Outcome:
    """The title was obtained by fraud or over data of an unlawful source: void since then."""
    require("a ground of revocation", holds=terms.ground in REVOKING, values=terms.ground)
    return _closed(state, act, terms, terms.from_)


def cancelled(state: Dossier, act: Act, terms: Closing) -> Outcome:
    """The title ends with the act."""
    require("a ground of cancellation", holds=terms.ground in CANCELLING, values=terms.ground)
    require("a cancellation names no time", holds=terms.from_ == 0, values=terms.from_)
    return _closed(state, act, terms, act.raw.time)


def renewal_filed(state: Dossier, act: Act, _: None) -> Outcome:
    """All holders applied for a new term; until that is decided the title does not expire."""
    require_secondary(act)
    record = state.record(TitleRecord)
    require("title lives", holds=record.state is TitleState.LIVE)
    require("no renewal is pending", holds=not record.renewing)
    require("the term runs", holds=act.raw.time < record.valid_until, values=act.raw.time)
    return Outcome(((RECORD_KEY, replace(record, renewing=True)),))


def renewal_ended(state: Dossier, act: Act, _: None) -> Outcome:
    """The application for a new term ended without one."""
    require_secondary(act)
    return Outcome(((RECORD_KEY, replace(state.record(TitleRecord), renewing=False)),))


def renewed(state: Dossier, act: Act, terms: Renewal) -> Outcome:
    """A new term behind the old one."""
    require("title is the dossier's", holds=terms.title == state.subject, values=terms.title.hex())
    record = require_whole(state, Operation.RENEWAL, act.raw.time, terms.court)
    require("a renewal is pending", holds=record.renewing)
    longer = terms.valid_until > record.valid_until
    require("the new term is behind the old", holds=longer, values=terms.valid_until)
    require_issue(state, terms.issued)
    return Outcome(
        ((RECORD_KEY, replace(record, valid_until=terms.valid_until, renewing=False)),),
    )


def is_revocation(ground: EndGround) -> bool:
    """Whether a title that ended on this ground was revoked, not cancelled."""
    return ground in REVOKING


def _closed(state: Dossier, act: Act, terms: Closing, since: int) -> Outcome:
    _require_own(state, act, terms.title, terms.seq)
    record = require_whole(state, Operation.ORDERED_CANCEL, act.raw.time, terms.court)
    require("effect within the title's life", holds=record.registered_at <= since <= act.raw.time)
    require("a document is named", holds=terms.instrument != NOBODY)
    require_issue(state, terms.issued)
    return Outcome(
        ((RECORD_KEY, ended(record)), (ENDING_KEY, EndingWord(terms.ground, since))),
        terms={ENDING_KEY: terms},
    )


def _require_own(state: Dossier, act: Act, title: bytes, seq: int) -> None:
    require("title is the dossier's", holds=title == state.subject, values=title.hex())
    require("terms name the count", holds=seq == act.seq - 1, values=seq)
    require("the title was issued", holds=isinstance(state.terms.get(RECORD_KEY), Issue))


def ended(record: TitleRecord) -> TitleRecord:
    """A title's record without its life: neither renewed nor changed any more."""
    return replace(record, state=TitleState.CLOSED, renewing=False, requested=Registration.NONE)


def require_issue(state: Dossier, terms: Issue) -> None:
    """The terms of issue are those that made the title."""
    issued = bytes([SubjectKind.TITLE]) + struct_hash(terms)[:31]
    require("the title's own issue", holds=issued == state.subject, values=issued.hex())


def require_pledges_named(
    state: Dossier, terms: Correction | Fulfilment, holdings: list[HoldingWord]
) -> None:
    """The lots that terms name are all that is pledged."""
    named = [0, 0, 0]
    for _, lot in named_lots(state, terms.lots, terms.pledges):
        named[lot.right] += lot.ppm
    pledged = [sum(holding.pledged[right] for holding in holdings) for right in RIGHTS]
    require("every pledged lot is named", holds=named == pledged, values=named)
