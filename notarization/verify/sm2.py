"""Verifies SM2 signatures (GB/T 32918.2) on sm2p256v1 (GB/T 32918.5), over SM3.

Only public values come here, so nothing has to take the same time for all of them. A signature is
r and s, 32 bytes each: it has this one form, and since r + s counts beside s, no second s fits it.
"""

from typing import Final, TypeAlias

from notarization.verify.digests import sm3

# What GM/T 0009 gives for signers who agreed on no other name.
IDENTITY: Final = b"1234567812345678"
PUBLIC, SIGNATURE, SIZE = 65, 64, 32
_UNCOMPRESSED: Final = 4

PRIME: Final = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_00000000_FFFFFFFF_FFFFFFFF
A: Final = PRIME - 3
B: Final = 0x28E9FA9E_9D9F5E34_4D5A9E4B_CF6509A7_F39789F5_15AB8F92_DDBCBD41_4D940E93
ORDER: Final = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_7203DF6B_21C6052B_53BBF409_39D54123

# A point of the curve; None is the one at infinity.
Point: TypeAlias = tuple[int, int] | None
_BASE: Final = (
    0x32C4AE2C_1F198119_5F990446_6A39C994_8FE30BBF_F2660BE1_715A4589_334C74C7,
    0xBC3736A2_F4F6779C_59BDCEE3_6B692153_D0A9877C_C62A4740_02DF32E5_2139F0A0,
)


def is_key(key: bytes) -> bool:
    """Tell whether the 65 bytes 04, x, y are a point of the curve."""
    return _point(key) is not None


def verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature over the message is the key's, under the common identity."""
    point = _point(key)
    if point is None or len(signature) != SIGNATURE:
        return False
    r, s = int.from_bytes(signature[:SIZE]), int.from_bytes(signature[SIZE:])
    t = (r + s) % ORDER
    if not (0 < r < ORDER and 0 < s < ORDER and t):
        return False
    found = _sum_of_multiples(s, _BASE, t, point)
    return found is not None and (digest_of(key, message) + found[0]) % ORDER == r


def digest_of(key: bytes, message: bytes) -> int:
    """What is signed: SM3 over Z, which names identity, curve and key, and the message (5.5)."""
    curve = b"".join(each.to_bytes(SIZE) for each in (A, B, *_BASE))
    bits = (8 * len(IDENTITY)).to_bytes(2)
    return int.from_bytes(sm3(sm3(bits + IDENTITY + curve + key[1:]) + message))


def _point(key: bytes) -> Point:
    x, y = int.from_bytes(key[1 : 1 + SIZE]), int.from_bytes(key[1 + SIZE :])
    formed = len(key) == PUBLIC and key[0] == _UNCOMPRESSED and x < PRIME and y < PRIME
    return (x, y) if formed and (y * y - x * x * x - A * x - B) % PRIME == 0 else None


def _sum_of_multiples(first: int, one: Point, second: int, other: Point) -> Point:
    """First · one + second · other, bit by bit from the top."""
    summands = (None, one, other, _add(one, other))
    found: Point = None
    for place in reversed(range(ORDER.bit_length())):
        found = _add(found, found)
        found = _add(found, summands[(first >> place & 1) + 2 * (second >> place & 1)])
    return found


def _add(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    (x, y), (u, v) = one, other
    if x == u:
        if (y + v) % PRIME == 0:
            return None
        slope = (3 * x * x + A) * pow(2 * y, -1, PRIME)
    else:
        slope = (v - y) * pow(u - x, -1, PRIME)
    abscissa = (slope * slope - x - u) % PRIME
    return abscissa, (slope * (x - abscissa) - y) % PRIME
