"""A file as a member of staff reads it: the record, what else is registered, what comes next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.desk import contents, records, stepping
from api.desk.entering import Clerk, require_own
from api.desk.records import OpenedRecord
from ledger.domain.desk import Step
from ledger.domain.seats import Elsewhere, elsewhere
from ledger.queries import application, desk, search
from ledger.queries.application import ApplicationPage
from ledger.queries.desk import Claim
from ledger.queries.errors import SearchEmpty, SearchTooLong
from ledger.queries.names import NamedParty, named
from ledger.queries.search import Hit
from ledger.store.repositories import desk as store

if TYPE_CHECKING:
    from api.wiring import Wiring
    from ledger.store.engine import ReadSession

SIMILAR: Final = 8
# years, months and numbers tell editions of the same data apart, not the data
_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class File:
    """A file with all that its examiner lays side by side; `names` are those of all parties."""

    page: ApplicationPage
    claim: Claim
    steps: tuple[Step, ...]
    record: OpenedRecord | None
    contents: Mapping[bytes, bool]
    data_name: str
    similar: tuple[Hit, ...]
    recused: tuple[bytes, ...]
    elsewhere: Elsewhere | None
    names: Mapping[bytes, NamedParty]


def elsewhere_in(registry: int, fields: Mapping[str, Any]) -> Elsewhere | None:
    """What of a record lies outside its registry's seat (NAT-2026 Art. 10)."""
    applicants, region = fields.get("applicants", ()), fields.get("region", {})
    return elsewhere(registry, (str(each["uscc"]) for each in applicants), region.get("code", ""))


def look(wiring: Wiring, session: ReadSession, clerk: Clerk, subject: bytes) -> File:
    """A file of the clerk's own registry. Raises SubjectUnknown."""
    require_own(session, clerk, subject)
    page = application.find_application(session, subject)
    record = records.opened(wiring, session, subject, page.record)
    notice = page.notice.data_name if page.notice else ""
    name = str(record.fields.get(records.NAME, "")) if record else notice
    claim = desk.claim_of(session, subject)
    recused = tuple(each.party for each in store.recusals(session, (subject,)))
    parties = {each.party for each in page.data_object.filings.entries}
    parties |= {claim.party, *recused, *(each.party for each in page.applicants)} - {b""}
    return File(
        page=page,
        claim=claim,
        steps=stepping.steps_of(session, clerk, subject),
        record=record,
        contents=contents.kept(wiring, session, subject),
        data_name=name,
        similar=_similar(wiring, session, name, subject),
        recused=recused,
        elsewhere=elsewhere_in(clerk.registry, record.fields if record else {}),
        names={**page.names, **named(session, parties)},
    )


def _similar(wiring: Wiring, session: ReadSession, name: str, own: bytes) -> tuple[Hit, ...]:
    """Public records of a like name: those with all of it first, then with its longest word."""
    words = sorted(_WORDS.findall(name), key=len, reverse=True)
    found: dict[bytes, Hit] = {}
    for text in filter(None, (name[:_MOST], *words[:1])):
        if len(found) < SIMILAR:
            try:
                page = search.find(
                    session, search.Asked(text), limit=SIMILAR + 1, shelves=wiring.shelves
                )
            except (SearchEmpty, SearchTooLong):
                continue
            found |= {hit.application: hit for hit in page.hits if hit.application not in found}
    found.pop(own, None)
    return tuple(found.values())[:SIMILAR]
