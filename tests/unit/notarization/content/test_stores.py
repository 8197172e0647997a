"""What every content store promises, of each kind: in a directory, in IPFS's queue."""

import dataclasses
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from api.cli import run
from notarization.content.backlog import backlog
from notarization.content.checking import check, check_if_due
from notarization.content.directory import DirectoryStore
from notarization.content.errors import (
    ContentDigestMismatch,
    ContentErased,
    ContentLocked,
    ContentMissing,
    NoNode,
    NoReader,
)
from notarization.content.ipfs import IpfsStore
from notarization.content.node import Node
from notarization.content.sealing import Identity, Suite, unseal
from notarization.content.store import ContentStore, SealedRef, close
from notarization.content.tending import Tending, follow

CLERK = Identity.generate()
OWNER = Identity.generate()
# a node that is down holds nobody up
NOBODY = Node("http://127.0.0.1:1")
STRANGER = Identity.generate()
COURT = Identity.generate(Suite.SM)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=8)))
DATA = "张三，身份证号 110101199003070000".encode()


@pytest.fixture(params=["directory", "ipfs"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ContentStore:
    if request.param == "ipfs":
        return IpfsStore(tmp_path / "store", (NOBODY,), (CLERK.reader,))
    return DirectoryStore(tmp_path / "store", (CLERK.reader,))


def test_a_private_content_is_opened_by_its_digest_alone(store: ContentStore) -> None:
    ref = store.put(DATA, public=False)
    assert store.has(ref)
    assert store.get_sealed(SealedRef(ref.sha256, ref.name), CLERK) == DATA
    with pytest.raises(ContentDigestMismatch):
        store.get_sealed(SealedRef(bytes(32), ref.name), CLERK)


def test_public_bytes_come_back_for_everybody(store: ContentStore) -> None:
    assert store.put(DATA, public=True) == store.put(DATA, public=True)
    assert store.get(store.put(DATA, public=True)) == DATA


def test_of_several_servers_of_one_folder_one_checks(tmp_path: Path) -> None:
    store = DirectoryStore(tmp_path / "store", (CLERK.reader,))
    store.put(DATA, public=True)
    looked: list[str] = []

    def known() -> Iterator[str]:
        looked.append("")
        yield from ()

    stop = threading.Event()
    tending = Tending(store, 3600.0, known)
    servers = [threading.Thread(target=follow, args=(tending, stop)) for _ in range(3)]
    for each in servers:
        each.start()
    until = time.monotonic() + 60
    while not backlog(store.root).checked:
        assert time.monotonic() < until
        time.sleep(0.05)
    # the others waited for it, or came in the same second
    time.sleep(2.5)
    stop.set()
    for each in servers:
        each.join()
    assert looked == [""]


def test_a_check_of_the_future_puts_none_off(store: ContentStore) -> None:
    assert isinstance(store, DirectoryStore | IpfsStore)
    ahead = datetime.now(UTC) + timedelta(days=400)
    check(store, lambda: ahead)
    now = datetime.now(UTC)
    assert backlog(store.root).left(3600.0, now) == 0
    assert check_if_due(store, lambda: now, (), every=3600.0) is not None
    assert check_if_due(store, lambda: now, (), every=3600.0) is None
    assert 3500 < backlog(store.root).left(3600.0, now) <= 3600


def test_what_was_never_kept_is_neither_given_nor_erased(store: ContentStore) -> None:
    _, ref = close(DATA, public=True, readers=())
    assert not store.has(ref)
    with pytest.raises(ContentMissing):
        store.get(ref)
    with pytest.raises(ContentMissing):
        store.erase(ref, at=NOON)


def test_what_is_erased_leaves_a_tombstone_and_neither_bytes_nor_key(
    store: ContentStore, tmp_path: Path
) -> None:
    ref = store.put(DATA, public=False)
    tombstone = store.erase(ref, at=NOON)
    assert (tombstone.name, tombstone.erased_at) == (ref.name, NOON.astimezone(UTC))
    assert not store.has(ref)
    with pytest.raises(ContentErased):
        store.get(ref, CLERK)
    left = {each for each in (tmp_path / "store").rglob("*") if each.stat().st_size}
    assert {each.parent.name for each in left if each.is_file()} <= {ref.name[:2], "unpin"}
    assert {each.suffix for each in left if each.parent.name == ref.name[:2]} == {".erased"}


def test_private_content_without_reader_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    for store in (DirectoryStore(tmp_path), IpfsStore(tmp_path, (NOBODY,))):
        with pytest.raises(NoReader):
            store.put(DATA, public=False)
    assert not any(each.is_file() for each in tmp_path.rglob("*"))


def test_a_store_on_ipfs_without_a_node_is_refused_and_so_is_its_folder_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NoNode) as caught:
        IpfsStore(tmp_path, ())
    assert caught.value.path == str(tmp_path)
    IpfsStore(tmp_path, (NOBODY,)).put(DATA, public=True)
    assert run(["content", "check"], {"DATADEED_CONTENT": str(tmp_path)}) == 1
    assert f"NO_NODE path='{tmp_path}'" in capsys.readouterr().err
    assert backlog(tmp_path).queued == 1


@pytest.mark.parametrize("identity", [CLERK, OWNER])
def test_staff_and_named_readers_open_a_private_content(
    store: ContentStore, identity: Identity
) -> None:
    assert store.get(store.put(DATA, public=False, readers=[OWNER.reader]), identity) == DATA


@pytest.mark.parametrize("identity", [None, STRANGER])
def test_private_content_is_locked_for_everyone_else(
    store: ContentStore, identity: Identity | None
) -> None:
    ref = store.put(DATA, public=False)
    with pytest.raises(ContentLocked) as caught:
        store.get(ref, identity)
    assert caught.value.name == ref.name


@pytest.mark.parametrize("digest", ["sha256", "sm3", "size"])
def test_reference_that_lies_about_the_clear_bytes_is_found(
    store: ContentStore, digest: str
) -> None:
    ref = store.put(DATA, public=False)
    lies = {
        "sha256": dataclasses.replace(ref, sha256=bytes(32)),
        "sm3": dataclasses.replace(ref, sm3=bytes(32)),
        "size": dataclasses.replace(ref, size=1),
    }
    with pytest.raises(ContentDigestMismatch) as caught:
        store.get(lies[digest], CLERK)
    assert caught.value.digest == digest


def test_a_grant_wraps_the_key_of_one_content_and_erasing_destroys_it(
    store: ContentStore, tmp_path: Path
) -> None:
    one, other = (store.put(DATA, public=False, readers=[OWNER.reader]) for _ in range(2))
    with pytest.raises(ContentLocked):
        store.grant(one, COURT.reader, STRANGER)
    before = {each: each.read_bytes() for each in (tmp_path / "store").rglob(one.name)}
    handed = store.grant(one, COURT.reader, CLERK)
    assert unseal(handed.sealed, Identity.parse(unseal(handed.key, COURT).decode())) == DATA
    assert store.grant(one, STRANGER.reader, CLERK).sealed == handed.sealed
    store.grant(one, COURT.reader, CLERK)
    for identity in (CLERK, OWNER, COURT, STRANGER):
        assert store.get_sealed(one, identity) == DATA
    with pytest.raises(ContentLocked):
        store.get_sealed(other, COURT)
    # no byte that was stored changed
    assert {each: each.read_bytes() for each in before} == before
    known = store.readers(one, CLERK)
    assert {CLERK.reader, COURT.reader, STRANGER.reader} <= set(known.known)
    assert len(known.known) + known.unnamed == 4
    store.erase(one, at=NOON)
    for act in (
        lambda: store.get_sealed(one, COURT),
        lambda: store.grant(one, COURT.reader, CLERK),
        lambda: store.readers(one, CLERK),
    ):
        with pytest.raises(ContentErased):
            act()
    files = [each for each in (tmp_path / "store").glob("??/*") if each.stem == one.name]
    assert [each.suffix for each in files] == [".erased"]


def test_erasing_twice_keeps_the_first_time(store: ContentStore) -> None:
    ref = store.put(DATA, public=False)
    first = store.erase(ref, at=NOON)
    assert store.erase(ref, at=NOON + timedelta(days=1)) == first


def test_erased_public_content_is_not_put_again(store: ContentStore) -> None:
    store.erase(store.put(b"data", public=True), at=NOON)
    with pytest.raises(ContentErased):
        store.put(b"data", public=True)
