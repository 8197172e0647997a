"""What the tests of time stamps share: a golden package, and who stamps it."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from ledger.outside import Patience
from notarization.timestamps.authorities import Authority, read_authorities
from notarization.timestamps.stamping import Stamped, stamp_package
from notarization.verify.beliefs import TimeTrust
from notarization.verify.codes import NOT_REACHED
from notarization.verify.container import read_container, write_container
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.report import Grade, Status
from notarization.verify.trust import dump_trust
from tests.packages.both import verify
from tests.packages.lies import BELIEVED
from tests.packages.test_forgeries import PACKAGE
from tests.simulators import time_authority as simulator
from tests.simulators.time_authority import authorities_file

MANIFEST = read_container(PACKAGE)[MANIFEST_NAME]
AT_ONCE = Patience(tries=1)
FIRST, SECOND = "timestamps/haina/001.tsr", "timestamps/haina/002.tsr"
Server = simulator.TimeAuthority
OPENSSL = shutil.which("openssl") or "openssl"
# What the golden package leaves open whatever its stamps are.
ASIDES = {each.code for each in verify(PACKAGE, dump_trust(BELIEVED)).checks if not each.required}


def asked(folder: Path, *servers: Server, **changes: Any) -> tuple[Authority, ...]:
    entries = [each.entry(**changes) for each in servers]
    path = authorities_file(folder / "authorities.json", *entries)
    return read_authorities(path, {"TSA_PASSWORD": simulator.PASSWORD})


def trust(*authorities: Authority, needed: int = 1, **changes: Any) -> bytes:
    known = tuple(replace(each.trusted, **changes) for each in authorities)
    return dump_trust(replace(BELIEVED, time=TimeTrust(known, needed)))


def stamped_by(folder: Path, server: Server, package: bytes = PACKAGE, **how: Any) -> Stamped:
    return stamp_package(package, asked(folder, server), patience=AT_ONCE, **how)


def with_files(package: bytes, **files: bytes) -> bytes:
    return write_container(dict(read_container(package)) | files)


def told(package: bytes, trusted: bytes) -> tuple[Grade, set[str]]:
    report = verify(package, trusted)
    unpassed = {
        each.code
        for each in report.checks
        if each.status is not Status.PASSED and each.message != NOT_REACHED
    }
    return report.grade, unpassed - ASIDES
