"""What the tests of countersignatures share: who signs, and whom the reader trusts."""

from dataclasses import replace
from typing import Any

from notarization.countersigning import SmKey
from notarization.verify.beliefs import Countersigner
from notarization.verify.container import read_container
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.package import read_package
from notarization.verify.trust import dump_trust
from tests.packages.lies import BELIEVED
from tests.packages.test_forgeries import PACKAGE
from tests.simulators.countersigner import made_key

REGISTRY, OPERATOR = made_key(), made_key()
FILES = read_container(PACKAGE)
MANIFEST = FILES[MANIFEST_NAME]
BLOCK_TIME = read_package(FILES).claim.time
NOW = BLOCK_TIME + 60


def trusting(*known: Countersigner, **changes: Any) -> bytes:
    return dump_trust(replace(BELIEVED, countersigners=known, **changes))


def known(key: SmKey = REGISTRY, name: str = "青岛登记", **window: int) -> Countersigner:
    return Countersigner(name, key.public, **window)
