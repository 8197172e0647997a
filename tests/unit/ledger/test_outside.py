"""Questions to services outside end, however an answer comes."""

import time

import httpx
import pytest

from ledger.outside import NoAnswer, Patience, answered
from tests.dripping import dripping


@pytest.mark.node
def test_a_head_that_never_ends_is_no_answer() -> None:
    with dripping() as slow:
        begun = time.monotonic()
        with pytest.raises(NoAnswer, match="RemoteProtocolError"):
            answered(httpx.Request("GET", slow), Patience(connect=0.2, answer=0.2), 1_000)
        assert time.monotonic() - begun < 10
