"""Which court or organ stands directly above which"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "superior",
        sa.Column("court", sa.LargeBinary(), nullable=False),
        sa.Column("superior", sa.LargeBinary(), nullable=False),
        sa.Column("basis", sa.LargeBinary(), nullable=False),
        sa.Column("named_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("court"),
    )
    op.create_index("ix_superior_superior", "superior", ["superior"])


def downgrade() -> None:
    op.drop_table("superior")
