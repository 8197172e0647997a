"""Every cell of the burden table, acted on a real chain: what a burden bars, asks for, or lets be.

Where the table leaves a disposal to an administrator, it is barred: no act of one stands here (ADR
0032).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest

from ledger.bindings.errors import Barred, RenewalWindow
from ledger.bindings.revert import ContractError
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    Burden,
    DisputeAction,
    DisputeClaim,
    DocumentDigest,
    Effect,
    EndGround,
    FieldGroup,
    Issue,
    Operation,
    OrderKind,
    OrderScope,
    PartyId,
    RecordRoot,
    Registration,
    Role,
    Time,
)
from ledger.domain.burdens import effect
from ledger.domain.ids import ZERO
from ledger.registrar import acting, application, change, dispute, licence, pledge, request, title
from ledger.registrar.acting import Prepared, Signatory
from ledger.registrar.change import Corrected, Ended
from ledger.registrar.pledge import Pledged
from ledger.registrar.title import Move
from tests.cast import ALL, DAY, YEAR, IssuedTitle, Stage, digest32
from tests.flows.test_change_flow import closing, decision, examiners
from tests.flows.test_request_flow import asked_for, fulfilment, passed
from tests.licensing import licence_terms

pytestmark = pytest.mark.node
ORDERS: Final = {
    Burden.FROZEN: OrderKind.FREEZE,
    Burden.HELD: OrderKind.HOLD,
    Burden.INSOLVENT: OrderKind.INSOLVENCY,
}
# a look at the register is no act
WITHOUT_ACT: Final = frozenset({Operation.VERIFY})
PPM: Final = 300_000
NOBODY: Final = PartyId(ZERO)
Filed = tuple[ApplicationId, Application]


@dataclass(frozen=True)
class Scene:
    """A title with one holder, what was applied for over it, a pledge where there is one."""

    stage: Stage
    issued: IssuedTitle
    asked: Filed | None
    pledged: Pledged | None

    @property
    def issue(self) -> Issue:
        terms = self.issued.issued.entered.act.terms
        assert isinstance(terms, Issue)
        return terms

    @property
    def lots(self) -> dict[Any, Any]:
        return {self.pledged.lot: [self.pledged.pledge]} if self.pledged else {}

    def consents(self, *, given: bool) -> list[Signatory]:
        return [self.stage.cast.bank.signs()] if given and self.pledged else []

    def authority(self, *, given: bool) -> PartyId:
        return self.stage.cast.court.party if given else NOBODY


Attempt = tuple[Prepared[Any], list[Signatory]]


def transfer(scene: Scene, *, given: bool) -> Attempt:
    """The pledged lot where there is one, else a free share."""
    cast, register = scene.stage.cast, scene.stage.register
    sides = (cast.registrant.party, cast.newcomer.party)
    terms = title.transfer_terms(
        register, Move(scene.issued.title, *sides, (0, 0, PPM), scene.lots)
    )
    hands = [cast.registrant.signs(), cast.newcomer.signs(), *scene.consents(given=given)]
    return acting.prepare(register, title.TRANSFER, terms), hands


def another_pledge(scene: Scene, *, given: bool) -> Attempt:
    assert given in (True, False)
    cast, stage = scene.stage.cast, scene.stage
    terms = stage.pledge_terms(scene.issued.title, cast.registrant, cast.second_bank, PPM)
    hands = [cast.registrant.signs(), cast.second_bank.signs()]
    return acting.prepare(stage.register, pledge.PLEDGE, terms), hands


def grant(scene: Scene, *, given: bool) -> Attempt:
    """A licence, with the pledged lot named where there is one."""
    cast, stage = scene.stage.cast, scene.stage
    terms = licence_terms(
        *(stage, scene.issued.title, cast.registrant, cast.newcomer),
        until=Time(stage.register.time() + 30 * DAY),
        lots=tuple(scene.lots),
        pledges=tuple(each for lot in scene.lots.values() for each in lot),
    )
    hands = [cast.registrant.signs(), cast.newcomer.signs(), *scene.consents(given=given)]
    return acting.prepare(stage.register, licence.GRANT, terms), hands


def correction(group: FieldGroup) -> Callable[..., Attempt]:
    def attempt(scene: Scene, *, given: bool) -> Attempt:
        register = scene.stage.register
        made = Corrected(
            title=scene.issued.title,
            group=group,
            record=RecordRoot(digest32()),
            holders=[scene.stage.cast.registrant.party],
            instrument=decision(),
            lots=scene.lots if group is FieldGroup.DESCRIPTION else {},
            court=scene.authority(given=given),
        )
        terms = change.correction_terms(register, made)
        consents = scene.consents(given=given) if group is FieldGroup.DESCRIPTION else []
        return acting.prepare(register, change.CORRECT, terms), [*examiners(scene.stage), *consents]

    return attempt


def renewal(scene: Scene, *, given: bool) -> Attempt:
    register = scene.stage.register
    assert scene.asked is not None
    terms = change.renewal_terms(
        register,
        scene.issue,
        scene.asked[0],
        valid_until=scene.issue.valid_until + YEAR,
        court=scene.authority(given=given),
    )
    hands = [scene.stage.cast.seal_keeper.signs(Role.SEAL_KEEPER)]
    return acting.prepare(register, change.RENEW, terms, scene.asked[1]), hands


def voluntary_cancel(scene: Scene, *, given: bool) -> Attempt:
    assert scene.asked is not None
    terms = fulfilment(
        scene.stage, scene.issued, scene.asked, lots=scene.lots, court=scene.authority(given=given)
    )
    hands = [*examiners(scene.stage), *scene.consents(given=given)]
    return acting.prepare(scene.stage.register, request.SURRENDER, terms, scene.asked[1]), hands


def ordered_cancel(scene: Scene, *, given: bool) -> Attempt:
    ended = Ended(EndGround.DATA_DESTROYED, decision(), court=scene.authority(given=given))
    terms = closing(scene.stage, scene.issued, ended)
    prepared = acting.prepare(scene.stage.register, change.CANCEL, terms, scene.issued.content)
    return prepared, examiners(scene.stage)


def release(scene: Scene, *, given: bool) -> Attempt:
    assert given in (True, False)
    assert scene.pledged is not None
    place = (scene.pledged.lot, scene.pledged.pledge)
    terms = pledge.release_terms(scene.stage.register, scene.issued.title, place)
    prepared = acting.prepare(scene.stage.register, pledge.RELEASE, terms)
    return prepared, [scene.stage.cast.bank.signs()]


ATTEMPTS: Final[dict[Operation, Callable[..., Attempt]]] = {
    Operation.TRANSFER: transfer,
    Operation.PLEDGE: another_pledge,
    Operation.LICENCE: grant,
    Operation.IDENTITY_CHANGE: correction(FieldGroup.IDENTITY),
    Operation.DESCRIPTION_CHANGE: correction(FieldGroup.DESCRIPTION),
    Operation.RENEWAL: renewal,
    Operation.VOLUNTARY_CANCEL: voluntary_cancel,
    Operation.ORDERED_CANCEL: ordered_cancel,
    Operation.PLEDGE_RELEASE: release,
}
# a renewal that is pending keeps a title from expiring: its cell is at the filing
CELLS: Final = [
    (operation, burden)
    for operation in ATTEMPTS
    for burden in Burden
    if (operation, burden) != (Operation.RENEWAL, Burden.EXPIRED)
]
APPLIED: Final = {
    Operation.RENEWAL: Registration.RENEWAL,
    Operation.VOLUNTARY_CANCEL: Registration.CANCELLATION,
}


def titled(stage: Stage, until: int) -> IssuedTitle:
    """A title that was passed without a notice, so that no time goes by."""
    filed = stage.examined({stage.cast.registrant: ALL})
    hands = (stage.cast.examiner.signs(Role.EXAMINER), stage.cast.reviewer.signs(Role.REVIEWER))
    stage.step(filed, Action.PASS_UNPUBLISHED, *hands)
    return stage.titled(stage.deposited(filed), valid_until=until)


def filed_over(stage: Stage, issued: IssuedTitle, registration: Registration) -> Filed:
    """An application of the one holder over its title, registered."""
    content = asked_for(stage, issued, registration)
    hands = stage.holders(content, (stage.cast.registrant,))
    filed = application.submit(stage.register, content, hands).application, content
    if registration is Registration.CANCELLATION:
        return passed(stage, filed)
    stage.taken_on(filed)
    two = (stage.cast.examiner.signs(Role.EXAMINER), stage.cast.reviewer.signs(Role.REVIEWER))
    stage.step(filed, Action.PASS_UNPUBLISHED, *two)
    return stage.deposited(filed)


def burdened(stage: Stage, operation: Operation, burden: Burden) -> Scene:
    """A title with all that the operation needs, and then the burden."""
    until = stage.register.time() + 60 * DAY
    issued = titled(stage, until)
    asked = filed_over(stage, issued, APPLIED[operation]) if operation in APPLIED else None
    pledged = None
    if burden is Burden.PLEDGED or operation is Operation.PLEDGE_RELEASE:
        pledged = stage.pledged(issued.title, stage.cast.registrant, stage.cast.bank, PPM)
    if burden in ORDERS:
        terms = stage.order_terms(OrderScope.TITLE, titled=issued.title)
        stage.ordered(replace(terms, kind=ORDERS[burden]))
    scene = Scene(stage, issued, asked, pledged)
    if burden in (Burden.DISPUTED, Burden.CONTESTED):
        disputed(scene, blocks=burden is Burden.CONTESTED)
    if burden is Burden.EXPIRED:
        stage.pass_time(until - stage.register.time() + 60)
        stage.node.mine()
    return scene


def disputed(scene: Scene, *, blocks: bool) -> None:
    """The newcomer disputes the ownership, and may be found right at first sight."""
    stage, register, rival = scene.stage, scene.stage.register, scene.stage.cast.newcomer
    papers = (DocumentDigest(digest32()), DocumentDigest(digest32()))
    own = scene.issued.title
    terms = dispute.dispute_terms(register, own, rival.party, DisputeClaim.OWNERSHIP, papers=papers)
    dispute.file(register, terms, [rival.signs()])
    place = (own, dispute.dispute_id(terms))
    notice = dispute.step_terms(register, place, DisputeAction.NOTIFY)
    dispute.step(register, notice, [stage.cast.acceptance.signs(Role.ACCEPTANCE)])
    if blocks:
        ruling = dispute.ruling_terms(register, place, DisputeAction.BLOCK, scene.issue, papers[1])
        dispute.rule(register, ruling, stage.others())


def expected(operation: Operation, burden: Burden) -> Effect:
    """What the register does: the cell, but that no administrator consents to a disposal here."""
    cell = effect(operation, burden)
    disposal = operation in (Operation.TRANSFER, Operation.LICENCE)
    return Effect.BARS if disposal and burden is Burden.INSOLVENT else cell


def refusal(stage: Stage, attempt: Attempt) -> ContractError | None:
    """Why the register does not take it; None where it does."""
    try:
        acting.dry_run(stage.register, *attempt)
    except ContractError as fault:
        return fault
    return None


@pytest.mark.parametrize(
    ("operation", "burden"), CELLS, ids=lambda each: str(getattr(each, "name", each))
)
def test_the_register_acts_by_the_cell(stage: Stage, operation: Operation, burden: Burden) -> None:
    scene, wanted = burdened(stage, operation, burden), expected(operation, burden)
    bare = refusal(stage, ATTEMPTS[operation](scene, given=False))
    given = refusal(stage, ATTEMPTS[operation](scene, given=True))
    match wanted:
        case Effect.ALLOWS | Effect.WARNS:
            assert (bare, given) == (None, None)
        case Effect.CONSENT:
            assert bare is not None
            assert given is None
        case Effect.BARS:
            assert isinstance(bare, Barred)
            assert isinstance(given, Barred)
            assert (given.operation, given.burden) == (operation, burden)


@pytest.mark.parametrize("operation", ATTEMPTS, ids=lambda each: each.name)
def test_without_a_burden_everything_is_taken(stage: Stage, operation: Operation) -> None:
    issued = titled(stage, stage.register.time() + 60 * DAY)
    asked = filed_over(stage, issued, APPLIED[operation]) if operation in APPLIED else None
    pledged = None
    if operation is Operation.PLEDGE_RELEASE:
        pledged = stage.pledged(issued.title, stage.cast.registrant, stage.cast.bank, PPM)
    scene = Scene(stage, issued, asked, pledged)
    assert refusal(stage, ATTEMPTS[operation](scene, given=False)) is None


def test_an_expired_title_is_not_applied_to_be_renewed(stage: Stage) -> None:
    assert effect(Operation.RENEWAL, Burden.EXPIRED) is Effect.BARS
    until = stage.register.time() + 60 * DAY
    issued = titled(stage, until)
    stage.pass_time(until - stage.register.time() + 60)
    stage.node.mine()
    with pytest.raises(RenewalWindow) as late:
        filed_over(stage, issued, Registration.RENEWAL)
    assert late.value.title == issued.title


def test_the_register_is_nowhere_laxer_than_the_table() -> None:
    for operation, burden in CELLS:
        assert expected(operation, burden) >= effect(operation, burden)


def test_every_operation_and_burden_is_acted_or_named_as_having_no_act() -> None:
    assert set(ATTEMPTS) | WITHOUT_ACT == set(Operation)
    acted = {burden for _, burden in CELLS}
    assert acted == set(Burden)
