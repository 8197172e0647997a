"""One IPFS node for all tests of a process."""

from collections.abc import Iterator

import pytest

from tests.kubo import Kubo


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kubo]:
    kubo = Kubo(tmp_path_factory.mktemp("kubo"))
    kubo.start()
    yield kubo
    kubo.kill()
