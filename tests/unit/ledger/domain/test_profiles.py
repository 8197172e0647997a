import json
from dataclasses import fields
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from ledger.domain import canonical, profiles
from ledger.domain.codes import tables
from ledger.domain.keccak import keccak256
from ledger.domain.record import CHECKS

NAMES = profiles.names()


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_is_what_its_file_says(name: str) -> None:
    profile = profiles.load(name)
    raw = json.loads(files(profiles).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    assert profile.schema == profiles.SCHEMA
    assert profile.digest == keccak256(canonical.encode(raw))
    assert set(raw) == {each.name for each in fields(profiles.Profile)} - {"digest"}
    assert profiles.by_digest(profile.digest) is profile


@pytest.mark.parametrize("name", NAMES)
def test_a_profile_names_only_what_is_there(name: str) -> None:
    profile = profiles.load(name)
    assert profile.registrations
    assert profile.rights is None or profile.rights in tables.names()
    for form in profile.forms.values():
        assert {field.kind for field in form} <= set(CHECKS)
        assert len({field.name for field in form}) == len(form)
    for clock in profile.clocks.values():
        assert set(clock.stopped_by) <= set(profile.clocks)
    raw = json.loads(files(profiles).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    for path in profile.unverified:
        assert _there(raw, path.split(".")), path


@pytest.mark.parametrize(
    ("name", "clocks", "years", "types"),
    [
        (
            "nat-2026",
            {"acceptance": 3, "examination": 10, "extension": 10, "notice": 5, "objection": 10},
            5,
            ["first", "transfer", "change", "renewal", "cancellation"],
        ),
        (
            "pub-2025",
            {"acceptance": 3, "examination": 20, "notice": 10},
            3,
            ["first", "change", "correction", "renewal", "cancellation"],
        ),
    ],
)
def test_the_two_national_profiles_have_their_clocks(
    name: str, clocks: dict[str, int], years: int, types: list[str]
) -> None:
    profile = profiles.load(name)
    assert {clock: profile.clock(clock) for clock in clocks} == clocks
    assert profile.validity is not None
    assert profile.validity.most_years == years
    assert list(profile.registrations) == types
    assert profile.renewal is not None
    assert profile.form()


def test_the_floors_of_the_national_profile_hold_its_clocks() -> None:
    profile = profiles.load()
    floors = profile.enforced()
    assert floors.minimum_notice == profile.clock("notice") * 86_400
    assert floors.minimum_acceptance == profile.clock("acceptance") * 86_400
    midnight = int(datetime(2027, 12, 31, 16, tzinfo=UTC).timestamp())
    assert profile.valid_until(midnight) - midnight < floors.maximum_term


def test_what_is_not_known_cannot_be_applied() -> None:
    xiamen = profiles.load("xm-2024")
    for ask, missing in (
        (lambda: xiamen.clock("notice"), "clocks.notice"),
        (xiamen.form, "forms.first"),
        (lambda: xiamen.valid_until(0), "validity"),
        (lambda: xiamen.adoption(bytes(32), seq=0, deadline=0), "floors"),
    ):
        with pytest.raises(profiles.ProfileIncomplete) as refused:
            ask()
        assert (refused.value.name, refused.value.missing) == ("XM", missing)


def test_the_rights_are_named_by_the_titles_own_rules() -> None:
    old = profiles.right_names(profiles.load("sz-2023").digest)
    assert (old.table, old.labels["OPER"].zh) == ("rights-2022", "数据产品经营权")
    for digest in (profiles.load().digest, profiles.load("pub-2025").digest, bytes(32)):
        new = profiles.right_names(digest)
        assert (new.table, new.labels["OPER"].zh) == ("rights-2026", "数据经营权")


def test_unknown_profiles_are_named() -> None:
    with pytest.raises(profiles.ProfileUnknown, match="nat-2030"):
        profiles.load("nat-2030")
    with pytest.raises(profiles.ProfileUnknown):
        profiles.load("../holidays")
    with pytest.raises(profiles.ProfileNotKnown, match="00" * 32):
        profiles.of(bytes(32))


def test_the_days_of_the_public_profile_are_read_as_days() -> None:
    assert profiles.load("pub-2025").in_force.until == date(2030, 3, 1)


def _there(value: object, path: list[str]) -> bool:
    if not path:
        return True
    if not isinstance(value, dict):
        return False
    name, rest = path[0], path[1:]
    if name == "*":
        return all(_there(each, rest) for each in value.values())
    return name in value and _there(value[name], rest)
