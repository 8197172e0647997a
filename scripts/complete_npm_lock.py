"""Adds the optional packages of other platforms to package-lock.json.

`npm ci` refuses a lock in which an optional dependency is missing, even one for another operating
system, and some registries carry the packages of one platform only. The added entries name version,
system and processor, so npm skips them where they do not fit; they carry no integrity hash until
`make lock` runs against a registry that serves them.
"""

import json
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "package-lock.json"
PROCESSORS = {"amd64": "x64", "x64": "x64", "arm64": "arm64", "ia32": "ia32"}
SYSTEMS = {"darwin", "linux", "win32"}
LIBCS = {"gnu": "glibc", "musl": "musl"}


def placeholder(name: str, version: str) -> dict[str, Any]:
    """The lock entry of a platform package, read from its name (`edr-linux-arm64-musl`)."""
    words = name.split("-")
    entry: dict[str, Any] = {"version": version, "dev": True, "optional": True}
    entry["os"] = [word for word in words if word in SYSTEMS]
    entry["cpu"] = [PROCESSORS[word] for word in words if word in PROCESSORS]
    if not entry["os"] or not entry["cpu"]:
        message = f"{name}@{version} is missing from the lock and its name tells no platform"
        raise ValueError(message)
    libc = [LIBCS[word] for word in words if word in LIBCS]
    return entry | ({"libc": libc} if libc else {})


def complete(packages: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The packages of a lock, with an entry for every optional dependency."""
    known = set(packages)
    added = {
        f"node_modules/{name}": placeholder(name, version)
        for package in packages.values()
        for name, version in package.get("optionalDependencies", {}).items()
        if not any(path.endswith(f"node_modules/{name}") for path in known)
    }
    root = {"": packages[""]}
    return root | dict(sorted((packages | added).items()))


def main() -> None:
    """Rewrites the lock in place."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    lock["packages"] = complete(lock["packages"])
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
