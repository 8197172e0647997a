"""Licences, reports and batches among the acts that are measured."""

from collections.abc import Iterator

from gas_ledger import DAY, Party
from gas_story import REGISTRY, Story

from ledger.domain.acts import (
    Anchoring,
    BreachNotice,
    DocumentDigest,
    InstitutionKind,
    InstitutionListing,
    Licence,
    LicenceEndGround,
    LicenceEnding,
    LicenceId,
    LogRoot,
    PartyId,
    PartyKind,
    RecordRoot,
    Report,
    ReportId,
    ReportKind,
    ReportPurpose,
    ReportWithdrawal,
    Right,
    Role,
    Time,
    TitleId,
)
from ledger.domain.keccak import keccak256


def uses(story: Story, title: TitleId) -> Iterator[tuple[str, int]]:
    """What each act on a title costs: alice licenses carol, an appraiser reports."""
    license_(story, title, "first")
    yield "grant a licence, the first of its right", story.ledger.gas
    licence = license_(story, title, "second")
    yield "grant a licence, the second of its right", story.ledger.gas
    notify(story, title, licence)
    yield "give notice of a breach", story.ledger.gas
    end(story, title, licence)
    yield "end a licence by both", story.ledger.gas
    maker = listed(story, "appraiser")
    file(story, title, maker)
    report = file(story, title, maker)
    yield "file a report", story.ledger.gas
    ground = DocumentDigest(keccak256(b"ground"))
    terms = ReportWithdrawal(title, report, ground, story.ledger.deadline)
    story.ledger.act("ReportBook", "withdraw", terms, hands=[(maker, Role.PARTY)])
    yield "withdraw a report", story.ledger.gas


def batches(story: Story) -> Iterator[tuple[str, int]]:
    """What each batch of the registry's log costs: two, one after the other."""
    ledger, previous = story.ledger, (LogRoot(bytes(32)), 0)
    for size, name in ((1_000, "anchor the first batch"), (2_000_000, "anchor a batch")):
        root = LogRoot(keccak256(size.to_bytes(8)))
        terms = Anchoring(REGISTRY, root, size, *previous, ledger.deadline)
        ledger.act("Anchors", "anchor", terms, hands=[(story.clerk, Role.SEAL_KEEPER)])
        yield name, ledger.gas
        previous = root, size


def license_(story: Story, title: TitleId, name: str) -> LicenceId:
    """A plain licence to use, alice's to carol."""
    ledger = story.ledger
    terms = Licence(
        title=title,
        licensor=story.alice.id,
        licensee=story.carol.id,
        right=Right.USE,
        exclusive=False,
        entrusted=False,
        from_=Time(ledger.now),
        until=Time(ledger.now + 90 * DAY),
        scope=RecordRoot(keccak256(b"scope" + name.encode())),
        document=DocumentDigest(keccak256(b"contract")),
        lots=(),
        pledges=(),
        deadline=ledger.deadline,
    )
    return LicenceId(ledger.act("LicenceBook", "grant", terms, hands=_sides(story)))


def notify(story: Story, title: TitleId, licence: LicenceId) -> None:
    """Alice tells carol of a breach."""
    notice = DocumentDigest(keccak256(b"notice"))
    terms = BreachNotice(title, licence, 1, notice, story.ledger.deadline)
    story.ledger.act("LicenceBook", "notify", terms, hands=[(story.alice, Role.PARTY)])


def end(story: Story, title: TitleId, licence: LicenceId) -> None:
    """Both end a licence."""
    document = DocumentDigest(keccak256(b"agreement"))
    ground, nobody = LicenceEndGround.AGREED, PartyId(bytes(32))
    terms = LicenceEnding(title, licence, ground, nobody, document, story.ledger.deadline)
    story.ledger.act("LicenceBook", "end", terms, hands=_sides(story))


def listed(story: Story, name: str) -> Party:
    """An institution that values, in the directory."""
    ledger, maker = story.ledger, story.enrol(name, PartyKind.ENTERPRISE)
    kinds, window = 1 << InstitutionKind.VALUATION, (Time(ledger.now), Time(ledger.now + 90 * DAY))
    licence, seq = DocumentDigest(keccak256(b"licence")), ledger.seq(maker.id)
    listing = InstitutionListing(maker.id, kinds, licence, *window, seq, ledger.deadline)
    hands = [(ledger.governor, Role.GOVERNOR), (maker, Role.PARTY)]
    ledger.act("DirectoryBook", "list", listing, hands=hands)
    return maker


def file(story: Story, title: TitleId, maker: Party) -> ReportId:
    """A valuation for a pledge."""
    ledger = story.ledger
    terms = Report(
        title=title,
        institution=maker.id,
        kind=ReportKind.VALUATION,
        purpose=ReportPurpose.PLEDGE,
        record=RecordRoot(keccak256(b"record")),
        base_date=Time(ledger.now - DAY),
        valid_until=Time(ledger.now + 90 * DAY),
        amount=1_620_000_000,
        document=DocumentDigest(keccak256(ledger.now.to_bytes(8))),
        independence=DocumentDigest(keccak256(b"no interest")),
        deadline=ledger.deadline,
    )
    return ReportId(ledger.act("ReportBook", "file", terms, hands=[(maker, Role.PARTY)]))


def _sides(story: Story) -> list[tuple[Party, Role]]:
    return [(story.alice, Role.PARTY), (story.carol, Role.PARTY)]
