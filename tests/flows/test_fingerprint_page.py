"""Files and folders fingerprinted in a real browser: the same digests, and not a byte sent."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request, expect

from ledger.domain.fingerprint import CHUNK_BYTES, public_id
from notarization.fingerprint import fingerprint
from tests.browser import DESK, Look, Reader, reader, running_browser
from tests.servers import HOST, served
from tests.site import Site
from tests.thorough import WHOLE_CHECK

pytestmark = [pytest.mark.node, WHOLE_CHECK]

LARGE: Final = 200_000_000
PATIENCE: Final = 240_000
Asked: TypeAlias = tuple[str, str, bytes | None]


def asked(request: Request) -> Asked:
    """What a browser sends: method, address, body."""
    return request.method, request.url, request.post_data_buffer


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture(scope="module")
def url(browser: Browser, site: Site) -> Iterator[str]:
    assert browser.is_connected()
    with served(site.client.app, site.settings) as port:
        yield f"http://{HOST}:{port}"


@pytest.fixture
def sent() -> list[Asked]:
    return []


@pytest.fixture
def visitor(browser: Browser, url: str, sent: list[Asked]) -> Iterator[Reader]:
    with reader(browser, url, Look("en", "light", DESK)) as opened:
        opened.page.on("request", lambda each: sent.append(asked(each)))
        opened.open("/fingerprint?lang=en")
        yield opened
        assert opened.faults == []


def filled(path: Path, size: int) -> Path:
    """A file of so many bytes; a large one repeats itself."""
    block = os.urandom(min(size, 2**20 - 7))
    with path.open("wb") as file:
        while left := size - file.tell():
            file.write(block[:left])
    return path


def shown(visitor: Reader) -> dict[str, str]:
    """The fingerprint that the page shows."""
    expect(visitor.page.get_by_role("status")).to_have_text(
        "The fingerprint is made.", timeout=PATIENCE
    )
    return {
        str(place.get_attribute("data-member")): place.inner_text()
        for place in visitor.page.locator("[data-fingerprint] dd").all()
    }


def told(path: Path) -> dict[str, str]:
    """What `datadeed fingerprint` says of a file or folder."""
    mark = fingerprint(path).fingerprint
    digests = {name: getattr(mark, name).hex() for name in ("sha256", "sm3", "merkle")}
    return {**digests, "size": str(mark.size), "fingerprint": public_id(mark).value.hex()}


@pytest.mark.parametrize("size", [0, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, LARGE])
def test_a_file_has_the_fingerprint_of_the_command_line_and_stays_where_it_is(
    visitor: Reader, sent: list[Asked], tmp_path: Path, size: int
) -> None:
    path = filled(tmp_path / "data.bin", size)
    visitor.page.get_by_label("Data file").set_input_files(path)
    assert shown(visitor) == told(path)
    assert {(method, body) for method, _, body in sent} == {("GET", None)}
    paths = {urlsplit(address).path for _, address, _ in sent}
    assert all(path.startswith("/static/") or path == "/fingerprint" for path in paths)
    assert any(path.endswith("fingerprint_worker.js") for path in paths)


def test_a_folder_has_the_fingerprint_of_the_command_line(visitor: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    for name in ("b.csv", "a/z.csv", "a.csv", "数据.csv", "é/\U00020000.csv"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name * 3, encoding="utf-8")
    visitor.page.get_by_label("Or a folder of data").set_input_files(folder)
    assert shown(visitor) == told(folder)


def test_a_file_that_changes_while_it_is_read_is_refused(visitor: Reader, tmp_path: Path) -> None:
    path = filled(tmp_path / "data.bin", LARGE)
    visitor.page.get_by_label("Data file").set_input_files(path)
    progress = visitor.page.locator("progress")
    expect(progress).to_be_visible()
    expect(progress).not_to_have_js_property("value", 0, timeout=PATIENCE)
    with path.open("ab") as file:
        file.write(b"one row more")
    status = visitor.page.get_by_role("status")
    expect(status).to_contain_text("The file changed after it was chosen", timeout=PATIENCE)
    expect(visitor.page.locator("[data-fingerprint] dl")).to_be_hidden()
