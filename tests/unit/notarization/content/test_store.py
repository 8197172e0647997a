"""Content references: what they must hold to be one."""

import dataclasses

import pytest

from notarization.content.errors import ReferenceMalformed
from notarization.content.store import ContentRef, close


def test_reference_of_public_bytes_is_their_own_digest() -> None:
    stored, ref = close(b"data", public=True, readers=())
    assert (stored, ref.cipher_sha256, ref.encrypted) == (b"data", ref.sha256, False)


@pytest.mark.parametrize("field", ["sha256", "sm3", "cipher_sha256"])
def test_digest_of_wrong_length_is_refused(field: str) -> None:
    digests = {"sha256": bytes(32), "sm3": bytes(32), "cipher_sha256": bytes(32), field: b""}
    with pytest.raises(ReferenceMalformed) as caught:
        ContentRef(size=1, encrypted=True, **digests)
    assert caught.value.field == field


def test_negative_size_is_refused() -> None:
    _, ref = close(b"data", public=True, readers=())
    with pytest.raises(ReferenceMalformed) as caught:
        dataclasses.replace(ref, size=-1)
    assert caught.value.field == "size"


def test_public_reference_with_two_different_digests_is_refused() -> None:
    _, ref = close(b"data", public=True, readers=())
    with pytest.raises(ReferenceMalformed) as caught:
        dataclasses.replace(ref, cipher_sha256=bytes(32))
    assert caught.value.field == "cipher_sha256"
