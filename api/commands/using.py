"""What the commands of licences and reports share: a title's page, digests, the file to sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from api.commands.tools import Tools, options, show_json, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from api.commands.speech import Speech
    from api.commands.tools import F
    from ledger.domain.acts import DocumentDigest
    from ledger.queries.title import TitlePage


def page_of(tools: Tools, number: str) -> TitlePage:
    """The title of a certificate, as the mirror has it. Raises NumberMalformed, NumberUnknown."""
    from ledger.domain.numbers import parse_number
    from ledger.queries.title import title_page

    with snapshot(tools) as session:
        return title_page(session, parse_number(number))


def digest_of(path: Path | None) -> DocumentDigest:
    """The digest of a file that stays at home; 32 zero bytes for none."""
    from ledger.domain.acts import DocumentDigest
    from notarization.verify.digests import sha256

    return DocumentDigest(bytes(32) if path is None else sha256(path.read_bytes()))


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An act by its kind (api.doors) and terms; `openings` (Opening) open its commitments."""

    kind: str
    terms: Any
    openings: tuple[Any, ...] = ()


def written(tools: Tools, act: Unsigned, output: Path, *, as_json: bool) -> None:
    """Write the file that its hands sign one after the other: `datadeed act sign`, then relay."""
    from dataclasses import replace

    from api.registrant import actfile
    from ledger.chain.profile import load

    profile = load(tools.settings().profile)
    made = replace(actfile.make(profile, act.kind, act.terms), openings=act.openings)
    actfile.write(output, made, profile)
    if as_json:
        show_json(actfile.document(made, profile))
        return
    click.echo(tools.say(f"已写入 {output}，请各方签署", f"wrote {output}: have it signed"))


def output_option(say: Speech) -> Callable[[F], F]:
    """`--output`."""
    from pathlib import Path as Place

    return options(
        click.option(
            "--output",
            required=True,
            type=click.Path(dir_okay=False, path_type=Place),
            help=say("写入的待签署文件", "The file to write and have signed"),
        )
    )
