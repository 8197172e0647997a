"""Licences of rights of titles, and institutions' reports on them"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "licence",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("licence", sa.LargeBinary(), nullable=False),
        sa.Column("licensor", sa.LargeBinary(), nullable=False),
        sa.Column("licensee", sa.LargeBinary(), nullable=False),
        sa.Column("right", sa.BigInteger(), nullable=False),
        sa.Column("exclusive", sa.BigInteger(), nullable=False),
        sa.Column("entrusted", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.BigInteger(), nullable=False),
        sa.Column("noticed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title", "licence"),
    )
    op.create_index("ix_licence_licensor", "licence", ["licensor"])
    op.create_index("ix_licence_licensee", "licence", ["licensee"])
    op.create_table(
        "report",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("institution", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("base_date", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.BigInteger(), nullable=False),
        sa.Column("changed_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title", "report"),
    )
    op.create_index("ix_report_institution", "report", ["institution"])


def downgrade() -> None:
    op.drop_table("report")
    op.drop_table("licence")
