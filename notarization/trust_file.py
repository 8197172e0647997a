"""Writes a trust file: what a verifying party's own node says of the register and of one block.

The process that runs this MUST be the verifying party's, on its own node and profile: a trust file
that comes from whoever made the package proves nothing.
"""

from collections.abc import Iterable

from ledger.chain.client import Chain
from ledger.chain.profile import ChainProfile
from notarization.verify.trust import Contract, Pin, Trust, dump_trust


def trust_of(profile: ChainProfile, pins: Iterable[Pin], *, maximum_age: int = 0) -> Trust:
    """The trust in a register, as its chain profile names it, and in these blocks."""
    register = profile.register
    return Trust(
        chain_id=profile.chain_id,
        register=Contract(register.address, register.code_hash),
        books=tuple(
            Contract(book.address, book.code_hash, name.value)
            for name, book in sorted(profile.books.items())
        ),
        pins=tuple(pins),
        development=profile.dev,
        maximum_age=maximum_age,
    )


def trust_in(chain: Chain, profile: ChainProfile, *blocks: int, maximum_age: int = 0) -> Trust:
    """The trust that pins these blocks as the node has them. Raises BlockUnknown."""
    pins = [Pin(header.number, header.hash) for header in chain.headers(blocks)]
    return trust_of(profile, pins, maximum_age=maximum_age)


def trust_from(chain: Chain, profile: ChainProfile, *blocks: int, maximum_age: int = 0) -> bytes:
    """The canonical trust file of `trust_in`. Raises BlockUnknown."""
    return dump_trust(trust_in(chain, profile, *blocks, maximum_age=maximum_age))
