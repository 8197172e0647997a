"""The three descriptions of a table agree: row, SQLModel class, migrated database."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from ledger.store.engine import Engine, open_engine, read_session, unit_of_work
from ledger.store.errors import (
    DowngradeLoses,
    RevisionUnknown,
    SchemaDiffers,
    SchemaNewer,
    TablesMissing,
    TableUnknown,
)
from ledger.store.migrations import FOLDER, downgrade, lower, require_schema, upgrade
from ledger.store.repositories.rows import column, find, put
from ledger.store.tables import METADATA, OFFCHAIN, PROJECTED, TABLES
from ledger.store.tables.offchain import ContentRefRow
from ledger.store.tables.row import Row, names
from ledger.store.tables.session import SessionRow
from tests.databases import new_database

VERSION = "alembic_version"


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


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Engine]:
    """A database without tables."""
    engine = open_engine(new_database(tmp_path / "new.db"))
    yield engine
    engine.dispose()


def schema(engine: Engine) -> dict[str, object]:
    """Tables as the database itself describes them, and whatever else lies beside them."""
    found = inspect(engine)
    described: dict[str, object] = {
        name: (
            [(each["name"], str(each["type"]), each["nullable"], each.get("default"))
             for each in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted((str(each["name"]), each["column_names"]) for each in found.get_indexes(name)),
        )
        for name in found.get_table_names()
        if name != VERSION
    }  # fmt: skip
    others = found.get_sequence_names() if engine.dialect.name == "postgresql" else []
    return described | {"sequences": others, "views": found.get_view_names()}


@pytest.mark.both_databases
def test_the_migrations_make_exactly_the_tables(bare: Engine) -> None:
    upgrade(bare)
    require_schema(bare)
    with unit_of_work(bare) as work:
        context = MigrationContext.configure(work.connection)
        assert compare_metadata(context, METADATA) == []
    made = schema(bare)
    assert made.keys() - {"sequences", "views"} == {table.name for table in TABLES.values()}
    upgrade(bare)
    assert schema(bare) == made


@pytest.mark.both_databases
def test_the_way_down_leaves_nothing_and_the_way_up_makes_the_same_again(bare: Engine) -> None:
    upgrade(bare)
    made = schema(bare)
    downgrade(bare, "base")
    assert schema(bare) == {"sequences": [], "views": []}
    with pytest.raises(SchemaDiffers):
        require_schema(bare)
    upgrade(bare)
    assert schema(bare) == made


@pytest.mark.both_databases
def test_no_number_is_invented_by_the_database(bare: Engine) -> None:
    upgrade(bare)
    assert schema(bare)["sequences"] == []


@pytest.mark.both_databases
def test_a_database_without_tables_is_refused(bare: Engine) -> None:
    with pytest.raises(SchemaDiffers) as caught:
        require_schema(bare)
    assert caught.value.found == "None"


@pytest.mark.both_databases
def test_a_database_of_a_later_version_is_refused_and_left_alone(bare: Engine) -> None:
    upgrade(bare)
    made = schema(bare)
    with unit_of_work(bare, silent=True) as work:
        work.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (require_schema, upgrade):
        with pytest.raises(SchemaNewer) as caught:
            use(bare)
        assert caught.value.found == "9999"
    assert schema(bare) == made


@pytest.mark.both_databases
def test_what_is_asked_of_a_database_without_tables_is_refused_by_name(bare: Engine) -> None:
    with pytest.raises(TablesMissing), read_session(bare, now=0) as session:
        find(session, ContentRefRow)


@pytest.mark.both_databases
def test_one_content_of_two_applications_outlives_the_way_up_and_is_one_on_the_way_down(
    bare: Engine,
) -> None:
    upgrade(bare)
    digest, other = bytes(32), b"\x01" * 32
    rows = [
        ContentRefRow(digest, b"\x02" * 32, "aa", 5),
        ContentRefRow(digest, b"\x03" * 32, "bb", 6),
        ContentRefRow(other, b"\x03" * 32, "cc", 7),
    ]
    with unit_of_work(bare, silent=True) as work:
        put(work, rows)
    downgrade(bare, "0015")
    upgrade(bare)
    with unit_of_work(bare, silent=True) as work:
        assert find(work, ContentRefRow, order=(column(ContentRefRow, "digest"),)) == [
            rows[0],
            rows[2],
        ]


@pytest.mark.both_databases
def test_a_way_down_is_refused_where_rows_would_go_that_no_chain_brings_back(
    bare: Engine,
) -> None:
    upgrade(bare)
    digest = bytes(32)
    rows = [ContentRefRow(digest, each * 32, "aa", 5) for each in (b"\x02", b"\x03")]
    with unit_of_work(bare, silent=True) as work:
        put(work, [*rows, SessionRow(digest, digest, 0, 5, 6)])
    made = schema(bare)
    # two rows of one content become one; a session is nobody's loss
    with pytest.raises(DowngradeLoses) as caught:
        lower(bare, "0015", lose=["offchain_draft"])
    assert caught.value.tables == ("offchain_content",)
    assert schema(bare) == made
    with unit_of_work(bare, silent=True) as work:
        assert find(work, ContentRefRow) == rows
    with pytest.raises(TableUnknown) as unknown:
        lower(bare, "0015", lose=["offchain_content", "offchain_contents"])
    assert unknown.value.table == "offchain_contents"
    for revision in ("head", "0099", "-1", str(ScriptDirectory(str(FOLDER)).get_current_head())):
        with pytest.raises(RevisionUnknown):
            lower(bare, revision)
    lower(bare, "0015", lose=["offchain_content"])
    with pytest.raises(RevisionUnknown):
        lower(bare, "0016")
    upgrade(bare)
    assert schema(bare) == made
    with unit_of_work(bare, silent=True) as work:
        assert find(work, ContentRefRow) == rows[:1]
