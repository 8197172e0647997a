"""What can keep a file or folder from being fingerprinted; each names the path at fault."""

from dataclasses import dataclass
from typing import ClassVar

from notarization.errors import NotarizationError


class FingerprintFailed(NotarizationError):
    """A file or folder could not be fingerprinted."""

    code: ClassVar[str] = "FINGERPRINT_FAILED"


@dataclass(eq=False)
class FileChangedWhileRead(FingerprintFailed):
    """A file or folder was written, replaced, cut, extended or removed during the pass.

    `aspect` is size, time, identity, length (bytes read against the size) or listing.
    """

    path: str
    aspect: str
    code: ClassVar[str] = "FILE_CHANGED_WHILE_READ"


@dataclass(eq=False)
class FileUnreadable(FingerprintFailed):
    """The system refused to open, list or read the path; `reason` is its own text."""

    path: str
    reason: str
    code: ClassVar[str] = "FILE_UNREADABLE"


@dataclass(eq=False)
class SpecialFileRefused(FingerprintFailed):
    """The path is a symbolic link, device, pipe or socket: it has no bytes of its own."""

    path: str
    kind: str
    code: ClassVar[str] = "SPECIAL_FILE_REFUSED"


@dataclass(eq=False)
class NonUtf8FileName(FingerprintFailed):
    """A name below the folder is not UTF-8, so no manifest can carry it; `path` is its bytes."""

    path: bytes
    code: ClassVar[str] = "NON_UTF8_FILE_NAME"


@dataclass(eq=False)
class FolderHasNoFile(FingerprintFailed):
    """A folder holds no file at any depth, so there is nothing to register."""

    path: str
    code: ClassVar[str] = "FOLDER_HAS_NO_FILE"
