"""Whether a block was sealed by the validators that the reader trusts (QBFT)."""

from dataclasses import dataclass
from typing import ClassVar, Final

from notarization.verify.beliefs import SECP256K1, Epoch, Qbft
from notarization.verify.errors import VerificationError
from notarization.verify.fields import shown
from notarization.verify.header import Header
from notarization.verify.qbft import QbftExtra, commit_digest
from notarization.verify.signature import SignatureError, recover_any_s

_R_S: Final = 64


@dataclass(eq=False)
class QuorumNotReached(VerificationError):
    """Fewer validators sealed the block than a decision takes."""

    expected: int
    found: int
    code: ClassVar[str] = "QUORUM_NOT_REACHED"


@dataclass(eq=False)
class SealByNonValidator(VerificationError):
    """A seal is none of a validator of that block, or is no signature at all."""

    found: str
    code: ClassVar[str] = "SEAL_BY_NON_VALIDATOR"


@dataclass(eq=False)
class DuplicateSeal(VerificationError):
    """A validator sealed the block twice: it counts once, and no honest block has it."""

    found: str
    code: ClassVar[str] = "DUPLICATE_SEAL"


@dataclass(eq=False)
class ValidatorsDisagree(VerificationError):
    """The block names other validators than the reader trusts for it."""

    expected: str
    found: str
    code: ClassVar[str] = "VALIDATORS_DISAGREE"


@dataclass(eq=False)
class ValidatorsUnknown(VerificationError):
    """The trust file names no validators for so early a block."""

    number: int
    code: ClassVar[str] = "VALIDATOR_SET_UNPROVEN"


@dataclass(eq=False)
class CurveUnsupported(VerificationError):
    """The chain's seals are on a curve that this verifier cannot recover signers on."""

    found: str
    code: ClassVar[str] = "UNSUPPORTED_CURVE"


NOT_JUDGED: Final = (ValidatorsUnknown, CurveUnsupported)


def quorum(validators: int) -> int:
    """How many of so many validators decide: two thirds, rounded up (QBFT)."""
    return -(-2 * validators // 3)


def check_seals(header: Header, extra: QbftExtra, trust: Qbft) -> tuple[int, int]:
    """How many validators sealed the block, and how many there are.

    Raises NOT_JUDGED where nothing can be said; QuorumNotReached, SealByNonValidator,
    DuplicateSeal, ValidatorsDisagree.
    """
    if trust.curve != SECP256K1:
        raise CurveUnsupported(trust.curve)
    epoch = trust.epoch(header.number)
    if epoch is None:
        raise ValidatorsUnknown(header.number)
    _require_named(extra, epoch)
    digest = commit_digest(header.fields, extra)
    sealed: set[bytes] = set()
    for seal in extra.seals:
        signer = _signer(digest, seal)
        if signer not in epoch.validators:
            raise SealByNonValidator(shown(signer) if signer else shown(seal))
        if signer in sealed:
            raise DuplicateSeal(shown(signer))
        sealed.add(signer)
    needed = quorum(len(epoch.validators))
    if len(sealed) < needed:
        raise QuorumNotReached(needed, len(sealed))
    return len(sealed), len(epoch.validators)


def _require_named(extra: QbftExtra, epoch: Epoch) -> None:
    """A chain whose validators stand in a contract names none in its blocks."""
    if extra.validators and set(extra.validators) != epoch.validators:
        raise ValidatorsDisagree(_listed(epoch.validators), _listed(extra.validators))


def _listed(addresses: "frozenset[bytes] | tuple[bytes, ...]") -> str:
    return " ".join(map(shown, sorted(addresses)))


def _signer(digest: bytes, seal: bytes) -> bytes | None:
    try:
        return recover_any_s(digest, seal[:_R_S], parity=seal[_R_S])
    except SignatureError:
        return None
