"""Where orders stand the desk names the court that allows an act; contracts consent to it."""

from dataclasses import replace

import pytest

from ledger.chain.wallets import signed_by_contract
from ledger.domain.acts import Address, FieldGroup, OrderKind, OrderScope
from ledger.registrar import application
from tests.cast import DAY, Player, digest32
from tests.contract_wallets import NO, REVERTS, YES, joined, placed
from tests.flows.test_desk_requests import (
    CHANGE,
    NEW_NAME,
    Desk,
    asked,
    desk,
    number_of,
    of_two,
    registered,
)
from tests.flows.test_renewal_flow import renewal_of
from tests.records import filed_with_record
from tests.sessions import refused

__all__ = ["desk"]
pytestmark = pytest.mark.node


def hexed(player: Player) -> str:
    return "0x" + player.party.hex()


def test_a_change_over_a_frozen_share_names_the_court_that_allows_it(desk: Desk) -> None:
    cast, issued = desk.stage.cast, of_two(desk)
    one = registered(desk, asked(desk, issued, CHANGE))
    holder = cast.registrant.party
    share = desk.stage.order_terms(OrderScope.HOLDER, titled=issued.title, of=holder)
    desk.stage.ordered(share)
    desk.site.mirror.catch_up()
    step = desk.steps("examiner", one[0])["CERTIFY"]
    assert step["needs_court"]
    groups = {each["group"]: [bar["code"] for bar in each["bars"]] for each in step["groups"]}
    [allowed] = [group for group, bars in groups.items() if bars == ["AUTHORITY_MISSING"]]
    unnamed = desk.asked("examiner", one[0], "CERTIFY", group=allowed)
    assert refused(unnamed) == (409, "AUTHORITY_MISSING")
    bank = desk.asked("examiner", one[0], "CERTIFY", group=allowed, court=hexed(cast.bank))
    assert refused(bank) == (409, "ORDERING_PARTY_WRONG")
    [other] = groups.keys() - {allowed}
    barred = desk.asked("examiner", one[0], "CERTIFY", group=other, court=hexed(cast.court))
    assert refused(barred) == (409, "BARRED")
    named = {"group": allowed, "court": hexed(cast.court)}
    digest = desk.prepared("examiner", one[0], "CERTIFY", **named)
    terms = desk.sent("examiner", "GET", f"acts/{digest}").json()["file"]["terms"]
    assert terms["court"] == hexed(cast.court)
    desk.done(one[0], "CERTIFY", "examiner", "reviewer", **named)
    shown = desk.site.get(f"/v1/certificates/{number_of(desk, issued)}")
    assert shown["data_name"] == NEW_NAME
    assert len(shown["orders"]) == 1


def test_nobody_is_named_where_no_order_stands(desk: Desk) -> None:
    one = registered(desk, asked(desk, of_two(desk), CHANGE))
    assert not desk.steps("examiner", one[0])["CERTIFY"]["needs_court"]
    court = hexed(desk.stage.cast.court)
    answer = desk.asked("examiner", one[0], "CERTIFY", group="IDENTITY", court=court)
    assert refused(answer) == (422, "ENTRY_UNCLEAR")
    assert answer.json()["fields"]["member"] == "court"


def test_a_held_title_is_renewed_with_the_courts_leave_and_the_page_asks_for_it(
    desk: Desk,
) -> None:
    stage, cast = desk.stage, desk.stage.cast
    made = filed_with_record(desk.site, stage, cast.registrant)
    first = stage.titled(
        stage.deposited(stage.unopposed(stage.published(stage.taken_on(made)))),
        valid_until=stage.register.time() + 60 * DAY,
    )
    content = replace(renewal_of(stage, first), profile=made[1].profile)
    hands = stage.holders(content, (cast.registrant,))
    again = application.submit(stage.register, content, hands).application, content
    stage.deposited(stage.unopposed(stage.published(stage.taken_on(again))))
    held = stage.order_terms(OrderScope.TITLE, titled=first.title)
    stage.ordered(replace(held, kind=OrderKind.HOLD))
    desk.site.mirror.catch_up()
    assert refused(desk.asked("clerk", again[0], "CERTIFY")) == (409, "AUTHORITY_MISSING")
    cookie = {"cookie": f"session={desk.tokens['clerk']}"}
    path = f"/desk/371/files/{again[0].hex()}?concern=ISSUE&lang=en"
    page = desk.site.client.get(path, headers=cookie).text
    assert 'name="court"' in page
    desk.done(again[0], "CERTIFY", "clerk", court=hexed(cast.court))
    state = desk.site.get(f"/v1/applications/{again[0].hex()}")["application"]["state"]
    assert state == "CERTIFIED"


def test_a_pledgee_with_a_contracts_account_consents(desk: Desk) -> None:
    stage = desk.stage
    bank, issued = stage.enrolled(), of_two(desk)
    wallet = joined(stage, bank, YES)
    stage.pledged(issued.title, stage.cast.registrant, bank, 100_000)
    one = registered(desk, asked(desk, issued, CHANGE))
    group = FieldGroup.DESCRIPTION.name
    digest = desk.prepared("examiner", one[0], "CERTIFY", group=group)

    def consent(account: bytes) -> dict[str, object]:
        named = {"party": hexed(bank), "account": "0x" + account.hex()}
        return {"signers": [{**named, "role": 0, "signature": "0x01"}]}

    for stranger in (placed(stage, NO), placed(stage, REVERTS), Address(digest32()[:20])):
        refusal = desk.sent("clerk", "POST", f"acts/{digest}/consents", json=consent(stranger))
        assert refused(refusal) == (403, "DRAFT_SIGNATURE_WRONG")
    taken = desk.sent("clerk", "POST", f"acts/{digest}/consents", json=consent(wallet))
    assert taken.status_code == 200
    assert taken.json()["consents_missing"] == []
    for who in ("examiner", "reviewer"):
        assert desk.signed(who, digest).status_code == 200
    answer = desk.sent("reviewer", "POST", f"acts/{digest}/relay")
    assert answer.status_code == 200, answer.text


def test_a_contract_is_asked_in_the_words_of_eip_1271(desk: Desk) -> None:
    stage = desk.stage
    chain = stage.node.chain
    assert signed_by_contract(chain, placed(stage, YES), digest32(), b"\x01" * 65)
    assert not signed_by_contract(chain, placed(stage, NO), digest32(), b"\x01" * 65)
    assert not signed_by_contract(chain, placed(stage, REVERTS), digest32(), b"")
    assert not signed_by_contract(chain, digest32()[:20], digest32(), b"\x01")
