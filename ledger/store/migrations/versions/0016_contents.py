"""A content is kept for each application that it belongs to"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME, NEW = "offchain_content", "offchain_content_new"
COLUMNS = ("digest", "subject", "address", "stored")


def upgrade() -> None:
    _keyed("digest", "subject")


def downgrade() -> None:
    _keyed("digest")


def _keyed(*keys: str) -> None:
    """The table under another key, with what is in it: of several rows of one key the first."""
    op.drop_index("ix_offchain_content_subject", NAME)
    op.create_table(
        NEW,
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*keys),
    )
    old, new = (sa.table(name, *map(sa.column, COLUMNS)) for name in (NAME, NEW))
    chosen = sa.select(*old.c)
    if "subject" not in keys:
        other = old.alias()
        first = sa.select(sa.func.min(other.c.subject)).where(other.c.digest == old.c.digest)
        chosen = chosen.where(old.c.subject == first.scalar_subquery())
    op.execute(new.insert().from_select(list(COLUMNS), chosen))
    op.drop_table(NAME)
    op.rename_table(NEW, NAME)
    op.create_index("ix_offchain_content_subject", NAME, ["subject"])
