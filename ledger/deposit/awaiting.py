"""Waiting for the registration that a deposit completes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.deposit.errors import DepositNotOpen, DepositPending
from ledger.domain.acts import ApplicationState
from ledger.domain.words import ApplicationRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.domain.acts import ApplicationId
    from ledger.registrar.register import Register

LOOKS: Final = 240
BETWEEN: Final = 0.5


def await_registered(
    register: Register,
    application: ApplicationId,
    *,
    sleep: Callable[[float], None],
    looks: int = LOOKS,
) -> int:
    """The legal time of registration, once somebody has entered the deposit.

    Raises:
        DepositNotOpen: the application is neither ready nor registered.
        DepositPending: it is ready still, after so many looks half a second apart.
    """
    for _ in range(looks):
        record = register.record(application, ApplicationRecord)
        if record.deposited_at:
            return record.deposited_at
        if record.state is not ApplicationState.READY:
            raise DepositNotOpen(application)
        sleep(BETWEEN)
    raise DepositPending(application, int(looks * BETWEEN))
