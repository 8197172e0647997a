"""How an input is changed so that it still gets deep: digests, lengths and spellings are mended.

A change is made where it matters (a member of a file, a node, an act, a field of a header), and
what stands around it is made anew. A quarter of all changes are of bytes alone.
"""

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from random import Random
from typing import Any, Final
from zlib import crc32

from coincurve import PrivateKey

from ledger.domain import canonical
from notarization.verify import container, rlp
from notarization.verify.container import read_container, write_container
from notarization.verify.manifest import is_detached
from tests.fuzzing.targets import KEY, PACKAGES, joined, split
from tests.packages import mutations

Mutate = Callable[[bytes, int], bytes]
MOST: Final = 2**18
PIECE: Final = 4_096
HEX: Final = re.compile(r"0x(?:[0-9a-f]{2})+")
LETTERS: Final = '0123456789abcdefx据\U0001f600\u2028\x00" Z'
WORDS: Final = (
    *(b"\x00", b"\xff", b"\x7f", b"\x80", b"\xb8", b"\xbf\xff", b"\xc0", b"\xf8", b"\xff" * 8),
    *(b"\x00" * 32, b"\xff" * 32, b"\x80" + b"\x00" * 7, b"\n", b"\n\n", b"[", b"{", b'"', b"\\u"),
    *(
        b"0x",
        b"-0",
        b"1e9",
        b"9007199254740993",
        b"null",
        b"true",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
    ),
    *(
        "— ".encode(),
        b"index 0",
        b"\x30\x80",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x06\x00",
        b"\xa0\x00",
    ),
    *(b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\x7f", b"=", b"==", b"\xf0\x9f"),
)
NAMES: Final = ("a", "A", "a/b", "../a", "a/", "é", "a" * 201, "manifest.json", "b.", "_-._/x")


def mutator(name: str) -> Callable[[bytes, int, int], bytes]:
    """The change of a target's inputs; a seed tells it again."""
    deep = KINDS.get(name)

    def changed(data: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)  # noqa: S311  # nothing secret

        def mutate(held: bytes, size: int) -> bytes:
            return havoc(held, chance)[:size]

        if deep is None or chance.randrange(4) == 0:
            return mutate(data, most)
        try:
            return deep(data, chance, mutate)[:most]
        except Exception:  # noqa: BLE001  # what cannot be read is changed as bytes
            return mutate(data, most)

    return changed


def havoc(data: bytes, chance: Random) -> bytes:
    """Bytes turned, put in, taken out, doubled or moved, one to eight times."""
    held = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        place = chance.randrange(len(held) + 1)
        size = chance.choice((1, 1, 2, 4, 8, 32, 100))
        match chance.randrange(8):
            case 0:
                held[place:place] = chance.choice(WORDS)
            case 1:
                held[place : place + size] = b""
            case 2:
                held[place:place] = chance.randbytes(size)
            case 3:
                start = chance.randrange(len(held) + 1)
                held[place:place] = held[start : start + size]
            case 4:
                word = chance.choice(WORDS)
                held[place : place + len(word)] = word
            case 5:
                start = chance.randrange(len(held) + 1)
                held[place : place + size] = held[start : start + size]
            case _ if place < len(held):
                held[place] = held[place] ^ 1 << chance.randrange(8)
            case _:
                held += chance.randbytes(1)
    return bytes(held)


def _json(data: bytes, chance: Random, mutate: Mutate) -> bytes:
    """One value of the file another one, or other bytes of one that holds bytes."""
    value = json.loads(data)
    places = mutations._places(value)
    holder, key = chance.choice(places)
    held = holder[key]
    if isinstance(held, str) and HEX.fullmatch(held) and chance.randrange(2):
        holder[key] = "0x" + mutate(bytes.fromhex(held[2:]), PIECE).hex()
    elif isinstance(held, str) and chance.randrange(3) == 0:
        place = chance.randrange(len(held) + 1)
        holder[key] = held[:place] + chance.choice(LETTERS) + held[place + 1 :]
    else:
        mutations._change(holder, key, chance)
    return canonical.encode(value)


def _part(data: bytes, chance: Random, mutate: Mutate) -> bytes:
    name, _, held = data.partition(b"\n")
    whole = not name.endswith(b".json")
    return name + b"\n" + (mutate(held, PIECE) if whole else _json(held, chance, mutate))


def _package(data: bytes, chance: Random, mutate: Mutate) -> bytes:
    if chance.randrange(2):
        return mutations.mutated(data, chance.randrange(2**32)).package
    files = dict(read_container(data))
    if chance.randrange(16) == 0:
        files = dict(read_container(chance.choice(list(PACKAGES.values()))))
    name = chance.choice(list(files))
    if name.endswith(".json") and chance.randrange(2):
        files[name] = _json(files[name], chance, mutate)
    else:
        files[name] = mutate(files[name], MOST)
    if is_detached(name):
        return write_container(files)
    return mutations.rebuilt(files)


def _container(data: bytes, chance: Random, mutate: Mutate) -> bytes:
    """Names that no writer gives, in any order, under right checksums."""
    named = list(read_container(data).items())[: chance.randrange(1, 6)]
    held = [(name, each[: chance.randrange(200)]) for name, each in named]
    for _ in range(chance.randrange(1, 3)):
        place = chance.randrange(len(held))
        name, each = held[place]
        spelled = chance.choice([*NAMES, name, name.upper(), name + "/x"])
        held[chance.randrange(len(held))] = (spelled, mutate(each, PIECE))
    entries = [container._Entry(name, memoryview(each), crc32(each)) for name, each in held]
    return b"".join(bytes(each) for each in container._pieces(entries))


def _acts(data: bytes, chance: Random, mutate: Mutate) -> bytes:
    pieces = split(data)
    place = chance.randrange(len(pieces))
    piece = pieces[place]
    # behind the count: an act of another count is refused at once
    head, held = piece[:9], piece[9:]
    match chance.randrange(4):
        case 0:
            where = 32 * chance.randrange(1 + len(held) // 32)
            pieces[place] = head + held[:where] + mutate(held[where : where + 32], 64)
            pieces[place] += held[where + 32 :]
        case 1:
            where = chance.randrange(len(held) + 1)
            pieces[place] = head + held[:where] + mutate(held[where:], PIECE)
        case 2:
            where = chance.randrange(len(held) + 1)
            other = chance.randrange(len(held) + 1)
            pieces[place] = head + held[:where] + held[other:]
        case _:
            pieces[place] = piece[:2] + bytes([chance.randrange(70)]) + piece[3:]
    return joined(pieces[:4])


def _rlp(data: bytes, chance: Random, mutate: Mutate) -> bytes:
    return rlp.encode(_other(rlp.decode(data), chance, mutate))


def _other(value: Any, chance: Random, mutate: Mutate) -> Any:
    if isinstance(value, bytes) or not value:
        return chance.choice([mutate(bytes(value or b""), PIECE), b"", [], [b""] * 17])
    place = chance.randrange(len(value))
    rest = value[:place], value[place + 1 :]
    match chance.randrange(6):
        case 0:
            return [*rest[0], *rest[1]]
        case 1:
            return [*rest[0], value[place], value[place], *rest[1]]
        case _:
            return [*rest[0], _other(value[place], chance, mutate), *rest[1]]


def _trie(data: bytes, chance: Random, mutate: Mutate) -> bytes:
    nodes = split(data[KEY:])
    place = chance.randrange(len(nodes))
    nodes[place] = _rlp(nodes[place], chance, mutate)
    key = data[:KEY] if chance.randrange(4) else mutate(data[:KEY], KEY).ljust(KEY, b"\0")
    return key + joined(nodes)


def _verdict(data: bytes, chance: Random, mutate: Mutate) -> bytes:
    """Another payload, signed again."""
    head, payload, _ = data.split(b".")
    changed = _json(urlsafe_b64decode(payload + b"=="), chance, mutate)
    signed = head + b"." + urlsafe_b64encode(changed).rstrip(b"=")
    key = PrivateKey(b"\x07" * 32)
    signature = key.sign_recoverable(hashlib.sha256(signed).digest(), hasher=None)[:64]
    return signed + b"." + urlsafe_b64encode(signature).rstrip(b"=")


KINDS: Final[dict[str, Callable[[bytes, Random, Mutate], bytes]]] = {
    "acts": _acts,
    "batch": _json,
    "container": _container,
    "header": _rlp,
    "json": _json,
    "package": _package,
    "part": _part,
    "rlp": _rlp,
    "trie": _trie,
    "trust": _json,
    "verdict": _verdict,
}
