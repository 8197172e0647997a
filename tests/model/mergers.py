"""Parties that are absorbed by others, and parties that go by a new name."""

from dataclasses import replace

from ledger.bindings import errors
from ledger.chain.signer import Key
from ledger.domain.acts import DocumentDigest, PartyKind, RecordRoot, Role
from ledger.domain.ids import party_id
from ledger.domain.party_words import RECOVERY_KEY, RecoveryWord
from ledger.domain.rules.absorption import UNMERGEABLE
from ledger.domain.words import CONTENT_KEY, PartyRecord
from ledger.registrar import mandate, party
from ledger.registrar.acting import Signatory
from tests.cast import REGISTRY, Player, digest32
from tests.model.filing import staff
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal

NONE = DocumentDigest(bytes(32))


def merge(town: Town) -> None:
    """A newcomer is absorbed by somebody, who acts for it from then on; its own key is dead."""
    kind = town.random.choice((PartyKind.ENTERPRISE, PartyKind.ENTERPRISE, PartyKind.COURT))
    gone, heir = newcomer(town, kind), town.random.choice(town.people)
    refusals: set[Refusal] = set()
    heirs, now = town.world.state(heir.party), town.register.time()
    if kind in UNMERGEABLE or heirs.record(PartyRecord).kind in UNMERGEABLE:
        refusals.add(errors.NotMergeable)
    if heirs.read(RECOVERY_KEY, RecoveryWord).pending(now):
        refusals.add(errors.RecoveryPending)
    instrument = DocumentDigest(digest32())
    if town.chance(0.1):
        instrument = NONE
        refusals.add(errors.AbsorptionWrong)
    sides = (gone.party, heir.party)
    terms = mandate.absorption(town.register, sides, REGISTRY, instrument=instrument)
    if town.chance(0.1):
        terms = replace(terms, seq=terms.seq + 1)
        refusals.add(errors.VersionStale)
    hands = (*staff(town, Role.EXAMINER, Role.REVIEWER), heir.signs(), gone.signs())
    if not town.give(Attempt(mandate.ABSORB, terms, hands, refusals=frozenset(refusals))):
        return
    for key, dead in ((gone.key, True), (heir.key, False)):
        consent = party.revocation(town.register, gone.party, digest32())
        faults: frozenset[Refusal] = frozenset({errors.AccountNotLive} if dead else ())
        town.world.give(
            Attempt(party.REVOKE, consent, (Signatory(gone.party, key),), refusals=faults)
        )


def rename(town: Town) -> None:
    """Somebody goes by a new name, or by none, or by the last one."""
    own = town.random.choice(town.people)
    identity, refusals = RecordRoot(digest32()), set[Refusal]()
    last = town.world.state(own.party).words.get(CONTENT_KEY)
    if town.chance(0.15):
        identity = RecordRoot(last or bytes(32))
        refusals.add(errors.RenamingWrong)
    terms = mandate.renaming(
        town.register, own.party, REGISTRY, identity=identity, instrument=DocumentDigest(digest32())
    )
    hands = (*staff(town, Role.EXAMINER, Role.REVIEWER), own.signs())
    town.give(Attempt(mandate.RENAME, terms, hands, refusals=frozenset(refusals)))


def newcomer(town: Town, kind: PartyKind) -> Player:
    """A party that nobody else of the town knows."""
    key = Key.new()
    terms = town.stage.enrolment(kind, key)
    made = Player(party_id(terms), key)
    clerk = town.stage.cast.acceptance.signs(Role.ACCEPTANCE)
    town.world.give(Attempt(party.ENROL, terms, (made.signs(), clerk)))
    return made
