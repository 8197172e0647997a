"""Disputes over issued titles, each as it stands now"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dispute",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("dispute", sa.LargeBinary(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("disputant", sa.LargeBinary(), nullable=False),
        sa.Column("claim", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.BigInteger(), nullable=False),
        sa.Column("blocks", sa.BigInteger(), nullable=False),
        sa.Column("changed_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title", "dispute"),
    )
    op.create_index("ix_dispute_registry_code", "dispute", ["registry_code"])
    op.create_index("ix_dispute_disputant", "dispute", ["disputant"])


def downgrade() -> None:
    op.drop_table("dispute")
