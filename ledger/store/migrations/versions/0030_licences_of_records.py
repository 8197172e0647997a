"""Records are told apart by their licences: the search index is filled anew from the journal"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# what an index of another edition holds; an empty one is filled by `mirror follow`
INDEX = ("search_record", "search_posting", "search_segment", "search_party", "search_renaming")


def upgrade() -> None:
    _empty()
    column = sa.Column("licences", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("search_record", column)


def downgrade() -> None:
    _empty()
    op.drop_column("search_record", "licences")


def _empty() -> None:
    for table in INDEX:
        op.execute(sa.text(f"DELETE FROM {table}"))
