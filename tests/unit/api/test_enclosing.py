"""Who makes packages here: the operator of the statement, which is read before anything is made."""

from pathlib import Path

import pytest

from api.enclosing import maker, repeat
from api.evidence import Request
from ledger.domain.verdict import Purpose
from ledger.settings import Settings, SettingWrong
from notarization.verify.platform_statement import write_platform
from tests.packages.second import PLATFORM

NUMBER = 3_712_026_030_001


def settings(path: Path | str) -> Settings:
    return Settings.read({"DATADEED_PLATFORM": str(path), "DATADEED_PUBLIC_URL": "https://a.cn"})


def test_the_operator_is_whom_the_statement_names(tmp_path: Path) -> None:
    path = tmp_path / "platform.json"
    path.write_bytes(write_platform(PLATFORM))
    assert maker(settings(path)) == PLATFORM.operator
    assert maker(settings("-")) == "https://a.cn"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (b"{", "JSON"),
        (b"{}", "schema"),
        (write_platform(PLATFORM).replace(b'"uscc"', b'"usci"'), "uscc"),
        (None, "No such file"),
    ],
)
def test_a_statement_that_cannot_be_read_is_said_by_its_setting(
    tmp_path: Path, written: bytes | None, fault: str
) -> None:
    path = tmp_path / "platform.json"
    if written is not None:
        path.write_bytes(written)
    with pytest.raises(SettingWrong) as caught:
        maker(settings(path))
    assert caught.value.variable == "DATADEED_PLATFORM"
    assert fault in caught.value.fault


def test_the_words_that_make_a_package_again_are_those_that_made_it() -> None:
    asked = Request(
        NUMBER, Purpose.PLEDGE, "court", "1", at=0, opened=frozenset({"data_name", "class"})
    )
    opened = "--open class --open data_name"
    assert repeat(asked).endswith(f"--purpose pledge --at 1970-01-01T00:00:00Z {opened}")
    assert repeat(Request(NUMBER, opened=frozenset())).endswith("authenticity --open-none")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:5001",
        "http://u:p@node:5001",
        "http://node:5001/api",
        "http://a:1,ftp://b:2",
        ",",
        " , ",
    ],
)
def test_a_node_of_ipfs_is_named_by_host_and_port_alone(address: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        Settings.read({"DATADEED_IPFS_URL": address})
    assert caught.value.variable == "DATADEED_IPFS_URL"
    assert "u:p" not in str(caught.value)
    two = Settings.read({"DATADEED_IPFS_URL": "http://a:5001/, https://[::1]:443"})
    assert two.ipfs == ("http://a:5001", "https://[::1]:443")
