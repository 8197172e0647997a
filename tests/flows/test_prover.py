"""Proofs made at finality and stored: once, through kills, dead nodes and poisoned dossiers."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from typing import Any, Protocol

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.cli import run
from ledger.chain.client import Web3Chain
from ledger.chain.errors import NodeUnreachable
from ledger.chain.profile import ChainProfile, Confirmations
from ledger.chain.records import Tag
from ledger.domain.acts import SubjectKind
from ledger.indexer.rebuild import forget
from ledger.queries.proof import ProofStatus, Stored, newest
from ledger.queries.status import status
from ledger.settings import Settings
from ledger.store.engine import unit_of_work
from ledger.store.repositories import journal, mirror, proof
from ledger.store.repositories.rows import find, put
from ledger.store.tables.offchain import StoredProofRow
from notarization.proof import read_proof
from notarization.prover import Prover, forget_lost
from notarization.trust_file import trust_from
from notarization.verify.report import Grade
from notarization.verify.verifier import verify
from tests.cast import WHOLE, IssuedTitle
from tests.databases import database_at
from tests.mirrors import Mirror, now, open_mirror
from tests.site import Site, environment_of, issued_with_notice

pytestmark = [pytest.mark.node, pytest.mark.both_databases]
NOBODY = "http://127.0.0.1:1"


def prover_of(seen: Mirror, *, chain: Web3Chain | None = None) -> Prover:
    return Prover(seen.engine, chain or seen.chain, seen.profile, clock=now)


class Maker(Protocol):
    """Makes mirrors of the site's register that have read all."""

    def __call__(self, name: str = "mirror.db", **changes: Any) -> Mirror: ...


@pytest.fixture
def fresh(site: Site, tmp_path: Path) -> Iterator[Maker]:
    made: list[Mirror] = []

    def make(name: str = "mirror.db", **changes: Any) -> Mirror:
        profile = replace(site.stage.register.profile, **changes)
        made.append(open_mirror(tmp_path / name, Web3Chain(site.stage.node.url), profile))
        made[-1].catch_up()
        return made[-1]

    yield make
    for each in made:
        each.engine.dispose()


def standing(seen: Mirror) -> ProofStatus:
    with seen.reading() as session:
        found = status(session).proofs
    assert found is not None
    return found


def stored(seen: Mirror) -> list[StoredProofRow]:
    with seen.reading() as session:
        return find(session, StoredProofRow)


def titles(seen: Mirror) -> set[bytes]:
    with seen.reading() as session:
        top = mirror.require_cursor(session).block
        return set(journal.last_acted(session, SubjectKind.TITLE, above=-1, upto=top))


def another_title(site: Site) -> IssuedTitle:
    cast = site.stage.cast
    shares = {cast.registrant: (WHOLE, WHOLE, 600_000), cast.coholder: (0, 0, 400_000)}
    return issued_with_notice(site.stage, shares)


def test_a_title_that_acted_often_gets_one_proof_and_it_covers_all(
    site: Site, fresh: Maker
) -> None:
    seen = fresh()
    done = prover_of(seen).catch_up()
    rows = stored(seen)
    assert sorted(row.title for row in rows) == sorted(titles(seen))
    assert {row.block for row in rows} == {done.block}
    assert standing(seen).lacking == 0
    assert prover_of(seen).run_once().made == 0
    held = read_proof(rows[0].data)
    assert (held.block.number, held.block.hash) == (rows[0].block, rows[0].block_hash)
    cast = site.stage.cast
    site.stage.pledged(site.issued.title, cast.registrant, cast.bank, 1_000)
    seen.catch_up()
    assert standing(seen).lacking == 1
    assert prover_of(seen).run_once().made == 1
    assert len(stored(seen)) == len(rows) + 1


def test_an_act_is_proven_when_it_is_final_and_not_before(site: Site, fresh: Maker) -> None:
    depth = 4
    seen = fresh(finality=Confirmations(depth))
    maker = prover_of(seen)
    maker.catch_up()
    cast = site.stage.cast
    site.stage.pledged(site.issued.title, cast.registrant, cast.bank, 1_000)
    acted = site.stage.node.chain.block(Tag.LATEST).number
    seen.catch_up()
    maker.catch_up()
    assert max(row.block for row in stored(seen) if row.title == site.issued.title) < acted
    for _ in range(depth):
        site.stage.node.mine()
    seen.catch_up()
    assert standing(seen).lacking == 1
    maker.catch_up()
    assert max(row.block for row in stored(seen) if row.title == site.issued.title) >= acted
    assert standing(seen).lacking == 0


def prove_alone(url: str, profile: ChainProfile, database: Path) -> None:
    """What the process that is killed does."""
    seen = open_mirror(database, Web3Chain(url), profile)
    prover_of(seen).follow(Event(), poll=0.01)


def test_a_killed_prover_goes_on_and_makes_nothing_twice(
    site: Site, fresh: Maker, tmp_path: Path
) -> None:
    stage = site.stage
    for _ in range(3):
        another_title(site)
    database, kills = tmp_path / "killed.db", 0
    seen = fresh(database.name)
    arguments = (stage.node.url, stage.register.profile, database)
    while not (known := proof_count(seen)) or standing(seen).lacking:
        process = get_context("fork").Process(target=prove_alone, args=arguments)
        process.start()
        time.sleep(0.05 + 0.03 * kills)
        process.kill()
        process.join()
        kills += 1
        assert kills < 200, known
    assert kills > 1
    rows = stored(seen)
    assert sorted(row.title for row in rows) == sorted(titles(seen))
    top = stage.node.chain.block(Tag.LATEST)
    assert {(row.block, row.block_hash) for row in rows} == {(top.number, top.hash)}


def proof_count(seen: Mirror) -> int:
    with seen.reading() as session:
        return proof.count(session)


def test_a_node_that_is_away_is_counted_and_asked_again(fresh: Maker) -> None:
    seen = fresh()
    cut_off = prover_of(seen, chain=Web3Chain(NOBODY))
    for _ in range(2):
        with pytest.raises(NodeUnreachable):
            cut_off.run_once()
    found = standing(seen)
    assert (found.faults, found.code, found.kept) == (2, "NODE_UNREACHABLE", 0)
    assert found.lacking == len(titles(seen))
    with seen.reading() as session:
        acts = journal.of_subjects(session, titles(seen))
        assert found.since == min(rows[-1].time for rows in acts.values())
    prover_of(seen).catch_up()
    found = standing(seen)
    assert (found.faults, found.code, found.lacking, found.since) == (2, "", 0, 0)


def test_a_dossier_that_does_not_replay_is_refused_and_holds_up_nobody(
    site: Site, fresh: Maker
) -> None:
    other = another_title(site)
    seen = fresh()
    with unit_of_work(seen.engine) as work:
        (rows,) = journal.of_subjects(work, [other.title]).values()
        spoiled = rows[0].data[:-1] + bytes([rows[0].data[-1] ^ 1])  # its last byte is a time's
        put(work, [replace(rows[0], data=spoiled)])
    maker = prover_of(seen)
    done = maker.catch_up()
    assert (done.refused, done.made) == (1, len(titles(seen)) - 1)
    found = standing(seen)
    assert [each.title for each in found.refused] == [other.title]
    assert (found.lacking, bool(found.refused[0].code)) == (1, True)
    assert maker.run_once() == replace(done, made=0, refused=0)
    with unit_of_work(seen.engine) as work:
        put(work, rows)
    maker.ask_again()
    assert maker.run_once().made == 1
    assert standing(seen).lacking == 0


def test_proofs_under_blocks_that_the_chain_lacks_are_dropped_and_made_anew(fresh: Maker) -> None:
    seen = fresh()
    maker = prover_of(seen)
    maker.catch_up()
    lost, *kept = stored(seen)
    with unit_of_work(seen.engine) as work:
        proof.keep(work, replace(lost, block=lost.block - 1, block_hash=b"\x99" * 32))
        proof.keep(work, replace(lost, block=lost.block + 99))
    assert forget_lost(seen.engine, seen.chain) == 2
    assert stored(seen) == [lost, *kept]
    assert maker.run_once().made == 0


def test_a_proof_above_what_a_node_that_is_behind_has_stays(fresh: Maker) -> None:
    seen = fresh()
    prover_of(seen).catch_up()
    first, *_ = kept = stored(seen)
    ahead = replace(first, block=first.block + 99)
    with unit_of_work(seen.engine) as work:
        proof.keep(work, ahead)
    assert forget_lost(seen.engine, seen.chain) == 0
    assert sorted(each.block for each in stored(seen)) == sorted(
        each.block for each in (*kept, ahead)
    )
    # a chain that has none of them is another one
    with unit_of_work(seen.engine) as work:
        proof.forget_blocks(work, {each.block for each in kept})
    assert (forget_lost(seen.engine, seen.chain), stored(seen)) == (1, [])


def test_a_reading_anew_that_was_killed_leaves_no_proof_of_a_chain_that_is_gone(
    fresh: Maker,
) -> None:
    seen = fresh()
    prover_of(seen).catch_up()
    first, *others = stored(seen)
    gone = replace(first, block=first.block - 1, block_hash=b"\x99" * 32)
    with unit_of_work(seen.engine) as work:
        proof.keep(work, gone)
        known = proof.prover(work)
        assert known is not None
        proof.note(work, replace(known, block=known.block + 500))
    forget(seen.engine)
    # here `mirror rebuild --from-chain` is killed; whoever follows next reads the chain anew
    seen.catch_up()
    assert prover_of(seen).catch_up().made == 0
    assert stored(seen) == [first, *others]
    assert standing(seen).lacking == 0


def test_stored_proofs_survive_a_rebuild_from_the_journal_and_from_the_chain(
    site: Site, fresh: Maker, tmp_path: Path
) -> None:
    seen = fresh()
    prover_of(seen).catch_up()
    before = sorted(stored(seen), key=lambda row: row.title)
    url = database_at(tmp_path / "mirror.db")
    environment = {**environment_of(site.settings), "DATADEED_DATABASE_URL": url}
    for more in ([], ["--from-chain"]):
        assert run(["mirror", "rebuild", *more], environment) == 0
        assert sorted(stored(seen), key=lambda row: row.title) == before
        assert standing(seen).lacking == 0
        assert prover_of(seen).run_once().made == 0


@contextmanager
def client_of(settings: Settings) -> Iterator[TestClient]:
    """The API of an installation; its connections are closed at the end."""
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
    app.state.wiring.engine.dispose()


def proven_later(site: Site) -> Stored:
    """The title's newest proof; at a moment before it the certificate was issued already."""
    stage, cast = site.stage, site.stage.cast
    stage.pass_time(1)
    stage.pledged(site.issued.title, cast.registrant, cast.bank, 1_000)
    site.mirror.catch_up()
    prover_of(site.mirror).catch_up()
    with site.mirror.reading() as session:
        held = newest(session, site.issued.title)
    assert held is not None
    return held


def test_packages_come_from_the_stored_proof_while_the_node_is_away(site: Site) -> None:
    stage, cast, held = site.stage, site.stage.cast, proven_later(site)
    lonely = replace(site.settings, rpc_url=NOBODY)
    number = site.pledgor_number
    with client_of(lonely) as client:
        found = client.get(f"/v1/certificates/{number}/proof")
        assert found.status_code == 200, found.text
        trust = trust_from(stage.node.chain, stage.register.profile, held.block)
        assert verify(found.content, trust).grade is Grade.VERIFIED
        stage.pass_time(1)  # blocks of one second are one moment
        stage.enrolled()  # later nothing has changed for this title
        site.mirror.catch_up()
        address = "/v1/evidence-packages"
        assert client.post(address, json={"number": number}).status_code == 503
        aged = client.post(address, json={"number": number, "max_age": 3_600})
        assert (aged.status_code, aged.json()["block"]) == (201, held.block)
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(held.time - 1))
        past = client.post(address, json={"number": number, "at": moment})
        assert (past.status_code, past.json()["block"]) == (201, held.block)
        package = client.get(past.json()["url"]).content
        assert verify(package, trust).grade is Grade.VERIFIED
        stage.pledged(site.issued.title, cast.registrant, cast.bank, 1_000)
        site.mirror.catch_up()
        changed = client.post(address, json={"number": number, "max_age": 3_600})
        assert changed.status_code == 503
        require_standing_told(client)


def require_standing_told(client: TestClient) -> None:
    told, metrics = client.get("/v1/status").json(), client.get("/metrics").text
    assert (told["proofs"]["lacking"], told["proofs"]["since"]) == (1, told["as_of"]["time"])
    assert "datadeed_titles_lacking_proof 1.0" in metrics
    assert "datadeed_titles_lacking_proof_since_seconds 1." in metrics


def test_the_mirrors_own_process_proves_what_becomes_final(
    site: Site, fresh: Maker, tmp_path: Path
) -> None:
    settings, database = site.settings, tmp_path / "mirror.db"
    seen = fresh(database.name)
    environment = {
        **os.environ,
        "DATADEED_HOME": str(settings.home),
        "DATADEED_RPC_URL": settings.rpc_url,
        "DATADEED_DATABASE_URL": database_at(database),
    }
    program = str(Path(sys.executable).with_name("datadeed"))
    arguments = [program, "mirror", "follow", "--poll", "0.1"]
    process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
    try:
        until(lambda: bool(proof_count(seen)) and not standing(seen).lacking)
        before, cast = proof_count(seen), site.stage.cast
        site.stage.pledged(site.issued.title, cast.registrant, cast.bank, 1_000)
        until(lambda: proof_count(seen) == before + 1)
    finally:
        process.terminate()
        assert process.wait(30) == 0


def until(holds: Callable[[], bool], seconds: float = 120.0) -> None:
    patience = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < patience, "it never came to hold"
        time.sleep(0.05)


def test_a_moment_that_is_not_final_yet_is_named(site: Site) -> None:
    body = {"number": site.pledgor_number, "at": "2200-01-01T00:00:00Z"}
    answer = site.client.post("/v1/evidence-packages", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "MOMENT_UNKNOWN")
