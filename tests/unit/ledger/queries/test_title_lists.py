"""Long lists of a title: a bound, a count, and pages that neither skip nor repeat."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from ledger.domain.acts import Action, TitleId
from ledger.queries.as_of import Moment
from ledger.queries.errors import MarkMalformed
from ledger.queries.pages import Mark
from ledger.queries.title import LISTED, TitlePage, Wanted, object_facts, title_page
from tests import forge
from tests.mirrors import Mirror, open_mirror
from tests.simulators.chain import SimulatedChain, profile_of

pytestmark = pytest.mark.both_databases
PLEDGES: Final = LISTED + 7
TITLES: Final = LISTED + 4
PPM: Final = 1_000


def a_life(chain: SimulatedChain) -> list[bytes]:
    """Titles over one fingerprint, a block each; the first has many pledges, five a block."""
    acts = forge.Forge()
    titles: list[bytes] = []

    def enter(*some: forge.Terms) -> None:
        number, time = len(chain.blocks), chain.next_time()
        chain.mine([acts.act(each, number, time) for each in some])

    same = forge.content(1, [1]).fingerprint
    for which in range(TITLES):
        # each of a holder of his own: nobody files the same data twice
        enter(forge.enrolment(1 + which))
        terms = replace(forge.content(which, [1 + which]), fingerprint=same)
        enter(*forge.filing(terms))
        enter(forge.step(acts, terms, Action.ACCEPT))
        enter(forge.step(acts, terms, Action.ASSIGN))
        enter(forge.notice(acts, terms, b"{}"))
        enter(forge.step(acts, terms, Action.CLOSE_NOTICE))
        enter(forge.step(acts, terms, Action.DEPOSIT))
        body, issued = forge.issue(terms, which + 1, chain.next_time())
        titles.append(forge.title_id(body))
        enter(issued, *forge.certified(terms, forge.title_id(body)))
    first = TitleId(titles[0])
    for start in range(0, PLEDGES, 5):
        serials = range(start, min(PLEDGES, start + 5))
        enter(*(forge.pledge(first, forge.party(1), each, PPM) for each in serials))
    return titles


@pytest.fixture(scope="module")
def mirror(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mirror]:
    chain = SimulatedChain()
    a_life(chain)
    found = open_mirror(Path(tmp_path_factory.mktemp("lists")) / database, chain, profile_of(chain))
    found.catch_up()
    yield found
    found.engine.dispose()


@cache
def titles() -> list[bytes]:
    return a_life(SimulatedChain())


def read(mirror: Mirror, wanted: Wanted, moment: Moment | None = None) -> TitlePage:
    with mirror.reading() as session:
        return title_page(session, titles()[0], wanted=wanted, moment=moment)


def test_a_page_has_the_first_of_each_and_counts_all(mirror: Mirror) -> None:
    page = read(mirror, Wanted())
    assert (len(page.pledges.entries), page.pledges.total) == (LISTED, PLEDGES)
    assert (len(page.others.entries), page.others.total) == (LISTED, TITLES - 1)
    assert page.pledges.entries == page.at.pledges[:LISTED]
    with mirror.reading() as session:
        facts = object_facts(session, page.at.terms.fingerprint)
    assert (len(facts.titles.entries), facts.titles.total) == (LISTED, TITLES)
    assert (len(facts.filings.entries), facts.filings.total) == (LISTED, TITLES)


@pytest.mark.parametrize("most", [7, LISTED])
def test_pages_bring_every_pledge_and_every_title_once(mirror: Mirror, most: int) -> None:
    pledges, mark = [], None
    while True:
        part = read(mirror, Wanted(pledges_after=mark, most=most)).pledges
        assert part.total == PLEDGES
        pledges += [each.pledge for each in part.entries]
        mark = part.next and Mark.parse(part.next.text)
        if mark is None:
            break
    whole = read(mirror, Wanted())
    assert pledges == [each.pledge for each in whole.at.pledges]
    others, mark = [], None
    while True:
        side = read(mirror, Wanted(others_after=mark, most=most)).others
        others += [each.title for each in side.entries]
        mark = side.next and Mark.parse(side.next.text)
        if mark is None:
            break
    assert others == titles()[1:]


def test_an_earlier_moment_knows_fewer(mirror: Mirror) -> None:
    last = read(mirror, Wanted(others_after=None, most=100)).others.entries[-2]
    moment = Moment(last.issued_time, 10**6)
    assert read(mirror, Wanted(), moment).others.total == TITLES - 2


def test_a_mark_of_another_list_is_refused(mirror: Mirror) -> None:
    with pytest.raises(MarkMalformed):
        read(mirror, Wanted(pledges_after=Mark(1, bytes(32))))
