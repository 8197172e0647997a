"""The tables' history. `upgrade` brings a database to the tables that this version knows."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ledger.store.engine import Engine, Session, WriteSession, read_session, unit_of_work
from ledger.store.errors import SchemaDiffers, SchemaNewer

FOLDER: Final = Path(__file__).parent


def upgrade(engine: Engine) -> None:
    """Make the tables, or bring them up to this version. Raises SchemaNewer, StoreUnavailable."""
    with unit_of_work(engine, silent=True) as work:
        _require_known(_revision(work))
        command.upgrade(_config(work), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take the tables back to an earlier version; `base` leaves none, and nothing in them."""
    with unit_of_work(engine, silent=True) as work:
        command.downgrade(_config(work), revision)


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
