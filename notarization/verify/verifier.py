"""The verifier: bytes in, numbered checks out. No chain, no database, no network, no clock.

The steps stand in notarization.verify.codes.Step. A step that fails ends the verification: what
would rest on it is listed as not checked. A step that cannot be made (an unknown block, a missing
dossier) leaves the answer INCOMPLETE, and the rest goes on as far as it can.

The caller MUST get the trust file from a source of its own, never from whoever gave the package.
"""

from collections.abc import Mapping
from typing import Final

from ledger.domain.closure import closure_of
from ledger.domain.dossier import ActKindUnknown, Anchor
from ledger.domain.errors import DomainError
from ledger.domain.history import History, history_of
from ledger.domain.mandates import PartyMissing
from ledger.domain.verdict import TitleUnknown
from notarization.verify import chain_checks, content_checks, dossier_checks, statement
from notarization.verify.certificate import CertificateAbsent, certificate_of, compare
from notarization.verify.codes import Step
from notarization.verify.container import (
    MAX_BYTES,
    ContainerFault,
    ContainerInvalid,
    read_container,
)
from notarization.verify.cover import answer_of
from notarization.verify.digests import sha256, sm3
from notarization.verify.errors import VerificationError
from notarization.verify.fields import FieldError, shown
from notarization.verify.header import Header
from notarization.verify.mandate_checks import check_signers
from notarization.verify.manifest import (
    MANIFEST_NAME,
    FileMissing,
    Manifest,
    compare_digests,
    compare_names,
    is_detached,
    read_manifest,
)
from notarization.verify.notes import Fault, Notes
from notarization.verify.object_file import compare_object
from notarization.verify.package import ATTACHMENTS, Evidence, read_package
from notarization.verify.report import Message, Report
from notarization.verify.statement import Question
from notarization.verify.trust import PinsDisagree, Trust, parse_trust
from notarization.verify.wording import NOT_PROVEN, beijing

__all__ = ["MAX_BYTES", "Question", "verify"]

AS_THE_COVER_ASKS: Final = Question()


class _Stop(Exception):
    """A step failed with faults that are noted already."""


def verify(package: bytes, trust_file: bytes, question: Question = AS_THE_COVER_ASKS) -> Report:
    """Check a package against the reader's own trust file. Never raises for what it reads."""
    run = _Run(Notes(), package, trust_file, question)
    try:
        run.all()
    except (VerificationError, DomainError) as fault:
        run.notes.failed(run.step, fault)
    except _Stop:
        pass
    for step in Step:
        if step > run.step:
            run.notes.skipped(step)
    return run.notes.report(not_proven=NOT_PROVEN, readable=run.readable)


class _Run:
    """One verification: the steps share what the ones before have found."""

    def __init__(self, notes: Notes, package: bytes, trust_file: bytes, ask: Question) -> None:
        self.notes, self.package, self.trust_file, self.ask = notes, package, trust_file, ask
        self.step = Step.CONTAINER
        self.readable = True

    def all(self) -> None:
        """Make every step."""
        files, manifest = self._form()
        trust = self._trust()
        self.step = Step.PARTS
        evidence = read_package(files)
        held = len(evidence.dossiers)
        self._counted(f"{len(files)} 个文件、{held} 个案卷", f"{len(files)} files, {held} dossiers")
        header, proven = self._chain(evidence, trust)
        histories = self._dossiers(evidence, trust, header, proven)
        self._content(evidence, histories)
        self.step = Step.COVER
        content_checks.check_cover(evidence, manifest, files)
        self._passed()
        self._answer(evidence, trust, header, histories)
        self._beyond(files)

    def _passed(self, found: str = "") -> None:
        self.notes.passed(self.step, found)

    def _counted(self, zh: str, en: str) -> None:
        self.notes.passed(self.step, count=Message(zh, en))

    # 1 to 3: the package as a file

    def _form(self) -> tuple[dict[str, bytes], Manifest]:
        try:
            files = read_container(self.package)
        except ContainerInvalid as fault:
            self.readable = fault.fault is not ContainerFault.NOT_A_CONTAINER
            raise
        digests = f"sha256 {sha256(self.package).hex()} sm3 {sm3(self.package).hex()}"
        self._passed(digests)
        self.step = Step.MANIFEST
        if MANIFEST_NAME not in files:
            raise FileMissing(MANIFEST_NAME)
        manifest = read_manifest(files[MANIFEST_NAME])
        self._all_of(compare_names(manifest, files))
        listed = len(manifest.files)
        self._counted(f"{listed} 个文件", f"{listed} files")
        self.step = Step.DIGESTS
        self._all_of(compare_digests(manifest, files))
        self._passed()
        return files, manifest

    def _all_of(self, faults: tuple[Fault, ...]) -> None:
        for fault in faults:
            self.notes.failed(self.step, fault)
        if faults:
            raise _Stop

    # 4: the reader's own file

    def _trust(self) -> Trust:
        self.step = Step.TRUST
        try:
            trust = parse_trust(self.trust_file)
        except (FieldError, PinsDisagree):
            self.readable = False
            raise
        pins = len(trust.pins)
        self._counted(f"{pins} 个区块", f"{pins} pinned blocks")
        return trust

    # 6 to 10: from the block to the heads

    def _chain(self, evidence: Evidence, trust: Trust) -> tuple[Header, dict[bytes, bytes]]:
        self.step = Step.HEADER
        header = chain_checks.check_header(evidence)
        fields = len(header.fields)
        self._counted(
            f"区块 {header.number}，{fields} 个字段", f"block {header.number}, {fields} fields"
        )
        self.step = Step.REGISTER
        chain_checks.check_register(evidence, trust)
        self._passed(f"{trust.chain_id} {shown(trust.register.address)}")
        self.step = Step.BLOCK
        try:
            chain_checks.check_block(header, trust)
            self._passed(shown(header.rlp_hash))
        except chain_checks.BlockNotPinned as fault:
            self.notes.open(self.step, fault)
        self.step = Step.ACCOUNT
        account = chain_checks.check_account(evidence, header, trust)
        self._passed(shown(account.code_hash))
        self.step = Step.HEAD_PROOFS
        proven = chain_checks.check_slots(evidence, account, trust)
        self._counted(f"{len(proven)} 个", f"{len(proven)} slots")
        return header, proven

    # 11 to 17: the dossiers

    def _dossiers(
        self, evidence: Evidence, trust: Trust, header: Header, proven: dict[bytes, bytes]
    ) -> dict[bytes, History]:
        anchor = Anchor(trust.chain_id, trust.register.address)
        self.step = Step.HEADS
        acts = dossier_checks.check_heads(anchor, evidence.dossiers, proven)
        self._counted(
            f"{len(proven)} 个案卷、{acts} 个行为", f"{len(proven)} dossiers, {acts} acts"
        )
        self.step = Step.REPLAY
        histories, unknown = self._replay(anchor, evidence)
        self.step = Step.ORDER_IN_TIME
        dossier_checks.check_times(evidence.dossiers, header)
        self._passed()
        self.step = Step.CLOSURE
        closure = closure_of(evidence.certificate.title, histories)
        missing, unneeded = dossier_checks.closure_faults(closure, evidence.dossiers, unknown)
        for absent in missing:
            self.notes.open(self.step, absent)
        self._all_of(tuple(unneeded))
        if unknown and not missing:
            self.notes.skipped(self.step)
        if missing or unknown:
            # Nothing more can be said: mandates, links and the answer would rest on what is absent.
            raise _Stop
        members = len(closure.members)
        self._counted(f"{members} 个案卷", f"{members} dossiers")
        self.step = Step.BOOKS
        acting = dossier_checks.acting_books(histories, trust.register.address)
        chain_checks.check_books(acting, trust)
        self._counted(f"{len(acting)} 个合约", f"{len(acting)} books")
        self._signers(anchor, histories)
        self.step = Step.LINKS
        links = content_checks.check_links(histories)
        self._counted(f"{links} 处", f"{links} links")
        return histories

    def _replay(
        self, anchor: Anchor, evidence: Evidence
    ) -> tuple[dict[bytes, History], frozenset[bytes]]:
        histories, unknown = {}, set()
        for subject, acts in sorted(evidence.dossiers.items()):
            try:
                histories[subject] = history_of(anchor, subject, acts)
            except ActKindUnknown as fault:
                unknown.add(subject)
                self.notes.open(self.step, fault)
        if not unknown:
            self._passed()
        return histories, frozenset(unknown)

    def _signers(self, anchor: Anchor, histories: dict[bytes, History]) -> None:
        self.step = Step.MANDATES
        try:
            signed = check_signers(anchor, histories)
        except PartyMissing as fault:
            self.notes.open(self.step, fault)
            return
        self._counted(f"{signed.verified} 个签名", f"{signed.verified} signatures")
        if signed.senders:
            self.notes.aside(self.step, "REGISTER_VOUCHES", count=signed.senders)
        if signed.contracts:
            self.notes.aside(self.step, "CONTRACT_SIGNATURE", count=signed.contracts)

    # 18 to 22: what the dossiers say

    def _content(self, evidence: Evidence, histories: dict[bytes, History]) -> None:
        certificate = evidence.certificate
        title = histories[certificate.title]
        self.step = Step.ISSUE
        content_checks.check_issue(title, histories)
        self._passed()
        self.step = Step.CERTIFICATE
        proven = certificate_of(title, certificate.holder, evidence.cover.as_of)
        compare(certificate, proven)
        version, act = proven.version, proven.issued.seq
        self._counted(
            f"第 {version} 版，由第 {act} 个行为给号",
            f"version {version}, number given by act {act}",
        )
        self.step = Step.RECORD
        notices = content_checks.check_notices(histories[proven.application])
        if certificate.disclosure:
            names = content_checks.check_record(certificate.disclosure, proven.record)
            self._counted(f"{names}；公示 {notices} 次", f"{names}; {notices} notices")
        else:
            self.notes.aside(self.step, "RECORD_NOT_OPENED")
        self.step = Step.OBJECT
        if evidence.object:
            compare_object(evidence.object, proven.fingerprint)
            self._passed(shown(proven.fingerprint))
        else:
            self.notes.aside(self.step, "OBJECT_NOT_OPENED", shown(proven.fingerprint))

    # 23 and 24: the answer

    def _answer(
        self, evidence: Evidence, trust: Trust, header: Header, histories: dict[bytes, History]
    ) -> None:
        cover, certificate = evidence.cover, evidence.certificate
        time = cover.as_of if self.ask.time is None else self.ask.time
        purpose = self.ask.purpose or cover.purpose
        self.step = Step.AS_OF
        statement.check_own_time(cover, header)
        try:
            statement.check_as_of(time, header, trust)
            self._passed(beijing(time))
        except statement.AsOfNotCovered as fault:
            self.notes.open(self.step, fault)
        self.step = Step.VERDICT
        own = statement.verdict_of(certificate, histories, cover.purpose, cover.as_of)
        statement.check_answer(cover.answer, answer_of(own))
        title = histories[certificate.title]
        try:
            then = certificate_of(title, certificate.holder, time)
            asked = statement.verdict_of(certificate, histories, purpose, time)
        except (TitleUnknown, CertificateAbsent) as fault:
            # The reader asked for a time before the certificate: no fault of the package.
            self.notes.open(self.step, fault)
            return
        self.notes.answered(statement.verdict_text(purpose, time, answer_of(asked)))
        self.notes.as_of = statement.statement(then, title, header, trust, time)

    # 25: what this version does not look into

    def _beyond(self, files: Mapping[str, bytes]) -> None:
        self.step = Step.BEYOND
        others = [
            name
            for name in files
            if name.startswith(ATTACHMENTS) or (is_detached(name) and name != MANIFEST_NAME)
        ]
        for name in others:
            self.notes.aside(self.step, "NOT_EXAMINED", name)
        if not others:
            self._counted("无", "nothing")
