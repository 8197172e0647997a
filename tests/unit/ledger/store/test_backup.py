"""What docs/databases.md says of backups: taken beside a follower, restored, followed on."""

import sqlite3
import subprocess
from pathlib import Path

import pytest

from ledger.indexer.rebuild import rebuild
from tests.databases import POSTGRESQL, database_at, new_database, server, tool
from tests.mirrors import open_mirror
from tests.simulators.chain import profile_of
from tests.unit.ledger.indexer.test_follower import clean_dump, played

pytestmark = pytest.mark.both_databases


def backed_up(database: str, live: Path, kept: Path) -> None:
    """The command of this kind of database."""
    if database == POSTGRESQL:
        command = [str(tool("pg_dump")), "--format=custom", f"--file={kept}", database_at(live)]
        subprocess.run(command, check=True)
        return
    with sqlite3.connect(live) as connection:
        connection.execute("VACUUM INTO ?", (str(kept),))
    connection.close()


def restored(database: str, kept: Path, path: Path) -> None:
    """A new database with what was kept."""
    if database == POSTGRESQL:
        url = new_database(path)
        subprocess.run([tool("pg_restore"), f"--dbname={url}", kept], check=True)
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
