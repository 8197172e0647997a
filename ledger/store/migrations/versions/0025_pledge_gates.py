"""By what decision a pledge is given, whose debt it secures, and whether it may outlast its title"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# acts of this edition are other acts: a mirror of the one before is rebuilt from its chain
COLUMNS: dict[str, tuple[Any, str]] = {
    "basis": (sa.LargeBinary, ""),
    "for_another": (sa.BigInteger, "0"),
    "past_term": (sa.BigInteger, "0"),
}


def upgrade() -> None:
    for name, (kind, start) in COLUMNS.items():
        op.add_column("pledge", sa.Column(name, kind(), nullable=False, server_default=start))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("pledge", name)
