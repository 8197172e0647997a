"""Who acted, and whether he could: signatures, mandates, and what other dossiers had to say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from ledger.domain.acts import ActorMode
from ledger.domain.conditions import check_conditions
from ledger.domain.disowned import Disowned
from ledger.domain.dossier import Anchor
from ledger.domain.history import History
from ledger.domain.mandates import Unrecoverable, check_mandates
from notarization.verify.errors import VerificationError
from notarization.verify.signature import SignatureError, recover
from notarization.verify.wording import beijing


@dataclass(eq=False)
class SignedAfterRevocation(VerificationError):
    """A clerk's signature given after the date from which the registry revoked the clerk's key."""

    subject: bytes
    act: int
    clerk: bytes
    signed: str
    since: str
    ground: str
    code: ClassVar[str] = "SIGNED_AFTER_REVOCATION"

    @classmethod
    def of(cls, found: Disowned) -> Self:
        """As it is reported; the times are Beijing's."""
        times = beijing(found.time), beijing(found.since)
        return cls(found.subject, found.seq, found.clerk, *times, found.ground.name)


@dataclass(frozen=True, slots=True)
class Signed:
    """How many signatures were checked, and how many actors only the register vouches for.

    `disowned` are those that hold, and that their registry disowns.
    """

    verified: int
    contracts: int
    senders: int
    disowned: tuple[Disowned, ...] = ()


def check_signers(anchor: Anchor, histories: Mapping[bytes, History]) -> Signed:
    """Check every actor of every act, and what the act needed of other dossiers.

    Raises MandateError, ConditionBroken; PartyMissing, ConditionUnknown where a dossier is not at
    hand.
    """
    verified, modes, disowned = 0, [], []
    for history in histories.values():
        for act, before in zip(history.acts, history.states, strict=False):
            check_conditions(act, before, histories)
            for mandate in check_mandates(anchor, act, before, histories, recovered):
                verified += mandate.offline
                if mandate.disowned is not None:
                    disowned.append(mandate.disowned)
                if not mandate.offline:
                    modes.append(mandate.actor.mode)
    contracts = modes.count(ActorMode.CONTRACT)
    return Signed(verified, contracts, len(modes) - contracts, tuple(disowned))


def recovered(digest: bytes, signature: bytes) -> bytes:
    """Who signed, as mandates are checked. Raises Unrecoverable."""
    try:
        return recover(digest, signature)
    except SignatureError as fault:
        raise Unrecoverable(fault.code) from fault
