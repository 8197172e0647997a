"""The browser's verifier asked for the outcome of a target; one node answers a whole run."""

import json
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from functools import cache

from notarization.verify.beliefs import TimeAuthority, TimeTrust
from notarization.verify.trust import dump_trust, parse_trust
from tests.fuzzing.targets import GOOD, HERE, LOG, MANIFEST, ROOT, TRUST


def outcome(name: str, data: bytes) -> str:
    """What the browser's says of an input."""
    process = _process()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"target": name, "data": b64encode(data).decode()}) + "\n")
    process.stdin.flush()
    return str(json.loads(process.stdout.readline()))


@cache
def _process() -> "subprocess.Popen[str]":
    program = shutil.which("node")
    assert program is not None, "node comes with the environment"
    time = TimeTrust((TimeAuthority("one", (ROOT.read_bytes(),)),))
    given = {
        "good": str(GOOD),
        "log": LOG,
        "manifest": MANIFEST.decode(),
        "trust": dump_trust(replace(parse_trust(TRUST), time=time)).decode(),
    }
    return subprocess.Popen(
        [program, str(HERE / "targets.js"), json.dumps(given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
