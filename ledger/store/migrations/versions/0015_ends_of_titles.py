"""Titles that were corrected or ended before their term"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATE = (
    ("valid_until", sa.BigInteger(), "0"),
    ("record", sa.LargeBinary(), ""),
    ("ground", sa.BigInteger(), "0"),
    ("ended_since", sa.BigInteger(), "0"),
    ("renewing", sa.BigInteger(), "0"),
)
TEXTS = ("data_name", "industry", "region", "level", "summary", "scenarios")


def upgrade() -> None:
    # acts of this edition are other acts: a mirror of the one before is rebuilt from its chain
    for name, kind, start in STATE:
        column = sa.Column(name, kind, nullable=False, server_default=start)
        op.add_column("title_state", column)
    op.create_table(
        "title_notice",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("application", sa.LargeBinary(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("published_time", sa.BigInteger(), nullable=False),
        sa.Column("clear", sa.LargeBinary(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title"),
    )
    op.create_index("ix_title_notice_application", "title_notice", ["application"])


def downgrade() -> None:
    op.drop_table("title_notice")
    for name, _, _ in STATE:
        op.drop_column("title_state", name)
