"""Until when an order bars now, and which court or organ stands above another"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # acts of this edition are other acts: a mirror of the one before is rebuilt from its chain
    column = sa.Column("until", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("order_state", column)


def downgrade() -> None:
    op.drop_column("order_state", "until")
