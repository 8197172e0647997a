"""A development chain's state on disk: of one moment, and there whole or as it was before.

anvil can write its state by itself, but in place (a kill leaves half a file) and while it makes a
block (the accounts then hold a transaction that no block has). So it is asked for its state, and
what it gives counts only if it agrees with itself.
"""

import gzip
import time
import zlib
from pathlib import Path
from typing import Final

import msgspec

from ledger.chain import hexes
from ledger.chain.errors import NodeLies, StateTorn
from ledger.chain.rpc import Rpc
from ledger.whole_file import write_whole

METHOD: Final = "anvil_dumpState"
TIMEOUT: Final = 120.0
TRIES: Final = 20
PAUSE_SECONDS: Final = 0.05
NO_CODE: Final = "0x"


class _Account(msgspec.Struct):
    nonce: int
    code: str


class _Header(msgspec.Struct):
    number: str


class _Block(msgspec.Struct):
    header: _Header
    transactions: list[msgspec.Raw]


class _Dump(msgspec.Struct):
    """What is looked at of anvil's own state file; the rest of it is kept unread."""

    best_block_number: int
    accounts: dict[str, _Account]
    blocks: list[_Block]
    transactions: list[msgspec.Raw]


def save_state(url: str, path: Path, *, timeout: float = TIMEOUT) -> None:
    """Put the state of the chain at `url` in a file that anvil's `--load-state` takes.

    It keeps every block's own state, so that proofs at old blocks are still made after a restart.

    Raises:
        StateTorn: blocks were made all the time; what was in the file is still there.
        NodeUnreachable, RpcFault, NodeLies: the chain gave no state.
    """
    rpc = Rpc(url, timeout=timeout, most_bytes=None)
    for _ in range(TRIES):
        state = _taken(rpc)
        if _agrees(state):
            write_whole(path, state)
            return
        time.sleep(PAUSE_SECONDS)
    raise StateTorn(TRIES)


def _taken(rpc: Rpc) -> bytes:
    """The state as JSON; the method's own argument asks for the states of old blocks too."""
    answer = hexes.parse_bytes(rpc.ask(METHOD, True), METHOD)
    try:
        return gzip.decompress(answer)
    except (OSError, EOFError, zlib.error) as fault:
        raise NodeLies(METHOD, "gzipped JSON", type(fault).__name__) from fault


def _agrees(state: bytes) -> bool:
    """Whether accounts, blocks and transactions are of one moment.

    Every transaction raises the count of one account without code. anvil reads its blocks first and
    the accounts last: a block made meanwhile shows as a count too many.
    """
    try:
        dump = msgspec.json.decode(state, type=_Dump)
        numbers = {hexes.parse_quantity(block.header.number, METHOD) for block in dump.blocks}
    except msgspec.DecodeError as fault:
        raise NodeLies(METHOD, "anvil's state", str(fault)) from fault
    all_numbers = set(range(dump.best_block_number + 1))
    in_blocks = sum(len(block.transactions) for block in dump.blocks)
    sent = sum(account.nonce for account in dump.accounts.values() if account.code == NO_CODE)
    return sent == in_blocks == len(dump.transactions) and numbers == all_numbers
