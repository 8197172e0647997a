"""A block in a log that trusted witnesses saw grow needs no pin; what is false of it refuses."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from forgeries import open_package
from hypothesis import given
from hypothesis import strategies as st

from notarization.checkpoints import keeper, keys, witness
from notarization.checkpoints.attaching import attached, entry_of_package
from notarization.checkpoints.errors import (
    LogBroken,
    LogBusy,
    LogExists,
    LogMissing,
    LogNameMalformed,
    PackageUnreadable,
)
from notarization.checkpoints.keeper import Log, opened
from notarization.checkpoints.keys import Signer
from notarization.checkpoints.witness import Answer, Witness
from notarization.verify.beliefs import CheckpointTrust
from notarization.verify.container import read_container, write_container
from notarization.verify.note import (
    KeyType,
    Note,
    NoteKey,
    NoteMalformed,
    NoteSignatureWrong,
    parse_key,
    parse_note,
    signature_line,
    verified_time,
)
from notarization.verify.report import Grade
from notarization.verify.tlog import Checkpoint, parse_checkpoint, parse_proof
from notarization.verify.trust import Pin, dump_trust, parse_trust
from tests.packages.both import verify
from tests.packages.lies import BELIEVED, ISSUED
from tests.packages.test_forgeries import PACKAGE, reasons

ORIGIN = "register.example/log"
NOW = 1_790_000_000
FILE = "checkpoints/log.tlog-proof"
# Of Go's note package, BSD-3-Clause: the key and the note of its example.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    keeper.create(tmp_path / "log", ORIGIN)
    with opened(tmp_path / "log") as found:
        yield found


def witnesses(folder: Path, log: Log, count: int = 3) -> list[Witness]:
    made = []
    for number in range(count):
        witness.create(folder / f"w{number}", f"witness.example/w{number}")
        made.append(Witness(folder / f"w{number}", [log.signer.key], lambda: NOW))
    return made


def asked(watching: Witness, old: int, path: Sequence[bytes], checkpoint: bytes) -> Answer:
    lines = [f"old {old}", *(b64encode(each).decode() for each in path), "", ""]
    return watching.add("\n".join(lines).encode() + checkpoint)


def trust(log: Log, watching: Sequence[Witness], quorum: int, **changes: Any) -> bytes:
    named = tuple(each.signer.key for each in watching)
    believed = CheckpointTrust(log.signer.key, named, quorum)
    return dump_trust(replace(BELIEVED, **{"pins": (), "checkpoints": believed, **changes}))


def told(package: bytes, trusted: bytes) -> tuple[Grade, set[str]]:
    report = verify(package, trusted)
    return report.grade, reasons(report)


def others(log: Log, count: int) -> None:
    for number in range(count):
        log.append(json.dumps({"number": number}).encode())


def entered(log: Log, watching: Sequence[Witness], package: bytes = PACKAGE) -> bytes:
    """The package with its proof, cosigned by these."""
    place = log.append(entry_of_package(package))
    checkpoint = log.sign()
    lines = [asked(each, 0, (), checkpoint).body for each in watching]
    return attached(package, "log", log.proof(place, checkpoint + "".join(lines).encode()))


# Known answers


def test_gos_own_note_is_verified_by_its_key() -> None:
    key = parse_key(GO_KEY)
    assert key.text == GO_KEY
    assert verified_time(parse_note(GO_NOTE.encode()), key) == 0
    for changed in (GO_NOTE.replace("answer", "Answer"), GO_NOTE.replace("x08go/ZJ", "x08go/ZK")):
        with pytest.raises(NoteSignatureWrong):
            verified_time(parse_note(changed.encode()), key)
    assert verified_time(parse_note(GO_NOTE.encode()), replace(key, name="PeterNewmann")) is None


# Packages


@pytest.mark.parametrize("before", [0, 1, 6])
def test_a_block_that_enough_witnesses_saw_needs_no_pin(
    log: Log, tmp_path: Path, before: int
) -> None:
    others(log, before)
    log.append(entry_of_package(PACKAGE))
    others(log, 3 + before)
    watching = witnesses(tmp_path, log)
    package = entered(log, watching)
    report = verify(package, trust(log, watching, 2))
    assert report.grade is Grade.VERIFIED
    (line,) = [each for each in report.checks if each.code == "BLOCK"]
    assert "3/3" in line.message.zh
    assert not [each for each in report.checks if each.code == "NOT_EXAMINED"]


def test_too_few_witnesses_are_not_enough(log: Log, tmp_path: Path) -> None:
    watching = witnesses(tmp_path, log)
    package = entered(log, watching[:1])
    assert told(package, trust(log, watching, 2)) == (Grade.INCOMPLETE, {"WITNESS_QUORUM"})
    assert told(package, trust(log, watching, 1)) == (Grade.VERIFIED, set())


def test_a_witness_that_the_reader_does_not_know_counts_for_nothing(
    log: Log, tmp_path: Path
) -> None:
    watching = witnesses(tmp_path, log)
    package = entered(log, watching)
    known = trust(log, watching[:1], 1)
    assert told(package, known) == (Grade.VERIFIED, set())
    strangers = witnesses(tmp_path / "others", log, 1)
    found = told(package, trust(log, strangers, 1))
    assert found == (Grade.INCOMPLETE, {"WITNESS_QUORUM"})


def test_one_witness_with_two_lines_counts_once(log: Log, tmp_path: Path) -> None:
    watching = witnesses(tmp_path, log)
    place = log.append(entry_of_package(PACKAGE))
    checkpoint = log.sign()
    text = parse_note(checkpoint).text
    twice = "".join(watching[0].signer.sign(text, NOW + n) for n in range(2)).encode()
    package = attached(PACKAGE, "log", log.proof(place, checkpoint + twice))
    assert told(package, trust(log, watching, 2)) == (Grade.INCOMPLETE, {"WITNESS_QUORUM"})


def test_a_false_line_of_a_known_witness_refuses(log: Log, tmp_path: Path) -> None:
    watching = witnesses(tmp_path, log)
    place = log.append(entry_of_package(PACKAGE))
    checkpoint = log.sign()
    false = signature_line(watching[0].signer.key, bytes(72)).encode()
    package = attached(PACKAGE, "log", log.proof(place, checkpoint + false))
    found = told(package, trust(log, watching, 0))
    assert found == (Grade.REJECTED, {"NOTE_SIGNATURE_WRONG"})


def test_a_signature_is_written_in_one_form(log: Log, tmp_path: Path) -> None:
    """Bits that are left over in its last letter change the file and not what it says."""
    watching = witnesses(tmp_path, log)
    package = entered(log, watching)
    proof, trusted = read_container(package)[FILE], trust(log, watching, 3)
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    ends = [found.start() for found in re.finditer(rb"[^=]=+\n", proof)]
    assert len(ends) == 5  # the root, the log's line and the witnesses'
    for place in ends:
        other = letters[letters.index(proof[place]) + 1 :][:1]
        changed = attached(package, "log", proof[:place] + other + proof[place + 1 :])
        assert told(changed, trusted) == (Grade.REJECTED, {"CHECKPOINT_MALFORMED"})


def test_another_block_in_the_log_is_not_this_one(log: Log, tmp_path: Path) -> None:
    watching = witnesses(tmp_path, log)
    proof = read_container(entered(log, watching, ISSUED))[FILE]
    moved = attached(PACKAGE, "log", proof)
    assert told(moved, trust(log, watching, 1)) == (Grade.REJECTED, {"CHECKPOINT_MISMATCH"})


def test_another_place_or_size_is_refused(log: Log, tmp_path: Path) -> None:
    others(log, 4)
    watching = witnesses(tmp_path, log)
    package = entered(log, watching)
    proof = read_container(package)[FILE]
    wrong = attached(package, "log", proof.replace(b"index 4\n", b"index 3\n"))
    assert told(wrong, trust(log, watching, 1))[0] is Grade.REJECTED
    beyond = attached(package, "log", proof.replace(b"index 4\n", b"index 5\n"))
    found = told(beyond, trust(log, watching, 1))
    assert found == (Grade.REJECTED, {"CHECKPOINT_MALFORMED"})
    bigger = attached(package, "log", proof.replace(b"\n5\n", b"\n6\n"))
    assert told(bigger, trust(log, watching, 1)) == (Grade.REJECTED, {"NOTE_SIGNATURE_WRONG"})


def test_two_trees_of_one_size_are_proof_of_deceit(log: Log, tmp_path: Path) -> None:
    watching = witnesses(tmp_path, log)
    package = entered(log, watching)
    twin = Log(tmp_path, log.signer, [b'{"other":1}'])
    text = Checkpoint(ORIGIN, 1, twin.root(1)).text
    signed = f"{text}\n{log.signer.sign(text)}".encode()
    both = attached(package, "other", twin.proof(0, signed))
    assert told(both, trust(log, watching, 1)) == (Grade.REJECTED, {"LOG_INCONSISTENT"})


def test_a_log_that_the_reader_does_not_trust_counts_for_nothing(log: Log, tmp_path: Path) -> None:
    watching = witnesses(tmp_path, log)
    package = entered(log, watching)
    keeper.create(tmp_path / "other", "other.example/log")
    with opened(tmp_path / "other") as other:
        known = trust(other, watching, 1)
        assert told(package, known) == (Grade.INCOMPLETE, {"CHECKPOINT_UNTRUSTED"})
        named = NoteKey(ORIGIN, KeyType.TEXT, other.signer.key.public)
        same_name = CheckpointTrust(named, (), 0)
        trusted = dump_trust(replace(BELIEVED, pins=(), checkpoints=same_name))
        assert told(package, trusted) == (Grade.INCOMPLETE, {"CHECKPOINT_UNTRUSTED"})


def test_without_a_trusted_log_the_proofs_are_named_and_the_pin_decides(
    log: Log, tmp_path: Path
) -> None:
    package = entered(log, witnesses(tmp_path, log))
    report = verify(package, dump_trust(BELIEVED))
    assert report.grade is Grade.VERIFIED
    assert [each.found for each in report.checks if each.code == "NOT_EXAMINED"] == [FILE]
    wrong = replace(BELIEVED, pins=(Pin(open_package(PACKAGE).claim.number, bytes(32)),))
    assert told(package, dump_trust(wrong)) == (Grade.REJECTED, {"BLOCK_HASH_MISMATCH"})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("checkpoints/Log.tlog-proof", b""),
        ("checkpoints/log.txt", b""),
        (FILE, b""),
        (FILE, b"c2sp.org/tlog-proof@v1\nindex 0\n\n"),
        (FILE, GO_NOTE.encode()),
    ],
)
def test_what_is_no_proof_refuses(log: Log, name: str, data: bytes) -> None:
    package = write_container(dict(read_container(PACKAGE)) | {name: data})
    found = told(package, trust(log, (), 0))
    assert found == (Grade.REJECTED, {"CHECKPOINT_MALFORMED"})


@given(st.data())
def test_no_change_of_a_proof_is_taken_for_the_same(data: st.DataObject) -> None:
    key = parse_key(GO_KEY)
    note = bytearray(GO_NOTE.encode())
    place = data.draw(st.integers(0, len(note) - 1))
    note[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = verified_time(parse_note(bytes(note)), key)
    except (NoteMalformed, NoteSignatureWrong):
        return
    assert found is None or parse_note(bytes(note)).text == parse_note(GO_NOTE.encode()).text


@given(st.binary(max_size=400))
def test_whatever_the_bytes_are_a_note_is_read_or_refused(data: bytes) -> None:
    try:
        found = parse_note(data)
    except NoteMalformed:
        return
    assert isinstance(found, Note)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+" + b64encode(bytes([1]) + bytes(32)).decode(),
        "na me+00000000+AQ==",
        GO_KEY[:-4],
        GO_KEY.replace("ARpc", "Ahpc"),
    ],
)
def test_a_key_with_another_id_or_form_is_refused(text: str) -> None:
    with pytest.raises(NoteMalformed):
        parse_key(text)


def test_a_trust_file_with_a_log_is_written_and_read_the_same(log: Log, tmp_path: Path) -> None:
    watching = witnesses(tmp_path, log)
    trusted = trust(log, watching, 2)
    assert dump_trust(parse_trust(trusted)) == trusted
    for wrong in (
        trusted.replace(b'"quorum":2', b'"quorum":4'),
        trusted.replace(watching[0].signer.key.text.encode(), log.signer.key.text.encode()),
        trusted.replace(watching[0].signer.key.text.encode(), watching[1].signer.key.text.encode()),
    ):
        assert told(PACKAGE, wrong) == (Grade.UNREADABLE, {"TRUST_MALFORMED"})


# The keeper


def test_an_entry_has_one_place_and_a_log_goes_on_where_it_ended(tmp_path: Path) -> None:
    keeper.create(tmp_path, ORIGIN)
    with opened(tmp_path) as log:
        assert [log.append(b"{}"), log.append(b"[]"), log.append(b"{}")] == [0, 1, 0]
        first = parse_checkpoint(parse_note(log.sign()).text)
    with opened(tmp_path) as log:
        assert (log.size, log.root(2)) == (2, first.root)
        assert log.append(b"1") == 2


def test_what_a_killed_process_left_is_cut_off(tmp_path: Path) -> None:
    keeper.create(tmp_path, ORIGIN)
    with opened(tmp_path) as log:
        log.append(b"{}")
        log.sign()
    with (tmp_path / keeper.ENTRIES).open("ab") as file:
        file.write(b'{"half":')
    with opened(tmp_path) as log:
        assert log.size == 1
        assert log.append(b"[]") == 1
    assert (tmp_path / keeper.ENTRIES).read_bytes() == b"{}\n[]\n"


@pytest.mark.parametrize("data", [b"", b"[]\n", b"{}x\n[]\n"])
def test_a_log_that_lost_what_it_signed_signs_nothing_more(tmp_path: Path, data: bytes) -> None:
    keeper.create(tmp_path, ORIGIN)
    with opened(tmp_path) as log:
        log.append(b"{}")
        log.append(b"[]")
        log.sign()
    (tmp_path / keeper.ENTRIES).write_bytes(data)
    with pytest.raises(LogBroken), opened(tmp_path):
        pass


def test_two_processes_do_not_keep_one_log(log: Log) -> None:
    with pytest.raises(LogBusy), opened(log.folder):
        pass


def test_a_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    key = keeper.create(tmp_path, ORIGIN)
    assert (tmp_path / keys.KEY).stat().st_mode & 0o077 == 0
    with pytest.raises(LogExists):
        keeper.create(tmp_path, ORIGIN)
    with pytest.raises(LogNameMalformed):
        keeper.create(tmp_path / "b", "two words")
    with pytest.raises(LogMissing):
        keys.load(tmp_path / "c")
    secret = (tmp_path / keys.KEY).read_text(encoding="ascii")
    assert secret.splitlines()[1] not in f"{keys.load(tmp_path)!r} {key!r}"


def test_what_is_no_package_has_no_entry() -> None:
    for data in (b"", b"PK", PACKAGE[:-1]):
        with pytest.raises(PackageUnreadable):
            entry_of_package(data)
        with pytest.raises(PackageUnreadable):
            attached(data, "log", b"")
    with pytest.raises(LogNameMalformed):
        attached(PACKAGE, "../log", b"")


# The witness (C2SP tlog-witness)


def test_a_witness_follows_a_log_that_only_grows(log: Log, tmp_path: Path) -> None:
    (watching,) = witnesses(tmp_path, log, 1)
    old = 0
    for more in (1, 1, 3, 0, 8):
        others(log, log.size + more)
        checkpoint = log.sign()
        answer = asked(watching, old, log.consistency(old), checkpoint)
        assert answer.status == 200
        note = parse_note(checkpoint + answer.body.encode())
        assert verified_time(note, watching.signer.key) == NOW
        old = log.size


def test_a_witness_says_what_it_saw_last_and_remembers_it(log: Log, tmp_path: Path) -> None:
    (watching,) = witnesses(tmp_path, log, 1)
    others(log, 3)
    checkpoint = log.sign()
    assert asked(watching, 0, (), checkpoint).status == 200
    again = Witness(tmp_path / "w0", [log.signer.key], lambda: NOW)
    answer = asked(again, 0, (), checkpoint)
    assert (answer.status, answer.body, answer.media) == (409, "3\n", "text/x.tlog.size")
    assert asked(again, 3, (), checkpoint).status == 200


def test_a_witness_never_cosigns_a_log_that_was_changed(log: Log, tmp_path: Path) -> None:
    (watching,) = witnesses(tmp_path, log, 1)
    others(log, 3)
    assert asked(watching, 0, (), log.sign()).status == 200
    changed = Log(tmp_path, log.signer, [b"[1]", b"[2]", b"[3]"])
    same_size = asked(watching, 3, (), changed_note(changed, log.signer))
    assert same_size.status == 409
    changed = Log(tmp_path, log.signer, [b"[1]", b"[2]", b"[3]", b"[4]"])
    grown = asked(watching, 3, changed.consistency(3), changed_note(changed, log.signer))
    assert grown.status == 422
    shorter = Log(tmp_path, log.signer, [b'{"number": 0}'])
    assert asked(watching, 3, (), changed_note(shorter, log.signer)).status == 400
    assert asked(watching, 1, (), changed_note(shorter, log.signer)).status == 409


def changed_note(log: Log, signer: Signer) -> bytes:
    text = Checkpoint(ORIGIN, log.size, log.root(log.size)).text
    return f"{text}\n{signer.sign(text)}".encode()


def test_a_witness_cosigns_only_the_logs_that_it_knows(log: Log, tmp_path: Path) -> None:
    (watching,) = witnesses(tmp_path, log, 1)
    others(log, 1)
    text = parse_note(log.sign()).text
    unknown = text.replace(ORIGIN, "other.example/log")
    assert asked(watching, 0, (), f"{unknown}\n{log.signer.sign(unknown)}".encode()).status == 404
    keeper.create(tmp_path / "forger", ORIGIN)
    forger = keys.load(tmp_path / "forger")
    assert asked(watching, 0, (), f"{text}\n{forger.sign(text)}".encode()).status == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0",
        b"old 00\n\n",
        b"old x\n\nnote",
        b"new 0\n\n",
        b"old 0\n" + b"AAAA\n" * 64 + b"\n",
        b"old 0\nnot base64\n\n",
        b"old 0\n\nno note\n",
        b"\xff",
    ],
)
def test_a_witness_refuses_what_is_no_request(log: Log, tmp_path: Path, body: bytes) -> None:
    (watching,) = witnesses(tmp_path, log, 1)
    assert watching.add(body).status == 400


def test_a_proof_with_extra_data_is_read_without_it(log: Log, tmp_path: Path) -> None:
    """C2SP tlog-proof: extra data are not authenticated, so nothing here rests on them."""
    proof = read_container(entered(log, witnesses(tmp_path, log)))[FILE]
    first = b"c2sp.org/tlog-proof@v1\n"
    assert parse_proof(FILE, proof.replace(first, first + b"extra AAAA\n")) == parse_proof(
        FILE, proof
    )
