"""Several proof files stand under one commitment: a tombstone is known by its name too"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NAME, NEW = "offchain_tombstone", "offchain_tombstone_new"
BYTES, KEYS = sa.LargeBinary, ("application", "leaf")
COLUMNS = {
    "application": BYTES,
    "leaf": BYTES,
    "name": sa.Text,
    "ground": sa.Text,
    "time": sa.BigInteger,
    "party": BYTES,
    "account": BYTES,
    "signature": BYTES,
}


def upgrade() -> None:
    _keyed(*KEYS, "name")


def downgrade() -> None:
    # what is left of a proof file has no place there
    op.execute(sa.text(f"DELETE FROM {NAME} WHERE name LIKE 'proofs/%'"))  # noqa: S608 (our own)
    _keyed(*KEYS)


def _keyed(*keys: str) -> None:
    """The table under another key, with what is in it."""
    columns = [sa.Column(name, kind(), nullable=False) for name, kind in COLUMNS.items()]
    op.create_table(NEW, *columns, sa.PrimaryKeyConstraint(*keys))
    old, new = (sa.table(name, *map(sa.column, COLUMNS)) for name in (NAME, NEW))
    op.execute(new.insert().from_select(list(COLUMNS), sa.select(*old.c)))
    op.drop_table(NAME)
    op.rename_table(NEW, NAME)
