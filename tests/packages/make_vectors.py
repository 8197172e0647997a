"""Writes tests/vectors/evidence_packages.json: `python -m tests.packages.make_vectors`."""

import json
from pathlib import Path

from notarization.verify.container import read_container
from notarization.verify.digests import sha256
from notarization.verify.verifier import verify

GOOD = Path(__file__).parent / "good"
VECTORS = Path(__file__).parents[1] / "vectors" / "evidence_packages.json"


def main() -> None:
    """Digest every golden package, its files and its report."""
    trust = (GOOD / "trust.json").read_bytes()
    packages, reports = {}, {}
    for name in ("issued", "pledged", "second"):
        package = (GOOD / f"{name}.evidence.zip").read_bytes()
        files = {path: sha256(data).hex() for path, data in read_container(package).items()}
        packages[name] = {"container": sha256(package).hex(), "files": files}
        reports[name] = sha256(verify(package, trust).to_json()).hex()
    text = json.dumps({"packages": packages, "reports": reports}, indent=1)
    VECTORS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
