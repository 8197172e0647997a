"""Renewals on a real chain: the window, what is pending, what becomes of the title (Art. 36)."""

from dataclasses import replace
from typing import Final

import pytest

from api.pages.procedure import OUT_OF_WINDOW
from api.texts.shown import day
from ledger.bindings.errors import (
    Barred,
    NotByAllHolders,
    RenewalPending,
    TermWrong,
)
from ledger.domain import profiles
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    ApplicationState,
    Burden,
    Issue,
    Operation,
    Registration,
    Role,
)
from ledger.domain.numbers import written
from ledger.domain.words import ApplicationRecord, TitleRecord
from ledger.registrar import application, change, title
from ledger.registrar.title import Move
from notarization.verify.report import Grade, Language
from tests.cast import ALL, DAY, YEAR, IssuedTitle, Stage
from tests.packages.both import verify
from tests.site import Site

pytestmark = pytest.mark.node
HOUR: Final = 3_600


def renewal_of(stage: Stage, issued: IssuedTitle) -> Application:
    """An application for renewal by the one holder."""
    return replace(
        stage.content({stage.cast.registrant: ALL}),
        registration=Registration.RENEWAL,
        title=issued.title,
        fingerprint=issued.content.fingerprint,
    )


def filed(stage: Stage, content: Application) -> tuple[ApplicationId, Application]:
    hands = stage.holders(content, (stage.cast.registrant, stage.cast.coholder))
    return application.submit(stage.register, content, hands).application, content


def issue_of(issued: IssuedTitle) -> Issue:
    terms = issued.issued.entered.act.terms
    assert isinstance(terms, Issue)
    return terms


def soon(stage: Stage) -> int:
    """An end within the window, with room for a whole procedure."""
    return stage.register.time() + 60 * DAY


def number_of(issued: IssuedTitle) -> str:
    return written(min(issued.issued.numbers.values()))


def test_a_pending_renewal_keeps_a_title_past_its_end_and_then_prolongs_it(site: Site) -> None:
    stage, cast = site.stage, site.stage.cast
    issued = stage.issued_title(valid_until=soon(stage))
    end = issue_of(issued).valid_until
    asked = stage.taken_on(filed(stage, renewal_of(stage, issued)))
    stage.pass_time(end - stage.register.time() + DAY)
    site.mirror.catch_up()
    number = number_of(issued)
    shown = site.get(f"/v1/certificates/{number}")
    assert (shown["standing"], shown["expired"], shown["open"]) == ("PENDING_RENEWAL", False, True)
    found = site.verdict(number, "trade")
    assert found["result"] == "VALID"
    assert "RENEWAL_PENDING" in {each["code"] for each in found["warnings"]}
    assert site.get("/v1/certificates", q=number, status="LIVE")["hits"] != []
    page = site.client.get(f"/certificates/{number}", headers={"accept-language": "zh"}).text
    assert "已申请续期，尚未办结" in page
    stage.deposited(stage.unopposed(stage.published(asked)))
    terms = change.renewal_terms(
        stage.register, issue_of(issued), asked[0], valid_until=end + 2 * YEAR
    )
    change.renew(stage.register, terms, asked[1], [cast.seal_keeper.signs(Role.SEAL_KEEPER)])
    record = stage.register.record(issued.title, TitleRecord)
    assert (record.valid_until, record.renewing) == (end + 2 * YEAR, False)
    state = stage.register.record(asked[0], ApplicationRecord).state
    assert state is ApplicationState.CERTIFIED
    site.mirror.catch_up()
    assert site.get(f"/v1/certificates/{number}")["standing"] == "ACTIVE"
    assert site.report(number).grade is Grade.VERIFIED


def test_a_withdrawn_renewal_leaves_an_expired_title_expired(stage: Stage) -> None:
    cast = stage.cast
    issued = stage.issued_title(valid_until=soon(stage))
    asked = filed(stage, renewal_of(stage, issued))
    stage.pass_time(61 * DAY)
    move = Move(issued.title, cast.registrant.party, cast.newcomer.party, (1, 0, 0))
    hands = (cast.registrant.signs(), cast.newcomer.signs())
    title.transfer(stage.register, title.transfer_terms(stage.register, move), hands)
    stage.step(asked, Action.WITHDRAW, cast.registrant.signs())
    with pytest.raises(Barred) as barred:
        title.transfer(stage.register, title.transfer_terms(stage.register, move), hands)
    assert (barred.value.operation, barred.value.burden) == (Operation.TRANSFER, Burden.EXPIRED)
    assert barred.value.until == issue_of(issued).valid_until


def test_a_renewal_is_filed_by_all_holders_and_once(stage: Stage) -> None:
    cast = stage.cast
    shares = {cast.registrant: (1_000_000, 1_000_000, 500_000), cast.coholder: (0, 0, 500_000)}
    shared = stage.issued_title(shares, valid_until=soon(stage))
    with pytest.raises(NotByAllHolders) as alone:
        filed(stage, renewal_of(stage, shared))
    assert (alone.value.given, alone.value.holders) == (1, 2)
    splits = stage.content(shares).splits
    asked = replace(renewal_of(stage, shared), splits=splits)
    filed(stage, asked)
    with pytest.raises(RenewalPending) as twice:
        filed(stage, replace(asked, deadline=asked.deadline - 1))
    assert twice.value.title == shared.title


def test_a_renewed_term_is_no_longer_than_the_profile_allows(stage: Stage) -> None:
    issued = stage.issued_title(valid_until=soon(stage))
    asked = stage.taken_on(filed(stage, renewal_of(stage, issued)))
    stage.deposited(stage.unopposed(stage.published(asked)))
    late = issue_of(issued).valid_until + 3 * YEAR + 1
    terms = change.renewal_terms(stage.register, issue_of(issued), asked[0], valid_until=late)
    hands = [stage.cast.seal_keeper.signs(Role.SEAL_KEEPER)]
    with pytest.raises(TermWrong) as wrong:
        change.renew(stage.register, terms, asked[1], hands)
    assert (wrong.value.valid_until, wrong.value.latest) == (late, late - 1)


def national(content: Application) -> Application:
    return replace(content, profile=profiles.load().digest)


def six_months_last_184_days(noon: int) -> bool:
    """Whether six months before the end lie before `noon`: seconds and months agree then."""
    opens, _ = profiles.load().renewal_window(noon + 184 * DAY + DAY // 2)
    return opens <= noon + DAY  # a day for the acts in between


def test_a_renewal_in_the_seconds_but_not_in_the_months_of_its_rules_is_told(
    office: Stage, site: Site
) -> None:
    """185 days are more than six months: the register takes it, everybody is told."""
    stage, cast = site.stage, office.cast
    ours = national(stage.content({cast.registrant: ALL}))
    registered = stage.deposited(
        stage.unopposed(stage.published(stage.taken_on(filed(stage, ours))))
    )
    stage.pass_time(DAY - (stage.register.time() + 20 * HOUR) % DAY)
    while six_months_last_184_days(stage.register.time()):
        stage.pass_time(30 * DAY)
    # it is noon in Beijing, and the title ends on a midnight, in 184 days and a half
    end = stage.register.time() + 184 * DAY + DAY // 2
    issued = stage.titled(registered, valid_until=end)
    asked = stage.taken_on(filed(stage, national(renewal_of(stage, issued))))
    site.mirror.catch_up()
    opens, closes = profiles.load().renewal_window(end)
    assert end - 185 * DAY < stage.register.time() < opens < closes
    page = site.client.get(f"/applications/{asked[0].hex()}", headers={"accept-language": "zh"})
    assert OUT_OF_WINDOW.text(Language.ZH) in page.text
    assert f"{day(opens)} – {day(closes)}" in page.text
    report = verify(*site.package(number_of(issued)))
    told = [each for each in report.checks if each.code == "RENEWAL_OUT_OF_WINDOW"]
    assert report.grade is Grade.VERIFIED
    assert len(told) == 1
    stage.step(asked, Action.WITHDRAW, cast.registrant.signs())
    stage.pass_time(5 * DAY)
    again = filed(stage, national(renewal_of(stage, issued)))
    site.mirror.catch_up()
    page = site.client.get(f"/applications/{again[0].hex()}", headers={"accept-language": "zh"})
    assert f"{day(opens)} – {day(closes)}" in page.text
    assert OUT_OF_WINDOW.text(Language.ZH) not in page.text
