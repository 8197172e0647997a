"""Which algorithms are allowed when: dated data, exact to the second in Beijing."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.allowed import require_allowed
from ledger.domain import canonical
from ledger.domain.crypto_policy import (
    AlgorithmNotAllowed,
    CryptoPolicyMalformed,
    Rule,
    Use,
    own_policy,
    parse_policy,
)
from ledger.settings import Settings, SettingWrong

OWN = Path(__file__).parents[4] / "ledger/domain/crypto-policy-2026.json"
# 2030-01-01 and 2035-01-01, midnight in Beijing
MAKING_ENDS, ACCEPTING_ENDS = 1_893_427_200, 2_051_193_600
RULE = Rule("sha256", date(2020, 1, 1), date(2030, 1, 1), date(2035, 1, 1))
ENDING = replace(own_policy(), uses={**own_policy().uses, Use.DIGEST: (RULE,)})


def test_making_ends_before_accepting_does_each_to_the_second() -> None:
    ENDING.require(Use.DIGEST, "sha256", MAKING_ENDS - 1)
    with pytest.raises(AlgorithmNotAllowed) as refused:
        ENDING.require(Use.DIGEST, "sha256", MAKING_ENDS)
    assert (refused.value.use, refused.value.algorithm) == ("digest", "sha256")
    accepted = [MAKING_ENDS, ACCEPTING_ENDS - 1, ACCEPTING_ENDS, 0]
    assert [ENDING.accepts(Use.DIGEST, "sha256", each) for each in accepted] == [
        *(True, True, False, False)
    ]
    assert not ENDING.accepts(Use.DIGEST, "md5", MAKING_ENDS)


def test_the_policy_of_this_version_says_something_of_every_use() -> None:
    assert own_policy().uses.keys() == set(Use)
    assert all(rules for rules in own_policy().uses.values())


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "datadeed/crypto-policy/2"},
        {"uses": {}},
        {"uses": None},
        {"uses": {"digest": [["sha256", "some day", None, None]]}},
        {"uses": {"sealing": []}},
        {"more": 1},
    ],
)
def test_a_file_of_another_form_is_refused(change: dict[str, Any]) -> None:
    value = json.loads(OWN.read_bytes())
    with pytest.raises(CryptoPolicyMalformed):
        parse_policy(canonical.encode(value | change))
    with pytest.raises(CryptoPolicyMalformed):
        parse_policy(b"[]")


def test_an_installation_may_be_stricter_and_never_laxer(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    settings = Settings.read({"DATADEED_CRYPTO_POLICY": str(path)})
    with pytest.raises(SettingWrong):
        require_allowed(settings, Use.CONTENT, "age", at=MAKING_ENDS)
    value = json.loads(OWN.read_bytes())
    value["uses"]["content"] = [
        ["SM2-SM4", "2026-01-01", None, None],
        ["md5", "2020-01-01", None, None],
    ]
    path.write_bytes(canonical.encode(value))
    require_allowed(settings, Use.CONTENT, "SM2-SM4", at=MAKING_ENDS)
    for other in ("age", "md5"):
        with pytest.raises(AlgorithmNotAllowed):
            require_allowed(settings, Use.CONTENT, other, at=MAKING_ENDS)
