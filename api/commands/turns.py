"""Whose turn it is to follow: this process's, or that of one that was there before."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event

    from api.commands.speech import Speech
    from ledger.chain.profile import ChainProfile
    from ledger.indexer.follower import Follower
    from ledger.indexer.standby import Turn
    from ledger.store.engine import Engine
    from ledger.store.lock import FollowerLock


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Nobody follows into a database meanwhile. Raises MirrorBusy."""
    from ledger.indexer.standby import take_or_refuse

    lock = _lock(engine)
    take_or_refuse(lock)
    try:
        yield
    finally:
        lock.release()


def bring_up_alone(engine: Engine, profile: Callable[[], ChainProfile]) -> None:
    """Bring tables of another version up, but not under a follower.

    Raises MirrorBusy, RegisterDiffers: nothing was altered.
    """
    from ledger.indexer.belonging import require_own
    from ledger.store.errors import SchemaDiffers
    from ledger.store.migrations import require_schema, upgrade

    try:
        require_schema(engine)
    except SchemaDiffers:
        with alone(engine):
            require_own(engine, profile())
            upgrade(engine)
    else:
        require_own(engine, profile())


def in_turn(
    say: Speech,
    follower: Follower,
    follow: Callable[[Turn], None],
    stop: Event,
    *,
    poll: float,
) -> None:
    """Follow while nobody else does, stand by else, and say so. Raises what `follow` raises."""
    from ledger.indexer.standby import follow_in_turn

    def stood_by(holder: str) -> None:
        text = say(
            f"待命：{holder} 正在跟随该数据库，它结束后由本进程接替。",
            f"Standing by: {holder} follows this database; this process goes on when it ends.",
        )
        click.echo(text, err=True)

    follow_in_turn(follow, _lock(follower.engine), stop, poll=poll, stood_by=stood_by)


def _lock(engine: Engine) -> FollowerLock:
    from ledger.store.lock import follower_lock

    return follower_lock(engine, name=f"{socket.gethostname()} pid {os.getpid()}")
