"""A package of version 2 out of one of version 1, with everything that can be handed in."""

import hashlib
from dataclasses import replace
from typing import Any

from ledger.domain import canonical
from ledger.domain.acts import Issue
from ledger.domain.dossier import Anchor
from ledger.domain.history import history_of
from ledger.domain.words import RECORD_KEY
from notarization.verify.capture import NOTHING
from notarization.verify.container import read_container, write_container
from notarization.verify.custody import CUSTODY_NAME, Handling, HandOver, at, write_custody
from notarization.verify.enclosures import Enclosures
from notarization.verify.making import Making, Program, Verifier
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.origin import OriginFile, OriginKind
from notarization.verify.package import Evidence, write_package
from notarization.verify.platform_statement import Incident, Platform, Stated
from notarization.verify.rule_files import Rules, own_holidays, own_profile

JANUARY = 1_767_225_600
DEED = "（2026）青证字第 88 号公证书（演示）\n".encode()
WHEEL = b"PK\x05\x06" + bytes(18)
PLATFORM = Platform(
    operator="青岛数据登记中心（演示）",
    uscc="",
    since=JANUARY,
    until=JANUARY + 86_400,
    interests="运营方不持有所登记的数据，与当事人无利害关系（演示）",
    filings=(Stated("ICP", "演示备案号", "工业和信息化主管部门", "2026-01-05"),),
    assessments=(
        Stated("MLPS", "第三级", "演示测评机构", "2026-01-10"),
        Stated("GB/T 39786-2021", "符合", "演示密评机构", "2026-01-12"),
    ),
    standards=(Stated("SF/T 0076-2020", "§5–§8", "", ""),),
    incidents=(Incident(JANUARY, JANUARY + 600, "节点重启，无数据丢失（演示）"),),
)


def capture_log(fingerprint: bytes, time: str = "2024-01-02T08:00:00Z") -> bytes:
    """A closed capture log that entered the object."""
    digest = hashlib.sha256(b"buoy").hexdigest()
    file = {"path": "0601.csv", "size": 4, "fingerprint": "0x" + fingerprint.hex()}
    file |= dict.fromkeys(("sha256", "sm3", "merkle"), "0x" + digest)
    entries: list[dict[str, Any]] = [
        {
            "kind": "opened",
            "schema": "datadeed/capture/1",
            "source": "浮标 7 号",
            "method": "逐时自动上报",
            "device": {"machine": "x86_64", "python": "3.12", "release": "6.1", "system": "Linux"},
            "tools": [{"name": "datadeed", "version": "0.1.0"}],
        },
        {"kind": "files", "files": [file]},
        {"kind": "closed"},
    ]
    previous, log = NOTHING, b""
    for number, entry in enumerate(entries):
        line = canonical.encode({**entry, "entry": number, "previous": previous, "time": time})
        previous = "0x" + hashlib.sha256(line).hexdigest()
        log += line + b"\n"
    return log


def enclosed(evidence: Evidence, **changes: Any) -> Evidence:
    """The same package with all that version 2 adds."""
    certificate, claim = evidence.certificate, evidence.claim
    anchor = Anchor(claim.chain_id, claim.register.address)
    title = history_of(anchor, certificate.title, evidence.dossiers[certificate.title])
    issued = title.states[1].terms[RECORD_KEY]
    assert isinstance(issued, Issue)
    profile = own_profile(issued.profile)
    program = Program("datadeed", "0.1.0", hashlib.sha256(b"datadeed").digest())
    verifier = Program("datadeed-verify", "0.1.0", hashlib.sha256(b"verifier").digest())
    kept = Enclosures(
        making=Making("青岛数据登记中心（演示）", program, "datadeed package 凭证编号"),
        verifier=Verifier(verifier, "datadeed_verify-0.1.0-py3-none-any.whl", WHEEL),
        origin=(
            OriginFile(
                OriginKind.CAPTURE,
                "01-capture.jsonl",
                "浮标 7 号的采集记录",
                capture_log(certificate.fingerprint),
            ),
            OriginFile(OriginKind.DEED, "02-deed.txt", "演示公证处", DEED),
        ),
        rules=Rules(profile, own_holidays()) if profile else None,
        platform=PLATFORM,
        papers={"opinion.txt": "审查意见（演示）\n".encode()},
    )
    return replace(evidence, enclosures=replace(kept, **changes))


def hand_overs(evidence: Evidence) -> list[HandOver]:
    """From the registry to a bank to a court."""
    made = evidence.cover.prepared_at
    registry, bank = "青岛数据登记中心（演示）", evidence.cover.requester
    return [
        HandOver(Handling.MADE, at(made), registry, registry),
        HandOver(Handling.HANDED_OVER, at(made + 60), registry, bank),
        HandOver(Handling.HANDED_OVER, at(made + 3_600), bank, "青岛某区法院（演示）", "庭审举证"),
    ]


def with_custody(package: bytes, lines: list[HandOver]) -> bytes:
    """The package with a custody log beside its manifest."""
    files = dict(read_container(package))
    files[CUSTODY_NAME] = write_custody(files[MANIFEST_NAME], lines)
    return write_container(files)


def second(evidence: Evidence) -> bytes:
    """The golden package of version 2."""
    made = enclosed(evidence)
    return with_custody(write_package(made), hand_overs(made))
