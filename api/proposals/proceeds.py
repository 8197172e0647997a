"""Sales whose proceeds are deposited: the statement that all sides sign with the act's document."""

from __future__ import annotations

import secrets
from typing import TypeVar

from api.problems import EntryUnclear
from ledger.domain.acts import DocumentDigest, Sale, Transfer
from ledger.domain.personal import require_impersonal
from ledger.domain.proceeds import MOST_LETTERS, SALT_BYTES, Deposit, Proceeds, secured_by
from ledger.domain.values import replace
from ledger.domain.workdays import day_of

T = TypeVar("T", Transfer, Sale)


def deposited(terms: T, deposit: Deposit | None, now: int) -> tuple[T, str]:
    """The terms with the statement's digest in the place of the contract's, and the statement.

    Without a deposit the terms as they are. Raises EntryUnclear, PersonalDataFound.
    """
    if deposit is None:
        return terms, ""
    pledges, name = secured_by(terms), deposit.depositary
    checks = (
        ("lot", "a pledged lot that is sold", bool(pledges)),
        ("depositary", f"1 to {MOST_LETTERS} letters", 0 < len(name.strip()) <= MOST_LETTERS),
        ("proceeds", "more than nothing", 0 < deposit.amount < 2**128),
        ("receipt", "the digest of the receipt", any(deposit.receipt)),
    )
    for member, needs, holds in checks:
        if not holds:
            raise EntryUnclear(member, needs)
    require_impersonal("text", [name.encode()], day_of(now))
    salt = secrets.token_bytes(SALT_BYTES)
    made = Proceeds(
        title=terms.title,
        pledges=pledges,
        deposit=Deposit(name.strip(), deposit.amount, deposit.receipt),
        contract=terms.document,
        salt=salt,
    )
    return replace(terms, document=DocumentDigest(made.digest)), made.statement.decode()
