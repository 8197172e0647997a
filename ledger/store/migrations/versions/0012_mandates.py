"""Agents, what clerks signed, and revocations that reach back over it"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("principal", sa.LargeBinary(), nullable=False),
        sa.Column("agent", sa.LargeBinary(), nullable=False),
        sa.Column("powers", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("authority", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("principal", "agent"),
    )
    op.create_index("ix_agent_agent", "agent", ["agent"])
    op.create_table(
        "staff_act",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.BigInteger(), nullable=False),
        sa.Column("party_seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "seq", "place"),
    )
    op.create_index("ix_staff_act_party", "staff_act", ["party"])
    op.create_table(
        "staff_revocation",
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("party", "before"),
    )
    op.create_index("ix_staff_revocation_registry_code", "staff_revocation", ["registry_code"])


def downgrade() -> None:
    for name in ("staff_revocation", "staff_act", "agent"):
        op.drop_table(name)
