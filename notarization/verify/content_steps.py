"""Steps 18 to 24: certificate, record, object and cover; the answer, worked out anew."""

from collections.abc import Mapping

from ledger.domain import profiles
from ledger.domain.acts import ActKind
from ledger.domain.deadlines import clock_runs
from ledger.domain.history import History
from ledger.domain.verdict import TitleUnknown, Verdict
from ledger.domain.words import TitleRecord
from ledger.domain.workdays import calendar
from notarization.verify import content_checks, statement
from notarization.verify.certificate import Certificate, CertificateAbsent, certificate_of, compare
from notarization.verify.codes import Step
from notarization.verify.cover import answer_of
from notarization.verify.fields import shown
from notarization.verify.header import Header
from notarization.verify.manifest import Manifest
from notarization.verify.notes import Notes
from notarization.verify.object_file import compare_object
from notarization.verify.package import Evidence
from notarization.verify.statement import Question
from notarization.verify.tombstones import check_tombstones
from notarization.verify.trust import Trust
from notarization.verify.wording import beijing


def check_content(notes: Notes, evidence: Evidence, histories: dict[bytes, History]) -> None:
    """The certificate and what is opened are what the dossiers say."""
    certificate = evidence.certificate
    title = histories[certificate.title]
    notes.begin(Step.ISSUE)
    terms = content_checks.check_issue(title, histories)
    notes.passed()
    _deadlines(notes, histories[terms.application], terms.profile)
    _renewals(notes, title, terms.profile)
    notes.begin(Step.CERTIFICATE)
    proven = certificate_of(title, certificate.holder, evidence.cover.as_of)
    compare(certificate, proven)
    version, act = proven.version, proven.issued.seq
    notes.counted(
        f"第 {version} 版，由第 {act} 个行为给号",
        f"version {version}, number given by act {act}",
    )
    _record(notes, evidence, histories, proven)
    notes.begin(Step.OBJECT)
    if evidence.object:
        compare_object(evidence.object, proven.fingerprint)
        notes.passed(shown(proven.fingerprint))
    else:
        notes.aside("OBJECT_NOT_OPENED", shown(proven.fingerprint))


def _record(
    notes: Notes, evidence: Evidence, histories: dict[bytes, History], proven: Certificate
) -> None:
    """What is opened belongs to the record; what was erased is said, and stands in for nothing."""
    disclosure, title = evidence.certificate.disclosure, histories[proven.title]
    notes.begin(Step.RECORD)
    notices = content_checks.check_notices(histories[proven.application], title)
    if disclosure:
        names = content_checks.check_record(disclosure, proven.record)
        notes.counted(f"{names}；公示 {notices.read} 次", f"{names}; {notices.read} notices")
    else:
        notes.aside("RECORD_NOT_OPENED")
    check_tombstones(evidence.tombstones, disclosure, histories, proven.registry)
    for each in evidence.tombstones:
        told, ground = each.words
        notes.aside("FIELD_ERASED", told, detail=ground)
    if notices.unread:
        notes.aside("NOTICE_MALFORMED", f"{shown(proven.application)} {_acts(notices.unread)}")


def _deadlines(notes: Notes, application: History, rules: bytes) -> None:
    """The application's periods by the rules that it names; none of them makes a title invalid."""
    profile = profiles.by_digest(rules)
    if profile is None:
        notes.aside("RULES_NOT_KNOWN", shown(rules))
        return
    try:
        runs = clock_runs(application, profile, calendar())
    except profiles.ProfileIncomplete as fault:
        notes.aside("RULES_INCOMPLETE", f"{fault.name} {fault.missing}")
        return
    for code, faulty in (
        ("DEADLINE_DIFFERS", [run for run in runs if not run.agrees]),
        ("DEADLINE_PASSED", [run for run in runs if run.late(run.stopped)]),
    ):
        for run in faulty:
            notes.aside(code, f"{profile.id} {run.clock}: {beijing(run.end)}")


def _renewals(notes: Notes, title: History, rules: bytes) -> None:
    """When renewals were filed, by the months and days of the rules (NAT-2026 Art. 36).

    The register holds them to seconds, which are never narrower. Rules that are not known here are
    told of with the deadlines.
    """
    profile = profiles.by_digest(rules)
    if profile is None or profile.renewal is None:
        return
    for act, before in zip(title.acts, title.states, strict=False):
        if act.kind is not ActKind.RenewalFiled:
            continue
        opens, closes = profile.renewal_window(before.record(TitleRecord).valid_until)
        if not opens <= act.raw.time <= closes:
            window = f"{beijing(opens)} – {beijing(closes)}"
            notes.aside("RENEWAL_OUT_OF_WINDOW", f"#{act.seq} {profile.id}: {window}")


def _acts(seqs: tuple[int, ...]) -> str:
    return ", ".join(f"#{seq}" for seq in seqs)


def check_cover(
    notes: Notes, evidence: Evidence, manifest: Manifest, files: Mapping[str, bytes]
) -> None:
    """Cover, sheet and manifest say what the package holds."""
    notes.begin(Step.COVER)
    content_checks.check_cover(evidence, manifest, files)
    notes.passed()


def check_time(notes: Notes, evidence: Evidence, trust: Trust, header: Header, time: int) -> None:
    """The block covers the cover's time, and the reader's; nothing is made before its block."""
    notes.begin(Step.AS_OF)
    statement.check_own_time(evidence.cover, header)
    made = evidence.cover.prepared_at
    if made + trust.time.tolerance < header.timestamp:
        notes.aside("MADE_BEFORE_BLOCK", beijing(made))
    try:
        statement.check_as_of(time, header, trust)
        if time > header.timestamp:
            notes.told(statement.after_text(time, header))
        else:
            notes.passed(beijing(time))
    except statement.AsOfNotCovered as fault:
        notes.open(fault)


def answer(
    notes: Notes,
    evidence: Evidence,
    histories: dict[bytes, History],
    question: Question,
    header: Header,
) -> tuple[Certificate, Verdict] | None:
    """The verdict that the cover claims, and the one that the reader asks for.

    Returns the certificate as it was at the reader's time and the verdict on it then, None where
    there was none.
    """
    cover, certificate = evidence.cover, evidence.certificate
    time = cover.as_of if question.time is None else question.time
    purpose = question.purpose or cover.purpose
    notes.begin(Step.VERDICT)
    own = statement.verdict_of(certificate, histories, cover.purpose, cover.as_of)
    statement.check_answer(cover.answer, answer_of(own))
    try:
        then = certificate_of(histories[certificate.title], certificate.holder, time)
        asked = statement.verdict_of(certificate, histories, purpose, time)
    except (TitleUnknown, CertificateAbsent) as fault:
        # The reader asked for a time before the certificate: no fault of the package.
        notes.open(fault)
        return None
    moment = statement.moment_text(time, header)
    notes.told(statement.verdict_text(purpose, moment, answer_of(asked)))
    return then, asked
