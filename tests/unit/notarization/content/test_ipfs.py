"""The store on IPFS, on a real node: queue, grants, erasure, checks, and nodes that lie."""

import dataclasses
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger.chain.devnode import free_port
from notarization.content.backlog import backlog
from notarization.content.checking import check
from notarization.content.cid import PROFILE, cid_of
from notarization.content.directory import DirectoryStore
from notarization.content.errors import (
    ContentDigestMismatch,
    ContentErased,
    ContentLocked,
    GatewayRefused,
    GatewayUnreachable,
    GatewayWrong,
    StoreFailed,
)
from notarization.content.ipfs import IpfsStore
from notarization.content.node import Node
from notarization.content.sealing import Identity
from notarization.content.store import Readers, close
from notarization.content.tending import Tending, follow, push
from tests.gateways import giving, lying
from tests.kubo import Kubo

pytestmark = pytest.mark.node

CLERK = Identity.generate()
OWNER = Identity.generate()
COURT = Identity.generate()
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
DATA = "张三，身份证号 110101199003070000".encode() * 20_000


@pytest.fixture
def store(daemon: Kubo, tmp_path: Path) -> IpfsStore:
    return IpfsStore(tmp_path / "store", (daemon.node,), (CLERK.reader,))


def now() -> datetime:
    return NOON


def test_what_is_sent_comes_back_from_the_node_alone(store: IpfsStore, daemon: Kubo) -> None:
    ref = store.put(DATA, public=False, readers=[OWNER.reader])
    assert backlog(store.root).queued == 1
    assert push(store).sent == (ref.name,)
    assert backlog(store.root).queued == 0
    card = store.require_card(ref.name)
    assert card.profile == PROFILE
    assert daemon.node.pinned(card.cid)
    assert [store.get(ref, each) for each in (CLERK, OWNER)] == [DATA, DATA]
    blocks = b"".join(each.read_bytes() for each in daemon.blocks)
    assert b"age-encryption.org" in blocks
    assert DATA[:40] not in blocks
    assert push(store).sent == ()


def test_the_same_public_bytes_are_one_content(store: IpfsStore) -> None:
    refs = {store.put(b"public", public=True).name for _ in range(2)}
    push(store)
    refs.add(store.put(b"public", public=True).name)
    assert len(refs) == 1
    assert backlog(store.root).queued == 0


def test_a_court_opens_what_it_was_granted_and_nothing_else(store: IpfsStore) -> None:
    one, other = (store.put(DATA, public=False) for _ in range(2))
    push(store)
    with pytest.raises(ContentLocked):
        store.grant(one, COURT.reader, OWNER)
    store.grant(one, COURT.reader, CLERK)
    store.grant(one, COURT.reader, CLERK)
    assert store.readers(one, CLERK) == Readers((CLERK.reader, COURT.reader))
    assert store.get(one, COURT) == DATA
    with pytest.raises(ContentLocked):
        store.get(other, COURT)


def test_erasing_destroys_the_key_and_the_node_drops_the_noise(
    store: IpfsStore, daemon: Kubo
) -> None:
    ref = store.put(DATA, public=False)
    push(store)
    cid = store.require_card(ref.name).cid
    store.erase(ref, at=NOON)
    for act in (lambda: store.get(ref, CLERK), lambda: store.grant(ref, COURT.reader, CLERK)):
        with pytest.raises(ContentErased):
            act()
    assert daemon.node.pinned(cid)
    assert push(store).unpinned == 1
    assert not daemon.node.pinned(cid)
    assert not backlog(store.root).waits
    noise = daemon.node.cat(cid, len(DATA) * 2)
    assert noise.startswith(b"age-encryption.org")
    assert not list(store.root.rglob("*.json"))


def test_killed_before_the_tombstone_a_content_is_not_erased(
    store: IpfsStore, daemon: Kubo
) -> None:
    ref = store.put(DATA, public=False)
    push(store)
    cid = store.require_card(ref.name).cid
    store.shelf.write(store.unpin / ref.name, cid.encode())
    assert push(store).unpinned == 0
    assert daemon.node.pinned(cid)
    assert not backlog(store.root).waits
    assert store.get(ref, CLERK) == DATA


def test_a_damaged_card_is_said_and_can_be_erased(store: IpfsStore) -> None:
    ref = store.put(DATA, public=False)
    for damaged in (b"{", b"{}", b'{"wraps":[]}'):
        store.card_path(ref.name).write_bytes(damaged)
        with pytest.raises(StoreFailed) as caught:
            store.get(ref, CLERK)
        assert caught.value.path == str(store.card_path(ref.name))
        assert [each.error.code for each in push(store).waiting] == ["STORE_FAILED"]
    store.erase(ref, at=NOON)
    assert not store.card_path(ref.name).exists()
    assert push(store).waiting == ()


def test_what_is_erased_before_it_was_sent_is_never_sent(store: IpfsStore, daemon: Kubo) -> None:
    ref = store.put(DATA, public=False)
    cid = store.require_card(ref.name).cid
    store.erase(ref, at=NOON)
    assert push(store).sent == ()
    assert not daemon.node.pinned(cid)


def test_a_node_that_is_down_holds_nobody_up_and_loses_nothing(
    daemon: Kubo, tmp_path: Path
) -> None:
    store = IpfsStore(tmp_path, (daemon.node,), (CLERK.reader,))
    sent = store.put(DATA, public=False)
    push(store)
    daemon.kill()
    try:
        waits = store.put(DATA, public=False)
        done = push(store)
        assert [each.error.code for each in done.waiting] == ["GATEWAY_UNREACHABLE"]
        assert done.waiting[0].address == daemon.node.address
        assert store.get(waits, CLERK) == DATA
        with pytest.raises(GatewayUnreachable):
            store.get(sent, CLERK)
    finally:
        daemon.start()
    assert push(store).sent == (waits.name,)
    assert [store.get(each, CLERK) for each in (sent, waits)] == [DATA, DATA]


def test_what_one_node_lost_is_given_to_it_again_by_another(store: IpfsStore, daemon: Kubo) -> None:
    ref = store.put(DATA, public=False)
    push(store)
    assert (check(store, now).kept, check(store, now).lacking) == (1, ())
    card = store.require_card(ref.name)
    stored = store.stored(card)
    daemon.node.unpin(card.cid)
    assert check(store, now).repaired == (ref.name,)
    assert daemon.node.pinned(card.cid)
    daemon.unblock(card.cid)
    found = check(store, now)
    assert [(each.name, each.address, each.error.code) for each in found.lacking] == [
        (ref.name, "", "CONTENT_LOST"),
        (ref.name, daemon.node.address, "GATEWAY_REFUSED"),
    ]
    assert (found.kept, found.lost, backlog(store.root).lost) == (0, (ref.name,), 1)
    with lying(giving(stored, cid=card.cid)) as second:
        both = dataclasses.replace(store, nodes=(daemon.node, second))
        # the second has the bytes; that it does not pin them it says itself
        assert {each.address for each in check(both, now).lacking} <= {second.address}
    assert check(store, now).lacking == ()
    assert backlog(store.root).lacking == 0


def test_what_every_node_lost_comes_back_from_a_copy_in_the_folder(
    store: IpfsStore, daemon: Kubo
) -> None:
    ref = store.put(DATA, public=False)
    push(store)
    card = store.require_card(ref.name)
    stored, copy = store.stored(card), store.shelf.path(ref.name)
    daemon.unblock(card.cid)
    copy.write_bytes(stored[:-1])
    assert check(store, now).lost == (ref.name,)
    with pytest.raises(ContentDigestMismatch):
        store.get(ref, CLERK)
    copy.write_bytes(stored)
    assert store.get(ref, CLERK) == DATA
    assert check(store, now).repaired == (ref.name,)
    assert (backlog(store.root).lost, backlog(store.root).repaired) == (0, 1)
    copy.unlink()
    assert store.get(ref, CLERK) == DATA


def test_what_a_node_pins_and_lost_comes_back_from_the_queue(store: IpfsStore) -> None:
    ref, calls = store.put(DATA, public=False), list[str]()
    card = store.require_card(ref.name)
    stored = store.stored(card)

    def forgetful(call: str) -> tuple[int, dict[str, str], bytes]:
        calls.append(call)
        if call == "pin/ls":
            return 200, {}, f'{{"Keys":{{"{card.cid}":{{"Type":"recursive"}}}}}}'.encode()
        if call == "cat" and "add" not in calls:
            return 500, {}, b'{"Message":"block was not found locally"}'
        return giving(stored, cid=card.cid)(call)

    with lying(forgetful) as node:
        assert push(dataclasses.replace(store, nodes=(node,))).sent == (ref.name,)
    assert calls.count("add") == 1


def test_damage_in_the_queue_is_healed_by_a_node_and_said_where_none_has_it(
    store: IpfsStore, daemon: Kubo
) -> None:
    ref = store.put(DATA, public=False)
    queued = store.queue / ref.name
    stored = queued.read_bytes()
    assert (check(store, now).kept, check(store, now).lacking) == (0, ())
    queued.write_bytes(b"")
    assert [each.error.code for each in push(store).waiting] == ["CONTENT_DIGEST_MISMATCH"]
    assert check(store, now).lost == (ref.name,)
    daemon.node.add(stored)
    assert push(store).sent == (ref.name,)
    assert not backlog(store.root).waits
    assert store.get(ref, CLERK) == DATA


def test_what_was_erased_is_not_healed_whatever_a_backup_brings_back(
    store: IpfsStore, daemon: Kubo
) -> None:
    ref = store.put(DATA, public=False)
    card = store.require_card(ref.name)
    stored, copy = store.stored(card), store.shelf.path(ref.name)
    store.erase(ref, at=NOON)
    push(store)
    for path, data in ((store.card_path(ref.name), card.data), (copy, stored)):
        path.write_bytes(data)
    (store.queue / ref.name).write_bytes(stored)
    found = check(store, now, [ref.name])
    assert (found.erased, found.kept, found.lacking, found.lost) == (1, 0, (), ())
    # the card that came back says what to unpin, should a node have been restored too
    daemon.node.add(stored)
    assert (push(store).sent, backlog(store.root).waits) == ((), False)
    assert not daemon.node.pinned(card.cid)
    assert [each.suffix for each in store.root.glob("??/*")] == [".erased"]
    assert list(store.queue.iterdir()) == []
    with pytest.raises(ContentErased):
        store.get(ref, CLERK)


def test_while_a_node_is_silent_nothing_is_called_lost(store: IpfsStore, daemon: Kubo) -> None:
    ref = store.put(DATA, public=False)
    push(store)
    daemon.unblock(store.require_card(ref.name).cid)
    silent = Node(f"http://127.0.0.1:{free_port()}")
    found = check(dataclasses.replace(store, nodes=(daemon.node, silent)), now)
    assert {each.error.code for each in found.lacking} == {"GATEWAY_REFUSED", "GATEWAY_UNREACHABLE"}
    assert found.lost == ()


def test_a_server_sends_and_checks_by_itself(store: IpfsStore) -> None:
    ref, stop = store.put(DATA, public=False), threading.Event()
    thread = threading.Thread(target=follow, args=(Tending(store, 3600.0), stop))
    thread.start()
    until = time.monotonic() + 60
    while backlog(store.root).waits or not backlog(store.root).checked:
        assert time.monotonic() < until
        time.sleep(0.05)
    stop.set()
    thread.join()
    assert backlog(store.root).lacking == 0
    assert store.get(ref, CLERK) == DATA


@pytest.mark.parametrize("lie", [b"other bytes", b"", DATA * 3])
def test_a_node_that_gives_other_bytes_is_named(store: IpfsStore, lie: bytes) -> None:
    ref = store.put(DATA, public=False)
    push(store)
    card = store.require_card(ref.name)
    with lying(giving(lie)) as liar:
        alone = dataclasses.replace(store, nodes=(liar,))
        with pytest.raises((GatewayWrong, GatewayRefused)) as caught:
            alone.get(ref, CLERK)
        error: Any = caught.value
        assert error.address == liar.address
        if isinstance(error, GatewayWrong):
            assert (error.expected, error.found) == (card.cid, cid_of(lie))
        assert dataclasses.replace(store, nodes=(liar, *store.nodes)).get(ref, CLERK) == DATA


def test_a_node_that_keeps_under_another_cid_is_named_and_the_bytes_stay(
    store: IpfsStore,
) -> None:
    ref = store.put(b"public", public=True)
    cid = store.require_card(ref.name).cid
    with lying(giving(b"public", cid="bafkother")) as liar:
        (fault,) = push(dataclasses.replace(store, nodes=(liar,))).waiting
    assert (fault.error.code, fault.address) == ("CID_DIFFERS", liar.address)
    assert "bafkother" in str(fault.error)
    assert cid in str(fault.error)
    assert store.get(ref) == b"public"


@pytest.mark.parametrize(
    ("status", "headers", "body", "reason"),
    [
        (302, {"Location": "http://127.0.0.1:1/"}, b"", "redirect"),
        (307, {"Location": "http://127.0.0.1:1/"}, b"", "redirect"),
        (200, {}, bytes(2 * 2**20), "answer too long"),
        (200, {}, b"{}", "answer unreadable"),
        (200, {}, b"no JSON", "answer unreadable"),
        (500, {}, b'{"Message":"no\\nroom"}', "no room"),
    ],
)
def test_answers_that_cannot_be_right_are_refused(
    status: int, headers: dict[str, str], body: bytes, reason: str
) -> None:
    with lying(lambda _: (status, headers, body)) as liar:
        with pytest.raises(GatewayRefused) as caught:
            liar.add(b"data")
        assert caught.value.address == liar.address
        assert reason in caught.value.reason


def test_a_node_that_is_not_there_is_a_typed_error() -> None:
    with pytest.raises(GatewayUnreachable):
        Node(f"http://127.0.0.1:{free_port()}").pinned(cid_of(b""))


def test_what_a_directory_kept_before_is_read_and_erased_as_there(store: IpfsStore) -> None:
    ref = DirectoryStore(store.root, store.staff).put(DATA, public=False)
    assert store.has(ref)
    assert store.get(ref, CLERK) == DATA
    store.grant(ref, COURT.reader, CLERK)
    assert store.get_sealed(ref, COURT) == DATA
    assert store.readers(ref, CLERK) == Readers((CLERK.reader, COURT.reader))
    store.erase(ref, at=NOON)
    assert not store.has(ref)
    assert not backlog(store.root).waits
    assert [each.suffix for each in store.root.glob("??/*")] == [".erased"]


KILLED = """
import os, signal, sys
from pathlib import Path
from typing import Any
from notarization.content.ipfs import IpfsStore
from notarization.content.node import Node
from notarization.content.sealing import Identity
from notarization.content.store import close
from notarization.content.tending import push
left = int(sys.argv[4])
def dying(act):
    def counted(*given, **named):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*given, **named)
    return counted
Path.replace, Path.unlink, Node.add = map(dying, (Path.replace, Path.unlink, Node.add))
store = IpfsStore(Path(sys.argv[1]), (Node(sys.argv[2]),), (Identity.parse(sys.argv[3]).reader,))
print(store.put(b"kept " + sys.argv[4].encode(), public=True).name, flush=True)
push(store)
"""


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_killed_anywhere_nothing_is_lost_or_doubled(
    store: IpfsStore, daemon: Kubo, at: int
) -> None:
    data = f"kept {at}".encode()
    command = [sys.executable, "-c", KILLED, str(store.root), daemon.node.address, CLERK.key]
    run = subprocess.run([*command, str(at)], capture_output=True, text=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    if run.stdout:  # `put` came to its end
        _, ref = close(data, public=True, readers=())
        assert (ref.name, store.get(ref)) == (run.stdout.strip(), data)
    again = store.put(data, public=True)
    push(store)
    assert store.get(again) == data
    assert daemon.node.pinned(cid_of(data))
    assert len(list(store.root.glob("??/*.json"))) == 1
    assert not backlog(store.root).waits
