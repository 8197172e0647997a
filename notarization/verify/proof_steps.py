"""Steps 6 to 17: from the trusted block to dossiers that are whole, replayed, signed and linked."""

from collections.abc import Mapping

from ledger.domain.closure import closure_of
from ledger.domain.conditions import ConditionUnknown
from ledger.domain.dossier import ActKindUnknown, Anchor
from ledger.domain.history import History, history_of
from ledger.domain.mandates import PartyMissing
from notarization.verify import chain_checks, content_checks, dossier_checks
from notarization.verify.codes import Step
from notarization.verify.fields import shown
from notarization.verify.header import Header
from notarization.verify.mandate_checks import SignedAfterRevocation, check_signers
from notarization.verify.notes import Notes, Stop
from notarization.verify.package import Evidence
from notarization.verify.trust import Trust


def check_chain(
    notes: Notes, evidence: Evidence, trust: Trust, files: Mapping[str, bytes]
) -> tuple[Header, dict[bytes, bytes]]:
    """The header, and the proven head of every dossier."""
    notes.begin(Step.HEADER)
    header = chain_checks.check_header(evidence)
    fields = len(header.fields)
    notes.counted(
        f"区块 {header.number}，{fields} 个字段", f"block {header.number}, {fields} fields"
    )
    notes.begin(Step.REGISTER)
    chain_checks.check_register(evidence, trust)
    notes.passed(f"{trust.chain_id} {shown(trust.register.address)}")
    notes.begin(Step.BLOCK)
    try:
        vouched = chain_checks.check_block(header, trust, files)
        notes.held |= vouched.held
        notes.checkpoints = vouched.checkpoints
        notes.vouched = True
        notes.counted(vouched.reason.zh, vouched.reason.en)
        for each in vouched.lacking:
            notes.aside_of(each)
    except chain_checks.NOT_VOUCHED as fault:
        notes.open(fault)
    notes.begin(Step.ACCOUNT)
    account = chain_checks.check_account(evidence, header, trust)
    notes.passed(shown(account.code_hash))
    notes.begin(Step.HEAD_PROOFS)
    proven = chain_checks.check_slots(evidence, account, trust)
    notes.counted(f"{len(proven)} 个", f"{len(proven)} slots")
    return header, proven


def check_dossiers(
    notes: Notes, evidence: Evidence, trust: Trust, header: Header, proven: dict[bytes, bytes]
) -> dict[bytes, History]:
    """The replayed dossiers, by subject."""
    anchor = Anchor(trust.chain_id, trust.register.address)
    notes.begin(Step.HEADS)
    acts = dossier_checks.check_heads(anchor, evidence.dossiers, proven)
    notes.counted(f"{len(proven)} 个案卷、{acts} 个行为", f"{len(proven)} dossiers, {acts} acts")
    notes.begin(Step.REPLAY)
    histories, unknown = _replay(notes, anchor, evidence)
    notes.begin(Step.ORDER_IN_TIME)
    dossier_checks.check_times(evidence.dossiers, header)
    notes.passed()
    _closure(notes, evidence, histories, unknown)
    notes.begin(Step.BOOKS)
    acting = dossier_checks.acting_books(histories, trust.register.address)
    chain_checks.check_books(acting, trust, evidence.claim)
    notes.counted(f"{len(acting)} 个合约", f"{len(acting)} books")
    _signers(notes, anchor, histories)
    notes.begin(Step.LINKS)
    links = content_checks.check_links(histories)
    content_checks.check_closings(histories)
    notes.counted(f"{links} 处", f"{links} links")
    return histories


def _replay(
    notes: Notes, anchor: Anchor, evidence: Evidence
) -> tuple[dict[bytes, History], frozenset[bytes]]:
    histories, unknown = {}, set()
    for subject, acts in sorted(evidence.dossiers.items()):
        try:
            histories[subject] = history_of(anchor, subject, acts)
        except ActKindUnknown as fault:
            unknown.add(subject)
            notes.open(fault)
    if not unknown:
        notes.passed()
    return histories, frozenset(unknown)


def _closure(
    notes: Notes,
    evidence: Evidence,
    histories: dict[bytes, History],
    unknown: frozenset[bytes],
) -> None:
    notes.begin(Step.CLOSURE)
    signers = {each.tombstone.party for each in evidence.tombstones}
    closure = closure_of(evidence.certificate.title, histories, signers)
    missing, unneeded = dossier_checks.closure_faults(closure, evidence.dossiers, unknown)
    for absent in missing:
        notes.open(absent)
    notes.all_of(tuple(unneeded))
    if unknown and not missing:
        notes.skipped()
    if missing or unknown:
        # Nothing more can be said: mandates, links and the answer would rest on what is absent.
        raise Stop
    members = len(closure.members)
    notes.counted(f"{members} 个案卷", f"{members} dossiers")


def _signers(notes: Notes, anchor: Anchor, histories: dict[bytes, History]) -> None:
    notes.begin(Step.MANDATES)
    try:
        signed = check_signers(anchor, histories)
    except (PartyMissing, ConditionUnknown) as fault:
        notes.open(fault)
        return
    for each in signed.disowned:
        notes.failed(SignedAfterRevocation.of(each))
    notes.counted(f"{signed.verified} 个签名", f"{signed.verified} signatures")
    if signed.senders:
        notes.aside("REGISTER_VOUCHES", count=signed.senders)
    if signed.contracts:
        notes.aside("CONTRACT_SIGNATURE", count=signed.contracts)
