"""A mirror beside a stage, and what must hold between a mirror and its chain."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.chain.calls import function
from ledger.chain.client import Chain
from ledger.chain.endpoints import Endpoints
from ledger.chain.profile import ChainProfile
from ledger.chain.records import Call
from ledger.domain.dossier import head_slot
from ledger.indexer.audit import audit
from ledger.indexer.follower import Follower, Progress
from ledger.indexer.rebuild import rebuild
from ledger.queries.replay import load_dossiers
from ledger.store import dump
from ledger.store.engine import Engine, ReadSession, open_engine, read_session, unit_of_work
from ledger.store.repositories import journal
from ledger.store.repositories.rows import put, remove
from ledger.store.tables.journal import UnreadableRow
from tests.databases import database_at


def now() -> int:
    return int(time.time())


@dataclass(frozen=True, slots=True)
class Mirror:
    """A database that follows a register."""

    engine: Engine
    follower: Follower
    chain: Chain
    profile: ChainProfile

    def catch_up(self) -> Progress:
        """Read all that the chain has."""
        return self.follower.catch_up()

    @contextmanager
    def reading(self) -> Iterator[ReadSession]:
        """Ask it something."""
        with read_session(self.engine, now=now()) as session:
            yield session

    def dump(self) -> bytes:
        """What it must share with every other mirror of this chain."""
        with self.reading() as session:
            return dump.dump(session)


@contextmanager
def following(mirror: Mirror) -> Iterator[None]:
    """The mirror follows, as its own process would."""
    over = threading.Event()

    def follow() -> None:
        while not over.wait(0.3):
            mirror.catch_up()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def unread(mirror: Mirror, subject: bytes) -> Iterator[None]:
    """A dossier cannot be read meanwhile."""
    row = UnreadableRow(subject, "ACT_MALFORMED", "planted", 0, b"", b"", 1, 1)
    with unit_of_work(mirror.engine) as work:
        put(work, [row])
    try:
        yield
    finally:
        with unit_of_work(mirror.engine) as work:
            remove(work, UnreadableRow, "subject", [subject])


def open_mirror(
    path: Path, chain: Chain | Endpoints, profile: ChainProfile, **options: int
) -> Mirror:
    """The mirror that goes by this path, new or as it was left."""
    engine = open_engine(database_at(path))
    follower = Follower(engine, chain, profile, clock=now, **options)
    return Mirror(engine, follower, follower.chain, profile)


def differences(mirror: Mirror) -> list[str]:
    """Every word and head that the mirror's dossiers and the register's storage disagree on."""
    register = mirror.profile.register.address
    with mirror.reading() as session:
        subjects = [each for part in journal.all_subjects(session, 500) for each in part]
        dossiers = load_dossiers(session, subjects)
    found = []
    for subject, dossier in dossiers.items():
        if mirror.chain.storage_at(register, head_slot(subject)) != dossier.head:
            found.append(f"head of {subject.hex()}")
        for key, word in dossier.words.items():
            if stored_word(mirror.chain, register, subject, key) != word:
                found.append(f"word {key.hex()} of {subject.hex()}")
    return found


def require_agreement(chain: Chain, profile: ChainProfile, path: Path) -> None:
    """Mirror a register from nothing: every word and head is its own, a rebuild changes nothing."""
    mirror = open_mirror(path, chain, profile)
    mirror.catch_up()
    assert differences(mirror) == []
    assert audit(mirror.engine, chain, clock=now).passed
    live = mirror.dump()
    rebuild(mirror.engine)
    assert mirror.dump() == live
    mirror.engine.dispose()


def stored_word(chain: Chain, register: bytes, subject: bytes, key: bytes) -> bytes:
    """What the register itself says is under a key."""
    ask = function("Register", "word")
    (word,) = ask.decode(chain.call(Call(register, ask.encode(subject, key))))
    assert isinstance(word, bytes)
    return word
