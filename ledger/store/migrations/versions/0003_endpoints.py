"""Which node the mirror asks, whether another agrees, and what an audit found to differ"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _alone(name: str, *columns: sa.Column[int] | sa.Column[str]) -> None:
    """A table of one row, which the mirror writes anew by itself: nothing of it is worth keeping."""
    op.drop_table(name)
    key = sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False)
    op.create_table(name, key, *columns, sa.PrimaryKeyConstraint("id"))


def upgrade() -> None:
    _alone(
        "offchain_heartbeat",
        *_numbers("checked", "chain_head", "chain_final"),
        *_texts("state", "code", "fault"),
        *_numbers("endpoint", "endpoints", "agreed"),
        *_texts("other"),
    )
    _alone(
        "offchain_audit",
        *_numbers("block", "checked", "dossiers", "mismatches", "tried"),
        *_texts("code"),
    )
    op.create_table(
        "offchain_head_differs",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("mirrored", sa.LargeBinary(), nullable=False),
        sa.Column("found", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )


def downgrade() -> None:
    op.drop_table("offchain_head_differs")
    _alone("offchain_audit", *_numbers("block", "checked", "dossiers", "mismatches"))
    _alone(
        "offchain_heartbeat",
        *_numbers("checked", "chain_head", "chain_final"),
        *_texts("state", "code", "fault"),
    )
