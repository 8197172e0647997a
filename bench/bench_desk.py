# ruff: noqa: INP001  # a script, never imported
"""How long the pages of the registry's desk take with 60 files open: each asked for 20 times.

A real node, a real mirror, records opened for the staff, one clerk signed in; times are those of
the server alone, without a browser.
"""

import json
import secrets
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ledger.domain import profiles
from ledger.domain.acts import RecordRoot, Time
from ledger.domain.record import commit
from ledger.domain.words import ProfileWord
from ledger.domain.workdays import calendar, deadline
from ledger.registrar import application
from notarization.content.sealing import Identity
from tests.cast import ALL, DAY, REGISTRY, Stage, deployed_stage, running_node
from tests.factories import a_record
from tests.sessions import opened
from tests.site import Site, opened_site

FILES: Final = 60
TIMES: Final = 20
MOST_MS: Final = 300


@contextmanager
def office(folder: Path) -> Iterator[tuple[Site, list[bytes]]]:
    """A site whose registry has so many files open."""
    with running_node(folder / "node") as node:
        stage = deployed_stage(node, folder)
        national = profiles.load()
        floors = national.enforced()
        stage.adopt_profile(
            national.digest,
            ProfileWord(
                floors.minimum_notice,
                floors.minimum_acceptance,
                floors.maximum_term,
                floors.maximum_freeze,
            ),
        )
        with opened_site(stage, folder) as site:
            (site.settings.keys / "registry.age").write_text(
                Identity.generate().key, encoding="ascii"
            )
            yield site, [filed(site, stage) for _ in range(FILES)]


def filed(site: Site, stage: Stage) -> bytes:
    """An application with its record opened for the staff."""
    holder, fields = stage.cast.registrant, a_record()
    salts = {name: secrets.token_bytes(16) for name in fields}
    due = deadline(stage.register.time(), 3, calendar()).time + 3 * DAY
    terms = replace(
        stage.content({holder: ALL}),
        profile=profiles.load().digest,
        record=RecordRoot(commit(fields, salts).root),
        due=Time(due),
    )
    found = application.submit(stage.register, terms, stage.holders(terms, (holder,))).application
    site.mirror.catch_up()
    openings = [{"name": n, "salt": salts[n].hex(), "value": each} for n, each in fields.items()]
    kept = site.client.post(f"/v1/applications/{found.hex()}/record", json={"fields": openings})
    kept.raise_for_status()
    return found


def measured(site: Site, path: str) -> tuple[float, float, float]:
    """Processor's median, and the clock's median and worst of so many requests, in milliseconds."""
    spent, worked = [], []
    for _ in range(TIMES):
        begun, busy = time.perf_counter(), time.process_time()
        answer = site.client.get(path)
        worked.append((time.process_time() - busy) * 1_000)
        spent.append((time.perf_counter() - begun) * 1_000)
        answer.raise_for_status()
    return statistics.median(worked), statistics.median(spent), max(spent)


def main() -> None:
    """Print a line a page, as JSON; fail where one keeps the processor longer than the desk may."""
    worst = 0.0
    with TemporaryDirectory() as folder, office(Path(folder)) as (site, files):
        clerk: Any = opened(site, site.stage.cast.acceptance.key)
        site.client.cookies.set("session", clerk["token"])
        home, one = f"/desk/{REGISTRY}", files[0].hex()
        word = str(a_record()["data_name"])[:6]
        for name, path in (
            ("queue", home),
            ("search", f"{home}?q={word}"),
            ("calendar", f"{home}/calendar"),
            ("file", f"{home}/files/{one}?concern=ACCEPTANCE"),
        ):
            worked, middle, most = measured(site, path)
            told = {"bench": "desk", "page": name, "processor_ms": round(worked)}
            told |= {"median_ms": round(middle), "most_ms": round(most)}
            print(json.dumps(told))  # noqa: T201
            worst = max(worst, worked)
    if worst > MOST_MS:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
