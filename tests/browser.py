"""A real browser for the tests of pages: the system's Chromium, driven by Playwright.

Playwright's own browsers are never fetched. DATADEED_CHROMIUM names another program.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.parts import MISSING, REQUIRED
from tests.thorough import usually

ROOT: Final = Path(__file__).resolve().parents[1]
AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# scripts/parts.py names the same; the first has no windows to draw and takes half the time
PROGRAMS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SERIOUS: Final = ("serious", "critical")
PHONE, DESK = 360, 1200
Scheme = Literal["light", "dark"]


def find_chromium() -> str | None:
    """The browser's program, if there is one."""
    named = os.environ.get("DATADEED_CHROMIUM")
    return named or next(filter(None, map(shutil.which, PROGRAMS)), None)


def require_chromium() -> str:
    """The browser's program; without it a test is skipped, or fails where every part must be."""
    found = find_chromium()
    if found is None:
        if os.environ.get(REQUIRED):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


@contextmanager
def running_browser() -> Iterator[Browser]:
    """The browser, without a window."""
    program = require_chromium()
    # its sandbox does not run as root, and every page here is our own
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    language: Literal["zh", "en"]
    scheme: Scheme
    width: int
    rules: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"


# What is not seen differs between schemes and widths in nothing but colours and room.
COLOURS: Final = ("color-contrast", "target-size", "link-in-text-block")
ZH, EN = Look("zh", "light", PHONE), Look("en", "dark", DESK)
LOOKS: Final = usually(
    (EN,),
    whole=(ZH, EN, Look("zh", "dark", PHONE, COLOURS), Look("en", "light", DESK, COLOURS)),
)

# Of a story what is done, and by whom, is the same in every look.
STORY_LOOKS: Final = usually((ZH,), whole=(ZH, EN))


@dataclass
class Reader:
    """Somebody before a browser; `faults` is what the browser complained of."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to an address of the site."""
        self.page.goto(self.url + path)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def enter(self) -> None:
        """Press Enter where that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.press("Enter")

    def tab_to(self, text: str) -> None:
        """Go on by the keyboard alone until what says this has the focus, and shows it."""
        for _ in range(80):
            self.press("Tab")
            if text in self.focused():
                style = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert style != "none", f"{text} does not show that it has the focus"
                return
        pytest.fail(f"the keyboard does not reach {text}")

    def focused(self) -> str:
        """What the element with the focus says."""
        return str(
            self.page.evaluate(
                "(e => e.innerText || e.getAttribute('aria-label') || e.value || e.name || '')"
                "(document.activeElement)"
            )
        )

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        wide: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return wide


@contextmanager
def reader(browser: Browser, url: str, look: Look, *, script: bool = True) -> Iterator[Reader]:
    """A fresh profile: no cookies, nothing kept."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 800},
        color_scheme=look.scheme,
        java_script_enabled=script,
        accept_downloads=True,
    )
    context.set_default_timeout(20_000)
    found = Reader(context.new_page(), url)
    found.page.on("console", lambda told: found.faults.append(told.text))
    found.page.on("pageerror", lambda fault: found.faults.append(str(fault)))
    yield found
    context.close()


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def barriers(page: Page, *rules: str) -> list[str]:
    """The serious findings of axe-core on a page: of all its rules, or of these alone."""
    page.evaluate(_axe())
    chosen = {"runOnly": list(rules)} if rules else {}
    found: dict[str, Any] = page.evaluate(
        "options => axe.run(options)", {"resultTypes": ["violations"], **chosen}
    )
    assert len(found["passes"]) >= (1 if rules else 10), "axe-core looked at nothing"
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]
