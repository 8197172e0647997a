"""What can go wrong with a log of digests, its anchors and its proofs."""

from dataclasses import dataclass
from typing import ClassVar

from notarization.errors import NotarizationError


class BatchError(NotarizationError):
    """A log of digests cannot do what it was asked for; it stands as it stood."""

    code: ClassVar[str] = "BATCH"


@dataclass(eq=False)
class BatchLogMissing(BatchError):
    """There is no log of digests in this folder: `datadeed batch create` makes one."""

    folder: str
    code: ClassVar[str] = "BATCH_LOG_MISSING"


@dataclass(eq=False)
class BatchLogExists(BatchError):
    """There is a log of digests in this folder already."""

    folder: str
    code: ClassVar[str] = "BATCH_LOG_EXISTS"


@dataclass(eq=False)
class BatchLogBroken(BatchError):
    """The log on disk is not what it was: nothing more is entered, anchored or proven with it."""

    folder: str
    fault: str
    code: ClassVar[str] = "BATCH_LOG_BROKEN"


@dataclass(eq=False)
class BatchLogBehind(BatchError):
    """The register holds another batch than this log: it is an old copy, or another's log."""

    size: int
    anchored: int
    code: ClassVar[str] = "BATCH_LOG_BEHIND"


@dataclass(eq=False)
class BatchDigestMalformed(BatchError):
    """A digest is given as sha256:HEX or sm3:HEX, with 64 hexadecimal digits."""

    place: int
    text: str
    code: ClassVar[str] = "BATCH_DIGEST_MALFORMED"


@dataclass(eq=False)
class BatchDigestUnknown(BatchError):
    """This digest is not in the log."""

    digest: str
    code: ClassVar[str] = "BATCH_DIGEST_UNKNOWN"


@dataclass(eq=False)
class BatchAnchorMissing(BatchError):
    """No batch with this many digests is anchored yet: anchor the log, then ask again."""

    size: int
    code: ClassVar[str] = "BATCH_ANCHOR_MISSING"


@dataclass(eq=False)
class BatchFileUnreadable(BatchError):
    """A file could not be read whole."""

    path: str
    fault: str
    code: ClassVar[str] = "BATCH_FILE_UNREADABLE"


@dataclass(eq=False)
class BatchUnproven(BatchError):
    """The batch is anchored, but the node's proof of it does not hold now: anchor again later."""

    size: int
    fault: str
    code: ClassVar[str] = "BATCH_UNPROVEN"


@dataclass(eq=False)
class BatchLogUnwritable(BatchError):
    """The log's disk is full or fails: what was not told as entered may be given in again."""

    folder: str
    fault: str
    code: ClassVar[str] = "BATCH_LOG_UNWRITABLE"


@dataclass(eq=False)
class BatchNotAttachable(BatchError):
    """A proof has no place in this package, which stays as it is."""

    fault: str
    code: ClassVar[str] = "BATCH_NOT_ATTACHABLE"
