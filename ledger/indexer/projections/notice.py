"""Rows of a notice: its clear fields, as far as they can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ledger.domain.commitments import verify_disclosure
from ledger.domain.errors import DomainError
from ledger.domain.record import parse_notice
from ledger.store.tables.application import NoticeApplicantRow, NoticeRow
from ledger.store.tables.title import TitleNoticeRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.acts import Application, Notice
    from ledger.domain.dossier import Act
    from ledger.store.tables.row import Row

# whose names a notice may give: no honest one names a natural person (NAT-2026 Art. 24)
NAMED: Final = ("legal_person", "unincorporated")
NUL_SHOWN: Final = "\N{REPLACEMENT CHARACTER}"


def rows(act: Act, terms: Notice, content: Application) -> Iterator[Row]:
    """The notice and its names."""
    fields, fault = _read(terms.clear, content.record)
    yield NoticeRow(
        application=act.raw.subject,
        **_texts_of(fields),
        due=terms.due,
        published_time=act.raw.time,
        clear=terms.clear,
        fault=fault,
        block=act.raw.block,
        seq=act.seq,
    )
    yield from _applicants(act, fields.get("applicants"), content)


def changed(act: Act, application: bytes, clear: bytes, root: bytes) -> Row:
    """The published fields of a title's new record: none where it publishes none."""
    fields, fault = _read(clear, root) if clear else ({}, "")
    return TitleNoticeRow(
        title=act.raw.subject,
        application=application,
        **_texts_of(fields),
        published_time=act.raw.time,
        clear=clear,
        fault=fault,
        block=act.raw.block,
        seq=act.seq,
    )


def _texts_of(fields: dict[str, Any]) -> dict[str, str]:
    region = fields.get("region")
    return {
        "data_name": _text(fields.get("data_name")),
        "industry": _text(fields.get("industry")),
        "region": _text(_member(region, "code")),
        "level": _text(_member(region, "level")),
        "summary": _text(fields.get("summary")),
        "scenarios": "\n".join(_texts(fields.get("scenarios"))),
    }


def _read(clear: bytes, root: bytes) -> tuple[dict[str, Any], str]:
    """The opened fields; none, and why, where they are not those of the record."""
    try:
        return dict(verify_disclosure(parse_notice(clear), root)), ""
    except DomainError as fault:
        return {}, fault.code


def _applicants(act: Act, listed: Any, content: Application) -> Iterator[NoticeApplicantRow]:
    holders = {split.holder.hex(): split.holder for split in content.splits}
    for place, each in enumerate(listed if isinstance(listed, list) else ()):
        # what calls itself neither may be a person: the mirror does not spread the name
        if _member(each, "kind") not in NAMED:
            continue
        yield NoticeApplicantRow(
            application=act.raw.subject,
            place=place,
            name=_text(_member(each, "name")),
            uscc=_text(_member(each, "uscc")),
            party=holders.get(_text(_member(each, "party")), b""),
            block=act.raw.block,
            seq=act.seq,
        )


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: Any) -> str:
    # JSON may spell a NUL, which PostgreSQL has no place for; both databases show the same mark
    return value.replace("\0", NUL_SHOWN) if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [_text(each) for each in value] if isinstance(value, list) else []
