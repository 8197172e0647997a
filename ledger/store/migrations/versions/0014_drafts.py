"""Acts that a registry's staff prepares, with the signatures so far"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offchain_draft",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("act", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_offchain_draft_application", "offchain_draft", ["application"])


def downgrade() -> None:
    op.drop_table("offchain_draft")
