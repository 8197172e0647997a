"""The maker of tries as a fixture."""

from collections.abc import Callable, Mapping

import pytest

from tests.simulators.trie import MadeTrie


@pytest.fixture(scope="session")
def make_trie() -> Callable[[Mapping[bytes, bytes]], MadeTrie]:
    return MadeTrie
