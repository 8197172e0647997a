"""OFF CHAIN: who may sign in with what, and who is signed in. Secrets are kept as digests only."""

from sqlmodel import SQLModel

from ledger.domain.values import value
from ledger.store.tables.columns import key_bytes, octets, whole
from ledger.store.tables.row import Row


@value(frozen=True, slots=True)
class ChallengeRow(Row):
    """A sign-in message that was given out and not yet used, by its SHA-256."""

    digest: bytes
    until: int


class ChallengeTable(SQLModel, table=True):
    """Table of ChallengeRow."""

    __tablename__ = "offchain_challenge"

    digest: bytes = key_bytes()
    until: int = whole(index=True)


@value(frozen=True, slots=True)
class SessionRow(Row):
    """A session by the SHA-256 of its token, or (`code` 1) a code that opens one session."""

    digest: bytes
    account: bytes
    code: int
    since: int
    until: int


class SessionTable(SQLModel, table=True):
    """Table of SessionRow."""

    __tablename__ = "offchain_session"

    digest: bytes = key_bytes()
    account: bytes = octets(index=True)
    code: int = whole()
    since: int = whole()
    until: int = whole(index=True)
