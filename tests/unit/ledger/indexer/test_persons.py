"""A natural person's name is neither kept, found nor shown, whatever a notice says of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from ledger.domain.acts import (
    Action,
    ActKind,
    Application,
    Enrolment,
    PartyId,
    PartyKind,
    RecordRoot,
    Share,
    Split,
    struct_hash,
)
from ledger.domain.record import commit, notice_of
from ledger.domain.words import WHOLE, party_of_tail
from ledger.indexer.rebuild import rebuild
from ledger.queries.application import find_application
from ledger.queries.names import named
from ledger.queries.search import Asked, find
from ledger.store.tables import INDEXED, PROJECTED, TABLES
from ledger.store.tables.application import NoticeApplicantRow
from tests import forge
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of

pytestmark = pytest.mark.both_databases
PERSON: Final = "张三丰"
COMPANY: Final = "海蓝渔业公司"
USCC: Final = "91370212MA3C0XYZ1U"
ENROLLED: Final = Enrolment(
    PartyKind.NATURAL_PERSON,
    bytes(32),
    RecordRoot(forge.named("id", 1)),
    forge.account(1),
    forge.FAR,
)
SELF: Final = PartyId(party_of_tail(struct_hash(ENROLLED)[:20]))
FIRM: Final = forge.party(2)


def filed_by(*holders: PartyId, record: RecordRoot) -> Application:
    shares = [Share(WHOLE - len(holders) + 1), *(Share(1) for _ in holders[1:])]
    splits = [Split(each, ppm, ppm, ppm) for each, ppm in zip(sorted(holders), shares, strict=True)]
    return replace(forge.content(77, [2]), record=record, splits=tuple(splits))


def entry(name: str, party: bytes, **more: str) -> dict[str, Any]:
    return {"name": name, "uscc": "", "party": party.hex(), **more}


@contextmanager
def noticed(path: Path, applicants: list[dict[str, Any]]) -> Iterator[tuple[Mirror, bytes]]:
    """A mirror of one notice that names these; its two holders are a person and a company."""
    chain, acts = SimulatedChain(), forge.Forge()
    fields: dict[str, Any] = {"applicants": applicants, "data_name": "水温数据"}
    record = commit(fields, {name: bytes(16) for name in fields})
    terms = filed_by(SELF, FIRM, record=RecordRoot(record.root))

    def enter(*some: forge.Terms) -> None:
        number, time = len(chain.blocks), chain.next_time()
        chain.mine([acts.act(each, number, time) for each in some])

    enter(forge.Terms(SELF, ActKind.PartyEnrolled, ENROLLED), forge.enrolment(2))
    enter(*forge.filing(terms))
    enter(forge.step(acts, terms, Action.ACCEPT))
    enter(forge.step(acts, terms, Action.ASSIGN))
    enter(forge.notice(acts, terms, notice_of(record.disclose(fields))))
    mirror = open_mirror(path, chain, profile_of(chain))
    mirror.catch_up()
    yield mirror, forge.application_id(terms)
    mirror.engine.dispose()


def kept(mirror: Mirror, name: str) -> set[str]:
    """The tables of projections and search in which a name stands, but for the notice's bytes."""
    tables = set()
    with mirror.reading() as session:
        for kind in (*PROJECTED, *INDEXED):
            columns = [each for each in TABLES[kind].columns if each.name != "clear"]
            for row in session.connection.execute(select(*columns)):
                held = [each if isinstance(each, bytes) else str(each).encode() for each in row]
                if any(name.encode() in each for each in held):
                    tables.add(TABLES[kind].name)
    return tables


def shown(mirror: Mirror, application: bytes) -> str:
    """All that the quick answers say of the notice, of its holders and of who is found."""
    with mirror.reading() as session:
        notice = find_application(session, application).notice
        assert notice is not None
        pages = [find(session, Asked(text)) for text in ("", SELF.hex(), FIRM.hex())]
        assert [[hit.application for hit in page.hits] for page in pages] == [[application]] * 3
        told = (replace(notice, clear=b""), named(session, (SELF, FIRM)))
        hits = [
            replace(hit, notice=hit.notice and replace(hit.notice, clear=b""))
            for page in pages
            for hit in page.hits
        ]
        return repr((told, hits, [page.parties for page in pages]))


NAMINGS: Final = {
    "as what he is": entry(PERSON, SELF, kind="natural_person"),
    "as a company": entry(PERSON, SELF, kind="legal_person"),
    "as nothing": entry(PERSON, SELF),
    "as another thing": entry(PERSON, SELF, kind="Natural_Person"),
    "for nobody": entry(PERSON, bytes(32), kind="natural_person"),
}


@pytest.mark.parametrize("way", NAMINGS)
def test_a_person_whom_a_notice_names_is_neither_kept_found_nor_shown(
    tmp_path: Path, way: str
) -> None:
    company = entry(COMPANY, FIRM, kind="legal_person", uscc=USCC)
    with noticed(tmp_path / "mirror.db", [NAMINGS[way], company]) as (mirror, application):
        for _ in range(2):
            with mirror.reading() as session:
                for text in (PERSON, PERSON[:2], PERSON[0], f"{PERSON} 水温"):
                    assert find(session, Asked(text)).total.number == 0
                [hit] = find(session, Asked(COMPANY[:2])).hits
                assert hit.application == application
            assert PERSON not in shown(mirror, application)
            assert COMPANY in shown(mirror, application)
            # what a notice says of a party is its own row's; the party's kind is another dossier's
            own = {TABLES[NoticeApplicantRow].name} if way == "as a company" else set()
            assert kept(mirror, PERSON) == own
            live = mirror.dump()
            rebuild(mirror.engine)
            assert mirror.dump() == live
