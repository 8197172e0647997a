"""Checks a digest's proof against the reader's own trust file: numbered checks, one grade.

1 form, 2 trust file, 3 the digest asked for, 4 its place in the log, 5 to 8 header, register, block
and account as in a package (`chain_checks`), 9 the root on the register, 10 time stamps over it, 11
the reader's policy. A growth proof has no digest and no time stamps, and its place is that of the
earlier log at the later one's beginning.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from ledger.domain.crypto_policy import Use
from ledger.domain.errors import DomainError
from notarization.verify.algorithms import Algorithms
from notarization.verify.anchored import (
    proven_account,
    require_growth,
    require_place,
    require_register,
    require_root,
)
from notarization.verify.batch import (
    Algorithm,
    AnchoredRoot,
    BatchDigestDiffers,
    BatchMalformed,
    BatchProof,
    Digest,
    GrowthProof,
    read_proof,
)
from notarization.verify.batch_stamps import count_stamps
from notarization.verify.chain_checks import NOT_VOUCHED, check_block
from notarization.verify.codes import message_of
from notarization.verify.errors import VerificationError
from notarization.verify.fields import shown
from notarization.verify.header import Header, decode_header
from notarization.verify.notes import Stop, if_genuine, values_of
from notarization.verify.policy import PolicyUnmet, require_met
from notarization.verify.report import Check, Message, Report, Status
from notarization.verify.timestamp_errors import StampsMissing
from notarization.verify.trust import Trust, parse_trust
from notarization.verify.wording import beijing

NAME: Final = "proof"
STEPS: Final = (
    ("FORM", Message("证明文件格式唯一", "the proof has its one form")),
    ("TRUST", Message("核验方信任文件可读", "the verifying party's trust file is readable")),
    ("DIGEST", Message("所证摘要即所问摘要", "the proof is of the digest asked for")),
    ("PLACE", Message("摘要在日志中的位置", "the digest's place in the log")),
    ("HEADER", Message("区块头格式相符", "the block header is well formed")),
    ("REGISTER", Message("链与登记簿为所信任者", "chain and register are those trusted")),
    ("BLOCK", Message("区块为所信任者", "the block is one that is trusted")),
    ("ACCOUNT", Message("登记簿账户及代码已证明", "the register's account and code are proven")),
    ("ROOT", Message("日志根值已在登记簿上证明", "the log's root on the register is proven")),
    ("TIME_STAMPS", Message("日志根值的可信时间戳", "trusted time stamps over the root")),
    ("POLICY", Message("符合核验方的要求", "what vouches is as much as the reader wants")),
)
NOT_ASKED: Final = Message(
    "未指明所问摘要：请将所证摘要与文件自身的摘要比对",
    "no digest was asked for: hold the one that is proven against the file's own",
)
NOT_PROVEN: Final = (
    Message("摘要所指内容真实、合法或归属于谁", "that what the digest is of is true or lawful"),
    Message("内容形成的时间；只证明不晚于该区块", "when it was made: only that it was by then"),
    Message("日志在该区块之后的变化", "what became of the log after this block"),
)


class _Checks:
    """The lines so far, and the step that is being made."""

    def __init__(self) -> None:
        self.lines: list[Check] = []
        self.step = 0
        self.vouched = True

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """One step: what is raised within is its fault, and ends the checks."""
        self.step = 1 + next(place for place, (each, _) in enumerate(STEPS) if each == name)
        try:
            yield
        except (VerificationError, DomainError) as fault:
            self.fault(fault, Status.FAILED)
            raise Stop from fault

    def passed(self, found: str = "") -> None:
        name, message = STEPS[self.step - 1]
        self.lines.append(Check(self.step, name, Status.PASSED, message, found=found))

    def aside(self, said: Message | None = None, found: str = "") -> None:
        """Nothing to be checked here, and no grade waits for it."""
        name, message = STEPS[self.step - 1]
        self.lines.append(
            Check(
                self.step,
                name,
                Status.NOT_CHECKED,
                said or message,
                found=found,
                required=False,
            )
        )

    def fault(
        self, fault: VerificationError | DomainError, status: Status, *, required: bool = True
    ) -> None:
        expected, found, detail = values_of(fault)
        said = message_of(fault.code)
        message = Message(said.zh + detail, said.en + detail)
        self.lines.append(
            Check(
                self.step,
                fault.code,
                status,
                message,
                expected=expected,
                found=found,
                required=required,
            )
        )

    def report(self, as_of: Message | None, *, readable: bool) -> Report:
        made = {each.number for each in self.lines}
        for number, (name, message) in enumerate(STEPS, 1):
            if number not in made:
                self.lines.append(Check(number, name, Status.NOT_CHECKED, message))
        lines = sorted(self.lines, key=lambda each: each.number)
        answer = as_of if self.vouched else if_genuine(as_of)
        return Report(tuple(lines), answer, NOT_PROVEN, readable)


def check_proof(data: bytes, trust_file: bytes, asked: Digest | None = None) -> Report:
    """Check a proof of a digest or of a log's growth. Never raises for what it reads.

    The caller MUST get the trust file from a source of its own, never from whoever gave the proof.
    """
    checks, as_of, read = _Checks(), None, False
    try:
        with checks.of("FORM"):
            proof = read_proof(NAME, data)
            checks.passed()
        with checks.of("TRUST"):
            trust = parse_trust(trust_file)
            checks.passed()
        read = True
        if isinstance(proof, BatchProof):
            as_of = _check_batch(checks, proof, trust, asked)
        else:
            as_of = _check_growth(checks, proof, trust, asked)
    except Stop:
        pass
    return checks.report(as_of, readable=read)


def _check_batch(
    checks: _Checks, proof: BatchProof, trust: Trust, asked: Digest | None
) -> Message | None:
    with checks.of("DIGEST"):
        digest = f"{proof.digest.algorithm} {shown(proof.digest.value)}"
        if asked is None:
            checks.aside(NOT_ASKED, digest)
        elif asked != proof.digest:
            raise BatchDigestDiffers(asked.record, proof.digest.record)
        else:
            checks.passed(digest)
    anchor = proof.anchor
    with checks.of("PLACE"):
        require_place(NAME, proof)
        checks.passed(f"{proof.index} / {anchor.size}")
    header, held = _check_anchor(checks, anchor, trust)
    with checks.of("TIME_STAMPS"):
        held["tsa"] = _check_stamps(checks, proof, trust)
    _check_policy(checks, trust, held)
    _check_algorithms(checks, trust, (Algorithm.SHA256, proof.digest.algorithm), header)
    when = beijing(header.timestamp)
    return Message(
        f"截至区块 {header.number}（北京时间 {when}），登记机构 {anchor.registry} 的日志"
        f"前 {anchor.size} 项含有摘要 {digest}（第 {proof.index} 项）：其所指内容此时已经存在",
        f"At block {header.number} ({when}, Beijing time) the log of registry {anchor.registry}"
        f" held the digest {digest} at place {proof.index} of {anchor.size}: what it is of existed"
        " by then",
    )


def _check_growth(
    checks: _Checks, proof: GrowthProof, trust: Trust, asked: Digest | None
) -> Message | None:
    first, second = proof.first, proof.second
    with checks.of("DIGEST"):
        if asked is not None:
            raise BatchMalformed(NAME, "schema", "shows no digest")
        checks.aside()
    with checks.of("PLACE"):
        require_growth(NAME, proof)
        checks.passed(f"{first.size} <= {second.size}")
    header, held = _check_anchor(checks, first, trust)
    last, later = _check_anchor(checks, second, trust)
    with checks.of("TIME_STAMPS"):
        checks.aside()
    for each in (held, later):
        _check_policy(checks, trust, each)
    _check_algorithms(checks, trust, (Algorithm.SHA256,), last)
    return Message(
        f"登记机构 {first.registry} 的日志由 {first.size} 项增至 {second.size} 项，其间只增未改",
        f"The log of registry {first.registry} grew from {first.size} to {second.size} digests, and"
        f" nothing in it was changed; the earlier root is shown at block {header.number}",
    )


def _check_anchor(
    checks: _Checks, anchor: AnchoredRoot, trust: Trust
) -> tuple[Header, dict[str, int]]:
    """5 to 9: the block, and the voices that vouch for it."""
    held: dict[str, int] = {}
    with checks.of("HEADER"):
        header = decode_header(anchor.header)
        checks.passed(f"{header.number} {shown(header.hash)}")
    with checks.of("REGISTER"):
        require_register(anchor, trust)
        checks.passed(f"{trust.chain_id} {shown(anchor.register)}")
    with checks.of("BLOCK"):
        try:
            vouched = check_block(header, trust, {})
            held.update(vouched.held)
            checks.passed(vouched.reason.en)
        except NOT_VOUCHED as fault:
            checks.vouched = False
            checks.fault(fault, Status.NOT_CHECKED)
    with checks.of("ACCOUNT"):
        account = proven_account(anchor, header, trust)
        checks.passed(shown(account.code_hash))
    with checks.of("ROOT"):
        require_root(anchor, account, trust)
        checks.passed(f"{anchor.size} {shown(anchor.root)}")
    return header, held


def _check_stamps(checks: _Checks, proof: BatchProof, trust: Trust) -> int:
    """How many authorities count; fewer than the reader needs are said."""
    counted = count_stamps(NAME, proof, trust)
    for fault in counted.asides:
        checks.fault(fault, Status.NOT_CHECKED, required=False)
    found, needed = len(counted.authorities), trust.time.needed
    if found < needed:
        checks.fault(StampsMissing(needed, found), Status.NOT_CHECKED)
    elif counted.said or not counted.asides:
        checks.passed("; ".join(each.en for each in counted.said))
    return found


def _check_policy(checks: _Checks, trust: Trust, held: dict[str, int]) -> None:
    with checks.of("POLICY"):
        if trust.policy is None:
            checks.passed()
            return
        try:
            require_met(trust.policy, held)
            checks.passed(trust.policy.text)
        except PolicyUnmet as fault:
            checks.vouched = False
            checks.fault(fault, Status.NOT_CHECKED)


def _check_algorithms(
    checks: _Checks, trust: Trust, used: Sequence[Algorithm], header: Header
) -> None:
    """The tree and the digest are of algorithms that were accepted at the block's time."""
    algorithms = Algorithms(trust.algorithms)
    with checks.of("POLICY"):
        found = (algorithms.fault(Use.DIGEST, each, header.timestamp) for each in used)
        if fault := next(filter(None, found), None):
            checks.fault(fault, Status.NOT_CHECKED)
