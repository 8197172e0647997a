"""The lock of the one process that follows a chain into a database. It ends with its process.

On PostgreSQL it is an advisory lock of a session, so a standby on another machine sees it too; on
SQLite a lock on a file beside the database. A process that is killed leaves neither behind. The
lock keeps two followers from working against each other; that nothing is lost or doubled rests on
the follower, which looks in every transaction whether the cursor is still where it left it.
"""

from __future__ import annotations

import fcntl
import os
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ledger.store.dialect import FOLLOWING, SQLITE
from ledger.store.errors import AddressWrong, StoreUnavailable

if TYPE_CHECKING:
    from io import TextIOWrapper

    from sqlalchemy import Connection, Engine, Row, TextClause

_INTRODUCED: Final = "datadeed follower: "
# a server learns within 20 s that a follower's machine is gone, not after its system's two hours
_KEEPALIVES: Final = ("idle = 5", "interval = 5", "count = 3")
_LEAVE: Final = text("SELECT pg_advisory_unlock(:key)")
_TAKE: Final = text("SELECT pg_try_advisory_lock(:key)")
_WHO: Final = text(
    "SELECT application_name, pid = pg_backend_pid() AS ours"
    " FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND classid::bigint = :key >> 32 AND objid::bigint = :key & 4294967295"
    " AND datname = current_database()"
)


class FollowerLock(ABC):
    """The lock as one process sees it; `name` is how it introduces itself to the others."""

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def take(self) -> bool:
        """Take it unless another has it; whether it is ours now. Raises StoreUnavailable."""

    @abstractmethod
    def held(self) -> bool:
        """Whether it is still ours."""

    @abstractmethod
    def holder(self) -> str:
        """Who has it; empty where nobody has. Raises StoreUnavailable."""

    @abstractmethod
    def release(self) -> None:
        """Give it back, if it is ours, and keep nothing open."""


def follower_lock(engine: Engine, *, name: str) -> FollowerLock:
    """The lock of a database. Raises AddressWrong where nobody else can see the database."""
    if engine.dialect.name != SQLITE:
        return _SessionLock(engine, name)
    if not engine.url.database:
        raise AddressWrong("sqlite in memory")
    return _FileLock(Path(engine.url.database + "-follower"), name)


class _FileLock(FollowerLock):
    def __init__(self, path: Path, name: str) -> None:
        super().__init__(name)
        self.path = path
        self._file: TextIOWrapper | None = None

    def take(self) -> bool:
        if self._file is None:
            file = self._opened()
            if not _locked(file, fcntl.LOCK_EX):
                file.close()
                return False
            _introduce(file, self.name)
            self._file = file
        return True

    def held(self) -> bool:
        return self._file is not None

    def holder(self) -> str:
        with self._opened() as file:
            if _locked(file, fcntl.LOCK_SH):
                return ""
            file.seek(0)
            return file.read() or "?"

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> TextIOWrapper:
        try:
            return self.path.open("a+", encoding="utf-8")
        except OSError as fault:
            raise StoreUnavailable(str(fault)) from fault


def _introduce(file: TextIOWrapper, name: str) -> None:
    """Write who has the lock into its file; where there is no room for it the lock is let go."""
    try:
        file.truncate(0)
        os.write(file.fileno(), name.encode())
    except OSError as fault:
        file.close()
        raise StoreUnavailable(str(fault)) from fault


def _locked(file: TextIOWrapper, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _SessionLock(FollowerLock):
    """On a connection of its own: with it goes the lock."""

    def __init__(self, engine: Engine, name: str) -> None:
        super().__init__(name)
        self.engine = engine
        self._connection: Connection | None = None
        self._taken = False

    def take(self) -> bool:
        if not self._taken:
            found = self._asked(_TAKE)
            self._taken = found is not None and bool(found[0])
        return self._taken

    def held(self) -> bool:
        try:
            found = self._asked(_WHO) if self._taken else None
        except StoreUnavailable:
            return False
        self._taken = found is not None and bool(found.ours)
        return self._taken

    def holder(self) -> str:
        found = self._asked(_WHO)
        return "" if found is None else str(found.application_name).removeprefix(_INTRODUCED)

    def release(self) -> None:
        connection, self._connection = self._connection, None
        taken, self._taken = self._taken, False
        if connection is None:
            return
        if taken and not connection.invalidated:
            # a server hears a little later that a connection is closed: nobody shall wait for that
            with suppress(DBAPIError):
                connection.execute(_LEAVE, {"key": FOLLOWING})
        connection.close()

    def _asked(self, question: TextClause) -> Row[Any] | None:
        try:
            if self._connection is None:
                self._connection = self._connected()
            return self._connection.execute(question, {"key": FOLLOWING}).first()
        except DBAPIError as fault:
            self.release()
            raise StoreUnavailable(str(fault.orig)) from fault

    def _connected(self) -> Connection:
        connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # it never goes back to the pool: nobody else shall use it, and closing it ends it
        connection.detach()
        for each in _KEEPALIVES:
            connection.exec_driver_sql(f"SET tcp_keepalives_{each}")
        introduced = text("SELECT set_config('application_name', :name, false)")
        connection.execute(introduced, {"name": (_INTRODUCED + self.name)[:63]})
        return connection
