import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.chain.errors import OutboxMalformed, OutboxUnwritable
from ledger.chain.outbox import Entry, Outbox, Variant
from ledger.chain.records import Call, Fees

VARIANT = Variant(b"raw", b"\x01" * 32, Fees(10**20, 7), 3)


def an_entry(nonce: int, key: int = 1) -> Entry:
    message = Call(b"\x02" * 20, b"data", value=2**200)
    return Entry(nonce, key.to_bytes(32), message, 21_000, (VARIANT,))


def test_an_entry_comes_back_as_it_was(tmp_path: Path) -> None:
    outbox, entry = Outbox(tmp_path), an_entry(5)
    creation = replace(an_entry(6, 2), message=Call(None, b"code"))
    for each in (entry, creation):
        outbox.create(each)
        assert Outbox(tmp_path).entry(each.nonce) == each
        assert Outbox(tmp_path).find(each.key) == each
    assert outbox.next_nonce() == 7


def test_a_replacement_is_one_more_variant(tmp_path: Path) -> None:
    outbox, more = Outbox(tmp_path), replace(VARIANT, tx_hash=b"\x03" * 32, fees=Fees(11, 8))
    outbox.create(an_entry(0))
    entry = outbox.add(an_entry(0), more)
    assert entry.variants == (VARIANT, more)
    assert entry.last == more
    assert Outbox(tmp_path).entry(0) == entry


def test_an_act_given_in_again_is_found_by_its_last_entry(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.create(an_entry(0))
    outbox.create(an_entry(1))
    found = outbox.find((1).to_bytes(32))
    assert found is not None
    assert found.nonce == 1
    assert outbox.find(bytes(32)) is None


def test_an_entry_without_its_place_in_the_index_is_found_all_the_same(tmp_path: Path) -> None:
    outbox, entry = Outbox(tmp_path), an_entry(0)
    outbox.create(entry)
    for path in (tmp_path / "acts").rglob("*"):
        if path.is_file():
            path.unlink()
    (tmp_path / "next").unlink()
    assert outbox.find(entry.key) == entry
    assert outbox.next_nonce() == 1
    outbox.reindex()
    assert (tmp_path / "next").read_text() == "1"
    assert outbox.find(entry.key) == entry


def test_a_torn_line_was_never_sent(tmp_path: Path) -> None:
    outbox, more = Outbox(tmp_path), replace(VARIANT, tx_hash=b"\x03" * 32)
    outbox.create(an_entry(0))
    (path,) = (tmp_path / "entries").iterdir()
    path.write_bytes(path.read_bytes() + b'{"raw": "00')
    assert outbox.entry(0) == an_entry(0)
    assert outbox.add(an_entry(0), more).variants == (VARIANT, more)


@pytest.mark.parametrize("text", ["", "x\n", "{}\n", "[]\n[]\n"])
def test_a_file_that_cannot_be_read_stops_the_relayer(tmp_path: Path, text: str) -> None:
    outbox = Outbox(tmp_path)
    outbox.create(an_entry(0))
    (path,) = (tmp_path / "entries").iterdir()
    path.write_text(text)
    with pytest.raises(OutboxMalformed) as malformed:
        outbox.entry(0)
    assert malformed.value.path == str(path)


def test_a_file_under_another_nonce_stops_the_relayer(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.create(an_entry(0))
    (path,) = (tmp_path / "entries").iterdir()
    path.rename(path.with_name("000000000001.jsonl"))
    with pytest.raises(OutboxMalformed):
        outbox.entry(1)
    (tmp_path / "settled").write_text("many")
    with pytest.raises(OutboxMalformed):
        outbox.settled()


def test_nonces_may_begin_late(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.create(an_entry(100))
    outbox.reindex()
    assert outbox.next_nonce() == 101
    assert list(outbox.entries(0, 101)) == [an_entry(100)]
    outbox.note_settled(101)
    assert outbox.settled() == 101


@pytest.mark.parametrize("closed", ["lock", "entries"])
def test_an_outbox_that_cannot_be_opened_is_named(tmp_path: Path, closed: str) -> None:
    # where there should be a file a folder, and the other way round: root may write everywhere
    place = tmp_path / closed
    place.mkdir() if closed == "lock" else place.write_bytes(b"")
    with pytest.raises(OutboxUnwritable) as caught, Outbox(tmp_path).lock():
        pass
    assert caught.value.path == str(place)


def test_the_lock_keeps_threads_apart(tmp_path: Path) -> None:
    inside = 0
    most = 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(5):
            with Outbox(tmp_path).lock():
                inside += 1
                most = max(most, inside)
                time.sleep(0.001)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
