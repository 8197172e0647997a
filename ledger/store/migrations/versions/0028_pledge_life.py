"""Whom a pledge secures now and for how much, its agreed rank, its enforcement, a known seizure"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# acts of this edition are other acts: a mirror of the one before is rebuilt from its chain
COLUMNS: dict[str, tuple[Any, str]] = {
    "pledgee": (sa.LargeBinary, ""),
    "amount": (sa.LargeBinary, ""),
    "maximum": (sa.BigInteger, "0"),
    "term_end": (sa.BigInteger, "0"),
    "rank": (sa.BigInteger, "0"),
    "realisation": (sa.BigInteger, "0"),
    "known_seizure": (sa.BigInteger, "0"),
}


def upgrade() -> None:
    for name, (kind, start) in COLUMNS.items():
        column = sa.Column(name, kind(), nullable=False, server_default=start)
        op.add_column("pledge_state", column)
    op.create_index("ix_pledge_state_pledgee", "pledge_state", ["pledgee"])


def downgrade() -> None:
    op.drop_index("ix_pledge_state_pledgee", "pledge_state")
    for name in reversed(COLUMNS):
        op.drop_column("pledge_state", name)
