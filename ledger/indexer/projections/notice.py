"""Rows of a notice: its clear fields, as far as they can be believed, and what finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ledger.domain.commitments import verify_disclosure
from ledger.domain.errors import DomainError
from ledger.domain.record import parse_notice
from ledger.store.grams import grams_of, text_of
from ledger.store.tables.application import NoticeApplicantRow, NoticeRow
from ledger.store.tables.search import SearchGramRow, SearchTextRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.acts import Application, Notice
    from ledger.domain.dossier import Act
    from ledger.store.tables.row import Row

NUL_SHOWN: Final = "\N{REPLACEMENT CHARACTER}"


def rows(act: Act, terms: Notice, content: Application) -> Iterator[Row]:
    """The notice, its names, and the characters by which it is found."""
    fields, fault = _read(terms.clear, content)
    name, industry = _text(fields.get("data_name")), _text(fields.get("industry"))
    region = _text(_member(fields.get("region"), "code"))
    yield NoticeRow(
        application=act.raw.subject,
        data_name=name,
        industry=industry,
        region=region,
        due=terms.due,
        published_time=act.raw.time,
        clear=terms.clear,
        fault=fault,
        block=act.raw.block,
        seq=act.seq,
    )
    named = list(_applicants(act, fields.get("applicants"), content))
    yield from named
    words = [word for each in named for word in (each.name, each.uscc)]
    yield from _found_by(act, text_of([name, *words, industry, region]))


def _read(clear: bytes, content: Application) -> tuple[dict[str, Any], str]:
    """The opened fields; none, and why, where they are not those of the application's record."""
    try:
        return dict(verify_disclosure(parse_notice(clear), content.record)), ""
    except DomainError as fault:
        return {}, fault.code


def _applicants(act: Act, listed: Any, content: Application) -> Iterator[NoticeApplicantRow]:
    holders = {split.holder.hex(): split.holder for split in content.splits}
    for place, each in enumerate(listed if isinstance(listed, list) else ()):
        yield NoticeApplicantRow(
            application=act.raw.subject,
            place=place,
            name=_text(_member(each, "name")),
            uscc=_text(_member(each, "uscc")),
            party=holders.get(_text(_member(each, "party")), b""),
            block=act.raw.block,
            seq=act.seq,
        )


def _found_by(act: Act, text: str) -> Iterator[Row]:
    block, application = act.raw.block, act.raw.subject
    yield SearchTextRow(application, text, block, act.seq)
    for gram in grams_of(text):
        yield SearchGramRow(gram, block, application, act.seq)


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: Any) -> str:
    # JSON may spell a NUL, which PostgreSQL has no place for; both databases show the same mark
    return value.replace("\0", NUL_SHOWN) if isinstance(value, str) else ""
