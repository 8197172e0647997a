"""What this installation puts into a package of version 2 beside what the register holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.texts.shown import iso
from ledger.domain import canonical
from ledger.domain.canonical import CanonicalJsonError
from ledger.domain.numbers import written
from ledger.settings import PREFIX, SettingWrong
from ledger.store.repositories import deposit
from notarization.enclosing import Handed
from notarization.verify.fields import FieldError
from notarization.verify.platform_statement import Platform, read_platform

if TYPE_CHECKING:
    from api.evidence import Request
    from ledger.settings import Settings
    from ledger.store.engine import ReadSession

NONE: Final = "-"
RECEIPT: Final = "deposit-receipt.json"


def handed(
    settings: Settings, request: Request, session: ReadSession, application: bytes
) -> Handed:
    """What is enclosed in the package of a request.

    The receipt of the national deposit goes into packages that are asked for by name only. Raises
    SettingWrong.
    """
    platform = _platform(settings)
    papers = dict(request.papers)
    if not request.public and (row := deposit.deposit(session, application)) and row.receipt:
        papers[RECEIPT] = row.receipt
    return Handed(
        maker=_maker(settings, platform),
        repeat=repeat(request),
        origin=request.origin,
        platform=platform,
        papers=papers,
        wheel=_wheel(settings),
        absent=request.absent,
    )


def maker(settings: Settings) -> str:
    """Who makes packages here: the operator as its statement names it, else the site's address.

    Raises SettingWrong.
    """
    return _maker(settings, _platform(settings))


def _maker(settings: Settings, platform: Platform | None) -> str:
    return platform.operator if platform else settings.public_url


def repeat(request: Request) -> str:
    """The words that make a package like it again."""
    words = ["datadeed", "package", written(request.number), "--purpose", request.purpose.value]
    if request.at is not None:
        words += ["--at", iso(request.at)]
    if request.opened is not None:
        words += [word for name in sorted(request.opened) for word in ("--open", name)]
        words += [] if request.opened else ["--open-none"]
    return " ".join(words)


def _platform(settings: Settings) -> Platform | None:
    if settings.platform == NONE:
        return None
    try:
        return read_platform(canonical.parse(Path(settings.platform).read_bytes()))
    except (OSError, CanonicalJsonError, FieldError) as fault:
        raise SettingWrong(PREFIX + "PLATFORM", str(fault)) from fault


def _wheel(settings: Settings) -> tuple[str, bytes] | None:
    if settings.verifier == NONE:
        return None
    path = Path(settings.verifier)
    try:
        return path.name, path.read_bytes()
    except OSError as fault:
        raise SettingWrong(PREFIX + "VERIFIER", str(fault)) from fault
