"""Contents of an application that could not all be kept: none stays that nothing names."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from api.desk import contents
from ledger.store.engine import unit_of_work
from ledger.store.repositories import offchain
from notarization.content.checking import check, settled
from notarization.content.chosen import store_of
from notarization.content.errors import StoreFull
from tests.records import with_key
from tests.site import Site

pytestmark = pytest.mark.node


def sealed(content: Path) -> set[str]:
    """What lies sealed in the content store."""
    return {path.name for path in content.glob("??/*") if not path.suffix}


def test_what_was_kept_before_an_error_goes_with_its_row(site: Site) -> None:
    with_key(site)
    app: Any = site.client.app
    wiring = app.state.wiring
    subject, before = bytes(site.issued.application), sealed(site.settings.content)

    def fill() -> None:
        with unit_of_work(wiring.engine, silent=True) as work:
            contents.keep(wiring, work, subject, b"the first file of a step")
            raise StoreFull(1)

    with pytest.raises(StoreFull):
        fill()
    assert sealed(site.settings.content) == before
    with unit_of_work(wiring.engine, silent=True) as work:
        kept = contents.keep(wiring, work, subject, b"the first file of a step")
    with site.mirror.reading() as session:
        row = offchain.content(session, kept.sha256, subject)
        assert row is not None
    assert contents.opened(wiring, row) == b"the first file of a step"
    assert sealed(site.settings.content) == {*before, row.address}


def test_what_a_killed_process_left_is_found_and_goes_only_by_its_name(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_key(site)
    app: Any = site.client.app
    wiring, subject = app.state.wiring, bytes(site.issued.application)

    def kill() -> None:
        with unit_of_work(wiring.engine, silent=True) as work:
            contents.keep(wiring, work, subject, b"of this one nobody knows")
            raise KeyboardInterrupt

    with unit_of_work(wiring.engine, silent=True) as work:
        named = contents.keep(wiring, work, subject, b"this one has its row")
        row = contents.place(work, subject, named.sha256)
    before = sealed(site.settings.content)
    # as kill -9 between the file and the commit: nothing of ours runs any more
    monkeypatch.setattr(contents, "_dropped", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        kill()
    [left] = sealed(site.settings.content) - before
    environment = {
        "DATADEED_DATABASE_URL": site.settings.database_url,
        "DATADEED_CONTENT": str(site.settings.content),
    }

    def told(*words: str) -> tuple[int, Any]:
        code = run(["content", "unnamed", *words, "--json"], environment)
        return code, json.loads(capsys.readouterr().out)

    # its row may be on its way
    assert left not in settled(site.settings.content, datetime.now(UTC))
    later = datetime.now(UTC) + timedelta(days=1)
    assert left in settled(site.settings.content, later)
    assert check(store_of(site.settings), lambda: later, {row.address}).unnamed == len(before)
    code, found = told()
    assert (code, {row.address, left} & {each["name"] for each in found["unnamed"]}) == (0, {left})
    code, found = told("--destroy", left, "--destroy", row.address, "--destroy", "ab")
    assert (code, found["destroyed"], found["refused"]) == (1, [left], [row.address, "ab"])
    assert store_of(site.settings).shelf.grave(left).exists()
    assert left not in sealed(site.settings.content)
    assert contents.opened(wiring, row) == b"this one has its row"
