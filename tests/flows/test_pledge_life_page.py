"""A bank before its portfolio: a part of its lot let go by a proposal, in a browser."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ledger.domain.acts import Time
from ledger.registrar import pledge
from tests.browser import STORY_LOOKS, Look
from tests.flows.test_proposal_pages import Town, pressed, seated, sound, town
from tests.thorough import WHOLE_CHECK

__all__ = ["town"]
pytestmark = [pytest.mark.node, WHOLE_CHECK]


def burdened(town: Town) -> tuple[str, str]:
    """A certificate with a pledge that stands, its id, and one that ended."""
    (issued, number), stage = town.titled(), town.site.stage
    cast = stage.cast
    terms = stage.pledge_terms(issued.title, cast.registrant, cast.bank, 400_000)
    hands = (cast.registrant.signs(), cast.bank.signs())
    first = pledge.pledge(stage.register, terms, hands)
    junior = replace(terms, lot=first.lot, filed_at=Time(terms.filed_at - 5))
    second = pledge.pledge(stage.register, junior, hands)
    release = pledge.release_terms(stage.register, issued.title, (second.lot, second.pledge))
    pledge.release(stage.register, release, [cast.bank.signs()])
    town.site.mirror.catch_up()
    return number, first.pledge.hex()


@pytest.mark.parametrize("look", STORY_LOOKS, ids=str)
def test_a_bank_proposes_to_let_go_a_part_of_its_lot(
    town: Town, tmp_path: Path, look: Look
) -> None:
    contract = tmp_path / "contract.txt"
    contract.write_bytes(b"agreed")
    number, noted = burdened(town)
    with ExitStack() as stack:
        bank = seated(stack, town, town.site.stage.cast.bank, "/portfolio", look)
        sound(bank)
        pressed(bank, f"a[href*='{noted}'][href*=life]")
        sound(bank)
        bank.page.locator("[name=kind]").select_option("lot-shrinking")
        bank.page.locator("[data-digest-to=document]").set_input_files(contract)
        expect(bank.page.locator("[name=document]")).not_to_have_value("")
        bank.page.locator("[name=share]").fill("90")
        pressed(bank, "form[action$=life] button")
        expect(bank.page.locator("[role=alert]").first).to_be_visible()
        sound(bank)
        bank.page.locator("[name=share]").fill("20")
        pressed(bank, "form[action$=life] button")
        expect(bank.page.locator("h1")).to_be_visible()
        assert "/proposals/" in bank.page.url
        sound(bank)
        bank.open(f"/certificates/{number}?lang={look.language}")
        ended = "已终止的质押备注" if look.language == "zh" else "Pledge notes that ended"
        expect(bank.page.locator("main")).to_contain_text(ended)
        sound(bank)
