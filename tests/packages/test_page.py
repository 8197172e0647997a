"""The browser's verifier as a reader has it: one file, opened offline, files dropped in."""

import hashlib
import re
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from forgeries import FORGERIES
from playwright.sync_api import Browser, expect

from notarization.verify.verifier import verify as verify_by_python
from tests.browser import PHONE, Look, Reader, barriers, reader, running_browser
from tests.fuzzing.seeds import seeds
from tests.packages.test_forgeries import PACKAGE, TRUST

pytestmark = pytest.mark.node
ROOT = Path(__file__).resolve().parents[2]
DROP = """files => {
  const taken = new DataTransfer();
  for (const [name, text] of files) {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    taken.items.add(new File([bytes], name));
  }
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: taken, bubbles: true }));
}"""


def built(file: Path) -> bytes:
    program = shutil.which("node")
    assert program is not None, "node comes with the environment"
    subprocess.run([program, str(ROOT / "scripts" / "verifier" / "page.js"), str(file)], check=True)
    return file.read_bytes()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "datadeed-verify.html"
    built(file)
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


def test_whoever_builds_it_gets_the_same_bytes_which_name_no_other_address(
    page: Path, tmp_path: Path
) -> None:
    data = page.read_bytes()
    assert built(tmp_path / "again.html") == data
    text = data.decode()
    script = text.split("<script>", 1)[1].rsplit("</script>", 1)[0]
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    told = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{told}'; style-src 'sha256-")
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", text)
    assert str(ROOT) not in text


def dropped(opened: Reader, **files: bytes) -> None:
    named = [[name, b64encode(data).decode()] for name, data in files.items()]
    opened.page.evaluate(DROP, named)


def test_a_package_is_checked_without_a_network_in_both_languages(
    browser: Browser, page: Path
) -> None:
    asked: list[str] = []
    with reader(browser, page.as_uri(), Look("zh", "dark", PHONE)) as opened:
        opened.page.on("request", lambda request: asked.append(request.url))
        opened.page.context.set_offline(offline=True)
        opened.open("")
        opened.page.get_by_role("button", name="中文").click()
        dropped(opened, package=PACKAGE, trust=TRUST)
        report = opened.page.locator("#report")
        expect(report.get_by_text("核验通过", exact=True)).to_be_visible()
        expect(report.locator("ol.steps > li")).to_have_count(
            len(verify_by_python(PACKAGE, TRUST).checks)
        )
        opened.page.get_by_role("button", name="English").click()
        expect(report.get_by_text("Verified", exact=True)).to_be_visible()
        assert opened.overflow() <= 0
        assert barriers(opened.page) == []
        forgery = next(iter(FORGERIES.values()))
        dropped(opened, package=forgery.mutate(PACKAGE))
        expect(report.get_by_text("Rejected", exact=True)).to_be_visible()
        expect(report.locator("li.bad code").first).to_have_text(forgery.code)
        dropped(opened, proof=next(seeds("batch")))
        expect(report.get_by_text("Incomplete", exact=True)).to_be_visible()
        expect(report.get_by_text("BLOCK_NOT_PINNED").first).to_be_visible()
        assert opened.faults == []
        assert asked == [page.as_uri()]
        outcome = opened.page.evaluate("fetch('data:,x').then(() => 'sent', () => 'refused')")
        assert outcome == "refused"
