"""Listings of institutions, their suspension and its end."""

from ledger.domain.acts import InstitutionListing, SubjectKind, Superior, Suspension
from ledger.domain.directory import KINDS, LISTING_KEY, ListingWord
from ledger.domain.dossier import Act
from ledger.domain.party_words import SUPERIOR_KEY
from ledger.domain.pledgors import PUBLIC_POWERS
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.rules.party import require_living, require_own
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import PartyRecord


def listed(state: Dossier, act: Act, terms: InstitutionListing) -> Outcome:
    """An institution is listed, or its listing renewed; a suspension stays."""
    require_own(state, act, terms.institution, terms.seq)
    require_living(state)
    known = terms.kinds != 0 and not terms.kinds & ~KINDS
    require("kinds are known", holds=known, values=terms.kinds)
    window = terms.from_ < terms.until and act.raw.time < terms.until
    require("licence ends later", holds=window, values=terms.until)
    require("a licence is named", holds=any(terms.licence))
    before = state.read(LISTING_KEY, ListingWord)
    word = ListingWord(terms.kinds, terms.from_, terms.until, before.suspended)
    return Outcome(((LISTING_KEY, word),), terms={LISTING_KEY: terms})


def suspension_changed(state: Dossier, act: Act, terms: Suspension) -> Outcome:
    """A listing is suspended, or its suspension taken back."""
    require_own(state, act, terms.institution, terms.seq)
    require("the party is listed", holds=LISTING_KEY in state.words)
    before = state.read(LISTING_KEY, ListingWord)
    changes = before.suspended != terms.suspended
    require("the suspension changes", holds=changes, values=terms.suspended)
    require("a ground is named", holds=any(terms.ground))
    return Outcome(((LISTING_KEY, replace(before, suspended=terms.suspended)),))


def superior_named(state: Dossier, act: Act, terms: Superior) -> Outcome:
    """A court or organ stands under another one."""
    require_own(state, act, terms.court, terms.seq)
    kind = state.record(PartyRecord).kind
    require("a court or organ is named", holds=kind in PUBLIC_POWERS, values=kind.name)
    other = terms.superior != terms.court and terms.superior[0] == SubjectKind.PARTY
    require("another stands above it", holds=other, values=terms.superior.hex())
    require("a basis is named", holds=any(terms.basis))
    return Outcome(((SUPERIOR_KEY, bytes(terms.superior)),))
