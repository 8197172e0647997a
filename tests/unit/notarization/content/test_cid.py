"""CIDs worked out here are those of a real node."""

import pytest

from notarization.content.cid import cid_of
from tests.kubo import Kubo

# 45,613,056 bytes fill one node of 174 links; one more makes a tree of three levels
KNOWN = {
    0: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
    1: "bafkreidogqfzz75tpkmjzjke425xqcrmpcib2p5tg44hnbirumdbpl5adu",
    262_144: "bafkreiekhhjkxu4ztk3tyng3er3ijhg56mb44oe3gwbgquhzu4afrg2ksa",
    262_145: "bafybeigllfqgfpqydppr6cmv56g7ax4wyhruzswvcefv6j5kj77nzttfki",
    45_613_057: "bafybeihqwzd3o6q6v3pmwhzjy22vokhr767burokmqemg63hptx2nqd7ym",
}


@pytest.mark.parametrize(("size", "cid"), KNOWN.items())
def test_the_cid_of_so_many_zeros_is_known(size: int, cid: str) -> None:
    assert cid_of(bytes(size)) == cid


@pytest.mark.node
@pytest.mark.parametrize("size", KNOWN)
def test_a_node_says_the_same_cid(daemon: Kubo, size: int) -> None:
    data = (b"DataDeed" * (size // 8 + 1))[:size]
    assert daemon.node.add(data) == cid_of(data)
