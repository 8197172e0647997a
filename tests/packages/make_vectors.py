"""Writes evidence_packages.json and cover_words.json: `python -m tests.packages.make_vectors`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from notarization.verify.container import read_container
from notarization.verify.cover import WORDS, Words
from notarization.verify.digests import sha256
from notarization.verify.inventory import LABELS
from notarization.verify.report import Message
from notarization.verify.verifier import verify
from notarization.verify.wording import NOT_PROVEN, PURPOSES, RESULTS

GOOD = Path(__file__).parent / "good"
VECTORS = Path(__file__).parents[1] / "vectors"


def main() -> None:
    """Digest every golden package, its files and its report; list what cover sheets say."""
    trust = (GOOD / "trust.json").read_bytes()
    packages, reports = {}, {}
    for name in ("issued", "pledged", "second", "worded"):
        package = (GOOD / f"{name}.evidence.zip").read_bytes()
        files = {path: sha256(data).hex() for path, data in read_container(package).items()}
        packages[name] = {"container": sha256(package).hex(), "files": files}
        reports[name] = sha256(verify(package, trust).to_json()).hex()
    write("evidence_packages", {"packages": packages, "reports": reports})
    write("cover_words", {schema: table_of(words) for schema, words in WORDS.items()})


def write(name: str, value: Mapping[str, Any]) -> None:
    """One file of vectors."""
    text = json.dumps(value, indent=1, ensure_ascii=False)
    (VECTORS / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def table_of(words: Words) -> dict[str, Any]:
    """The words of the cover sheets of one schema, Chinese as they stand there, and in English."""
    tables: dict[str, Mapping[Any, Message]] = {
        "purposes": PURPOSES,
        "results": RESULTS,
        "findings": words.findings,
        "labels": LABELS,
        "reasons": words.reasons,
    }
    lists = {"notProven": NOT_PROVEN, "notHeld": words.not_held}
    return {
        **{name: {str(k): said(each) for k, each in t.items()} for name, t in tables.items()},
        **{name: list(map(said, each)) for name, each in lists.items()},
    }


def said(message: Message) -> dict[str, str]:
    """A sentence in both languages."""
    return {"zh": message.zh, "en": message.en}


if __name__ == "__main__":
    main()
