"""Who works on which file, who looked at it, and the records opened for staff"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offchain_claim",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application"),
    )
    op.create_index("ix_offchain_claim_party", "offchain_claim", ["party"])
    op.create_table(
        "offchain_recusal",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "party"),
    )
    op.create_table(
        "offchain_desk_entry",
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("deed", sa.BigInteger(), nullable=False),
        sa.Column("concern", sa.BigInteger(), nullable=False),
        sa.Column("other", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("entry"),
    )
    for name in ("registry_code", "application"):
        op.create_index(f"ix_offchain_desk_entry_{name}", "offchain_desk_entry", [name])
    op.create_table(
        "offchain_filed_record",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("data_name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application"),
    )


def downgrade() -> None:
    for name in ("filed_record", "desk_entry", "recusal", "claim"):
        op.drop_table(f"offchain_{name}")
