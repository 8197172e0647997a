"""Licences of rights of a title: granted, noticed for breach, ended."""

from typing import Final

from ledger.domain.acts import (
    BreachNotice,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    LicenceState,
    Operation,
    Right,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.licence_words import (
    LicenceWord,
    LicensedWord,
    LicensorWord,
    licence_key,
    licensed_key,
    licensor_key,
)
from ledger.domain.rules.consents import named_lots
from ledger.domain.rules.disposals import require_free
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import NOBODY, RIGHTS, WHOLE, HoldingWord, TitleRecord, holding_key

DAY: Final = 86_400
# for breach a licence is ended so long after the notice (Civil Code Arts. 563-564)
BREACH_OPENS: Final = 30 * DAY
BREACH_CLOSES: Final = 365 * DAY


def granted(state: Dossier, act: Act, terms: Licence) -> Outcome:
    """A licence is granted; no exclusive one beside another of the same right."""
    require("title is the dossier's", holds=terms.title == state.subject)
    _require_terms(terms)
    time = act.raw.time
    record = require_free(state, terms.licensor, touched(terms), Operation.LICENCE, time)
    _require_period(terms, record, time)
    holding = state.read(holding_key(terms.licensor), HoldingWord)
    _require_licensor(terms, holding)
    _require_lots(state, terms, holding)
    licence = struct_hash(terms)
    key = licence_key(licence)
    require("licence is new", holds=key not in state.words, values=licence.hex())
    word = LicenceWord(
        terms.licensee, LicenceState.GRANTED, terms.right, terms.exclusive, terms.until
    )
    return Outcome(
        (
            (key, word),
            (licensor_key(licence), LicensorWord(terms.licensor, 0, 1)),
            (licensed_key(terms.right), _counted(state, terms, time)),
        ),
        terms={key: terms},
    )


def breach_notified(state: Dossier, act: Act, terms: BreachNotice) -> Outcome:
    """The licensor gives notice of a breach; from then on the time runs."""
    require("title is the dossier's", holds=terms.title == state.subject)
    word, licensor = _standing(state, terms.licence)
    require("the licence runs", holds=act.raw.time < word.until, values=word.until)
    require("the notice is named", holds=any(terms.notice))
    same = licensor.version == terms.version
    require("no notice was given since", holds=same, values=licensor.version)
    noticed = replace(licensor, noticed_at=act.raw.time, version=licensor.version + 1)
    return Outcome(((licensor_key(terms.licence), noticed),))


def ended(state: Dossier, act: Act, terms: LicenceEnding) -> Outcome:
    """A licence is ended early, or is said to have run out so that it counts no more."""
    require("title is the dossier's", holds=terms.title == state.subject)
    word, licensor = _standing(state, terms.licence)
    ground, time = terms.ground, act.raw.time
    over = (time >= word.until) == (ground is LicenceEndGround.RUN_OUT)
    require("it ends early while it runs, as run out later", holds=over, values=word.until)
    founded = any(terms.document) or ground is LicenceEndGround.RUN_OUT
    ordered = (ground is LicenceEndGround.ORDERED) == (terms.court != NOBODY)
    named = ground is not LicenceEndGround.NONE and founded and ordered
    require("the ground is named with what it rests on", holds=named, values=ground.name)
    if ground is LicenceEndGround.BREACH:
        opens, closes = licensor.noticed_at + BREACH_OPENS, licensor.noticed_at + BREACH_CLOSES
        within = licensor.noticed_at > 0 and opens <= time <= closes
        require("the time of the notice runs", holds=within, values=licensor.noticed_at)
    key = licence_key(terms.licence)
    return Outcome(
        (
            (key, replace(word, state=LicenceState.ENDED)),
            (licensed_key(word.right), _uncounted(state, word)),
        ),
        terms={licensor_key(terms.licence): terms},
    )


def touched(terms: Licence) -> tuple[int, ...]:
    """The rights, by Right, that a licensor disposes of: the one it licenses, and to operate."""
    operates = not terms.entrusted
    return tuple(
        int(right is terms.right or (operates and right is Right.OPER)) for right in RIGHTS
    )


def _require_terms(terms: Licence) -> None:
    require("use or operation is licensed", holds=terms.right is not Right.HOLD)
    own = not terms.entrusted or (terms.right is Right.USE and not terms.exclusive)
    require("for the licensor's own use there is a plain licence to use", holds=own)
    require("scope and contract are named", holds=any(terms.scope) and any(terms.document))
    require("licensor and licensee are two", holds=terms.licensor != terms.licensee)


def _require_period(terms: Licence, record: TitleRecord, time: int) -> None:
    within = record.registered_at <= terms.from_ < terms.until <= record.valid_until
    require("it runs within the title's term", holds=within and time < terms.until)


def _require_licensor(terms: Licence, holding: HoldingWord) -> None:
    held = holding.shares[terms.right]
    operates = terms.entrusted or holding.oper > 0
    require("the licensor holds the right and operates", holds=held > 0 and operates)
    whole = not terms.exclusive or held == WHOLE
    require("an exclusive licence is of the whole right", holds=whole, values=held)


def _require_lots(state: Dossier, terms: Licence, holding: HoldingWord) -> None:
    """All lots of the licensor and no other's: their pledgees consent."""
    sums = [0, 0, 0]
    for lot_id, lot in named_lots(state, terms.lots, terms.pledges):
        require("lot is the licensor's", holds=lot.holder == terms.licensor, values=lot_id.hex())
        sums[lot.right] += lot.ppm
    require("every lot is named", holds=tuple(sums) == holding.pledged, values=holding.pledged)


def _counted(state: Dossier, terms: Licence, time: int) -> LicensedWord:
    word = state.read(licensed_key(terms.right), LicensedWord)
    until = max(word.exclusive_until, word.plain_until if terms.exclusive else 0)
    require("no licence shuts it out", holds=time >= until, values=until)
    version = word.version + 1
    if terms.exclusive:
        return replace(word, exclusive_until=terms.until, version=version)
    latest = max(word.plain_until, terms.until)
    return replace(word, plain=word.plain + 1, plain_until=latest, version=version)


def _uncounted(state: Dossier, licence: LicenceWord) -> LicensedWord:
    word = state.read(licensed_key(licence.right), LicensedWord)
    version = word.version + 1
    if not licence.exclusive:
        left = word.plain - 1
        latest = word.plain_until if left else 0
        return replace(word, plain=left, plain_until=latest, version=version)
    newest = word.exclusive_until == licence.until
    return replace(word, exclusive_until=0 if newest else word.exclusive_until, version=version)


def _standing(state: Dossier, licence: bytes) -> tuple[LicenceWord, LicensorWord]:
    word = state.read(licence_key(licence), LicenceWord)
    standing = word.state is LicenceState.GRANTED
    require("the licence stands", holds=standing, values=licence.hex())
    return word, state.read(licensor_key(licence), LicensorWord)
