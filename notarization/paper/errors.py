"""What a PDF can lack."""

from dataclasses import dataclass
from typing import ClassVar

from notarization.errors import NotarizationError


@dataclass(eq=False)
class DocumentUnreadable(NotarizationError):
    """The file is no PDF with one attached record: `fault` says what it lacks."""

    fault: str
    code: ClassVar[str] = "DOCUMENT_UNREADABLE"


class SigningError(NotarizationError):
    """A document could not be signed; nothing was written."""

    code: ClassVar[str] = "DOCUMENT_SIGNING"


@dataclass(eq=False)
class SigningKeyUnusable(SigningError):
    """The key cannot be opened or does not sign: the file or token, its password, its label."""

    source: str
    fault: str
    code: ClassVar[str] = "SIGNING_KEY_UNUSABLE"


@dataclass(eq=False)
class CertificatesUnreadable(SigningError):
    """A file of certificates or a revocation list holds none."""

    source: str
    code: ClassVar[str] = "CERTIFICATES_UNREADABLE"


@dataclass(eq=False)
class RevocationListUnreachable(SigningError):
    """The revocation list that a certificate names cannot be had; it can be given as a file."""

    url: str
    fault: str
    code: ClassVar[str] = "REVOCATION_LIST_UNREACHABLE"


@dataclass(eq=False)
class ResponderUnreachable(SigningError):
    """No OCSP responder that the certificate names answers, and no list stands for it."""

    url: str
    fault: str
    code: ClassVar[str] = "OCSP_UNREACHABLE"


@dataclass(eq=False)
class DocumentNotRenewable(SigningError):
    """The document is not good as it is, so nothing can prolong it; `mark` is the check's code."""

    mark: str
    detail: str
    code: ClassVar[str] = "DOCUMENT_NOT_RENEWABLE"


@dataclass(eq=False)
class DocumentTimeEnded(SigningError):
    """The certificate of the last time stamp has ended: it was to be renewed before."""

    until: str
    code: ClassVar[str] = "DOCUMENT_TIME_ENDED"


@dataclass(eq=False)
class SignatureWouldNotHold(SigningError):
    """The signed document would not pass the check; `mark` is the check's code."""

    mark: str
    detail: str
    code: ClassVar[str] = "SIGNATURE_WOULD_NOT_HOLD"


@dataclass(eq=False)
class DocumentNotToBeSigned(SigningError):
    """The document is not made to be signed: `fault` says why."""

    fault: str
    code: ClassVar[str] = "DOCUMENT_NOT_TO_BE_SIGNED"


@dataclass(eq=False)
class AlreadySigned(SigningError):
    """The document has a signature already: one document, one signer."""

    fields: int
    code: ClassVar[str] = "ALREADY_SIGNED"
