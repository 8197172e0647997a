"""A real run in a simulated chain: its acts whole, of its headers what no simulator works out."""

from itertools import groupby

from ledger.chain import parse
from ledger.chain.client import Web3Chain
from ledger.chain.records import Tag
from notarization.verify.header import HEADER_FIELDS
from tests.simulators.chain import SimulatedChain

WORKED_OUT = frozenset({"number", "parentHash", "timestamp", "logsBloom"})


def copy(real: Web3Chain, chain: SimulatedChain, *, own: frozenset[str] = WORKED_OUT) -> None:
    """Mine every block of a real chain anew; the fields that are its `own` the simulator makes."""
    height = real.block(Tag.LATEST).number
    query = {"fromBlock": "0x0", "toBlock": hex(height)}
    logs = {
        number: [parse.log_of(each) for each in found]
        for number, found in groupby(
            real.rpc.ask("eth_getLogs", query), lambda each: each["blockNumber"]
        )
    }
    for number in range(height + 1):
        header = real.block(number)
        outside = {
            each.name: header.raw[each.name]
            for each in HEADER_FIELDS
            if each.name in header.raw and each.name not in own
        }
        chain.mine(logs=logs.get(hex(number), ()), time=header.timestamp, outside=outside)
