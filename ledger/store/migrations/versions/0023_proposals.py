"""Acts that parties propose to each other"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offchain_draft_side",
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("party", "draft"),
    )
    op.create_index("ix_offchain_draft_side_draft", "offchain_draft_side", ["draft"])


def downgrade() -> None:
    op.drop_table("offchain_draft_side")
