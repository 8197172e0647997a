"""What a content store can refuse; one family for every kind of store."""

from dataclasses import dataclass
from typing import ClassVar

from notarization.errors import NotarizationError


class ContentError(NotarizationError):
    """A store could not keep, find, open or erase a content."""

    code: ClassVar[str] = "CONTENT"


@dataclass(eq=False)
class ContentMissing(ContentError):
    """The store does not hold this content; `name` is its file name."""

    name: str
    code: ClassVar[str] = "CONTENT_MISSING"


@dataclass(eq=False)
class ContentLost(ContentError):
    """The content was kept and is lost: neither this machine nor any node has it whole."""

    name: str
    code: ClassVar[str] = "CONTENT_LOST"


@dataclass(eq=False)
class ContentErased(ContentError):
    """The content was erased on purpose at this time (RFC 3339, UTC)."""

    name: str
    erased_at: str
    code: ClassVar[str] = "CONTENT_ERASED"


@dataclass(eq=False)
class ContentDigestMismatch(ContentError):
    """Stored bytes are not what the reference says; `digest` names which one differs."""

    name: str
    digest: str
    expected: str
    computed: str
    code: ClassVar[str] = "CONTENT_DIGEST_MISMATCH"


@dataclass(eq=False)
class ContentLocked(ContentError):
    """The content is encrypted, and no identity was given or it is not for this one."""

    name: str
    code: ClassVar[str] = "CONTENT_LOCKED"


@dataclass(eq=False)
class StoreFull(ContentError):
    """The disk or its quota is full; nothing of the content was kept. `size` is in bytes."""

    size: int
    code: ClassVar[str] = "STORE_FULL"


@dataclass(eq=False)
class StoreFailed(ContentError):
    """The system refused a read or a write for another reason; `reason` is its own text."""

    path: str
    reason: str
    code: ClassVar[str] = "STORE_FAILED"


class SealBroken(Exception):
    """Sealed bytes are not for this identity, or are damaged: says which; a store says of what."""


@dataclass(eq=False)
class SealedFileUnopened(ContentError):
    """A sealed file does not open with the key that was given; `fault` says why."""

    path: str
    fault: str
    code: ClassVar[str] = "SEALED_FILE_UNOPENED"


class SuitesMixed(ContentError):
    """Readers of one seal have keys of two suites, and it can be of one only."""

    code: ClassVar[str] = "SUITES_MIXED"


@dataclass(eq=False)
class SuiteKeyMissing(ContentError):
    """A key file holds no key of the suite by which contents are sealed here."""

    suite: str
    code: ClassVar[str] = "SUITE_KEY_MISSING"


class NoReader(ContentError):
    """A content that is not public was given no reader, so that nobody could ever open it."""

    code: ClassVar[str] = "NO_READER"


@dataclass(eq=False)
class ReferenceMalformed(ContentError):
    """A content reference contradicts itself, or a digest in it has the wrong length."""

    field: str
    code: ClassVar[str] = "REFERENCE_MALFORMED"


class ReaderKeyMalformed(ContentError):
    """A text is no key of age or SM2; the text is not repeated, it may be the secret one."""

    code: ClassVar[str] = "READER_KEY_MALFORMED"


@dataclass(eq=False)
class NoNode(ContentError):
    """Contents of this folder lie on IPFS, and no node is named that could give or take them."""

    path: str
    code: ClassVar[str] = "NO_NODE"


@dataclass(eq=False)
class GatewayUnreachable(ContentError):
    """An IPFS node did not answer in time; what waits for it stays in the queue."""

    address: str
    reason: str
    code: ClassVar[str] = "GATEWAY_UNREACHABLE"


@dataclass(eq=False)
class GatewayRefused(ContentError):
    """An IPFS node answered with an error, a redirect or something unreadable."""

    address: str
    reason: str
    code: ClassVar[str] = "GATEWAY_REFUSED"


@dataclass(eq=False)
class GatewayWrong(ContentError):
    """An IPFS node gave other bytes than those asked for; both CIDs are those of the bytes."""

    address: str
    expected: str
    found: str
    code: ClassVar[str] = "GATEWAY_WRONG"


@dataclass(eq=False)
class CidDiffers(ContentError):
    """An IPFS node keeps the bytes under another CID than the one worked out here."""

    address: str
    expected: str
    found: str
    code: ClassVar[str] = "CID_DIFFERS"
