"""`datadeed presentation NUMBER --purpose pledge`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from api.commands.moment import MOMENT
from api.commands.tools import (
    F,
    Tools,
    json_option,
    options,
    pass_tools,
    show_json,
    snapshot,
)
from api.commands.verdict import EXIT, PURPOSES

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.commands.speech import Speech
    from api.schemas.presentations import PresentationOut


def command(say: Speech) -> click.Command:
    """Make the command."""
    about = say(
        "按用途逐项回答银行须核验的二十问，连同核验结论。退出码同 verdict。",
        "Answer the twenty questions of a bank that a purpose puts, with the verdict. Exit codes as"
        " those of verdict.",
    )

    @click.command("presentation", help=about)
    @click.argument("number")
    @_options(say)
    @json_option(say)
    @pass_tools
    def present(  # noqa: PLR0913 (one parameter an option)
        tools: Tools,
        *,
        number: str,
        purpose: str,
        loan_end: int | None,
        upstream_end: int | None,
        fingerprint: str | None,
        as_json: bool,
    ) -> int:
        from api import parse
        from api.presentations import presentation_shape
        from ledger.domain.numbers import parse_number
        from ledger.domain.verdict import Purpose
        from ledger.queries.presentation import Given, presentation
        from ledger.queries.verdict import Asked, Terms

        copy = None if fingerprint is None else parse.digest("fingerprint", fingerprint)
        with snapshot(tools) as session:
            asked = Asked(parse_number(number), Purpose(purpose))
            terms = Terms(tools.settings().lag_blocks)
            found = presentation(session, asked, terms, Given(loan_end, copy, upstream_end))
            shape = presentation_shape(session, found)
        if as_json:
            show_json(shape.model_dump(mode="json"))
            return EXIT[shape.verdict.result]
        _show(say, shape)
        return EXIT[shape.verdict.result]

    return present


def _options(say: Speech) -> Callable[[F], F]:
    return options(
        click.option("--purpose", type=click.Choice(PURPOSES), default="pledge", show_default=True),
        click.option("--loan-end", type=MOMENT, help=say("贷款到期日", "When the loan ends")),
        click.option(
            "--upstream-end",
            type=MOMENT,
            help=say(
                "所查验的上游授权或来源合同的届满日",
                "When the mandate or source contract ends, as you read it",
            ),
        ),
        click.option(
            "--fingerprint", help=say("留存副本的指纹标识", "The escrowed copy's fingerprint id")
        ),
    )


def _show(say: Speech, shape: PresentationOut) -> None:
    from notarization.verify.report import Language

    zh = say.language is Language.ZH
    click.echo(f"{shape.verdict.number}  {shape.verdict.result.value}")
    held = ", ".join(shape.held_back)
    click.echo(say("自动审批：", "automatic approval: ") + (held or say("可", "yes")))
    for each in shape.answers:
        click.echo(f"{each.number:>2}. {each.question_zh if zh else each.question_en}")
        click.echo(f"    {each.zh if zh else each.en}  [{each.source}]")
