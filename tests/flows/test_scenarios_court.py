"""A court asks for a file, and its expert doubts it: scenarios 24 and 25 (domain: 7)."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from api.cli import run
from ledger.chain.client import Web3Chain
from ledger.domain.acts import (
    ActKind,
    DisputeAction,
    DisputeClaim,
    DocumentDigest,
    Issue,
    OrderScope,
    Role,
    TitleId,
)
from ledger.domain.dossier import RawAct
from ledger.registrar import dispute
from ledger.registrar.acting import Signatory
from notarization.trust_file import trust_from
from notarization.verify.codes import Step
from notarization.verify.container import read_container
from notarization.verify.package import read_package, write_package
from notarization.verify.report import Grade, Language, Report, Status
from tests.cast import Player, digest32
from tests.lending import Lending, lending
from tests.packages.both import verify
from tests.site import environment_of

pytestmark = pytest.mark.node
COURT: Final = "杭州某法院"
ASKED_AT: Final = "2026-11-15T00:00:00+08:00"
PARTS: Final = [f"P{place}" for place in range(1, 15)]
KINDS: Final = [
    ActKind.TitleIssued,
    ActKind.PledgeRecorded,
    ActKind.DisputeFiled,
    *[ActKind.DisputeStepped] * 2,
    ActKind.DisputeRuled,
    ActKind.DisputeStepped,
    ActKind.OrderRecorded,
]


@dataclass(frozen=True, slots=True)
class Quarrel:
    """HL's title with a pledge, a dispute that went to court, and a freeze at the end."""

    world: Lending
    title: TitleId

    def package(self) -> bytes:
        """The package that the court asked for."""
        site = self.world.site
        site.mirror.catch_up()
        asked = {
            "number": self.world.number(),
            "requester": COURT,
            "case_ref": "（2026）浙01民初88号",
        }
        answer = site.client.post("/v1/evidence-requests", json={**asked, "at": ASKED_AT})
        assert answer.status_code == 202, answer.text
        told = site.get(f"/v1/evidence-requests/{answer.json()['id']}")
        assert (told["state"], told["purpose"]) == ("made", "dispute"), told
        given = site.client.get(f"/v1/evidence-requests/{answer.json()['id']}/package")
        return bytes(given.content)

    def trust(self, package: bytes) -> bytes:
        """What the expert has from the registry's own publication."""
        claim = json.loads(read_container(package)["chain/profile.json"])
        stage = self.world.stage
        block = claim["block"]["number"]
        return trust_from(Web3Chain(stage.node.url), stage.register.profile, int(block))


def disputed(world: Lending, rival: Player) -> None:
    """A dispute over HL's first title: told to the holder, denied, found, referred to a court."""
    stage, title, paper = world.stage, world.issued[0].title, DocumentDigest(digest32())
    register, issue = stage.register, world.issued[0].issued.entered.act.terms
    assert isinstance(issue, Issue)
    claim = DisputeClaim.OWNERSHIP
    terms = dispute.dispute_terms(register, title, rival.party, claim, papers=(paper, paper))
    dispute.file(register, terms, [rival.signs()])
    place = (title, dispute.dispute_id(terms))

    def stepped(action: DisputeAction, hand: Signatory, **given: Any) -> None:
        dispute.step(register, dispute.step_terms(register, place, action, **given), [hand])

    stepped(DisputeAction.NOTIFY, stage.cast.acceptance.signs(Role.ACCEPTANCE))
    holder = world.holder
    stepped(DisputeAction.DENY, holder.signs(), party=holder.party, document=paper)
    ruling = dispute.ruling_terms(register, place, DisputeAction.FIND, issue, paper)
    dispute.rule(register, ruling, stage.others())
    stepped(DisputeAction.REFER, rival.signs(), party=rival.party, document=paper)


@pytest.fixture(scope="module")
def quarrel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarrel]:
    with lending(tmp_path_factory.mktemp("lending")) as world:
        stage, title = world.stage, world.issued[0].title
        rival = stage.enrolled()
        world.at("2026-10-12T10:00")
        bank = stage.cast.bank
        world.noted(world.terms(0, bank, "2026-10-12T09:00"), bank)
        world.at("2026-10-20T09:00")
        disputed(world, rival)
        world.at("2026-11-10T09:00")
        stage.ordered(stage.order_terms(OrderScope.TITLE, titled=title))
        world.at("2026-11-18T09:00")
        yield Quarrel(world, title)


Change = Callable[[list[RawAct]], list[RawAct]]


def forged(package: bytes, title: bytes, change: Change) -> bytes:
    """Another dossier of the title, and every digest around it made anew."""
    evidence = read_package(read_container(package))
    acts = change(list(evidence.dossiers[title]))
    return write_package(replace(evidence, dossiers={**evidence.dossiers, title: acts}))


def another_byte(at: int) -> Change:
    """Act 7 with one byte changed, counted from the end of its data."""

    def changed(acts: list[RawAct]) -> list[RawAct]:
        data = bytearray(acts[6].data)
        data[at] ^= 1
        acts[6] = replace(acts[6], data=bytes(data))
        return acts

    return changed


def refusal(report: Report) -> tuple[str, str]:
    """The code that refused it, and what is said."""
    assert report.grade is Grade.REJECTED
    (failed,) = [check for check in report.checks if check.status is Status.FAILED]
    return failed.code, f"{failed.message.en} {failed.expected} {failed.found}"


def test_scenario_24_a_court_has_its_file_and_no_change_of_it_is_believed(
    quarrel: Quarrel,
) -> None:
    package, title = quarrel.package(), quarrel.title
    trust = quarrel.trust(package)
    report = verify(package, trust)
    assert report.grade is Grade.VERIFIED
    files = read_container(package)
    parts = json.loads(files["manifest.json"])["parts"]
    assert [each["part"] for each in parts] == PARTS
    assert all(each["held"] or each["absent"] for each in parts)
    cover = json.loads(files["cover.json"])
    assert (cover["requester"], cover["purpose"]) == (COURT, "dispute")
    acts = read_package(files).dossiers[title]
    assert [ActKind(act.kind) for act in acts] == KINDS
    assert "FROZEN" in cover["answer"]["blocks"] + cover["answer"]["warnings"]

    for at in (-1, -40, 100):
        code, found = refusal(verify(forged(package, title, another_byte(at)), trust))
        assert code == "HEAD_MISMATCH"
        assert "act 7 of 8 is not what was signed" in found
    without = forged(package, title, lambda acts: acts[:4] + acts[5:])
    code, found = refusal(verify(without, trust))
    assert (code, found.endswith(" 5 6")) == ("SEQ_GAP", True)
    code, found = refusal(verify(forged(package, title, lambda acts: acts[:-1]), trust))
    assert (code, "cut off among 7 acts" in found) == ("HEAD_MISMATCH", True)
    undone = verify(forged(package, title, lambda acts: acts), trust)
    assert undone.grade is Grade.VERIFIED


def test_scenario_25_what_was_before_the_chain_is_listed_and_not_proven(
    quarrel: Quarrel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deed, log = tmp_path / "deed.pdf", tmp_path / "collected.log"
    deed.write_bytes("（2026）鲁青岛市中证经字第 771 号 公证书".encode())
    log.write_bytes(b"2026-09-01T00:00Z buoy 7 18.2 31.4\n")

    def made(*told: str) -> Report:
        path = str(tmp_path / "given.evidence.zip")
        asked = ["package", quarrel.world.number(), "--purpose", "dispute", "--at", ASKED_AT]
        named = ["--requester", COURT, "--output", path]
        assert run([*asked, *named, *told], environment_of(quarrel.world.site.settings)) == 0
        capsys.readouterr()
        data = Path(path).read_bytes()
        return verify(data, quarrel.trust(data))

    def origin(report: Report) -> list[tuple[str, Status]]:
        return [(each.code, each.status) for each in report.checks if each.number == Step.ORIGIN]

    report = made("--origin", "deed", str(deed), "--origin", "log", str(log))
    assert report.grade is Grade.VERIFIED
    said = report.to_text(Language.EN)
    assert "since the application of 2026-09-21 09:0" in said
    assert "for the origin before, see P8" in said
    assert "2 files: notarial deed, collection log" in said
    # neither log nor deed was in other hands when the data were filed: that is said of each
    aside = [("ORIGIN_NOT_REGISTERED", Status.NOT_CHECKED)] * 2
    nothing = ("OBJECT_NOT_CAPTURED", Status.NOT_CHECKED)
    assert origin(report) == [("ORIGIN", Status.PASSED)] * 2 + [*aside, nothing]

    bare = made("--no-origin", "NOT_HANDED_IN")
    assert bare.grade is Grade.VERIFIED
    assert origin(bare) == [("ORIGIN", Status.PASSED), ("NO_ORIGIN", Status.NOT_CHECKED)]
    absent = [each.message.en for each in bare.checks if each.code == "PART_ABSENT"]
    assert any("P8" in each and "was not handed in" in each for each in absent)
    for each in (report, bare):
        assert "上链之前数据的来源、内容真实性与取得合法性" in each.not_proven[0].zh
