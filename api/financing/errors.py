"""What can be wrong with asking for a financing file."""

from dataclasses import dataclass
from typing import ClassVar

from api.problems import ApiError


@dataclass(eq=False)
class FinancingUnknown(ApiError):
    """No pledge of this id secures whoever asks: files on others' loans are not told of."""

    pledge: bytes
    code: ClassVar[str] = "FINANCING_UNKNOWN"
    status: ClassVar[int] = 404


@dataclass(eq=False)
class FinancingFull(ApiError):
    """A file holds so many entries at most."""

    most: int
    code: ClassVar[str] = "FINANCING_FULL"
    status: ClassVar[int] = 409
