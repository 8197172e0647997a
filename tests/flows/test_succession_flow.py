"""Data registered anew after its title is over: the two titles name each other (domain: 6.2)."""

from dataclasses import replace

import pytest

from ledger.bindings.errors import PredecessorLives, PredecessorOfAnother
from ledger.domain.acts import DocumentDigest, EndGround, Issue, PartyId, Role, Time
from ledger.domain.numbers import written
from ledger.domain.rules.succession import PREDECESSOR_KEY, successor_key
from ledger.registrar import application, change, title
from ledger.registrar.change import Ended
from notarization.verify.report import Grade
from notarization.verify.verifier import verify
from tests.cast import ALL, DAY, IssuedTitle, Player, Stage, digest32
from tests.flows.test_absorption_flow import absorbed
from tests.flows.test_change_flow import examiners
from tests.packages.both import by_browser
from tests.site import Site

pytestmark = pytest.mark.node


def issue_of(issued: IssuedTitle) -> Issue:
    terms = issued.issued.entered.act.terms
    assert isinstance(terms, Issue)
    return terms


def ended(stage: Stage, issued: IssuedTitle) -> None:
    """A lapsed title is cancelled by law, so that its applicants may file the data again."""
    made = Ended(EndGround.LAW, DocumentDigest(digest32()))
    terms = change.closing_terms(stage.register, issue_of(issued), made)
    change.cancel(stage.register, terms, issued.content, examiners(stage))


def anew(stage: Stage, issued: IssuedTitle, holder: Player) -> IssuedTitle:
    """A title over the same data."""
    content = replace(stage.content({holder: ALL}), fingerprint=issued.content.fingerprint)
    filed = application.submit(stage.register, content, [holder.signs()]).application, content
    return stage.titled(stage.deposited(stage.unopposed(stage.published(stage.taken_on(filed)))))


def succession(stage: Stage, after: IssuedTitle, before: IssuedTitle, *holders: PartyId) -> None:
    terms = title.succession_terms(stage.register, issue_of(after), issue_of(before), holders)
    title.succeed(stage.register, terms, [stage.cast.seal_keeper.signs(Role.SEAL_KEEPER)])


def test_a_lapsed_title_and_the_one_registered_anew_name_each_other(site: Site) -> None:
    stage, holder = site.stage, site.stage.cast.registrant
    before = stage.issued_title(valid_until=stage.register.time() + 60 * DAY)
    stage.pass_time(61 * DAY)
    ended(stage, before)
    after = anew(stage, before, holder)
    succession(stage, after, before, holder.party)
    assert stage.register.word(after.title, PREDECESSOR_KEY) == before.title
    assert any(stage.register.word(before.title, successor_key(after.title)))
    site.mirror.catch_up()
    old, new = (written(min(each.issued.numbers.values())) for each in (before, after))
    assert site.get(f"/v1/certificates/{new}")["predecessor"]["number"] == old
    assert [each["number"] for each in site.get(f"/v1/certificates/{old}")["successors"]] == [new]
    page = site.client.get(f"/certificates/{new}", headers={"accept-language": "zh"}).text
    assert "承接同一数据对象的原登记" in page
    # no other holder competes with it: the other title is its own past
    sheet = site.get("/v1/presentations", number=new, purpose="pledge")
    [same] = [each for each in sheet["answers"] if each["code"] == "SAME_DATA"]
    assert (same["values"]["numbers"], same["values"]["linked"]) == ([old], [old])
    assert f"{old}（与本登记前后承接）" in same["zh"]
    for number in (old, new):
        assert site.report(number).grade is Grade.VERIFIED


def test_who_absorbed_a_holder_follows_its_title_in_its_place(site: Site) -> None:
    stage, gone, heir = site.stage, site.stage.enrolled(), site.stage.enrolled()
    before = stage.issued_title({gone: ALL}, valid_until=stage.register.time() + 60 * DAY)
    stage.pass_time(61 * DAY)
    ended(stage, before)
    absorbed(stage, gone, heir)
    after = anew(stage, before, heir)
    with pytest.raises(PredecessorOfAnother):
        succession(stage, after, before, heir.party)
    succession(stage, after, before, gone.party)
    site.mirror.catch_up()
    number = written(min(after.issued.numbers.values()))
    old = written(min(before.issued.numbers.values()))
    assert site.get(f"/v1/certificates/{number}")["predecessor"]["number"] == old
    for each in (number, old):
        package, trust = site.package(each)
        assert verify(package, trust).grade is Grade.VERIFIED
        assert by_browser(package, trust)["grade"] == "VERIFIED"


def test_a_title_that_lives_is_not_followed(stage: Stage) -> None:
    cast = stage.cast
    before = stage.issued_title()
    stage.pass_time(DAY)
    after = anew(stage, before, cast.newcomer)
    with pytest.raises(PredecessorLives) as lives:
        succession(stage, after, before, cast.newcomer.party)
    assert lives.value.until == Time(issue_of(before).valid_until)


def test_who_never_held_a_title_does_not_follow_it(stage: Stage) -> None:
    cast = stage.cast
    before = stage.issued_title()
    ended(stage, before)
    after = anew(stage, before, cast.newcomer)
    with pytest.raises(PredecessorOfAnother) as another:
        succession(stage, after, before, cast.newcomer.party)
    assert (another.value.predecessor, another.value.place) == (before.title, 0)
