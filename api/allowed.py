"""Which algorithms this installation makes anything with: the crypto policy, before it is used."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ledger.domain.crypto_policy import CryptoPolicyMalformed, own_policy, parse_policy
from ledger.settings import PREFIX, SettingWrong

if TYPE_CHECKING:
    from ledger.domain.crypto_policy import CryptoPolicy, Use
    from ledger.settings import Settings

NONE: Final = "-"


def policy_of(settings: Settings) -> CryptoPolicy:
    """The installation's own policy, else the one of this version. Raises SettingWrong."""
    if settings.crypto_policy == NONE:
        return own_policy()
    try:
        return parse_policy(Path(settings.crypto_policy).read_bytes())
    except (OSError, CryptoPolicyMalformed) as fault:
        raise SettingWrong(PREFIX + "CRYPTO_POLICY", str(fault)) from fault


def require_allowed(settings: Settings, use: Use, *algorithms: str, at: int) -> None:
    """Let something be made with these now. Raises AlgorithmNotAllowed, SettingWrong.

    An installation's own policy can only be stricter than that of this version.
    """
    for policy in (own_policy(), policy_of(settings)):
        for each in algorithms:
            policy.require(use, each, at)
