"""A table of the titles over each object, which nobody read, goes"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("object_title")


def downgrade() -> None:
    op.create_table(
        "object_title",
        sa.Column("object", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("object", "title"),
    )
    op.create_index("ix_object_title_title", "object_title", ["title"])
