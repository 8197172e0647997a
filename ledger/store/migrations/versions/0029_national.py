"""When a registry last heard from the national system"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offchain_national",
        sa.Column("registry_code", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("tried", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("registry_code"),
    )


def downgrade() -> None:
    op.drop_table("offchain_national")
