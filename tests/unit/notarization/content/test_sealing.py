"""Sealing with age: only named readers open, and two seals never look alike."""

import pytest

from notarization.content.errors import NoReader, ReaderKeyMalformed, SealBroken
from notarization.content.sealing import Identity, Reader, seal, unseal


def test_each_named_reader_opens_the_seal() -> None:
    first, second = Identity.generate(), Identity.generate()
    sealed = seal("数据".encode(), [first.reader, second.reader])
    assert unseal(sealed, first) == unseal(sealed, second) == "数据".encode()


def test_stranger_cannot_open_the_seal() -> None:
    with pytest.raises(SealBroken):
        unseal(seal(b"data", [Identity.generate().reader]), Identity.generate())


def test_damaged_seal_does_not_open() -> None:
    identity = Identity.generate()
    sealed = seal(b"data", [identity.reader])
    with pytest.raises(SealBroken):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), identity)


def test_two_seals_of_the_same_bytes_differ() -> None:
    reader = Identity.generate().reader
    assert seal(b"data", [reader]) != seal(b"data", [reader])


def test_seal_for_nobody_is_refused() -> None:
    with pytest.raises(NoReader):
        seal(b"data", [])


@pytest.mark.parametrize("parse", [Reader.parse, Identity.parse])
@pytest.mark.parametrize("text", ["", "age1", "AGE-SECRET-KEY-1", "not a key"])
def test_text_that_is_no_key_is_refused_and_not_repeated(parse: object, text: str) -> None:
    assert callable(parse)
    with pytest.raises(ReaderKeyMalformed) as caught:
        parse(text)
    assert str(caught.value) == "READER_KEY_MALFORMED"


def test_identity_never_shows_its_secret() -> None:
    identity = Identity.generate()
    assert identity.key not in repr(identity)
    assert identity.reader.key in repr(identity)
