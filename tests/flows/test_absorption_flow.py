"""A party that is absorbed by another on a real chain, a party renamed; what everybody is shown."""

from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    AbsorptionWrong,
    AccountNotLive,
    Barred,
    LegalReviewMissing,
    NotMergeable,
    OrdersLeftBehind,
    PartyAbsorbed,
    RenamingWrong,
    SeizureUnknown,
    SignersWrong,
)
from ledger.domain.acts import (
    ActKind,
    DocumentDigest,
    Knowledge,
    OrderScope,
    PartyId,
    PartyKind,
    RecordRoot,
    Registration,
    Role,
    SubjectId,
    Time,
)
from ledger.domain.conditions import ConditionBroken
from ledger.domain.ids import ZERO, lot_id, pledge_id
from ledger.domain.numbers import written
from ledger.domain.words import TitleRecord
from ledger.queries.trial import require_acceptable
from ledger.registrar import application, change, mandate, pledge, pledge_life, title
from ledger.registrar.acting import Signatory
from ledger.registrar.title import Move
from notarization.verify.report import Grade
from notarization.verify.verifier import verify
from tests.cast import ALL, DAY, REGISTRY, WHOLE, YEAR, IssuedTitle, Player, Stage, digest32
from tests.flows.test_change_flow import examiners
from tests.flows.test_renewal_flow import issue_of
from tests.packages.both import by_browser
from tests.site import Site

pytestmark = pytest.mark.node


def absorbed(stage: Stage, gone: Player, heir: Player) -> None:
    """A merger on record."""
    sides, instrument = (gone.party, heir.party), DocumentDigest(digest32())
    terms = mandate.absorption(stage.register, sides, REGISTRY, instrument=instrument)
    hands = [*examiners(stage), heir.signs(), gone.signs()]
    mandate.absorb(stage.register, terms, hands)


def through(gone: Player, heir: Player) -> Signatory:
    """What a successor signs for a party that it absorbed."""
    return Signatory(gone.party, heir.key)


def number_of(issued: IssuedTitle) -> str:
    """The one certificate's number."""
    return written(min(issued.issued.numbers.values()))


def test_a_successor_acts_for_what_it_absorbed_and_takes_it_over(site: Site) -> None:
    stage, register = site.stage, site.stage.register
    gone, heir = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({gone: ALL})
    absorbed(stage, gone, heir)
    site.mirror.catch_up()
    number = number_of(issued)
    verdict = site.verdict(number, "trade")
    warned = {each["code"]: each for each in verdict["warnings"]}
    assert warned["HOLDER_ABSORBED"]["values"] == {"successor": heir.party.hex()}
    assert site.report(number).grade is Grade.VERIFIED
    move = Move(issued.title, gone.party, heir.party, ALL, document=DocumentDigest(digest32()))
    terms = title.transfer_terms(register, move)
    with pytest.raises(AccountNotLive) as own:
        title.transfer(register, terms, (gone.signs(), heir.signs()))
    assert (own.value.party, own.value.account) == (gone.party, gone.key.account)
    moved = title.transfer(register, terms, (through(gone, heir), heir.signs()))
    site.mirror.catch_up()
    number = written(moved.taker.number)
    fresh = site.verdict(number, "trade")
    assert "HOLDER_ABSORBED" not in {each["code"] for each in fresh["warnings"]}
    assert fresh["result"] == "VALID"
    report = site.report(number)
    assert report.grade is Grade.VERIFIED


def test_everybody_is_shown_who_absorbed_whom(site: Site) -> None:
    stage = site.stage
    gone, heir = stage.enrolled(), stage.enrolled()
    absorbed(stage, gone, heir)
    site.mirror.catch_up()
    of_gone = site.get(f"/v1/parties/{gone.party.hex()}")
    assert of_gone["absorbed"]["successor"]["party"] == heir.party.hex()
    of_heir = site.get(f"/v1/parties/{heir.party.hex()}")
    assert of_heir["absorbed"] is None
    assert [each["party"]["party"] for each in of_heir["predecessors"]] == [gone.party.hex()]
    acts_for = site.get("/v1/parties", account=f"0x{heir.key.account.hex()}")["parties"]
    assert acts_for == [heir.party.hex(), gone.party.hex()]
    assert site.get("/v1/parties", account=f"0x{gone.key.account.hex()}")["parties"] == []
    for language, words in (("zh", "已被吸收合并"), ("en", "Absorbed by")):
        page = site.client.get(f"/parties/{gone.party.hex()}?lang={language}").text
        assert words in page
        assert heir.party.hex() in page


def test_an_order_on_the_successor_bars_what_it_absorbed(site: Site) -> None:
    stage, register = site.stage, site.stage.register
    gone, heir = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({gone: ALL})
    absorbed(stage, gone, heir)
    stage.ordered(stage.order_terms(OrderScope.PARTY, of=heir.party))
    move = Move(issued.title, gone.party, heir.party, ALL, document=DocumentDigest(digest32()))
    terms = title.transfer_terms(register, move)
    with pytest.raises(Barred) as barred:
        title.transfer(register, terms, (through(gone, heir), heir.signs()))
    assert barred.value.party == gone.party
    site.mirror.catch_up()
    # it is tried as what follows the newest block: nothing of that block comes after it
    with site.mirror.reading() as session, pytest.raises(ConditionBroken) as tried:
        require_acceptable(session, ActKind.SharesTransferred, issued.title, terms)
    assert tried.value.condition == "no order bars the party"
    verdict = site.verdict(number_of(issued), "trade")
    assert verdict["result"] == "INVALID"
    assert "FROZEN" in {each["code"] for each in verdict["blocks"]}
    # and whoever reads of the title finds the same order
    sheet = site.get("/v1/presentations", number=number_of(issued), purpose="trade")
    [orders] = [each["values"] for each in sheet["answers"] if each["code"] == "ORDERS"]
    assert [(each["kind"], each["scope"]) for each in orders["orders"]] == [("FREEZE", "PARTY")]
    shown = site.get(f"/v1/certificates/{number_of(issued)}")["orders"]
    assert [each["order"] for each in shown] == [each["order"] for each in orders["orders"]]


def test_between_two_mergers_the_last_successor_is_looked_at_too(site: Site) -> None:
    """Nobody signs for the first then, and what bars the last bars what will be its own."""
    stage = site.stage
    first, second, third = (stage.enrolled() for _ in range(3))
    issued = stage.issued_title({first: ALL})
    absorbed(stage, first, second)
    absorbed(stage, second, third)
    stage.ordered(stage.order_terms(OrderScope.PARTY, of=third.party))
    site.mirror.catch_up()
    number = number_of(issued)
    verdict = site.verdict(number, "pledge")
    warned = {each["code"]: each["values"]["successor"] for each in verdict["warnings"]
              if "successor" in each["values"]}  # fmt: skip
    assert warned == {
        "HOLDER_ABSORBED": second.party.hex(),
        "SUCCESSOR_ABSORBED": third.party.hex(),
    }
    assert verdict["result"] == "INVALID"
    assert "FROZEN" in {each["code"] for each in verdict["blocks"]}
    package, trust = site.package(number)
    report = verify(package, trust)
    assert report.grade is Grade.VERIFIED
    # the sentence of a package counts it, though it stands in no dossier of the title
    assert report.as_of is not None
    assert "0 open pledge(s); 1 order(s) not lifted" in report.as_of.en
    told = by_browser(package, trust)
    assert told["asOf"] == [{"en": report.as_of.en, "zh": report.as_of.zh}]
    shown = site.get(f"/v1/certificates/{number}")["orders"]
    assert [each["scope"] for each in shown] == ["PARTY"]


def test_it_goes_on_with_its_successor_into_the_next(site: Site) -> None:
    stage, register = site.stage, site.stage.register
    first, second, third = (stage.enrolled() for _ in range(3))
    issued = stage.issued_title({first: ALL})
    absorbed(stage, first, second)
    absorbed(stage, second, third)
    move = Move(issued.title, first.party, third.party, ALL, document=DocumentDigest(digest32()))
    terms = title.transfer_terms(register, move)
    with pytest.raises(AccountNotLive):
        title.transfer(register, terms, (through(first, second), third.signs()))
    with pytest.raises(AccountNotLive) as not_yet:
        title.transfer(register, terms, (through(first, third), third.signs()))
    assert not_yet.value.party == first.party
    instrument = DocumentDigest(digest32())
    sides = (first.party, third.party)
    again = mandate.absorption(register, sides, REGISTRY, instrument=instrument)
    mandate.absorb(register, again, [*examiners(stage), third.signs()])
    title.transfer(register, terms, (through(first, third), third.signs()))
    site.mirror.catch_up()
    holding = site.get(f"/v1/parties/{third.party.hex()}")["titles"]
    assert [each["title"] for each in holding] == [issued.title.hex()]
    assert site.report(holding[0]["number"]).grade is Grade.VERIFIED


def test_it_goes_on_when_the_orders_on_its_successor_stand_on_it_too(site: Site) -> None:
    """A freeze of all that the second has holds the first's title, whoever absorbs the second."""
    stage, register = site.stage, site.stage.register
    first, second, third = (stage.enrolled() for _ in range(3))
    issued = stage.issued_title({first: ALL})
    absorbed(stage, first, second)
    seized = stage.order_terms(OrderScope.PARTY, of=second.party)
    stage.ordered(seized)
    absorbed(stage, second, third)
    sides, instrument = (first.party, third.party), DocumentDigest(digest32())
    hands = [*examiners(stage), third.signs()]
    again = mandate.absorption(register, sides, REGISTRY, instrument=instrument)
    with pytest.raises(OrdersLeftBehind) as left:
        mandate.absorb(register, again, hands)
    refused = left.value
    assert (refused.party, refused.successor) == (first.party, second.party)
    assert refused.until == seized.until
    stage.ordered(replace(seized, party=first.party))
    again = mandate.absorption(register, sides, REGISTRY, instrument=instrument)
    mandate.absorb(register, again, hands)
    site.mirror.catch_up()
    verdict = site.verdict(number_of(issued), "trade")
    assert verdict["result"] == "INVALID"
    assert "FROZEN" in {each["code"] for each in verdict["blocks"]}
    package, trust = site.package(number_of(issued))
    assert verify(package, trust).grade is Grade.VERIFIED
    assert by_browser(package, trust)["grade"] == Grade.VERIFIED.name


def test_a_hospital_that_absorbed_the_holder_gives_security_after_legal_review(site: Site) -> None:
    stage = site.stage
    gone, hospital = stage.enrolled(), stage.enrolled(PartyKind.PUBLIC_INSTITUTION)
    issued = stage.issued_title({gone: ALL})
    absorbed(stage, gone, hospital)
    terms = stage.pledge_terms(issued.title, gone, stage.cast.bank, 400_000)
    hands = (through(gone, hospital), stage.cast.bank.signs())
    with pytest.raises(LegalReviewMissing) as refused:
        pledge.pledge(stage.register, terms, hands)
    assert (refused.value.pledgor, refused.value.kind) == (
        gone.party,
        PartyKind.PUBLIC_INSTITUTION,
    )
    site.mirror.catch_up()
    sheet = site.get("/v1/presentations", number=number_of(issued), purpose="pledge")
    assert "LEGAL_REVIEW_NEEDED" in sheet["held_back"]
    told = {each["code"]: each["values"] for each in sheet["answers"]}["MAY_SECURE"]
    assert told == {"kind": "ENTERPRISE", "barred": False, "legal_review": True}
    reviewed = replace(terms, basis=DocumentDigest(digest32()))
    assert pledge.pledge(stage.register, reviewed, hands).lot_word.ppm == 400_000


def test_a_pledgee_knows_of_an_order_on_who_absorbed_the_holder(site: Site) -> None:
    stage, bank = site.stage, site.stage.cast.bank
    gone, heir = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({gone: ALL})
    terms = replace(stage.pledge_terms(issued.title, gone, bank, 400_000), maximum=True)
    pledge.pledge(stage.register, terms, (gone.signs(), bank.signs()))
    ordered = stage.ordered(stage.order_terms(OrderScope.PARTY, of=heir.party))
    knows = Knowledge(
        title=issued.title,
        lot=lot_id(terms),
        pledge=pledge_id(terms),
        subject=SubjectId(heir.party),
        holder=PartyId(ZERO),
        order=ordered.order,
        known_at=Time(stage.register.time()),
        document=DocumentDigest(digest32()),
        deadline=stage.register.deadline(),
    )
    with pytest.raises(SeizureUnknown):
        pledge_life.learn(stage.register, knows, (bank.signs(),))
    absorbed(stage, gone, heir)
    pledge_life.learn(stage.register, knows, (bank.signs(),))
    site.mirror.catch_up()
    package, trust = site.package(number_of(issued))
    assert verify(package, trust).grade is Grade.VERIFIED
    assert by_browser(package, trust)["grade"] == Grade.VERIFIED.name


def test_who_was_absorbed_takes_no_share_and_no_pledge(site: Site) -> None:
    stage, register = site.stage, site.stage.register
    holder, gone, heir = (stage.enrolled() for _ in range(3))
    issued = stage.issued_title({holder: ALL})
    absorbed(stage, gone, heir)
    hands = (holder.signs(), through(gone, heir))
    move = Move(issued.title, holder.party, gone.party, ALL, document=DocumentDigest(digest32()))
    moved = title.transfer_terms(register, move)
    with pytest.raises(PartyAbsorbed) as refused:
        title.transfer(register, moved, hands)
    assert refused.value.party == gone.party
    secured = stage.pledge_terms(issued.title, holder, gone, 400_000)
    with pytest.raises(PartyAbsorbed):
        pledge.pledge(register, secured, hands)
    site.mirror.catch_up()
    # it is told so before anybody signs
    for kind, terms in ((ActKind.SharesTransferred, moved), (ActKind.PledgeRecorded, secured)):
        with site.mirror.reading() as session, pytest.raises(ConditionBroken) as tried:
            require_acceptable(session, kind, issued.title, terms)
        assert tried.value.condition == "who was absorbed takes on nothing new"


def test_who_was_absorbed_files_nothing_and_what_is_pending_goes_on(stage: Stage) -> None:
    gone, heir = stage.enrolled(), stage.enrolled()
    pending = stage.filed({gone: (WHOLE, WHOLE, WHOLE)})
    absorbed(stage, gone, heir)
    content = stage.content({gone: ALL})
    with pytest.raises(PartyAbsorbed) as refused:
        application.submit(stage.register, content, [through(gone, heir)])
    assert refused.value.party == gone.party
    stage.titled(stage.deposited(stage.unopposed(stage.published(stage.taken_on(pending)))))


def test_what_it_holds_is_renewed_though_it_cannot_be_moved(site: Site) -> None:
    """A frozen title goes to nobody: without a new term it would lapse, to the creditor's loss."""
    stage, register = site.stage, site.stage.register
    gone, heir = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({gone: ALL}, valid_until=register.time() + 60 * DAY)
    absorbed(stage, gone, heir)
    stage.ordered(stage.order_terms(OrderScope.TITLE, titled=issued.title))
    content = replace(
        stage.content({gone: ALL}),
        registration=Registration.RENEWAL,
        title=issued.title,
        fingerprint=issued.content.fingerprint,
    )
    filed = application.submit(register, content, [through(gone, heir)]).application, content
    asked = stage.deposited(stage.unopposed(stage.published(stage.taken_on(filed))))
    before = issue_of(issued)
    until = before.valid_until + 2 * YEAR
    terms = change.renewal_terms(register, before, asked[0], valid_until=until)
    change.renew(register, terms, content, [stage.cast.seal_keeper.signs(Role.SEAL_KEEPER)])
    assert register.record(issued.title, TitleRecord).valid_until == until
    site.mirror.catch_up()
    package, trust = site.package(number_of(issued))
    assert verify(package, trust).grade is Grade.VERIFIED
    assert by_browser(package, trust)["grade"] == Grade.VERIFIED.name


def test_mergers_are_of_two_legal_persons_and_all_sign(stage: Stage) -> None:
    gone, heir = stage.enrolled(), stage.enrolled()
    person = stage.enrolled(PartyKind.NATURAL_PERSON)
    instrument = DocumentDigest(digest32())

    def given(sides: tuple[Player, Player], hands: list[Signatory], *, named: bool = True) -> None:
        parties = (sides[0].party, sides[1].party)
        digest = instrument if named else mandate.NO_DOCUMENT
        terms = mandate.absorption(stage.register, parties, REGISTRY, instrument=digest)
        mandate.absorb(stage.register, terms, [*examiners(stage), *hands])

    with pytest.raises(SignersWrong) as few:
        given((gone, heir), [heir.signs()])
    assert few.value.expected == 4
    with pytest.raises(NotMergeable) as natural:
        given((person, heir), [heir.signs(), person.signs()])
    assert (natural.value.party, natural.value.kind) == (person.party, PartyKind.NATURAL_PERSON)
    with pytest.raises(AbsorptionWrong) as nameless:
        given((gone, heir), [heir.signs(), gone.signs()], named=False)
    assert nameless.value.absorbed == gone.party


def test_a_new_name_stands_beside_the_old_one(site: Site) -> None:
    stage, register = site.stage, site.stage.register
    owner = stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    names = [RecordRoot(digest32()) for _ in range(2)]
    for identity in names:
        paper = DocumentDigest(digest32())
        terms = mandate.renaming(
            register, owner.party, REGISTRY, identity=identity, instrument=paper
        )
        mandate.rename(register, terms, [*examiners(stage), owner.signs()])
    paper = DocumentDigest(digest32())
    same = mandate.renaming(register, owner.party, REGISTRY, identity=names[1], instrument=paper)
    with pytest.raises(RenamingWrong) as again:
        mandate.rename(register, same, [*examiners(stage), owner.signs()])
    assert again.value.identity == names[1]
    site.mirror.catch_up()
    shown = site.get(f"/v1/parties/{owner.party.hex()}")
    assert [each["identity"] for each in shown["renamings"]] == [each.hex() for each in names]
    assert shown["identity"] not in {each.hex() for each in names}
    page = site.client.get(f"/parties/{owner.party.hex()}", headers={"accept-language": "en"}).text
    assert names[1].hex() in page
    assert site.report(number_of(issued)).grade is Grade.VERIFIED
