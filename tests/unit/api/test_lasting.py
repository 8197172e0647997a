"""What works beside a follower or a server goes on after a fault that nobody foresaw."""

import threading
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from api import lasting
from api.commands.mirror import accompanied
from api.webhooks.delivering import Deliverer
from ledger.indexer import auditing
from ledger.indexer.alerting import Alerter
from notarization.prover import Prover
from tests.mirrors import open_mirror
from tests.simulators.chain import profile_of
from tests.unit.ledger.indexer.test_follower import played

PATIENCE = 20.0


class Unforeseen(Exception):
    """A fault of ours: no class of any room's errors."""


@pytest.mark.parametrize(
    "thread",
    [
        (auditing, "due", "audit"),
        (Alerter, "step", "alerts"),
        (Deliverer, "run_once", "webhooks"),
        (Prover, "ask_again", "proofs"),
    ],
)
def test_an_unforeseen_fault_ends_no_thread_beside_a_follower_for_good(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    thread: tuple[Any, str, str],
) -> None:
    where, what, name = thread
    failed: list[str] = []
    done, usual, again = threading.Event(), getattr(where, what), threading.Event()

    def fails_once(*given: Any, **named: Any) -> Any:
        if not failed:
            failed.append(what)
            raise Unforeseen(what)
        again.set()
        return usual(*given, **named)

    monkeypatch.setattr(where, what, fails_once)
    monkeypatch.setattr(lasting, "lasting", partial(lasting.lasting, again=0.01))
    chain, _ = played([])
    mirror = open_mirror(tmp_path / "mirror.db", chain, replace(profile_of(chain), proofs=True))
    mirror.catch_up()
    with accompanied(mirror.follower, done, poll=0.05, every=100, private=False):
        assert again.wait(PATIENCE)
    mirror.engine.dispose()
    told, *others = [each for each in caplog.records if "begun anew" in each.message]
    assert (others, f"name={name}" in told.message) == ([], True)
    assert told.exc_info


def test_a_thread_ends_with_its_work_and_when_it_is_told_to(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stop, runs = threading.Event(), []
    ended = lasting.lasting("ended", lambda: runs.append(1), stop)
    ended.start()
    ended.join(PATIENCE)
    assert (runs, caplog.records) == ([1], [])

    def fails() -> None:
        stop.set()
        raise Unforeseen

    told = lasting.lasting("told", fails, stop)
    told.start()
    told.join(PATIENCE)
    assert not told.is_alive()
    assert len(caplog.records) == 1
