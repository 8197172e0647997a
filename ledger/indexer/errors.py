"""What can stop the mirror, by what the caller can do about it."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.errors import LedgerError


class MirrorError(LedgerError):
    """The mirror cannot go on."""

    code: ClassVar[str] = "MIRROR"


@dataclass(eq=False)
class RangeMoved(MirrorError):
    """The chain changed while it was read, or two of its nodes differ: read the range again."""

    block: int
    expected: bytes
    found: bytes
    code: ClassVar[str] = "RANGE_MOVED"


@dataclass(eq=False)
class RegisterDiffers(MirrorError):
    """The database mirrors another register: DATADEED_DATABASE_URL must name this one's own."""

    field: str
    expected: str
    found: str
    code: ClassVar[str] = "REGISTER_DIFFERS"


@dataclass(eq=False)
class MirrorAheadOfChain(MirrorError):
    """The chain lacks what was read: if made anew, run `datadeed mirror rebuild --from-chain`.

    It was made anew, lost its end, or is another chain. The command forgets all and reads it again.
    """

    block: int
    expected: bytes
    found: bytes
    code: ClassVar[str] = "MIRROR_AHEAD_OF_CHAIN"


@dataclass(eq=False)
class ForkBelowFinality(MirrorError):
    """The chain changed blocks that it had called final: what was answered may be wrong."""

    final_block: int
    expected: bytes
    found: bytes
    code: ClassVar[str] = "FORK_BELOW_FINALITY"


@dataclass(eq=False)
class EndpointsDiffer(MirrorError):
    """Two nodes have different blocks at one height, or logs in one: nothing is read meanwhile.

    `found` and `other_found` are the blocks' hashes, or digests of the register's logs in it.
    """

    block: int
    endpoint: int
    found: bytes
    other: int
    other_found: bytes
    code: ClassVar[str] = "ENDPOINTS_DIFFER"


@dataclass(eq=False)
class NodeBehind(MirrorError):
    """The node lacks blocks that were read, so they may be taken back: wait for it."""

    block: int
    head: int
    code: ClassVar[str] = "NODE_BEHIND"


@dataclass(eq=False)
class LogForeign(MirrorError):
    """A log of the register names no dossier, so it can be entered nowhere and must not be lost."""

    block: int
    log_index: int
    topics: bytes
    code: ClassVar[str] = "LOG_FOREIGN"


@dataclass(eq=False)
class MirrorBusy(MirrorError):
    """Another process follows the chain into this database: stop it first."""

    holder: str
    code: ClassVar[str] = "MIRROR_BUSY"


@dataclass(eq=False)
class RebuildStopped(MirrorError):
    """The mirror was being made anew and was told to stop: nothing was written."""

    code: ClassVar[str] = "REBUILD_STOPPED"


@dataclass(eq=False)
class MirrorOvertaken(MirrorError):
    """Another process moved the mirror on meanwhile: nothing was written, read it anew."""

    block: int
    code: ClassVar[str] = "MIRROR_OVERTAKEN"
