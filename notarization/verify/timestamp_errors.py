"""Why a time stamp refuses a package, or counts for nothing (NOT_COUNTED)."""

from dataclasses import dataclass
from typing import ClassVar, Final

from notarization.verify.errors import VerificationError


@dataclass(eq=False)
class TokenMalformed(VerificationError):
    """A time stamp is no granted RFC 3161 response with its authority's certificate."""

    file: str
    fault: str
    code: ClassVar[str] = "TSA_MALFORMED"


@dataclass(eq=False)
class ImprintMismatch(VerificationError):
    """A time stamp is over something else."""

    file: str
    expected: bytes
    found: bytes
    code: ClassVar[str] = "TSA_IMPRINT_MISMATCH"


@dataclass(eq=False)
class KeyUsageWrong(VerificationError):
    """The certificate that signed is not for time stamps alone (RFC 3161, 2.3)."""

    file: str
    code: ClassVar[str] = "TSA_EKU"


@dataclass(eq=False)
class TokenSignatureWrong(VerificationError):
    """The token is not signed by the trusted authority whose certificate it shows."""

    file: str
    authority: str
    code: ClassVar[str] = "TSA_SIGNATURE_WRONG"


@dataclass(eq=False)
class ChainGap(VerificationError):
    """A renewal is missing, or came after the certificate that it had to come before."""

    file: str
    fault: str
    code: ClassVar[str] = "TSA_CHAIN_GAP"


@dataclass(eq=False)
class BeforeBlock(VerificationError):
    """The package shows a block that is younger than its time stamp."""

    file: str
    expected: str
    found: str
    code: ClassVar[str] = "TSA_BEFORE_BLOCK"


@dataclass(eq=False)
class AuthorityUntrusted(VerificationError):
    """The reader's trust file names no authority that this token comes from."""

    file: str
    found: str
    code: ClassVar[str] = "TSA_UNTRUSTED"


@dataclass(eq=False)
class PolicyUntrusted(VerificationError):
    """The authority is trusted, but not under this policy."""

    file: str
    found: str
    code: ClassVar[str] = "TSA_POLICY"


@dataclass(eq=False)
class AlgorithmUnsupported(VerificationError):
    """This verifier cannot judge the token: SM2 signatures and unknown imprints."""

    file: str
    found: str
    code: ClassVar[str] = "UNSUPPORTED_TSA_ALG"


@dataclass(eq=False)
class StampsMissing(VerificationError):
    """The reader wants more trusted authorities than have stamped this package."""

    expected: int
    found: int
    code: ClassVar[str] = "TSA_MISSING"


NOT_COUNTED: Final = (AuthorityUntrusted, PolicyUntrusted, AlgorithmUnsupported)
