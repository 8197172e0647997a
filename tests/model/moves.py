"""What is common to all moves: who there is, and the ways in which any act can be spoilt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from random import Random
from typing import Final

from ledger.bindings import errors
from ledger.chain.signer import Key
from ledger.domain.acts import (
    ActKind,
    Address,
    Application,
    ApplicationId,
    Dispute,
    Issue,
    Licence,
    Order,
    PartyId,
    PartyKind,
    Pledge,
    Report,
    Role,
    Signer,
    TitleId,
)
from ledger.domain.party_words import agent_key
from ledger.registrar.acting import Hand, Signatory
from ledger.registrar.order import Ordered
from ledger.registrar.register import Register
from tests.cast import Player, Stage
from tests.model.world import Attempt, Refusal, World

STRANGER: Final = Key.new()
HOUR: Final = 3_600
# acts that pledgees sign too
CONSENTED: Final = {
    ActKind.SharesTransferred,
    ActKind.TitleCorrected,
    ActKind.TitleChanged,
    ActKind.TitleSurrendered,
    ActKind.LicenceGranted,
    ActKind.PledgeAmended,
    ActKind.PledgesRanked,
    ActKind.LotShrunk,
}
# what the register says of an act that it has already
REPLAYED: Final[dict[ActKind, frozenset[Refusal]]] = {
    ActKind.PartyEnrolled: frozenset({errors.SubjectExists}),
    ActKind.AccountChanged: frozenset({errors.VersionStale}),
    ActKind.RolesGranted: frozenset({errors.VersionStale, errors.StaffElsewhere}),
    ActKind.RolesEnded: frozenset({errors.VersionStale, errors.RolesNotFewer}),
    ActKind.ConsentRevoked: frozenset({errors.VersionStale}),
    ActKind.ApplicationSubmitted: frozenset({errors.ApplicationExists}),
    ActKind.ApplicationCorrected: frozenset({errors.VersionStale}),
    ActKind.ApplicationStepped: frozenset({errors.VersionStale}),
    ActKind.NoticePublished: frozenset({errors.VersionStale}),
    ActKind.TitleIssued: frozenset({errors.ApplicationNotRegistered}),
    ActKind.SharesTransferred: frozenset(
        {
            *(errors.HoldingChanged, errors.Barred, errors.LotNotGivers),
            *(errors.PledgesIncomplete, errors.PledgeNotOpen, errors.TitleNotLive),
        }
    ),
    ActKind.PledgeRecorded: frozenset({errors.PledgeExists, errors.Barred, errors.TitleNotLive}),
    ActKind.PledgeReleased: frozenset({errors.PledgeNotOpen}),
    ActKind.PledgeAmended: frozenset({errors.PledgeNotOpen, errors.PledgeVersionWrong}),
    ActKind.PledgeAssigned: frozenset({errors.PledgeNotOpen, errors.PledgeVersionWrong}),
    ActKind.PledgesRanked: frozenset({errors.LotDiffers, errors.LotVersionWrong}),
    ActKind.LotShrunk: frozenset({errors.LotDiffers, errors.LotVersionWrong}),
    ActKind.PledgeEnforcing: frozenset({errors.PledgeNotOpen, errors.PledgeVersionWrong}),
    ActKind.PledgeConcluded: frozenset({errors.PledgeNotOpen}),
    ActKind.LotSold: frozenset({errors.LotDiffers, errors.LotVersionWrong}),
    ActKind.OrderRecorded: frozenset({errors.OrderExists, errors.OrderTermWrong}),
    ActKind.OrderLifted: frozenset({errors.OrderNotRecorded}),
    ActKind.OrderExtended: frozenset(
        {errors.OrderVersionWrong, errors.OrderNotRecorded, errors.OrderRunOut}
    ),
    ActKind.TitleCorrected: frozenset({errors.VersionStale, errors.TitleNotLive}),
    ActKind.TitleRevoked: frozenset({errors.TitleNotLive}),
    ActKind.TitleCancelled: frozenset({errors.TitleNotLive}),
    ActKind.TitleRenewed: frozenset(
        {errors.RenewalNotPending, errors.TermWrong, errors.TitleNotLive}
    ),
    # where another is pending by now, this one would go over it
    ActKind.TitleChanged: frozenset(
        {
            *(errors.RequestNotPending, errors.TitleNotLive, errors.ApplicationNotRegistered),
            *(errors.NotByAllHolders, errors.Barred, errors.ChangeWrong, errors.AuthorityMissing),
            *(errors.PledgesIncomplete, errors.PledgeeConsentMissing),
        }
    ),
    ActKind.TitleSurrendered: frozenset({errors.TitleNotLive}),
    ActKind.RecoveryFiled: frozenset(
        {errors.VersionStale, errors.RecoveryPending, errors.StaffNotRecovered}
    ),
    ActKind.RecoveryEnded: frozenset({errors.VersionStale, errors.RecoveryNotPending}),
    # the absorbed party signed once: it does not again
    ActKind.PartySucceeded: frozenset(
        {errors.SignersWrong, errors.SuccessorDiffers, errors.RecoveryPending}
    ),
    ActKind.OfficerNamed: frozenset(
        {errors.OfficerMissing, errors.OfficerWrong, errors.OfficerNamedBefore}
    ),
    ActKind.OfficerEnded: frozenset({errors.OfficerNotNamed}),
    ActKind.PartyRenamed: frozenset({errors.RenamingWrong, errors.VersionStale}),
    ActKind.PredecessorNamed: frozenset(
        {errors.PredecessorNamedBefore, errors.PredecessorOfAnother, errors.TitleNotLive}
    ),
    ActKind.AgentAppointed: frozenset({errors.VersionStale, errors.AgentTermWrong}),
    ActKind.AgentEnded: frozenset({errors.VersionStale, errors.AgentNotAppointed}),
    ActKind.StaffKeyRevoked: frozenset({errors.VersionStale, errors.StaffNotOfRegistry}),
    ActKind.InstitutionListed: frozenset({errors.VersionStale, errors.LicenceTermWrong}),
    ActKind.SuspensionChanged: frozenset({errors.VersionStale, errors.SuspensionSame}),
    ActKind.SuperiorNamed: frozenset({errors.VersionStale, errors.SuperiorWrong}),
    # what holds it back later is looked for before whether it is new
    ActKind.LicenceGranted: frozenset(
        {
            *(errors.LicenceExists, errors.LicencePeriodWrong, errors.LicensorHoldsNot),
            *(errors.ExclusiveNeedsWhole, errors.PledgesIncomplete, errors.LotNotLicensors),
            *(errors.PledgeNotOpen, errors.Barred, errors.TitleNotLive),
        }
    ),
    ActKind.BreachNotified: frozenset(
        {errors.LicenceVersionWrong, errors.LicenceNotGranted, errors.LicenceRunWrong}
    ),
    ActKind.LicenceEnded: frozenset({errors.LicenceNotGranted}),
    ActKind.ReportFiled: frozenset(
        {
            *(errors.ReportExists, errors.ReportPeriodWrong, errors.ReporterNotListed),
            *(errors.ReporterConcerned, errors.TitleNotLive),
        }
    ),
    ActKind.ReportWithdrawn: frozenset({errors.ReportNotFiled}),
    ActKind.DisputeFiled: frozenset({errors.DisputeExists, errors.TitleNotLive}),
    ActKind.DisputeStepped: frozenset({errors.DisputeVersionWrong}),
    ActKind.DisputeRuled: frozenset({errors.DisputeVersionWrong}),
    ActKind.BatchAnchored: frozenset({errors.BatchStale}),
}


@dataclass(repr=False)
class Town:
    """One world's people and things; `days` is how much time may still pass."""

    world: World
    people: list[Player]
    foreigner: Player
    second: Register
    days: float
    foreign_court: Player
    filed: list[ApplicationId] = field(default_factory=list)
    contents: dict[bytes, Application] = field(default_factory=dict)
    titles: list[TitleId] = field(default_factory=list)
    issues: dict[bytes, Issue] = field(default_factory=dict)
    pledges: list[Pledge] = field(default_factory=list)
    orders: list[tuple[Order, Ordered]] = field(default_factory=list)
    licences: list[Licence] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    random: Random = field(default_factory=Random)

    @property
    def stage(self) -> Stage:
        """Where they act."""
        return self.world.stage

    @property
    def register(self) -> Register:
        """The register on its node."""
        return self.stage.register

    def player(self, party: bytes) -> Player:
        """Who goes by this id."""
        cast = self.stage.cast
        named: list[Player] = [getattr(cast, each.name) for each in fields(cast)]
        return next(each for each in (*self.people, *named) if each.party == party)

    def some(self, count: int) -> list[Player]:
        """So many people, in the order of their ids."""
        return sorted(self.random.sample(self.people, count), key=lambda each: each.party)

    def chance(self, odds: float) -> bool:
        """Whether something happens."""
        return self.random.random() < odds

    def wait(self) -> None:
        """Let some time pass."""
        hours = self.random.choice((1, 20, 24 * 6, 24 * 12))
        if hours / 24 <= self.days:
            self.days -= hours / 24
            self.stage.pass_time(hours * HOUR)

    def give(self, attempt: Attempt) -> bool:
        """Give in an act, perhaps spoilt; whether it was entered."""
        if self.chance(0.15):
            attempt = self._spoilt(attempt)
        return self.world.give(attempt) is not None

    def replay(self) -> None:
        """Give in once more what was entered before, by another relayer."""
        if not self.world.accepted:
            return
        again = self.random.choice(self.world.accepted)
        known = REPLAYED[again.door.kind]
        self.world.give(replace(again, refusals=known), through=self.second)

    def _spoilt(self, attempt: Attempt) -> Attempt:
        ways: list[Callable[[Attempt], Attempt]] = []
        if attempt.door.kind is not ActKind.PartyEnrolled:
            # a new party's id is made of its terms: with another deadline it is another party
            ways.append(self._late)
        if attempt.hands and attempt.door.kind is not ActKind.AccountChanged:
            ways += [self._unknown_key, self._forged, self._other_role]
            if not self._represented(attempt):
                ways.append(self._short)
            if attempt.door.kind is not ActKind.PartyEnrolled and len(attempt.hands) == 2:
                ways.append(self._one_person)
            if any(_staff(hand) for hand in attempt.hands):
                ways.append(self._foreign_clerk)
        return self.random.choice(ways)(attempt)

    def _represented(self, attempt: Attempt) -> bool:
        """Whether one hand of a filing may stand for a holder: then one less may be enough."""
        splits = attempt.terms.splits if isinstance(attempt.terms, Application) else ()
        hands = {hand.party for hand in attempt.hands}
        return any(
            agent_key(PartyId(hand)) in self.world.state(split.holder).words
            for split in splits
            for hand in hands - {split.holder}
        )

    def _late(self, attempt: Attempt) -> Attempt:
        terms = replace(attempt.terms, deadline=self.register.time() - HOUR)
        return attempt.but(errors.ConsentExpired, terms=terms)

    def _unknown_key(self, attempt: Attempt) -> Attempt:
        place = self.random.randrange(len(attempt.hands))
        hand = attempt.hands[place]
        fake = Signatory(hand.party, Key.new(), hand.role)
        refusals: set[Refusal] = {errors.AccountNotLive}
        if attempt.door.kind is ActKind.PartyEnrolled and place == 0:
            refusals |= {errors.WordZero}
        return attempt.but(*refusals, hands=_put(attempt.hands, place, fake))

    def _forged(self, attempt: Attempt) -> Attempt:
        place = self.random.randrange(len(attempt.hands))
        hand = attempt.hands[place]
        digest = self.register.digest(attempt.door.book, attempt.terms)
        account = hand.key.account if isinstance(hand, Signatory) else hand.account
        fake = Signer(hand.party, Address(account), hand.role, STRANGER.sign(digest))
        return attempt.but(errors.SignatureWrong, hands=_put(attempt.hands, place, fake))

    def _short(self, attempt: Attempt) -> Attempt:
        # of holders, who may have an agent, one by one is looked for
        refusals: set[Refusal] = {errors.SignersWrong, errors.SignerMissing}
        if attempt.door.kind in CONSENTED:
            refusals |= {errors.PledgeeConsentMissing}
        return attempt.but(*refusals, hands=attempt.hands[:-1])

    def _other_role(self, attempt: Attempt) -> Attempt:
        place = self.random.randrange(len(attempt.hands))
        hand = attempt.hands[place]
        assert isinstance(hand, Signatory)
        role = Role.PARTY if _staff(hand) else Role.SEAL_KEEPER
        refusals: set[Refusal] = {
            errors.SignerMissing,
            errors.StaffMissing,
            errors.EnrollerRoleWrong,
        }
        if isinstance(attempt.terms, Application):
            # another who signs may be this one's agent: then this one is too many
            refusals.add(errors.SignersWrong)
        if attempt.door.kind in CONSENTED:
            refusals |= {errors.PledgeeConsentMissing, errors.RoleNotHeld}
        return attempt.but(*refusals, hands=_put(attempt.hands, place, replace(hand, role=role)))

    def _one_person(self, attempt: Attempt) -> Attempt:
        first, second = attempt.hands
        assert isinstance(first, Signatory)
        both = (first, replace(first, role=second.role))
        refusals: set[Refusal] = {errors.ActorRepeated, errors.RoleNotHeld}
        refusals.add(errors.SignerMissing)
        if attempt.door.kind in CONSENTED:
            refusals.add(errors.PledgeeConsentMissing)
        if isinstance(attempt.terms, Application):
            refusals.add(errors.SignersWrong)
        return attempt.but(*refusals, hands=both)

    def _foreign_clerk(self, attempt: Attempt) -> Attempt:
        places = [place for place, hand in enumerate(attempt.hands) if _staff(hand)]
        place = self.random.choice(places)
        fake = self.foreigner.signs(attempt.hands[place].role)
        refusals: set[Refusal] = {errors.StaffOfAnotherRegistry}
        if attempt.door.kind is ActKind.PartyEnrolled:
            refusals = set()
        return attempt.but(*refusals, hands=_put(attempt.hands, place, fake))


def _staff(hand: Hand) -> bool:
    return hand.role not in {Role.PARTY, Role.GOVERNOR}


def _put(hands: Sequence[Hand], place: int, hand: Hand) -> tuple[Hand, ...]:
    return (*hands[:place], hand, *hands[place + 1 :])


def opened(world: World, foreigner: Player, second: Register, days: float) -> Town:
    """A town with six people of its own."""
    others = (PartyKind.NATURAL_PERSON, PartyKind.PUBLIC_INSTITUTION, PartyKind.ORGAN)
    kinds = (PartyKind.ENTERPRISE,) * 3 + others
    people = [world.stage.enrolled(kind) for kind in kinds]
    above = world.stage.enrolled(PartyKind.COURT)
    world.catch_up()
    return Town(world, people, foreigner, second, days, above)
