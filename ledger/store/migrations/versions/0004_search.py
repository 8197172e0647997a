"""The search index in sets of records, and more fields of a notice"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("search_gram")
    op.drop_table("search_text")
    # projections are made again from the journal: `mirror follow` does it when it finds no index
    _notice(
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("scenarios", sa.Text(), nullable=False),
    )
    op.create_table(
        "search_party",
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("party"),
    )
    with op.batch_alter_table("search_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_party_block"), ["block"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_party_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_party_uscc"), ["uscc"], unique=False)
    op.create_table(
        "search_posting",
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("segment", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("token", "segment"),
    )
    op.create_table(
        "search_record",
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holders", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("parties", sa.LargeBinary(), nullable=False),
        sa.Column("rights", sa.BigInteger(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("source", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("entered", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place"),
    )
    with op.batch_alter_table("search_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_search_record_application"), ["application"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_search_record_block"), ["block"], unique=False)
    op.create_table(
        "search_segment",
        sa.Column("segment", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("segment"),
    )


def downgrade() -> None:
    op.drop_table("search_segment")
    with op.batch_alter_table("search_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_record_block"))
        batch_op.drop_index(batch_op.f("ix_search_record_application"))
    op.drop_table("search_record")
    op.drop_table("search_posting")
    with op.batch_alter_table("search_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_party_uscc"))
        batch_op.drop_index(batch_op.f("ix_search_party_name"))
        batch_op.drop_index(batch_op.f("ix_search_party_block"))
    op.drop_table("search_party")
    _notice()
    op.create_table(
        "search_text",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application"),
    )
    op.create_table(
        "search_gram",
        sa.Column("gram", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gram", "block", "application"),
    )
    with op.batch_alter_table("search_gram", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_search_gram_application"), ["application"], unique=False
        )


def _notice(*more: sa.Column[str]) -> None:
    op.drop_table("notice")
    op.create_table(
        "notice",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("data_name", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        *more,
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("published_time", sa.BigInteger(), nullable=False),
        sa.Column("clear", sa.LargeBinary(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application"),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_block"), ["block"], unique=False)
