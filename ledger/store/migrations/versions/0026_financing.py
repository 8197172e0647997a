"""Banks' own files on the loans behind pledges"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offchain_financing_entry",
        sa.Column("pledge", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "party", "place"),
    )
    op.create_index("ix_offchain_financing_entry_party", "offchain_financing_entry", ["party"])
    op.create_table(
        "offchain_financing_reading",
        sa.Column("pledge", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("exported", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pledge", "party", "place"),
    )
    op.create_index("ix_pledge_pledge", "pledge", ["pledge"])


def downgrade() -> None:
    op.drop_index("ix_pledge_pledge", "pledge")
    op.drop_table("offchain_financing_reading")
    op.drop_table("offchain_financing_entry")
