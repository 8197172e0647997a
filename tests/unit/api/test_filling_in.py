"""A record out of answers or a file: nothing is stated that its registrant did not state."""

from pathlib import Path

import pytest

from api.registrant import record
from api.texts.facets import scenarios_named
from api.texts.fields import FIELDS
from ledger.domain.codes import tables
from ledger.domain.personal import PersonalDataFound
from ledger.domain.profiles import load
from ledger.domain.record import ORIGINS, FieldInvalid, FieldMissing
from notarization.content.directory import DirectoryStore
from notarization.content.sealing import Identity
from notarization.fingerprint import fingerprint
from notarization.verify.report import Language
from tests.factories import A_DAY, OWN_NUMBER, a_record, a_uscc


def answers(folder: Path, scenarios: str) -> dict[str, str]:
    for kind in ("identity", "acquisition", "sample"):
        (folder / kind).write_text(kind, encoding="utf-8")
    return {
        "data_name": "胶州湾盐度监测数据集",
        "summary": "浮标逐时盐度。",
        "industry": "A04",
        "time_span": '{"from": "2024-01-01", "to": "2024-12-31"}',
        "scenarios": scenarios,
        "volume.records": "8760",
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

    def prompt(name: str, suggested: str | None) -> str:
        asked.append(name)
        assert FIELDS[name].text(Language.EN)
        return given.get(name, suggested or "")

    found = record.ask(prompt)
    mark = fingerprint(tmp_path / "sample").fingerprint
    whole = record.complete(found, record.Filing(bytes(32), mark, A_DAY), None, tmp_path)
    assert asked.count("scenarios") == 1
    assert whole.get("scenarios") == (["金融服务", "应急管理"] if answer else None)


MANDATORY = [each.name for each in load().form() if not each.optional]


@pytest.mark.parametrize("name", MANDATORY)
def test_a_field_that_the_file_leaves_out_is_missing(tmp_path: Path, name: str) -> None:
    given = a_record()
    del given[name]
    mark = fingerprint(Path(__file__)).fingerprint
    with pytest.raises(FieldMissing) as refused:
        record.complete(given, record.Filing(bytes(32), mark, A_DAY), None, tmp_path)
    assert refused.value.field == name


def test_all_that_is_missing_is_named_and_only_the_size_is_read_off_the_file(
    tmp_path: Path,
) -> None:
    mark = fingerprint(Path(__file__)).fingerprint
    filing = record.Filing(bytes(32), mark, A_DAY)
    given = a_record() | {"volume": {}}
    for name in ("origin", "rights"):
        del given[name]
    with pytest.raises(FieldMissing) as refused:
        record.complete(given, filing, None, tmp_path)
    assert refused.value.field == "origin, rights, volume.records"
    whole = record.complete(a_record() | {"volume": {"records": 3}}, filing, None, tmp_path)
    assert whole["volume"] == {"records": 3, "bytes": mark.size}


@pytest.mark.parametrize("origin", ORIGINS)
def test_every_mandatory_field_is_asked_and_the_proof_follows_the_origin(
    tmp_path: Path, origin: str
) -> None:
    given = answers(tmp_path, "") | {"origin": origin}
    shown: dict[str, str | None] = {}

    def prompt(name: str, suggested: str | None) -> str:
        shown[name] = suggested
        return given.get(name, suggested or "")

    found = record.ask(prompt)
    asked = {name.split(".")[0] for name in shown}
    assert asked | {"contacts"} >= set(MANDATORY)
    assert asked >= {"person", "phone", "address", "business_status"}
    assert shown["volume.records"] is None
    assert shown["data_name"] is None
    assert shown["rights.proof"] == record.PROOF_OF[origin]
    assert shown["update_frequency"] == "yearly"
    shares = {"hold": 1_000_000, "use": 1_000_000, "oper": 1_000_000}
    proof = {"term": "五年", "limits": "无", "proof": record.PROOF_OF[origin]}
    assert found["rights"] == [{**shares, **proof}]
    assert found["volume"] == {"records": 8_760}


def test_a_number_that_is_none_is_refused_by_its_field(tmp_path: Path) -> None:
    typed = answers(tmp_path, "") | {"volume.records": "many"}
    given = record.ask(lambda name, suggested: typed.get(name, suggested or ""))
    mark = fingerprint(tmp_path / "sample").fingerprint
    with pytest.raises(FieldInvalid) as refused:
        record.complete(given, record.Filing(bytes(32), mark, A_DAY), None, tmp_path)
    assert (refused.value.field, refused.value.fault) == ("volume", "is not a whole number")


def test_every_scenario_has_an_english_name() -> None:
    entries = tables.load("scenarios-2024").entries
    assert len(entries) == 12
    assert all(label.en and label.zh == code for code, label in entries.items())
    assert scenarios_named(["金融服务", "别的"], Language.EN) == "Financial services, 别的"


def test_a_proof_that_names_a_person_by_number_is_sealed_no_more_than_those_before_it(
    tmp_path: Path,
) -> None:
    typed = answers(tmp_path, "")
    given = record.ask(lambda name, suggested: typed.get(name, suggested or ""))
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


def test_a_proof_of_identity_names_its_person_and_no_other_proof_does(tmp_path: Path) -> None:
    typed = answers(tmp_path, "")
    given = record.ask(lambda name, suggested: typed.get(name, suggested or ""))
    filing = record.Filing(bytes(32), fingerprint(tmp_path / "sample").fingerprint, A_DAY)
    (tmp_path / "identity").write_text(OWN_NUMBER, encoding="utf-8")
    record.complete(given, filing, None, tmp_path)
    (tmp_path / "acquisition").write_text(OWN_NUMBER, encoding="utf-8")
    with pytest.raises(PersonalDataFound) as refused:
        record.complete(given, filing, None, tmp_path)
    assert (refused.value.file_kind, refused.value.data) == ("acquisition", "id_number")


def test_the_sample_that_the_readme_names_is_a_whole_record(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    sample = "docs/samples/record.json"
    assert sample in (root / "README.md").read_text(encoding="utf-8")
    answers(tmp_path, "")
    for kind in record.PROOFS:
        (tmp_path / kind).rename(tmp_path / f"{kind}.txt")
    mark = fingerprint(tmp_path / "sample.txt").fingerprint
    filing = record.Filing(bytes(32), mark, A_DAY)
    whole = record.complete(record.read(root / sample), filing, None, tmp_path)
    assert whole["volume"] == {"records": 1, "bytes": mark.size}
