"""Books, profiles, intake, registries."""

from ledger.domain.acts import (
    BookAdmission,
    BookEnd,
    IntakePause,
    ProfileAdoption,
    RegistryOpening,
    Tag,
)
from ledger.domain.dossier import Act
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.words import (
    RECORD_KEY,
    WORD_BYTES,
    BookWord,
    GovernanceRecord,
    ProfileWord,
    RegistryRecord,
    book_key,
    code_key,
    hash_key,
)

FOREVER = (1 << 40) - 1
CODES = range(110, 1_000)  # region 11-99, registry digit


def book_admitted(_: Dossier, act: Act, terms: BookAdmission) -> Outcome:
    """A book may perform these kinds of act from then until then."""
    key = book_key(terms.book, terms.code_hash)
    word = BookWord(terms.kinds, terms.from_, terms.until)
    del act
    return Outcome(((key, word), (code_key(terms.book), terms.code_hash)), terms={key: terms})


def book_ended(state: Dossier, _: Act, terms: BookEnd) -> Outcome:
    """A book's admission ends then."""
    key = book_key(terms.book, state.words.get(code_key(terms.book), bytes(WORD_BYTES)))
    require("book is admitted", holds=key in state.words, values=terms.book.hex())
    old = state.read(key, BookWord)
    return Outcome(((key, BookWord(old.kinds, old.since, terms.until)),))


def intake_paused(_: Dossier, __: Act, terms: IntakePause) -> Outcome:
    """The intake of applications stops or resumes."""
    return Outcome(((RECORD_KEY, GovernanceRecord(paused=terms.paused)),))


def profile_adopted(state: Dossier, act: Act, terms: ProfileAdoption) -> Outcome:
    """The floors of a rule profile hold from now on."""
    require("profile names the count", holds=terms.seq == act.seq - 1, values=terms.seq)
    key = hash_key(Tag.PROFILE, terms.profile)
    require("profile is new", holds=key not in state.words, values=terms.profile.hex())
    word = ProfileWord(
        terms.minimum_notice,
        terms.minimum_acceptance,
        terms.maximum_term,
        terms.maximum_freeze,
        terms.renewal_opens,
        terms.renewal_closes,
    )
    return Outcome(((key, word),), terms={key: terms})


def registry_opened(state: Dossier, _: Act, terms: RegistryOpening) -> Outcome:
    """A registry opens, run by its institution."""
    own = state.subject[1:] == terms.registry.to_bytes(31)
    require("registry is the dossier's", holds=own, values=terms.registry)
    require("code has region and digit", holds=terms.registry in CODES, values=terms.registry)
    record = RegistryRecord(institution=terms.institution, until=FOREVER)
    return Outcome(((RECORD_KEY, record),), terms={RECORD_KEY: terms})
