"""The tables' history. `upgrade` brings a database to the tables that this version knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, table

from ledger.store.engine import Engine, Session, WriteSession, read_session, unit_of_work
from ledger.store.errors import (
    DowngradeLoses,
    RevisionUnknown,
    SchemaDiffers,
    SchemaNewer,
    TableUnknown,
)
from ledger.store.tables import TABLES
from ledger.store.tables.offchain import (
    AuditRow,
    HeadDiffersRow,
    HeartbeatRow,
    ProofDueRow,
    ProverRow,
)
from ledger.store.tables.session import ChallengeRow, SessionRow

if TYPE_CHECKING:
    from collections.abc import Collection

FOLDER: Final = Path(__file__).parent
OFF_CHAIN: Final = "offchain_"
# of these nobody misses a row: they are told anew, or everybody signs in again
MADE_AGAIN: Final = frozenset(
    TABLES[each].name
    for each in (
        *(HeartbeatRow, AuditRow, HeadDiffersRow, ProofDueRow, ProverRow),
        *(ChallengeRow, SessionRow),
    )
)


def upgrade(engine: Engine) -> None:
    """Make the tables, or bring them up to this version. Raises SchemaNewer, StoreUnavailable."""
    with unit_of_work(engine, silent=True) as work:
        _require_known(_revision(work))
        command.upgrade(_config(work), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take the tables back to an earlier version; `base` leaves none, and nothing in them."""
    with unit_of_work(engine, silent=True) as work:
        command.downgrade(_config(work), revision)


def lower(engine: Engine, revision: str, *, lose: Collection[str] = ()) -> None:
    """Take the tables back, unless rows would go that no chain brings back; `lose`: of what tables.

    One transaction: where it is refused nothing was altered.

    Raises:
        SchemaNewer, RevisionUnknown: there is no way down to there.
        TableUnknown: one of `lose` is not there.
        DowngradeLoses: rows would go.
        StoreUnavailable: another writes into the tables.
    """
    with unit_of_work(engine, silent=True) as work:
        found = _revision(work)
        _require_known(found)
        if revision not in _below(found):
            raise RevisionUnknown(revision[:80], str(found))
        if strange := set(lose).difference(inspect(work.connection).get_table_names()):
            raise TableUnknown(min(strange)[:80])
        before = _kept(work)
        command.downgrade(_config(work), revision)
        after = _kept(work)
        lost = {name for name, kept in before.items() if kept.loses(after.get(name))}
        if more := lost.difference(lose):
            raise DowngradeLoses(tuple(sorted(more)))


def _below(found: str | None) -> set[str]:
    """The versions that tables were before this one; before all they were none."""
    if found is None:
        return set()
    scripts = ScriptDirectory(str(FOLDER))
    return {"base", *(each.revision for each in scripts.walk_revisions("base", found))} - {found}


@dataclass(frozen=True, slots=True)
class _Kept:
    """How many rows a table has, and which columns."""

    rows: int
    columns: frozenset[str]

    def loses(self, left: _Kept | None) -> bool:
        """Whether something of it is not in what is left."""
        if left is None:
            return self.rows > 0
        return left.rows < self.rows or (self.rows > 0 and not self.columns <= left.columns)


def _kept(work: WriteSession) -> dict[str, _Kept]:
    """The tables of what stands on no chain."""
    looked, kept = inspect(work.connection), {}
    for name in looked.get_table_names():
        if name.startswith(OFF_CHAIN) and name not in MADE_AGAIN:
            counted = select(func.count()).select_from(table(name))
            rows = work.connection.execute(counted).scalar_one()
            columns = frozenset(each["name"] for each in looked.get_columns(name))
            kept[name] = _Kept(rows, columns)
    return kept


def require_schema(engine: Engine) -> None:
    """Raises SchemaDiffers unless the tables are those of this version, StoreUnavailable."""
    with read_session(engine, now=0) as session:
        found = _revision(session)
    expected = ScriptDirectory(str(FOLDER)).get_current_head()
    if found != expected:
        _require_known(found)
        raise SchemaDiffers(str(expected), str(found))


def _revision(session: Session) -> str | None:
    return MigrationContext.configure(session.connection).get_current_revision()


def _require_known(found: str | None) -> None:
    scripts = ScriptDirectory(str(FOLDER))
    if found not in {None, *(each.revision for each in scripts.walk_revisions())}:
        raise SchemaNewer(str(scripts.get_current_head()), str(found))


def _config(work: WriteSession) -> Config:
    config = Config()
    config.attributes["connection"] = work.connection
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
