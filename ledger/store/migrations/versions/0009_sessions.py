"""Who may sign in, and who is signed in"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offchain_challenge",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_offchain_challenge_until", "offchain_challenge", ["until"])
    op.create_table(
        "offchain_session",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("ix_offchain_session_account", "offchain_session", ["account"])
    op.create_index("ix_offchain_session_until", "offchain_session", ["until"])


def downgrade() -> None:
    op.drop_table("offchain_session")
    op.drop_table("offchain_challenge")
