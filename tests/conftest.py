"""Sockets stay shut but for tests marked `node`, and those may only speak to this machine."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ledger.indexer.garbage import SELDOM
from tests import databases
from tests.parts import MISSING, NO_GO, NO_KUBO, NO_PROGRAM, PACKAGES
from tests.thorough import usually

STORE = Path(__file__).parent / "unit" / "ledger" / "store"

# What tests load never ends: to look through it again and again took a twentieth of their time.
gc.set_threshold(*SELDOM)

# No test is timed: a busy machine would fail it.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("node"):
            item.add_marker(pytest.mark.enable_socket)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1"]))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_databases"):
        kinds = usually((databases.USUAL,), whole=databases.KINDS)
        if STORE in metafunc.definition.path.parents:
            kinds = databases.KINDS
        metafunc.parametrize("database", kinds, indirect=True, scope="module")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly what was looked at by no browser and by no other tool."""
    skipped = terminalreporter.getreports("skipped")
    said = [
        ("tests of the pages", MISSING),
        ("tests of IPFS", NO_KUBO),
        ("tests of checkpoints by another library", NO_GO),
    ] + [
        ("tests of signed paper", NO_PROGRAM.format(program=program, package=package))
        for program, package in PACKAGES.items()
    ]
    for tests, missing in said:
        lost = sum(missing in str(each.longrepr) for each in skipped)
        if lost:
            terminalreporter.write_line(f"NOT RUN: {lost} {tests}: {missing}", red=True)


def pytest_unconfigure() -> None:
    databases.stop_server()


@pytest.fixture(scope="module", autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which kind of database the tests of a file make."""
    kind: str = getattr(request, "param", databases.USUAL)
    with databases.using(kind):
        yield kind
