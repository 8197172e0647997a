"""One of several processes that replay: it is given logs or dossiers, and answers what they leave.

It reads the database, so that a dossier that it has not at hand comes from there, and writes
nothing. What it keeps of a dossier counts only where its head is the one that is committed.
"""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ledger.indexer.applying import Entered, replayed
from ledger.indexer.dossiers import Dossiers
from ledger.indexer.garbage import seldom_collected
from ledger.store.engine import Pages, open_engine, read_session
from ledger.store.repositories import journal
from ledger.store.tables import PROJECTED
from ledger.store.tables.journal import HeadRow, JournalRow, UnreadableRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

    from ledger.domain.dossier import Anchor
    from ledger.store.engine import Engine
    from ledger.store.tables.row import Row

# a kind of row travels as its place here
KINDS: Final[tuple[type[Row], ...]] = (*PROJECTED, HeadRow, UnreadableRow)
PLACES: Final = {kind: place for place, kind in enumerate(KINDS)}


class Asked(msgspec.Struct, array_like=True, gc=False):
    """What to replay: new logs in the order of the chain, or whole dossiers from the journal."""

    logs: list[tuple[Any, ...]] = []
    subjects: list[bytes] = []


_ASKED: Final = msgspec.msgpack.Decoder(Asked)
_ANSWER: Final = msgspec.msgpack.Decoder(list[tuple[int, list[tuple[Any, ...]]]])


def ask_logs(logs: Iterable[JournalRow]) -> bytes:
    """The question what these logs leave."""
    return msgspec.msgpack.encode(Asked(logs=[log.values() for log in logs]))


def ask_dossiers(subjects: list[bytes]) -> bytes:
    """The question what all acts of these dossiers leave."""
    return msgspec.msgpack.encode(Asked(subjects=subjects))


def packed(entered: Entered) -> bytes:
    """The answer as it travels: plain values, column by column."""
    kinds = [(PLACES[kind], list(values.values())) for kind, values in entered.rows.items()]
    kinds.append((PLACES[HeadRow], [row.values() for row in entered.heads]))
    kinds.append((PLACES[UnreadableRow], [row.values() for row in entered.lost]))
    return msgspec.msgpack.encode(kinds)


def unpack(answer: bytes, into: Entered) -> None:
    """Add an answer: no two processes have rows of one dossier."""
    for place, values in _ANSWER.decode(answer):
        kind = KINDS[place]
        if kind is HeadRow:
            into.heads += map(HeadRow.read, values)
        elif kind is UnreadableRow:
            into.lost += map(UnreadableRow.read, values)
        else:
            keys = kind.KEYS
            into.rows.setdefault(kind, {}).update({each[:keys]: each for each in values})


def serve(connection: Connection, url: str, anchor: Anchor, capacity: int) -> None:
    """Answer until the one who asks is gone."""
    # a terminal's Ctrl-C goes to all processes: the follower ends its batch first
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    engine = open_engine(url, pages=Pages.FEW)
    dossiers = Dossiers(anchor, capacity=capacity)
    with seldom_collected():
        while True:
            try:
                question = connection.recv_bytes()
                connection.send_bytes(packed(_entered(engine, dossiers, question)))
            except (EOFError, OSError):
                return


def _entered(engine: Engine, dossiers: Dossiers, question: bytes) -> Entered:
    asked = _ASKED.decode(question)
    with read_session(engine, now=0) as session:
        if asked.subjects:
            return replayed(dossiers.anchor, journal.of_subjects(session, asked.subjects)).entered()
        entered = dossiers.enter(session, list(map(JournalRow.read, asked.logs)))
    dossiers.keep()
    return entered
