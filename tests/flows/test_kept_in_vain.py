"""Contents of an application that could not all be kept: none stays that nothing names."""

from pathlib import Path
from typing import Any

import pytest

from api.desk import contents
from ledger.store.engine import unit_of_work
from ledger.store.repositories import offchain
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
        assert contents.opened(wiring, session, subject, kept.sha256) == b"the first file of a step"
    assert sealed(site.settings.content) == {*before, row.address}
