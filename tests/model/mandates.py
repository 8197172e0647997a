"""Agents by written authority, clerks whose keys are revoked, the directory of institutions."""

from dataclasses import replace

from ledger.bindings import errors
from ledger.domain.acts import (
    AgentPower,
    DocumentDigest,
    InstitutionKind,
    RevocationGround,
    Role,
    Time,
)
from ledger.domain.directory import LISTING_KEY, ListingWord
from ledger.domain.party_words import AgentWord, agent_key
from ledger.domain.words import PartyRecord
from ledger.registrar import directory, mandate
from ledger.registrar.acting import Hand
from tests.cast import DAY, REGISTRY, Player, digest32
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal

NONE = DocumentDigest(bytes(32))


def appoint(town: Town) -> None:
    """Somebody acts for somebody else, within some powers, for some time."""
    principal, agent = town.random.sample(town.people, 2)
    refusals: set[Refusal] = set()
    powers = set(town.random.sample(list(AgentPower), town.random.randint(1, len(AgentPower))))
    until = town.register.time() + town.random.choice((2, 20)) * DAY
    if town.chance(0.1):
        powers = set()
        refusals.add(errors.AgentPowersWrong)
    if town.chance(0.1):
        until = town.register.time() - DAY
        refusals.add(errors.AgentTermWrong)
    authority = DocumentDigest(digest32())
    sides = (principal.party, agent.party)
    terms = mandate.appointment(town.register, sides, powers, until=until, authority=authority)
    if town.chance(0.1):
        terms = replace(terms, agent=principal.party)
        refusals |= {errors.AgentIsPrincipal, errors.SignerMissing}
    if town.chance(0.05):
        terms = replace(terms, seq=terms.seq + 1)
        refusals.add(errors.VersionStale)
    hands = (principal.signs(), agent.signs())
    town.give(Attempt(mandate.APPOINT_AGENT, terms, hands, refusals=frozenset(refusals)))


def end_agent(town: Town) -> None:
    """One of the two sides ends an authority, or tries where none holds."""
    pairs = [(one, other) for one in town.people for other in town.people if one != other]
    held = [pair for pair in pairs if may(town, *pair) is not None]
    principal, agent = town.random.choice(held if held and town.chance(0.85) else pairs)
    refusals: set[Refusal] = set()
    if may(town, principal, agent) is None:
        refusals.add(errors.AgentNotAppointed)
    by = town.random.choice((principal, agent))
    if town.chance(0.1):
        by = town.random.choice([each for each in town.people if each not in {principal, agent}])
        refusals.add(errors.AgentEndedByStranger)
    terms = mandate.appointment_end(town.register, principal.party, agent.party, by.party)
    attempt = Attempt(mandate.END_AGENT, terms, (by.signs(),), refusals=frozenset(refusals))
    town.give(attempt)


def may(town: Town, principal: Player, agent: Player) -> AgentWord | None:
    """The authority that one has for another now."""
    word = town.world.state(principal.party).read(agent_key(agent.party), AgentWord)
    return word if town.register.time() < word.until else None


def for_each(town: Town, applicants: list[Player], power: AgentPower) -> tuple[Hand, ...]:
    """The hands of applicants, or of agents who are no clerks, each once."""
    acting = []
    for applicant in applicants:
        agents = [
            each
            for each in town.people
            if each != applicant
            and not record_of(town, each).roles
            and (word := may(town, applicant, each)) is not None
            and word.powers >> power & 1
        ]
        acting.append(town.random.choice(agents) if agents and town.chance(0.5) else applicant)
    once = dict.fromkeys(each.party for each in acting)
    return tuple(town.player(party).signs() for party in once)


def revoke_key(town: Town) -> None:
    """A registry revokes the key of a clerk, or of somebody who is none of its own."""
    employed = [each for each in town.people if record_of(town, each).roles]
    staff = town.random.choice(employed if employed and town.chance(0.8) else town.people)
    refusals: set[Refusal] = set()
    terms = mandate.staff_revocation(
        town.register,
        staff.party,
        since=town.register.time() - DAY,
        ground=RevocationGround.COMPROMISED,
        document=DocumentDigest(digest32()),
    )
    if not record_of(town, staff).registry:
        terms = replace(terms, registry=REGISTRY)
        refusals.add(errors.StaffNotOfRegistry)
    if town.chance(0.1):
        terms = replace(terms, since=Time(town.register.time() + 2 * DAY))
        refusals.add(errors.RevocationInFuture)
    if town.chance(0.1):
        terms = replace(terms, ground=RevocationGround.NONE)
        refusals.add(errors.RevocationGroundMissing)
    hands = (town.stage.cast.institution.signs(),)
    town.give(Attempt(mandate.REVOKE_STAFF_KEY, terms, hands, refusals=frozenset(refusals)))


def record_of(town: Town, player: Player) -> PartyRecord:
    """A party's record."""
    return town.world.state(player.party).record(PartyRecord)


def list_institution(town: Town) -> None:
    """The governor lists somebody, or lists him anew."""
    listed = town.random.choice(town.people)
    refusals: set[Refusal] = set()
    now = town.register.time()
    window = (now - DAY, now + town.random.choice((1, 40)) * DAY)
    if town.chance(0.1):
        window = (now + DAY, now + DAY)
        refusals.add(errors.LicenceTermWrong)
    kinds = town.random.sample(list(InstitutionKind), town.random.randint(0, 3))
    if not kinds:
        refusals.add(errors.InstitutionKindsWrong)
    licence = DocumentDigest(digest32())
    if town.chance(0.05):
        licence = NONE
        refusals.add(errors.LicenceMissing)
    terms = directory.listing(town.register, listed.party, kinds, licence=licence, window=window)
    hands = (town.stage.governor.signs(Role.GOVERNOR), listed.signs())
    town.give(Attempt(directory.LIST, terms, hands, refusals=frozenset(refusals)))


def suspend(town: Town) -> None:
    """A listing is suspended or resumed, or is so already, or is none."""
    listings = [each for each in town.people if listing_of(town, each).until]
    listed = town.random.choice(listings if listings and town.chance(0.9) else town.people)
    suspended = town.chance(0.5)
    refusals: set[Refusal] = set()
    word = listing_of(town, listed)
    if not word.until:
        refusals.add(errors.InstitutionNotListed)
    elif word.suspended == suspended:
        refusals.add(errors.SuspensionSame)
    ground = DocumentDigest(digest32())
    if town.chance(0.1):
        ground = NONE
        refusals.add(errors.SuspensionGroundMissing)
    terms = directory.suspension(town.register, listed.party, ground, suspended=suspended)
    hands = (town.stage.governor.signs(Role.GOVERNOR),)
    town.give(Attempt(directory.CHANGE_SUSPENSION, terms, hands, refusals=frozenset(refusals)))


def name_superior(town: Town) -> None:
    """A court above the court, or itself, or a bank."""
    court, other = town.stage.cast.court, town.foreign_court
    above = town.random.choice((other, other, court, town.stage.cast.bank))
    refusals: set[Refusal] = set() if above is other else {errors.SuperiorWrong}
    basis = DocumentDigest(digest32())
    if town.chance(0.1):
        basis = NONE
        refusals.add(errors.SuperiorBasisMissing)
    terms = directory.superior(town.register, court.party, above.party, basis)
    hands = (town.stage.governor.signs(Role.GOVERNOR),)
    town.give(Attempt(directory.NAME_SUPERIOR, terms, hands, refusals=frozenset(refusals)))


def listing_of(town: Town, player: Player) -> ListingWord:
    """A party's listing; all zero where there is none."""
    return town.world.state(player.party).read(LISTING_KEY, ListingWord)
