"""The acts that forks took back, found without reading the others"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    orphaned = sa.text("orphaned = 1")
    op.create_index(
        "ix_journal_orphaned",
        "journal",
        ["orphaned"],
        sqlite_where=orphaned,
        postgresql_where=orphaned,
    )


def downgrade() -> None:
    op.drop_index("ix_journal_orphaned", "journal")
