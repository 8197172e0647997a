"""A record out of answers: what is left empty is left out."""

from pathlib import Path

import pytest

from api.registrant import record
from api.texts.facets import scenarios_named
from api.texts.fields import FIELDS
from ledger.domain.codes import tables
from ledger.domain.personal import PersonalDataFound
from notarization.content.directory import DirectoryStore
from notarization.content.sealing import Identity
from notarization.fingerprint import fingerprint
from notarization.verify.report import Language
from tests.factories import A_DAY, a_uscc


def answers(folder: Path, scenarios: str) -> dict[str, str]:
    for kind in ("identity", "acquisition", "sample"):
        (folder / kind).write_text(kind, encoding="utf-8")
    return {
        "data_name": "胶州湾盐度监测数据集",
        "summary": "浮标逐时盐度。",
        "industry": "A04",
        "time_span": '{"from": "2024-01-01", "to": "2024-12-31"}',
        "scenarios": scenarios,
        "name": "青岛海测科技有限公司",
        "uscc": a_uscc(77),
        "person": "林某",
        "phone": "1",
        "address": "青岛",
        "business_status": "存续",
        **{f"proofs.{kind}": kind for kind in ("identity", "acquisition", "sample")},
    }


@pytest.mark.parametrize(
    "answer", ["金融服务、应急管理", " 金融服务, 应急管理", '["金融服务", "应急管理"]', ""]
)
def test_scenarios_are_asked_for_and_may_be_left_empty(tmp_path: Path, answer: str) -> None:
    given = answers(tmp_path, answer)
    asked: list[str] = []

    def prompt(name: str) -> str:
        asked.append(name)
        assert FIELDS[name].text(Language.EN)
        return given.get(name, "")

    found = record.ask(prompt)
    mark = fingerprint(tmp_path / "sample").fingerprint
    whole = record.complete(found, record.Filing(bytes(32), mark, A_DAY), None, tmp_path)
    assert asked.count("scenarios") == 1
    assert whole.get("scenarios") == (["金融服务", "应急管理"] if answer else None)


def test_every_scenario_has_an_english_name() -> None:
    entries = tables.load("scenarios-2024").entries
    assert len(entries) == 12
    assert all(label.en and label.zh == code for code, label in entries.items())
    assert scenarios_named(["金融服务", "别的"], Language.EN) == "Financial services, 别的"


def test_a_proof_that_names_a_person_by_number_is_sealed_no_more_than_those_before_it(
    tmp_path: Path,
) -> None:
    given = record.ask(lambda name: answers(tmp_path, "").get(name, ""))
    sealing = record.Sealing(DirectoryStore(tmp_path / "store"), [Identity.generate().reader])
    mark = fingerprint(tmp_path / "sample").fingerprint
    filing = record.Filing(bytes(32), mark, A_DAY)
    (tmp_path / "sample").write_text("1,2\n张三,13912345678\n", encoding="utf-8")
    with pytest.raises(PersonalDataFound) as refused:
        record.complete(given, filing, sealing, tmp_path)
    assert (refused.value.file_kind, refused.value.data) == ("sample", "mobile")
    assert not (tmp_path / "store").exists()
    (tmp_path / "sample").write_text("1,2\n张某,139****5678\n", encoding="utf-8")
    record.complete(given, filing, sealing, tmp_path)
    assert len(list((tmp_path / "store").glob("*/*"))) == 3
