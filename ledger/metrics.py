"""Every counter of the ledger, declared once."""

from typing import Final

from prometheus_client import Counter, Gauge

ENDPOINT: Final = Gauge("datadeed_mirror_endpoint", "The node that the mirror asks, from 1")
AGREED: Final = Gauge(
    "datadeed_mirror_agreed_block", "Highest block that another node has too; -1 if none could say"
)
DOCUMENTS_CHECKED: Final = Counter(
    "datadeed_documents_checked_total", "Documents held against the register", ["agreement"]
)
BLOCK: Final = Gauge("datadeed_mirror_block", "Last block that the mirror has read")
LAG: Final = Gauge("datadeed_mirror_lag_blocks", "Blocks of the chain that the mirror lacks")
STOPPED: Final = Gauge("datadeed_mirror_stopped", "1 while an error keeps the mirror stopped")
HEAD: Final = Gauge("datadeed_chain_head_block", "Highest block that the mirror heard of")
FINAL: Final = Gauge("datadeed_final_block", "Last block that the chain can no longer take back")
HEARD: Final = Gauge("datadeed_chain_heard_seconds", "When the mirror last heard its chain (Unix)")
ORPHANED_NOW: Final = Gauge("datadeed_orphaned_acts", "Acts in the journal that forks took back")
UNKNOWN_DOSSIERS: Final = Gauge("datadeed_unknown_dossiers", "Dossiers with an unreadable act")
AUDIT_BLOCK: Final = Gauge("datadeed_audit_block", "Block of the last audit; 0 before the first")
AUDIT_TIME: Final = Gauge("datadeed_audit_seconds", "When the last audit was made (Unix)")
AUDIT_MISMATCHES: Final = Gauge(
    "datadeed_audit_mismatches", "Heads that differed from the chain at the last audit"
)
TITLES_LACKING_PROOF: Final = Gauge(
    "datadeed_titles_lacking_proof", "Titles without a stored proof of their newest final head"
)
PROOF_SINCE: Final = Gauge(
    "datadeed_titles_lacking_proof_since_seconds",
    "Since when the one that waits longest lacks its proof, by the chain's time (Unix); 0 for none",
)
DEPOSITS: Final = Gauge(
    "datadeed_deposits", "Applications that wait for the national deposit, by state", ["state"]
)
DEPOSITS_READY: Final = Gauge(
    "datadeed_deposits_ready", "Applications that are ready and not registered yet"
)
NATIONAL_HEARD: Final = Gauge(
    "datadeed_national_heard_seconds",
    "When the national system last answered a registry, of all the earliest (Unix); 0: never",
)
DEPOSITS_SINCE: Final = Gauge(
    "datadeed_deposits_ready_since_seconds",
    "Since when the oldest of them is ready, by the chain's time (Unix); 0 for none",
)
MOVABLES: Final = Gauge(
    "datadeed_movables_questions", "Numbers and debtors that the movables register is asked for"
)
MOVABLES_FAILING: Final = Gauge(
    "datadeed_movables_failing", "Those of them that were not answered when last asked"
)
MOVABLES_OLDEST: Final = Gauge(
    "datadeed_movables_oldest_seconds",
    "The time of the oldest answer, by the movables register's clock (Unix); 0: one is lacking",
)
ALERTS_BLOCK: Final = Gauge(
    "datadeed_alerts_block",
    "All final acts up to this block have raised their alerts; -1 before the first",
)
WEBHOOKS_DUE: Final = Gauge(
    "datadeed_webhooks_due_since_seconds",
    "Since when the webhook that waits longest is due and not sent to (Unix); 0 for none",
)
CONTENT_WAITING: Final = Gauge(
    "datadeed_content_waiting",
    "Contents that an IPFS node has not taken yet (queued) or not dropped yet (unpinning)",
    ["for"],
)
CONTENTS: Final = Gauge(
    "datadeed_contents",
    "Contents at the last check: whole (kept), made whole by it (repaired), nowhere (lost), erased",
    ["state"],
)
CONTENT_LACKING: Final = Gauge(
    "datadeed_content_lacking", "Times that a content was not where it belongs at the last check"
)
CONTENT_CHECKED: Final = Gauge(
    "datadeed_content_checked_seconds", "When all contents were last looked for (Unix); 0: never"
)
STAMPS_WAITING: Final = Gauge(
    "datadeed_stamps_waiting",
    "What lacks a time stamp (queued), or has one that ends soon (renewing)",
    ["for"],
)
STAMPS_SINCE: Final = Gauge(
    "datadeed_stamps_waiting_since_seconds",
    "Since when the oldest lacks a time stamp (Unix); 0 for none",
)
STAMPS_LAPSED: Final = Gauge(
    "datadeed_stamps_lapsed", "What has only time stamps that ended before they were renewed"
)
TIME_AUTHORITY_SHUT: Final = Gauge(
    "datadeed_time_authority_shut",
    "1 while a time-stamping authority is not asked: its quota is spent, or it failed",
    ["authority"],
)
KEPT: Final = Counter(
    "datadeed_kept_verdicts_total", "Verdicts that were answered again over the same snapshot"
)
REFUSED: Final = Counter(
    "datadeed_refused_total", "Requests and connections that the server refused", ["reason"]
)
