"""Commands that are killed at boundaries of what they write: the next one goes on there."""

from dataclasses import replace
from typing import Any

import pytest

from api import evidence_requests
from api.evidence import Request
from api.evidence_requests import State
from api.forum import Forum
from api.wiring import Wiring
from ledger.chain.keystore import Keystore
from ledger.domain.numbers import parse_number
from ledger.domain.verdict import Purpose
from ledger.store.engine import unit_of_work
from ledger.store.repositories import erasure
from ledger.store.repositories import evidence as requests
from notarization.custody import begun, kept
from notarization.verify.container import read_container
from notarization.verify.custody import Handling
from notarization.verify.digests import sha256
from tests.cast import Stage
from tests.records import filed_with_record, left, with_key
from tests.simulators.cutting import cut
from tests.site import Site, environment_of
from tests.thorough import WHOLE_CHECK

pytestmark = [pytest.mark.node, WHOLE_CHECK, pytest.mark.timeout(600)]
COURT = "青岛某区法院"
KIND = "source_contract"
PARTS = 5


def parts_of(many: int) -> list[int]:
    """Some of so many boundaries, the first and the last among them."""
    return sorted({1 + (many - 1) * part // (PARTS - 1) for part in range(PARTS)})


def wiring_of(site: Site) -> Wiring:
    app: Any = site.client.app
    found: Wiring = app.state.wiring
    return found


def asked(site: Site) -> str:
    request = Request(parse_number(site.pledgor_number), Purpose.DISPUTE, COURT, "1")
    return evidence_requests.ask(wiring_of(site), request, Forum.DOMESTIC).hex()


def forget_when_it_began(site: Site, key: str) -> None:
    """As if the time had passed in which another may still be making it."""
    wiring = wiring_of(site)
    with unit_of_work(wiring.engine, silent=True) as work:
        row = requests.request(work, bytes.fromhex(key))
        assert row is not None
        if row.state == State.MAKING:
            requests.keep(work, replace(row, begun=0))


def test_a_package_that_is_being_made_by_case(site: Site) -> None:
    environment, home = environment_of(site.settings), site.settings.home
    key = asked(site)
    many = cut(home, environment, ["evidence", "show", key])
    assert many > 3
    for last in parts_of(many):
        key = asked(site)
        cut(home, environment, ["evidence", "show", key], last)
        forget_when_it_began(site, key)
        cut(home, environment, ["evidence", "show", key])
        looked = evidence_requests.look(wiring_of(site), bytes.fromhex(key))
        assert looked.row.state == State.MADE, last
        assert [each.kind for each in looked.custody] == [Handling.MADE]
        _, package = evidence_requests.fetch(wiring_of(site), bytes.fromhex(key))
        assert [each.kind for each in kept(package)] == [Handling.MADE, Handling.HANDED_OVER]


def test_a_package_that_is_being_handed_over(site: Site) -> None:
    environment, home = environment_of(site.settings), site.settings.home
    key, output = asked(site), home / "court.evidence.zip"
    cut(home, environment, ["evidence", "show", key])
    words = ["evidence", "fetch", key, "--output", str(output)]
    many = cut(home, environment, words)
    assert many > 3
    told = 1
    for last in parts_of(many):
        output.unlink()
        cut(home, environment, words, last)
        looked = evidence_requests.look(wiring_of(site), bytes.fromhex(key))
        handed = [each for each in looked.custody if each.kind is Handling.HANDED_OVER]
        # no copy is about that no line tells of; a line may tell of one that never got there
        assert told <= len(handed) <= told + 1
        if output.exists():
            assert len(kept(output.read_bytes())) == 1 + len(handed)
            assert len(handed) == told + 1
        cut(home, environment, words)
        told = len(handed) + 1
        assert len(kept(output.read_bytes())) == 1 + told


def test_a_line_of_custody(site: Site) -> None:
    environment, home = environment_of(site.settings), site.settings.home
    package = home / "own.evidence.zip"
    cut(home, environment, ["package", site.frozen_number, "--output", str(package)])
    maker = begun(read_container(package.read_bytes())).giver
    words = ["custody", "add", str(package), "--from", maker, "--to", "乙"]
    many = cut(home, environment, words)
    assert many > 1
    for last in parts_of(many):
        before = len(kept(package.read_bytes()))
        cut(home, environment, words, last)
        assert before <= len(kept(package.read_bytes())) <= before + 1
        cut(home, environment, words)
    assert not list(home.glob("*.part"))


def test_what_is_erased_with_its_files(office: Stage, site: Site) -> None:
    assert office is site.stage
    with_key(site)
    environment, home = environment_of(site.settings), site.settings.home
    clerk, store = site.stage.cast.acceptance, Keystore(site.settings.keys)
    if clerk.key.account not in store.accounts():
        store.keep_plain(clerk.key)
    who = ["--party", clerk.party.hex(), "--account", clerk.key.account.hex(), "--yes"]

    def filed(number: int) -> tuple[bytes, list[str]]:
        proof = b"contract %d" % number
        subject, _ = filed_with_record(site, site.stage, site.stage.cast.registrant, {KIND: proof})
        assert left(site, subject, proof).status_code < 300
        words = ["content", "erase", subject.hex(), "--proof", sha256(proof).hex()]
        return subject, [*words, "--field", "contacts", *who, "--ground", "request", "--json"]

    subject, words = filed(0)
    many = cut(home, environment, words)
    assert many > 3
    for last in parts_of(many):
        subject, words = filed(last)
        names = {path.name for path in site.settings.content.glob("??/*")}
        cut(home, environment, words, last)
        cut(home, environment, words)
        with site.mirror.reading() as session:
            stones = erasure.tombstones(session, subject)
        assert {each.name for each in stones} >= {"contacts"}, last
        assert len(stones) == 2, last
        gone = names - {path.name for path in site.settings.content.glob("??/*")}
        assert len(gone) == 1, last
