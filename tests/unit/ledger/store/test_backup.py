"""What docs/databases.md says of backups: taken beside a follower, restored, followed on."""

import re
import sqlite3
import subprocess
from pathlib import Path

import pytest

from ledger.indexer.rebuild import rebuild
from ledger.store.tables import OFFCHAIN, TABLES
from tests.databases import POSTGRESQL, database_at, new_database, server, tool, values
from tests.mirrors import open_mirror
from tests.simulators.chain import profile_of
from tests.unit.ledger.indexer.test_follower import clean_dump, played

pytestmark = pytest.mark.both_databases
PAGE = Path(__file__).resolve().parents[4] / "docs/databases.md"


def backed_up(database: str, live: Path, kept: Path) -> None:
    """The command of this kind of database."""
    if database == POSTGRESQL:
        command = [str(tool("pg_dump")), "--format=custom", f"--file={kept}", database_at(live)]
        subprocess.run(command, check=True)
        return
    with sqlite3.connect(live) as connection:
        connection.execute("VACUUM INTO ?", (str(kept),))
    connection.close()


def restoring(url: str, kept: Path) -> list[str]:
    """The command that the page tells to restore with."""
    found = re.search(r"`pg_restore (.*) --dbname=\S+ mirror.dump`", PAGE.read_text("utf-8"))
    assert found is not None
    return [str(tool("pg_restore")), *found[1].split(), f"--dbname={url}", str(kept)]


def restored(database: str, kept: Path, path: Path) -> None:
    """A new database with what was kept."""
    if database == POSTGRESQL:
        subprocess.run(restoring(new_database(path), kept), check=True)
        server().adopt(path)
        return
    path.write_bytes(kept.read_bytes())


def test_a_backup_taken_beside_a_follower_is_one_moment_and_goes_on(
    tmp_path: Path, database: str
) -> None:
    chain, story = played([])
    live, kept, path = [tmp_path / name for name in ("live.db", "kept", "restored.db")]
    mirror = open_mirror(live, chain, profile_of(chain), most_span=3)
    mirror.follower.run_once()
    mirror.follower.run_once()
    before = mirror.dump()
    backed_up(database, live, kept)
    mirror.catch_up()
    restored(database, kept, path)
    again = open_mirror(path, chain, profile_of(chain))
    assert again.dump() == before != mirror.dump()
    story.play(chain, [[6], [7], [8]])
    for each in (mirror, again):
        each.catch_up()
    assert again.dump() == mirror.dump() == clean_dump(chain)
    rebuild(again.engine)
    assert again.dump() == mirror.dump()
    for each in (mirror, again):
        each.engine.dispose()


def test_a_backup_is_not_mixed_into_another_registers_database(
    tmp_path: Path, database: str
) -> None:
    if database != POSTGRESQL:
        # a file is there or not
        return
    chain, _ = played([])
    ours, other, kept = [tmp_path / name for name in ("ours.db", "other.db", "kept")]
    mirror = open_mirror(ours, chain, profile_of(chain))
    mirror.catch_up()
    backed_up(database, ours, kept)
    another, _ = played([[6], [7]])
    theirs = open_mirror(other, another, profile_of(another), most_span=1)
    theirs.follower.run_once()
    before = set(values(database_at(other)))
    done = subprocess.run(
        restoring(database_at(other), kept), check=False, stderr=subprocess.DEVNULL
    )
    assert done.returncode != 0
    assert set(values(database_at(other))) == before
    for each in (mirror, theirs):
        each.engine.dispose()


def test_the_page_says_of_every_table_off_the_chain_whether_it_is_lost() -> None:
    told = PAGE.read_text("utf-8").split("## Backup")[1].split("## ")[0]
    named = re.findall(r"`(offchain_\w+)`", told)
    assert sorted(named) == sorted(TABLES[row].name for row, _ in OFFCHAIN)
