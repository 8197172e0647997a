"""Packages made to fill a reader's memory or to keep it busy, each as large as the limits let it.

Run as a program it gives one of them to one verifier in a process of its own, and says what that
took: `hostile.py NAME python|browser`.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.domain import canonical
from notarization.verify.batch_steps import MOST_PROOFS
from notarization.verify.container import MAX_BYTES, MAX_FILES, read_container, write_container
from notarization.verify.limits import MAX_JSON, MAX_VALUES
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.timestamps import MOST_TOKENS
from notarization.verify.verifier import verify
from tests.fuzzing.corpus import corpus
from tests.fuzzing.targets import PACKAGES, TRUST, opened
from tests.packages.batched import holding, of, proofs
from tests.packages.lies import BELIEVED
from tests.packages.mutations import rebuilt
from tests.simulators.lying_register import lying

if TYPE_CHECKING:
    from ledger.domain.canonical import JsonInput

BROWSER: Final = Path(__file__).with_suffix(".js")
NEAR: Final = 2**14
COVER, CLAIM, HEADS = "cover.json", "chain/profile.json", "proofs/heads.json"
Made = tuple[bytes, bytes]


def _with(name: str, data: bytes) -> Made:
    """A good package with another file, listed."""
    return rebuilt(dict(read_container(PACKAGES["second"])) | {name: data}), TRUST


def _json(name: str, value: Any) -> Made:
    return _with(name, canonical.encode(value))


def bomb() -> Made:
    """Half a gigabyte of zeros in half a megabyte."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(MANIFEST_NAME, bytes(2**29))
    return made.getvalue(), TRUST


def told_longer() -> Made:
    """A member that says that it has four gigabytes."""
    data = bytearray(PACKAGES["issued"])
    data[18:26] = b"\xff" * 8
    return bytes(data), TRUST


def many_members() -> Made:
    """As many files as a container holds."""
    held = read_container(PACKAGES["second"])
    more = {f"attachments/{n:05}": b"" for n in range(MAX_FILES - len(held))}
    return rebuilt({**held, **more}), TRUST


def too_many_members() -> Made:
    """One more, none of them listed."""
    files = {f"{n:05}": b"" for n in range(MAX_FILES)}
    one, end = write_container({"a": b""}), write_container(files)
    return one[:31] + end, TRUST


def attachment() -> Made:
    """One file as large as the container."""
    return _with("attachments/large", bytes(MAX_BYTES - 2**19))


def too_large() -> Made:
    """A byte more than a reader takes."""
    return PACKAGES["issued"] + bytes(MAX_BYTES + 1 - len(PACKAGES["issued"])), TRUST


def deep() -> Made:
    """A million brackets."""
    return _with(COVER, b"[" * 10**6)


def deep_in_many() -> Made:
    """As deep as is allowed, as often as is allowed."""
    return _with(COVER, b"[" + b",".join([b"[" * 63 + b"]" * 63] * (MAX_VALUES // 70)) + b"]")


def arrays() -> Made:
    """As many empty lists as are read."""
    return _json(COVER, [[]] * ((MAX_VALUES - NEAR) // 2))


def objects() -> Made:
    """As many objects."""
    return _json(COVER, [{"a": {}}] * ((MAX_VALUES - NEAR) // 3))


def numbers() -> Made:
    """As many numbers, long ones."""
    return _json(COVER, [2**53 - 1 - n for n in range(MAX_VALUES - NEAR)])


def too_many_values() -> Made:
    """More than are read."""
    return _with(COVER, b"[" + b"[]," * (MAX_JSON // 8) + b"[]]")


def members() -> Made:
    """An object of as many members."""
    return _json(COVER, {f"{n:06}": 0 for n in range(MAX_VALUES - NEAR)})


def long_text() -> Made:
    """One text as long as is read."""
    return _json(COVER, "a" * (MAX_JSON - 2**18))


def wide_text() -> Made:
    """Letters that take four bytes each."""
    return _json(COVER, "\U0001f600" * (2**18 - 2**4))


def wide_one() -> Made:
    """A long text that one letter makes four times as long."""
    return _json(COVER, "a" * (2**20 - 2**6) + "\U0001f600")


def escapes() -> Made:
    """A text of escapes."""
    return _json(COVER, "\x01" * (MAX_VALUES - NEAR))


def all_at_once() -> Made:
    """An object of as many members, beside a file as large as the container leaves room for."""
    cover = canonical.encode({f"{n:06}": 0 for n in range(MAX_VALUES - NEAR)})
    files = dict(read_container(PACKAGES["second"])) | {COVER: cover}
    return rebuilt({**files, "attachments/large": bytes(MAX_BYTES - len(cover) - 2**19)}), TRUST


def long_manifest() -> Made:
    """A manifest as long as is read."""
    files = dict(read_container(PACKAGES["second"]))
    value = json.loads(files[MANIFEST_NAME])
    value["about"] = {f"{n:06}": "" for n in range((MAX_VALUES - NEAR) // 2)}
    return write_container({**files, MANIFEST_NAME: canonical.encode(value)}), TRUST


def many_heads() -> Made:
    """Heads that list one node over and over."""
    files = read_container(PACKAGES["pledged"])
    value = json.loads(files[HEADS])
    value["heads"][0]["nodes"] = [0] * (MAX_VALUES - NEAR)
    return rebuilt({**files, HEADS: canonical.encode(value)}), TRUST


def long_node() -> Made:
    """A node of eight megabytes under every head."""
    files = read_container(PACKAGES["pledged"])
    value = json.loads(files[HEADS])
    value["nodes"][0] = "0x" + "c0" * (MAX_JSON // 2 - 2**18)
    return rebuilt({**files, HEADS: canonical.encode(value)}), TRUST


def long_header() -> Made:
    """A header of a hundred thousand fields."""
    evidence = opened("pledged")
    name = f"chain/header-{evidence.claim.number}.rlp"
    files = read_container(PACKAGES["pledged"])
    return rebuilt({**files, name: b"\xfa\x01\x86\xa0" + b"\xc0" * 100_000}), TRUST


def many_acts() -> Made:
    """A dossier of thousands of acts, with a head, a proof and a block that fit."""
    return _grown(4_000, 0)


def long_act() -> Made:
    """An act of megabytes, likewise."""
    return _grown(0, MAX_JSON // 2 - 2**18)


def _grown(acts: int, size: int) -> Made:
    evidence = opened("pledged")
    title = evidence.certificate.title
    held = list(evidence.dossiers[title])
    last = held[-1]
    for _ in range(acts):
        seq = len(held) + 1
        held.append(replace(last, data=last.data[:1] + seq.to_bytes(5) + last.data[6:]))
    held[-1] = replace(held[-1], data=held[-1].data + bytes(size))
    grown = replace(evidence, dossiers={**evidence.dossiers, title: tuple(held)})
    return lying(grown, BELIEVED)


def long_capture() -> Made:
    """A capture log of as many values as are read."""
    values = MAX_VALUES - NEAR
    line = canonical.encode(
        {
            "entry": 0, "kind": "opened", "previous": "0x" + "00" * 32, "source": "", "method": "",
            "time": "2024-01-02T08:00:00Z", "schema": "datadeed/capture/1", "device": {},
            "tools": [[]] * (values // 2),
        }
    )  # fmt: skip
    listed: list[JsonInput] = [{"file": f"log{n}", "kind": "capture", "note": ""} for n in range(8)]
    files = dict(read_container(PACKAGES["second"]))
    files = {name: data for name, data in files.items() if not name.startswith("origin/")}
    files |= {f"origin/log{n}": line + b"\n" for n in range(8)}
    value: JsonInput = {"files": listed, "schema": "datadeed/origin/1"}
    return rebuilt({**files, "origin/origin.json": canonical.encode(value)}), TRUST


def many_tokens() -> Made:
    """As many tokens as are judged, and one more."""
    token = corpus("token")[-1]
    files = dict(read_container(PACKAGES["issued"]))
    files |= {f"timestamps/s{n}/001.tsr": token for n in range(MOST_TOKENS + 1)}
    return write_container(files), TRUST


def long_tokens() -> Made:
    """Tokens as long as any that is judged."""
    files = dict(read_container(PACKAGES["issued"]))
    token = b"\x30\x82\xff\xfc" + b"\x30\x00" * 32_766
    files |= {f"timestamps/s{n}/001.tsr": token for n in range(MOST_TOKENS)}
    return write_container(files), TRUST


def many_batches() -> Made:
    """As many proofs of batches as are judged, all good, each under a block as long as is read."""
    covered = of(read_container(PACKAGES["issued"])[COVER])
    extra = bytes(MAX_JSON // 2 // MOST_PROOFS - 2_000)
    long = [proofs([covered], 128 + n, extra)[0] for n in range(MOST_PROOFS)]
    return holding(*long, package=PACKAGES["issued"]), TRUST


HOSTILE: Final[dict[str, Callable[[], Made]]] = {
    made.__name__: made
    for made in (
        bomb, told_longer, many_members, too_many_members, attachment, too_large, deep,
        deep_in_many, arrays, objects, numbers, too_many_values, members, long_text, wide_text,
        wide_one, escapes, long_manifest, many_heads, long_node, long_header, many_acts, long_act,
        long_capture, all_at_once, many_tokens, long_tokens, many_batches,
    )
}  # fmt: skip


def measured(name: str, verifier: str) -> dict[str, Any]:
    """What one verifier says of a package; seconds of processor, memory above its own (MB)."""
    package, trust = HOSTILE[name]()
    with tempfile.TemporaryDirectory() as kept:
        paths = [Path(kept) / each for each in ("good", "package", "trust")]
        for path, data in zip(paths, (PACKAGES["second"], package, trust), strict=True):
            path.write_bytes(data)
        program = {
            "python": [sys.executable, "-m", "tests.fuzzing.hostile"],
            "browser": [shutil.which("node") or "node", str(BROWSER)],
        }[verifier]
        told = subprocess.run(
            [*program, *map(str, paths)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert told.returncode == 0, told.stderr
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def main() -> None:
    """Verify a good package, then the other one."""
    good, package, trust = (Path(each) for each in sys.argv[1:])
    believed = trust.read_bytes()
    verify(good.read_bytes(), believed)
    before, begin = _peak(), time.process_time()
    report = verify(package.read_bytes(), believed)
    taken = time.process_time() - begin
    codes = [each.code for each in report.checks if each.status.value == "failed"]
    row = {"grade": report.grade.name, "codes": codes[:3], "seconds": round(taken, 2)}
    sys.stdout.write(json.dumps({**row, "mb": round((_peak() - before) / 1e6)}))


def _peak() -> int:
    """Of this program alone; what getrusage says begins with its parent's."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return 1_024 * int(told.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    main()
