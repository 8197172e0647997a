"""The three descriptions of a table agree: row, SQLModel class, migrated database."""

from dataclasses import fields
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from ledger.store.engine import open_engine, sqlite_url, unit_of_work
from ledger.store.errors import SchemaDiffers
from ledger.store.migrations import require_schema, upgrade
from ledger.store.tables import METADATA, OFFCHAIN, PROJECTED, TABLES
from ledger.store.tables.row import Row, names


@pytest.mark.parametrize("row", TABLES, ids=lambda row: row.__name__)
def test_a_row_has_the_columns_and_the_key_of_its_table(row: type[Row]) -> None:
    columns = [column.name for column in TABLES[row].columns]
    assert [field.name for field in fields(row)] == columns
    assert [column.name for column in TABLES[row].primary_key.columns] == columns[: row.KEYS]


@pytest.mark.parametrize("row", PROJECTED, ids=lambda row: row.__name__)
def test_a_projected_row_names_its_dossier_and_its_act(row: type[Row]) -> None:
    assert {"block", "seq"} <= set(names(row))
    assert not row.OWNER or row.OWNER in names(row)


def test_tables_that_no_rebuild_brings_back_are_marked() -> None:
    assert all(TABLES[row].name.startswith("offchain_") for row, _ in OFFCHAIN)
    others = set(TABLES) - {row for row, _ in OFFCHAIN}
    assert not any(TABLES[row].name.startswith("offchain_") for row in others)


def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "new.db"))
    upgrade(engine)
    require_schema(engine)
    with unit_of_work(engine) as work:
        context = MigrationContext.configure(work.connection)
        assert compare_metadata(context, METADATA) == []
    upgrade(engine)
    engine.dispose()


def test_a_database_without_tables_is_refused(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "empty.db"))
    with pytest.raises(SchemaDiffers) as caught:
        require_schema(engine)
    assert caught.value.found == "None"
    engine.dispose()
