"""The price in deposit at the console: told with a sale, checked and said before it is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from api.commands.act import FILE
from api.commands.tools import show_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from api.commands.tools import F, Tools
    from api.registrant.actfile import ActFile


def deposit_options(say: Speech) -> tuple[Callable[[F], F], ...]:
    """The options that tell a deposit."""
    return (
        click.option(
            "--depositary",
            help=say("价款提存于何处", "With whom the price is deposited for the pledgees"),
        ),
        click.option(
            "--deposited", help=say("提存金额（元）", "How much of it is deposited, in yuan")
        ),
        click.option(
            "--receipt",
            type=FILE,
            help=say("提存凭证（只计算摘要）", "The receipt for the deposit, by its digest"),
        ),
    )


def deposit_body(told: dict[str, Any]) -> dict[str, str] | None:
    """A deposit as the doors take it; None where none is told. Raises EntryUnclear."""
    from api.pages import entries
    from api.problems import EntryUnclear
    from notarization.verify.digests import sha256

    given = [told["depositary"], told["deposited"], told["receipt"]]
    if not any(given):
        return None
    for member, needs in (("depositary", "a name"), ("receipt", "a file")):
        if not told[member]:
            raise EntryUnclear(member, needs)
    return {
        "depositary": told["depositary"],
        "amount_fen": str(entries.fen_of("proceeds", told["deposited"] or "")),
        "receipt": "0x" + sha256(told["receipt"].read_bytes()).hex(),
    }


def require_told(tools: Tools, found: dict[str, Any], act: ActFile) -> None:
    """Say the deposit that comes with an act, which must be the one that its terms name.

    Raises CanonicalJsonError, ProceedsMalformed, ActDigestDiffers.
    """
    from api.registrant.errors import ActDigestDiffers
    from ledger.domain.proceeds import Proceeds

    if found["proceeds"] is None:
        return
    told = Proceeds.read(found["proceeds"]["statement"].encode())
    named = act.prepared.terms.document
    if told.digest != named:
        raise ActDigestDiffers("document", named.hex(), told.digest.hex())
    show_rows(told_rows(tools.say, found), err=True)


def told_rows(say: Speech, found: dict[str, Any]) -> list[tuple[str, str]]:
    """A deposit in words; nothing where none is told."""
    from api.texts.shown import yuan
    from ledger.domain.proceeds import Proceeds

    if found["proceeds"] is None:
        return []
    told = Proceeds.read(found["proceeds"]["statement"].encode())
    return [
        (say("价款提存于", "price deposited with"), told.deposit.depositary),
        (say("提存金额（元）", "amount in deposit, CNY"), yuan(told.deposit.amount)),
        (say("所担保的质押", "for the pledges"), "\n  ".join(each.hex() for each in told.pledges)),
    ]
