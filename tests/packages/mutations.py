"""Random changes of good packages, each told again by its seed; no reader may accept one.

A change of bytes alone is caught by the container or a digest. So most changes have the manifest
made anew around them, as whoever changes a package would: then only what they break can tell.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from ledger.domain import canonical
from notarization.verify.container import read_container, write_container
from notarization.verify.manifest import MANIFEST_NAME, is_detached, read_manifest, write_manifest

# What a maker may say otherwise in a package of his own: nothing on the chain binds these, and a
# report says whose word they are. Of the claim's books each is compared, and none is asked for.
FREE: Final = ("platform.json", "origin/", "registry/opinion.txt", "verifier/", "attachments/")
NUMBERS: Final = (0, 1, 255, 2**31, 2**40, 2**53 - 1)
Files = dict[str, bytes]
Kind = Callable[[bytes, Random], bytes | None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """A changed package, and what was done to it."""

    seed: int
    kind: str
    package: bytes


def mutated(package: bytes, seed: int, kinds: Mapping[str, Kind] | None = None) -> Mutation:
    """The package with one random change; never the package itself."""
    kinds = kinds or KINDS
    chance = Random(seed)  # noqa: S311  # nothing secret: a seed tells a change again
    while True:
        kind = chance.choice(sorted(kinds))
        made = kinds[kind](package, chance)
        if made is not None and made != package:
            return Mutation(seed, kind, made)


def changed_bytes(data: bytes, chance: Random) -> bytes:
    """A bit turned, a byte put in, or some taken out."""
    place = chance.randrange(len(data))
    match chance.randrange(4):
        case 0:
            return data[:place] + bytes([chance.randrange(256)]) + data[place:]
        case 1:
            return data[:place] + data[place + 1 + chance.randrange(3) :]
        case _:
            return (
                data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
            )


def _loose(package: bytes, chance: Random) -> bytes:
    return changed_bytes(package, chance)


def _named(files: Files, chance: Random, ending: str = "") -> str:
    bound = [
        name
        for name in files
        if not is_detached(name) and not name.startswith(FREE) and name.endswith(ending)
    ]
    return chance.choice(bound)


def _unlisted(package: bytes, chance: Random) -> bytes:
    """Another file, under the old manifest."""
    files = dict(read_container(package))
    name = _named(files, chance)
    files[name] = changed_bytes(files[name], chance)
    return write_container(files)


def rebuilt(files: Files) -> bytes:
    """A container of these files, with a manifest that lists them."""
    manifest = read_manifest(files[MANIFEST_NAME])
    files[MANIFEST_NAME] = write_manifest(files, manifest.about, manifest.parts)
    return write_container(files)


def _listed(package: bytes, chance: Random) -> bytes:
    """Another file, under a manifest of its own."""
    files = dict(read_container(package))
    name = _named(files, chance)
    files[name] = changed_bytes(files[name], chance)
    return rebuilt(files)


def _manifest(package: bytes, chance: Random) -> bytes:
    files = dict(read_container(package))
    changed = changed_bytes(files[MANIFEST_NAME], chance)
    return write_container(files | {MANIFEST_NAME: changed})


def _exchanged(package: bytes, chance: Random) -> bytes | None:
    """Two files in each other's place, one of them doubled, or one left out."""
    files = dict(read_container(package))
    one, other = _named(files, chance), _named(files, chance)
    match chance.randrange(3):
        case 0:
            files[one], files[other] = files[other], files[one]
        case 1:
            files[one] = files[other]
        case _:
            del files[one]
    return rebuilt(files)


def _json(package: bytes, chance: Random) -> bytes | None:
    """One member of one file another one, in canonical JSON."""
    files = dict(read_container(package))
    name = _named(files, chance, ".json")
    files[name] = changed_json(files[name], chance, lists=name != "chain/profile.json")
    return rebuilt(files)


def changed_json(data: bytes, chance: Random, *, lists: bool = True) -> bytes:
    """Another member, in canonical JSON; without `lists` what stands in a list stays."""
    value = json.loads(data)
    holder, key = chance.choice(list(_places(value)))
    if lists or not isinstance(holder, list):
        _change(holder, key, chance)
    return canonical.encode(value)


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        rows = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, inner in rows:
            if name_of_free(key):
                continue
            found.append((holder, key))
            if isinstance(inner, (dict, list)) and inner:
                waiting.append(inner)
    return found


def name_of_free(key: Any) -> bool:
    """A member that is compared with nothing: the books of a claim."""
    return bool(key == "books")


def _change(holder: Any, key: Any, chance: Random) -> None:
    """Another value, another kind of value, nothing, or twice the same."""
    value = holder[key]
    choice = chance.randrange(6)
    if choice == 0:
        del holder[key]
    elif choice == 1 and isinstance(holder, list):
        holder.insert(key, value)
    elif choice == 2 and isinstance(holder, list):
        chance.shuffle(holder)
    elif choice == 3:
        holder[key] = chance.choice([None, True, "", [], {}, "0x", "0x00", *NUMBERS])
    else:
        holder[key] = _other(value, chance)


def _other(value: Any, chance: Random) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return chance.choice([value + 1, abs(value - 1), *NUMBERS])
        case str() if value:
            place = chance.randrange(len(value))
            letter = chance.choice("0123456789abcdefx据 Z\u3000")
            return value[:place] + letter + value[place + 1 :]
        case list() if value:
            return value[::-1]
        case _:
            return [value]


def _nodes(package: bytes, chance: Random) -> bytes:
    """The nodes of the proofs in another order, one of them twice, one left out."""
    files = dict(read_container(package))
    name = chance.choice(["proofs/account.json", "proofs/heads.json"])
    value = json.loads(files[name])
    rows = [value["nodes"], *(row["nodes"] for row in value.get("heads", ()))]
    nodes = chance.choice(rows)
    place = chance.randrange(len(nodes))
    match chance.randrange(3):
        case 0:
            nodes.insert(chance.randrange(len(nodes) + 1), nodes[place])
        case 1:
            nodes.pop(place)
        case _:
            chance.shuffle(nodes)
    files[name] = canonical.encode(value)
    return rebuilt(files)


def _acts(package: bytes, chance: Random) -> bytes:
    """Acts of the dossiers in another order, moved to another dossier, with another byte."""
    files = dict(read_container(package))
    names = [name for name in files if name.startswith("dossiers/")]
    one, other = chance.choice(names), chance.choice(names)
    values = {name: json.loads(files[name]) for name in (one, other)}
    acts, target = values[one]["acts"], values[other]["acts"]
    act = chance.choice(acts)
    match chance.randrange(4):
        case 0:
            acts.remove(act)
        case 1:
            target.insert(chance.randrange(len(target) + 1), act)
        case 2:
            chance.shuffle(acts)
        case _:
            data = bytearray.fromhex(act["data"][2:])
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            act["data"] = "0x" + data.hex()
    files |= {name: canonical.encode(value) for name, value in values.items()}
    return rebuilt(files)


KINDS: Final[dict[str, Kind]] = {
    "acts": _acts,
    "byte of a file, listed anew": _listed,
    "byte of a file, not listed": _unlisted,
    "byte of the container": _loose,
    "byte of the manifest": _manifest,
    "files exchanged": _exchanged,
    "member of a file": _json,
    "nodes of a proof": _nodes,
}
