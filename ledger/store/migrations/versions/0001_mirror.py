"""The tables of the mirror"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "account",
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("party", "account"),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_account"), ["account"], unique=False)

    op.create_table(
        "applicant",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("hold", sa.BigInteger(), nullable=False),
        sa.Column("use", sa.BigInteger(), nullable=False),
        sa.Column("oper", sa.BigInteger(), nullable=False),
        sa.Column("current", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "party"),
    )
    with op.batch_alter_table("applicant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_applicant_party"), ["party"], unique=False)

    op.create_table(
        "application",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("keyed", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.BigInteger(), nullable=False),
        sa.Column("registration", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("data_class", sa.BigInteger(), nullable=False),
        sa.Column("grade", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application"),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_fingerprint"), ["fingerprint"], unique=False
        )

    op.create_table(
        "application_state",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("notice_due", sa.BigInteger(), nullable=False),
        sa.Column("deposited_at", sa.BigInteger(), nullable=False),
        sa.Column("corrected", sa.BigInteger(), nullable=False),
        sa.Column("extended", sa.BigInteger(), nullable=False),
        sa.Column("changed_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application"),
    )
    with op.batch_alter_table("application_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_state_block"), ["block"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_application_state_registry_code"), ["registry_code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_application_state_state"), ["state"], unique=False)

    op.create_table(
        "block",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("parent", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "book",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("book", sa.LargeBinary(), nullable=False),
        sa.Column("kinds", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "book"),
    )
    op.create_table(
        "certificate",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("issued_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title", "number"),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_number"), ["number"], unique=False)

    op.create_table(
        "certificate_version",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("hold", sa.BigInteger(), nullable=False),
        sa.Column("use", sa.BigInteger(), nullable=False),
        sa.Column("oper", sa.BigInteger(), nullable=False),
        sa.Column("pledged_hold", sa.BigInteger(), nullable=False),
        sa.Column("pledged_use", sa.BigInteger(), nullable=False),
        sa.Column("pledged_oper", sa.BigInteger(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title", "number", "version"),
    )
    op.create_table(
        "certified",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application"),
    )
    with op.batch_alter_table("certified", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certified_title"), ["title"], unique=False)

    op.create_table(
        "cursor",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("register_address", sa.LargeBinary(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("start_block", sa.BigInteger(), nullable=False),
        sa.Column("start_hash", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("block_hash", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("final_block", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "head",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_table(
        "holding",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("hold", sa.BigInteger(), nullable=False),
        sa.Column("use", sa.BigInteger(), nullable=False),
        sa.Column("oper", sa.BigInteger(), nullable=False),
        sa.Column("pledged_hold", sa.BigInteger(), nullable=False),
        sa.Column("pledged_use", sa.BigInteger(), nullable=False),
        sa.Column("pledged_oper", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title", "party"),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holding_party"), ["party"], unique=False)

    op.create_table(
        "journal",
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("log_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("block_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tx_hash", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.BigInteger(), nullable=False),
        sa.Column("book", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("topics", sa.LargeBinary(), nullable=False),
        sa.Column("orphaned", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("block", "log_index", "block_hash"),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_subject"), ["subject"], unique=False)

    op.create_table(
        "lot",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("right", sa.BigInteger(), nullable=False),
        sa.Column("ppm", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title", "lot"),
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_party"), ["party"], unique=False)

    op.create_table(
        "notice",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("data_name", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
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

    op.create_table(
        "notice_applicant",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "place"),
    )
    with op.batch_alter_table("notice_applicant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_applicant_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_applicant_party"), ["party"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_applicant_uscc"), ["uscc"], unique=False)

    op.create_table(
        "object_filing",
        sa.Column("object", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.BigInteger(), nullable=False),
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("filed_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("object", "party"),
    )
    with op.batch_alter_table("object_filing", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_object_filing_application"), ["application"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_object_filing_party"), ["party"], unique=False)

    op.create_table(
        "object_title",
        sa.Column("object", sa.LargeBinary(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("object", "title"),
    )
    with op.batch_alter_table("object_title", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_object_title_title"), ["title"], unique=False)

    op.create_table(
        "offchain_audit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=False),
        sa.Column("dossiers", sa.BigInteger(), nullable=False),
        sa.Column("mismatches", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "offchain_content",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    with op.batch_alter_table("offchain_content", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offchain_content_subject"), ["subject"], unique=False)

    op.create_table(
        "offchain_heartbeat",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=False),
        sa.Column("chain_head", sa.BigInteger(), nullable=False),
        sa.Column("chain_final", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "offchain_proof",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("final", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "block"),
    )
    op.create_table(
        "order_",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("order", sa.LargeBinary(), nullable=False),
        sa.Column("holder", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.BigInteger(), nullable=False),
        sa.Column("scope", sa.BigInteger(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("rights", sa.BigInteger(), nullable=False),
        sa.Column("court", sa.LargeBinary(), nullable=False),
        sa.Column("instrument", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "order"),
    )
    with op.batch_alter_table("order_", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order__court"), ["court"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_order__registry_code"), ["registry_code"], unique=False
        )

    op.create_table(
        "order_state",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("order", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "order"),
    )
    op.create_table(
        "participant",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("current", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "party"),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_party"), ["party"], unique=False)

    op.create_table(
        "party",
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.BigInteger(), nullable=False),
        sa.Column("identity_tag", sa.LargeBinary(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("enrolled_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("party"),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_identity_tag"), ["identity_tag"], unique=False)

    op.create_table(
        "party_state",
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("live_orders", sa.BigInteger(), nullable=False),
        sa.Column("barred_until", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("party"),
    )
    op.create_table(
        "pledge",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("pledge", sa.LargeBinary(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("pledgor", sa.LargeBinary(), nullable=False),
        sa.Column("pledgee", sa.LargeBinary(), nullable=False),
        sa.Column("right", sa.BigInteger(), nullable=False),
        sa.Column("ppm", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.BigInteger(), nullable=False),
        sa.Column("maximum", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.LargeBinary(), nullable=False),
        sa.Column("term_end", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("filing", sa.LargeBinary(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title", "pledge"),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_pledgee"), ["pledgee"], unique=False)
        batch_op.create_index(batch_op.f("ix_pledge_pledgor"), ["pledgor"], unique=False)

    op.create_table(
        "pledge_state",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("pledge", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title", "pledge"),
    )
    op.create_table(
        "profile",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("minimum_notice", sa.BigInteger(), nullable=False),
        sa.Column("minimum_acceptance", sa.BigInteger(), nullable=False),
        sa.Column("maximum_term", sa.BigInteger(), nullable=False),
        sa.Column("maximum_freeze", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "profile"),
    )
    op.create_table(
        "registry",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("institution", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("opened_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    with op.batch_alter_table("registry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registry_institution"), ["institution"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_registry_registry_code"), ["registry_code"], unique=False
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

    op.create_table(
        "search_text",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application"),
    )
    op.create_table(
        "staff_role",
        sa.Column("party", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("party", "role"),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_staff_role_registry_code"), ["registry_code"], unique=False
        )

    op.create_table(
        "step",
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("step", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("action", sa.BigInteger(), nullable=False),
        sa.Column("ground", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("application", "step"),
    )
    op.create_table(
        "title",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("application", sa.LargeBinary(), nullable=False),
        sa.Column("registry_code", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("issued_time", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title"),
    )
    with op.batch_alter_table("title", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_title_application"), ["application"], unique=False)
        batch_op.create_index(batch_op.f("ix_title_block"), ["block"], unique=False)
        batch_op.create_index(batch_op.f("ix_title_fingerprint"), ["fingerprint"], unique=False)
        batch_op.create_index(batch_op.f("ix_title_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_title_registry_code"), ["registry_code"], unique=False)

    op.create_table(
        "title_state",
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.BigInteger(), nullable=False),
        sa.Column("rights", sa.BigInteger(), nullable=False),
        sa.Column("holders", sa.BigInteger(), nullable=False),
        sa.Column("live_orders", sa.BigInteger(), nullable=False),
        sa.Column("barred_until", sa.BigInteger(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("title"),
    )
    op.create_table(
        "unreadable",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("log_index", sa.BigInteger(), nullable=False),
        sa.Column("topics", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )


def downgrade() -> None:

    op.drop_table("unreadable")
    op.drop_table("title_state")
    with op.batch_alter_table("title", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_title_registry_code"))
        batch_op.drop_index(batch_op.f("ix_title_number"))
        batch_op.drop_index(batch_op.f("ix_title_fingerprint"))
        batch_op.drop_index(batch_op.f("ix_title_block"))
        batch_op.drop_index(batch_op.f("ix_title_application"))

    op.drop_table("title")
    op.drop_table("step")
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_role_registry_code"))

    op.drop_table("staff_role")
    op.drop_table("search_text")
    with op.batch_alter_table("search_gram", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_gram_application"))

    op.drop_table("search_gram")
    with op.batch_alter_table("registry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registry_registry_code"))
        batch_op.drop_index(batch_op.f("ix_registry_institution"))

    op.drop_table("registry")
    op.drop_table("profile")
    op.drop_table("pledge_state")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pledge_pledgor"))
        batch_op.drop_index(batch_op.f("ix_pledge_pledgee"))

    op.drop_table("pledge")
    op.drop_table("party_state")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_identity_tag"))

    op.drop_table("party")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_party"))

    op.drop_table("participant")
    op.drop_table("order_state")
    with op.batch_alter_table("order_", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order__registry_code"))
        batch_op.drop_index(batch_op.f("ix_order__court"))

    op.drop_table("order_")
    op.drop_table("offchain_proof")
    op.drop_table("offchain_heartbeat")
    with op.batch_alter_table("offchain_content", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offchain_content_subject"))

    op.drop_table("offchain_content")
    op.drop_table("offchain_audit")
    with op.batch_alter_table("object_title", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_object_title_title"))

    op.drop_table("object_title")
    with op.batch_alter_table("object_filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_object_filing_party"))
        batch_op.drop_index(batch_op.f("ix_object_filing_application"))

    op.drop_table("object_filing")
    with op.batch_alter_table("notice_applicant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_applicant_uscc"))
        batch_op.drop_index(batch_op.f("ix_notice_applicant_party"))
        batch_op.drop_index(batch_op.f("ix_notice_applicant_name"))

    op.drop_table("notice_applicant")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_block"))

    op.drop_table("notice")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_party"))

    op.drop_table("lot")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_subject"))

    op.drop_table("journal")
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holding_party"))

    op.drop_table("holding")
    op.drop_table("head")
    op.drop_table("cursor")
    with op.batch_alter_table("certified", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certified_title"))

    op.drop_table("certified")
    op.drop_table("certificate_version")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_number"))

    op.drop_table("certificate")
    op.drop_table("book")
    op.drop_table("block")
    with op.batch_alter_table("application_state", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_state_state"))
        batch_op.drop_index(batch_op.f("ix_application_state_registry_code"))
        batch_op.drop_index(batch_op.f("ix_application_state_block"))

    op.drop_table("application_state")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_fingerprint"))

    op.drop_table("application")
    with op.batch_alter_table("applicant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_applicant_party"))

    op.drop_table("applicant")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_account"))

    op.drop_table("account")
