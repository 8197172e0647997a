"""The environment is read as its writer meant it, or refused by name."""

import pytest

from ledger.settings import Settings, SettingWrong


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("DATADEED_DATABSE_URL", "DATADEED_DATABASE_URL"),
        ("DATADEED_CRYPTO_POLICIES", "DATADEED_CRYPTO_POLICY"),
        ("DATADEED_LAG_BLOCK", "DATADEED_LAG_BLOCKS"),
        ("DATADEED_RPC_URLS", "DATADEED_RPC_URL"),
        ("DATADEED_AUDIT_SECOND", "DATADEED_AUDIT_SECONDS"),
    ],
)
def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(written: str, meant: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        Settings.read({written: "5"})
    assert caught.value.variable == written
    assert meant in caught.value.fault


@pytest.mark.parametrize(
    "name",
    [
        "DATADEED_LANG",
        "DATADEED_KEY_PASSWORD",
        "DATADEED_TSA_PASSWORD",
        "DATADEED_THOROUGH",
        "DATADEED_TEST_DATABASE",
        "DATADEED_CHROMIUM",
        "DATADEED_REQUIRE_PARTS",
        "DATABASE_URL",
    ],
)
def test_what_others_read_is_left_to_them(name: str) -> None:
    assert Settings.read({name: "x"}) == Settings.read({})


@pytest.mark.parametrize("name", ["RPC_URL", "DEPOSIT_URL", "MOVABLES_URL", "PUBLIC_URL"])
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:99999",
        "http://node:first",
        "http://host with space/",
        "http://[::1",
        "http://no\tde/",
        "http://",
        "register.example.cn",
    ],
)
def test_an_address_that_there_cannot_be_is_refused_by_name(name: str, address: str) -> None:
    with pytest.raises(SettingWrong) as caught:
        Settings.read({f"DATADEED_{name}": address})
    assert caught.value.variable == f"DATADEED_{name}"
    assert address not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["https://user:key@node-2.example:8545/v3/x?y=z", "http://[::1]:8545", "http://a_b"]
)
def test_an_address_may_name_whatever_its_host_asks_for(address: str) -> None:
    assert Settings.read({"DATADEED_RPC_URL": address}).rpc_url == address
