import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ledger.chain import profile as profiles
from ledger.chain.errors import ProfileMalformed, ProfileMissing
from ledger.chain.profile import Confirmations, Finality, FinalizedTag, Instant
from tests.factories import a_profile

FORMS: tuple[Finality, ...] = (Instant(), FinalizedTag(), Confirmations(12))


@pytest.mark.parametrize("finality", FORMS)
def test_a_profile_comes_back_as_it_was(tmp_path: Path, finality: Finality) -> None:
    profile = a_profile(finality)
    path = tmp_path / "deep" / "chain.json"
    profiles.save(profile, path)
    assert profiles.load(path) == profile
    assert path.read_bytes() == profiles.dump(profile)
    assert [each.name for each in path.parent.iterdir()] == ["chain.json"]


def test_a_missing_profile_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileMissing) as missing:
        profiles.load(tmp_path / "none.json")
    assert missing.value.path == str(tmp_path / "none.json")


def put(*path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(raw: dict[str, Any]) -> None:
        for name in path[:-1]:
            raw = raw[name]
        raw[path[-1]] = value

    return change


def drop(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(raw: dict[str, Any]) -> None:
        for name in path[:-1]:
            raw = raw[name]
        del raw[path[-1]]

    return change


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("format", put("format", value="datadeed/chain-profile/2")),
        ("timeUnit", put("timeUnit", value="milliseconds")),
        ("name", put("name", value=5)),
        ("name", drop("name")),
        ("chainId", put("chainId", value=0)),
        ("chainId", put("chainId", value=True)),
        ("chainId", put("chainId", value="20260")),
        ("startBlock", put("startBlock", value=-1)),
        ("startHash", put("startHash", value="0x00")),
        ("register.address", put("register", "address", value="0x" + "AB" * 20)),
        ("register.address", put("register", "address", value="01" * 20)),
        ("register.codeHash", put("register", "codeHash", value="0x" + "zz" * 32)),
        ("register.codeHash", drop("register", "codeHash")),
        ("register.more", put("register", "more", value=1)),
        ("books.PledgeBook", drop("books", "PledgeBook")),
        ("books.OtherBook", put("books", "OtherBook", value={})),
        ("books.TitleBook", put("books", "TitleBook", value=[])),
        ("finality", put("finality", value="soon")),
        ("finality", drop("finality")),
        ("finality.confirmations", put("finality", value={"confirmations": 0})),
        ("finality.confirmations", put("finality", value={})),
        ("finality.more", put("finality", value={"confirmations": 1, "more": 1})),
        ("proofs", put("proofs", value=1)),
        ("dev", drop("dev")),
        ("comment", put("comment", value="x")),
    ],
)
def test_the_field_that_is_wrong_is_named(
    field: str, change: Callable[[dict[str, Any]], None]
) -> None:
    raw = json.loads(profiles.dump(a_profile()))
    change(raw)
    with pytest.raises(ProfileMalformed) as malformed:
        profiles.parse(json.dumps(raw).encode())
    assert malformed.value.field == field


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"name":1,"name":2}'])
def test_what_is_no_json_object_is_refused(data: bytes) -> None:
    with pytest.raises(ProfileMalformed) as malformed:
        profiles.parse(data)
    assert malformed.value.field == ""
