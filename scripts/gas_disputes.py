"""Disputes over a title among the acts that are measured, and in the recorded story."""

from collections.abc import Iterator

from gas_ledger import Party
from gas_story import Story

from ledger.domain.acts import (
    Dispute,
    DisputeAction,
    DisputeClaim,
    DisputeId,
    DisputeRuling,
    DisputeStep,
    DocumentDigest,
    PartyId,
    PartyKind,
    Role,
    TitleId,
)
from ledger.domain.keccak import keccak256

NOBODY = PartyId(bytes(32))
PAPER = DocumentDigest(keccak256(b"interest"))
Examiners = tuple[Party, Party]


def disputes(story: Story, title: TitleId) -> Iterator[tuple[str, int]]:
    """What each act costs: a step and a ruling where it changes the dispute alone, and a block."""
    two, ledger = others(story), story.ledger
    first = file(story, title, DisputeClaim.SOURCE)
    second = file(story, title, DisputeClaim.OWNERSHIP)
    yield "file a dispute", ledger.gas
    for which in (first, second):
        notify(story, title, which)
    yield "notify the holders of a dispute", ledger.gas
    clerks = [(clerk, Role.ORDER_CLERK) for clerk in story.orders]
    step = DisputeStep(
        title, first, 2, DisputeAction.ORDER_BLOCK, story.court.id, PAPER, ledger.deadline
    )
    ledger.act("DisputeDesk", "step", step, hands=clerks)
    yield "bar disposal by a court's order in a dispute, both clerks", ledger.gas
    rule(story, title, (second, 2), DisputeAction.BLOCK, two)
    yield "bar disposal by a ruling in a dispute", ledger.gas
    rule(story, title, (second, 3), DisputeAction.FIND, two)
    yield "conclude a dispute", ledger.gas


def others(story: Story) -> Examiners:
    """An examiner and a reviewer who passed nothing."""
    third, fourth = (story.enrol(name, PartyKind.NATURAL_PERSON) for name in ("third", "fourth"))
    story.grant(third, Role.EXAMINER)
    story.grant(fourth, Role.REVIEWER)
    return third, fourth


def file(story: Story, title: TitleId, claim: DisputeClaim) -> DisputeId:
    """Carol disputes a title."""
    ledger, carol = story.ledger, story.carol
    terms = Dispute(title, carol.id, claim, PAPER, PAPER, ledger.deadline)
    return DisputeId(ledger.act("DisputeDesk", "file", terms, hands=[(carol, Role.PARTY)]))


def notify(story: Story, title: TitleId, which: DisputeId) -> None:
    """The acceptance clerk tells the holders."""
    deadline = story.ledger.deadline
    step = DisputeStep(title, which, 1, DisputeAction.NOTIFY, NOBODY, PAPER, deadline)
    story.ledger.act("DisputeDesk", "step", step, hands=[(story.clerk, Role.ACCEPTANCE)])


def rule(
    story: Story,
    title: TitleId,
    which: tuple[DisputeId, int],
    action: DisputeAction,
    two: Examiners,
) -> None:
    """Two who did not pass the title rule, on the dispute's version."""
    issued, deadline = story.issues[title], story.ledger.deadline
    ruling = DisputeRuling(title, *which, action, issued, PAPER, deadline)
    hands = list(zip(two, (Role.EXAMINER, Role.REVIEWER), strict=True))
    story.ledger.act("DisputeDesk", "rule", ruling, hands=hands)
