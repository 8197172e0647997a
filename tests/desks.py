"""The registry's service for national deposits beside a stage, and the national system itself."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.chain.client import Web3Chain
from ledger.chain.records import Tag
from ledger.deposit.clerk import SigningClerk
from ledger.deposit.client import HttpDeposits
from ledger.deposit.desk import DepositDesk, Office
from ledger.deposit.keeping import Retry
from ledger.domain.acts import Role
from ledger.outside import Patience
from ledger.settings import Settings
from tests.cast import REGISTRY, Stage
from tests.mirrors import Mirror, now, open_mirror
from tests.simulators.national import National, serving
from tests.site import DATABASE

# seconds; what is slower than this in a test is a fault that is tested
QUICK = Patience(connect=2.0, answer=1.0, tries=1, pause=0.0)
AT_ONCE = Retry(first=0, most=0, alarm_after=3)


@contextmanager
def national_beside(stage: Stage) -> Iterator[National]:
    """The national system, with the time of a chain whose clock is moved."""
    with serving(lambda: stage.node.chain.block(Tag.LATEST).timestamp) as national:
        yield national


def desk_of(
    stage: Stage, mirror: Mirror, national: National, *, retry: Retry = AT_ONCE
) -> DepositDesk:
    """A desk whose acceptance clerk signs at once."""
    clerk = SigningClerk(stage.register, stage.cast.acceptance.signs(Role.ACCEPTANCE))
    office = Office(REGISTRY, HttpDeposits(national.url, QUICK), clerk, retry)
    return DepositDesk(mirror.engine, stage.register, office, clock=now)


@contextmanager
def staffed(stage: Stage, settings: Settings) -> Iterator[National]:
    """Mirror, national system and desk at work in a home, as the demo's services are."""
    chain, profile = Web3Chain(stage.node.url), stage.register.profile
    mirror = open_mirror(settings.home / DATABASE, chain, profile)
    stop, faults = threading.Event(), list[Exception]()

    def work(desk: DepositDesk) -> None:
        try:
            while not stop.wait(0.1):
                mirror.catch_up()
                desk.run_once()
        except Exception as fault:  # noqa: BLE001 (raised again where the test sees it)
            faults.append(fault)

    with national_beside(stage) as national:
        thread = threading.Thread(target=work, args=(desk_of(stage, mirror, national),))
        thread.start()
        try:
            yield national
        finally:
            stop.set()
            thread.join()
            mirror.engine.dispose()
    if faults:
        raise faults[0]
