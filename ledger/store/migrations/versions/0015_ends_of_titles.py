"""What is applied for and why steps are taken; titles corrected, renewed, ended before their term"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER, OCTETS = sa.BigInteger, sa.LargeBinary
# acts of this edition are other acts: a mirror of the one before is rebuilt from its chain
COLUMNS: dict[str, dict[str, Any]] = {
    "application": {
        "registration": NUMBER,
        "title": OCTETS,
        "data_class": NUMBER,
        "grade": NUMBER,
        "basis": OCTETS,
    },
    "step": {"ground": NUMBER},
    "title_state": {
        "valid_until": NUMBER,
        "record": OCTETS,
        "ground": NUMBER,
        "ended_since": NUMBER,
        "renewing": NUMBER,
    },
}
TEXTS = ("data_name", "industry", "region", "level", "summary", "scenarios")


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            start = "0" if kind is NUMBER else ""
            op.add_column(table, sa.Column(name, kind(), nullable=False, server_default=start))
    op.create_table(
        "participant",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("current", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "party"),
    )
    op.create_index("ix_participant_party", "participant", ["party"])
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
    op.drop_table("participant")
    for table, columns in COLUMNS.items():
        for name in columns:
            op.drop_column(table, name)
