"""Licences and reports before a browser: on a certificate's page, and on each side's own."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from ledger.domain.numbers import written
from tests.browser import LOOKS, Look, barriers, reader, running_browser
from tests.cast import ALL
from tests.licensing import appraiser, licensed, reported
from tests.servers import HOST, served
from tests.sessions import opened
from tests.site import Site
from tests.thorough import WHOLE_CHECK

pytestmark = [pytest.mark.node, WHOLE_CHECK]
SAID = {
    "zh": ("许可与机构报告", "独占", "价值评估报告"),
    "en": ("Licences", "exclusive", "Valuation"),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_what_is_licensed_and_reported_is_read_by_everybody(
    browser: Browser, site: Site, look: Look
) -> None:
    stage = site.stage
    owner, firm, maker = stage.enrolled(), stage.enrolled(), appraiser(stage)
    issued = stage.issued_title({owner: ALL})
    licensed(stage, issued.title, (owner, firm), exclusive=True)
    reported(stage, issued.title, issued.content.record, maker)
    site.mirror.catch_up()
    number = written(min(issued.issued.numbers.values()))
    app: Any = site.client.app
    with served(app, site.settings) as port, reader(browser, f"http://{HOST}:{port}", look) as page:
        page.open(f"/certificates/{number}?lang={look.language}")
        section = page.page.locator("section[aria-labelledby=uses]")
        for word in SAID[look.language]:
            expect(section).to_contain_text(word)
        assert (barriers(page.page, *look.rules), page.overflow()) == ([], 0)
        for player, shown in ((firm, SAID[look.language][1]), (maker, SAID[look.language][2])):
            token = str(opened(site, player.key)["token"])
            cookie = {"name": "session", "value": token, "url": f"http://{HOST}:{port}"}
            page.page.context.add_cookies([cookie])  # type: ignore[list-item]
            page.open(f"/uses?lang={look.language}")
            expect(page.page.locator("main")).to_contain_text(shown)
            expect(page.page.locator("main")).to_contain_text(number)
            assert (barriers(page.page, *look.rules), page.overflow()) == ([], 0)
