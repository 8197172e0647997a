"""What a PDF can lack."""

from dataclasses import dataclass
from typing import ClassVar

from notarization.errors import NotarizationError


@dataclass(eq=False)
class DocumentUnreadable(NotarizationError):
    """The file is no PDF with one attached record: `fault` says what it lacks."""

    fault: str
    code: ClassVar[str] = "DOCUMENT_UNREADABLE"
