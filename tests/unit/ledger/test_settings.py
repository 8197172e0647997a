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
