"""Titles that follow titles which have ended"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "succession",
        sa.Column("predecessor", sa.LargeBinary(), nullable=False),
        sa.Column("successor", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("predecessor", "successor"),
    )
    op.create_index("ix_succession_successor", "succession", ["successor"])


def downgrade() -> None:
    op.drop_index("ix_succession_successor", "succession")
    op.drop_table("succession")
