"""What was erased is said in packages, and what never was hides nothing: on a real node."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.desk.erasing import Erasure, erase
from api.wiring import Wiring
from ledger.chain.client import Web3Chain
from ledger.chain.signer import Key
from ledger.domain import canonical, eip191, record
from ledger.domain.acts import (
    Action,
    DocumentDigest,
    PartyKind,
    RecordRoot,
    RevocationGround,
    Role,
)
from ledger.domain.acts import Ground as Ground_
from ledger.domain.commitments import Opening, Record
from ledger.domain.numbers import written
from ledger.domain.tombstone import Ground, Tombstone
from ledger.domain.verdict import Purpose
from ledger.queries.proof import newest
from ledger.registrar import application, mandate
from ledger.store.repositories import erasure, proof
from notarization.evidence import Made, PackageRequest, build
from notarization.prover import Prover
from notarization.trust_file import trust_from
from notarization.verify.algorithms import ACT
from notarization.verify.container import read_container
from notarization.verify.package import Evidence, read_package, write_package
from notarization.verify.report import Grade, Language, Report, Status
from notarization.verify.tombstones import Signed
from tests.cast import ALL, DAY, YEAR, IssuedTitle, Player, Stage, digest32
from tests.factories import a_record
from tests.mirrors import now
from tests.packages.both import verify
from tests.packages.scene import source_of
from tests.records import with_key
from tests.site import Site

pytestmark = pytest.mark.node
FIELD: Final = "contacts"


@dataclass
class Erased:
    """A title whose record was left for the registry, and whoever signs tombstones for it."""

    site: Site
    wiring: Wiring
    committed: Record
    issued: IssuedTitle

    @property
    def stage(self) -> Stage:
        return self.site.stage

    @property
    def number(self) -> str:
        return written(min(self.issued.issued.numbers.values()))

    def by_clerk(self, *fields: str) -> None:
        asked = Erasure(self.issued.application, fields, Ground.REQUEST)
        erase(self.wiring, asked, self.stage.cast.acceptance.key)

    def stone(self, player: Player, name: str = FIELD, **changes: Any) -> Signed:
        """A tombstone as a party signs it, of the record's own leaf."""
        leaf = next(each.leaf for each in self.committed.fields if each.name == FIELD)
        made = Tombstone(
            application=self.issued.application,
            name=name,
            leaf=leaf,
            ground=Ground.REQUEST,
            time=self.stage.register.time(),
            party=player.party,
            account=player.key.account,
        )
        made = replace(made, **changes)
        return Signed(made, player.key.sign(made.digest))

    def made(self, *stones: Signed) -> Made:
        source = source_of(self.stage)
        request = PackageRequest(
            title=self.issued.title,
            holder=self.stage.cast.registrant.party,
            purpose=Purpose.AUTHENTICITY,
            requester="-",
            case_ref="-",
            prepared_at=self.stage.register.time(),
            tombstones=stones,
        )
        return build(request, source, source.final_block())

    def judged(self, evidence: Evidence, **changes: Any) -> Report:
        profile = self.stage.register.profile
        trust = trust_from(Web3Chain(self.stage.node.url), profile, evidence.claim.number)
        told = canonical.encode({**json.loads(trust), **changes}) if changes else trust
        return verify(write_package(evidence), told)


@pytest.fixture
def erased(site: Site) -> Iterator[Erased]:
    with_key(site)
    stage, holder = site.stage, site.stage.cast.registrant
    fields = a_record()
    committed = record.commit(fields, {name: secrets.token_bytes(16) for name in fields})
    content = replace(stage.content({holder: ALL}), record=RecordRoot(committed.root))
    hands = stage.holders(content, (holder,))
    filed = application.submit(stage.register, content, hands).application, content
    clear = record.notice_of(committed.disclose(record.public_fields(fields)))
    noticed = stage.published(stage.taken_on(filed), clear)
    issued = stage.titled(stage.deposited(stage.unopposed(noticed)))
    site.mirror.catch_up()
    opened = [
        {"name": each.name, "salt": each.salt.hex(), "value": each.json()}
        for each in committed.fields
        if isinstance(each, Opening)
    ]
    path = f"/v1/applications/{filed[0].hex()}/record"
    assert site.client.post(path, json={"fields": opened}).status_code == 204
    wiring = Wiring.of(site.settings)
    yield Erased(site, wiring, committed, issued)
    wiring.engine.dispose()


def parts(package: bytes) -> Evidence:
    return read_package(read_container(package))


def lines(report: Report, code: str = "FIELD_ERASED") -> list[tuple[str, str]]:
    return [
        (check.found.partition(" ")[0], check.message.text(Language.ZH))
        for check in report.checks
        if check.code == code
    ]


def failed(report: Report) -> list[str]:
    return [check.code for check in report.checks if check.status is Status.FAILED]


def test_a_package_says_what_was_erased_by_whom_when_and_why(erased: Erased) -> None:
    before = erased.site.report(erased.number)
    assert (before.grade, lines(before)) == (Grade.VERIFIED, [])
    erased.by_clerk(FIELD, "rights")
    report = erased.site.report(erased.number)
    assert report.grade is Grade.VERIFIED
    assert [name for name, _ in lines(report)] == ["contacts", "rights"]
    clerk = erased.stage.cast.acceptance.party.hex()
    (told, *_) = [check for check in report.checks if check.code == "FIELD_ERASED"]
    assert clerk in told.found
    assert told.message.zh.endswith("应个人请求")
    assert told.message.en.endswith("at the person's request")
    assert not told.required
    # the package for everybody was made before the erasure, and is made anew
    known = erased.site.client.get(f"/v1/certificates/{erased.number}/proof").content
    assert {each.tombstone.name for each in parts(known).tombstones} == {"contacts", "rights"}
    with erased.site.mirror.reading() as session:
        assert len(erasure.tombstones(session, erased.issued.application)) == 2
    # it is signed as acts are: a reader who accepts that until just before does not accept it
    acts = parts(known)
    until = max(each.tombstone.time for each in acts.tombstones)
    stricter = {"use": "act", "algorithm": ACT, "since": 0}
    for end, grade in ((until, Grade.INCOMPLETE), (until + 1, Grade.VERIFIED)):
        assert erased.judged(acts, algorithms=[{**stricter, "until": end}]).grade is grade


def test_what_was_erased_is_told_under_stored_proofs_when_no_node_answers(erased: Erased) -> None:
    seen = erased.site.mirror
    maker = Prover(seen.engine, seen.chain, seen.profile, clock=now)
    maker.catch_up()
    with seen.reading() as session:
        before = newest(session, erased.issued.title)
    assert before is not None
    erased.by_clerk(FIELD)
    with seen.reading() as session:
        assert proof.due_among(session, (erased.issued.title,)) == {erased.issued.title}
    assert maker.catch_up().made >= 1
    lonely = create_app(replace(erased.site.settings, rpc_url="http://127.0.0.1:1"))
    moment = datetime.fromtimestamp(before.time, UTC).isoformat()
    asked = {"number": erased.number, "at": moment, "requester": "court", "case_ref": "1"}
    with TestClient(lonely) as client:
        known = client.get(f"/v1/certificates/{erased.number}/proof").content
        made = client.post("/v1/evidence-packages", json=asked)
        assert made.status_code == 201, made.text
        past = client.get(made.json()["url"]).content
    lonely.state.wiring.engine.dispose()
    for package in (known, past):
        evidence = parts(package)
        report = erased.judged(evidence)
        assert evidence.enclosures is not None
        assert (report.grade, [name for name, _ in lines(report)]) == (Grade.VERIFIED, [FIELD])


def test_what_a_notice_showed_is_opened_though_the_registry_erased_its_own_copy(
    erased: Erased,
) -> None:
    erased.by_clerk("data_name")
    report = erased.site.report(erased.number)
    assert (report.grade, lines(report)) == (Grade.VERIFIED, [])


def test_the_registrys_staff_alone_makes_a_tombstone(erased: Erased) -> None:
    stage, cast = erased.stage, erased.stage.cast
    good = erased.made(erased.stone(cast.reviewer))
    assert [name for name, _ in lines(good.report)] == [FIELD]
    evidence = parts(good.data)
    former = stage.enrolled(PartyKind.NATURAL_PERSON)
    strangers = {
        "the holder": erased.stone(cast.registrant),
        "a key of nobody's in the clerk's name": Signed(
            erased.stone(cast.reviewer).tombstone,
            Key.new().sign(erased.stone(cast.reviewer).tombstone.digest),
        ),
        "an account that is not the clerk's": erased.stone(Player(cast.reviewer.party, Key.new())),
        "the clerk before he was one": erased.stone(cast.reviewer, time=1),
        "the clerk after his roles": erased.stone(
            cast.reviewer, time=stage.register.time() + 30 * YEAR
        ),
    }
    for name, signed in strangers.items():
        report = erased.judged(replace(evidence, tombstones=(signed,)))
        assert failed(report) == ["TOMBSTONE_UNSIGNED"], name
        # its maker leaves such a tombstone out, and the field stays merely withheld
        assert lines(erased.made(signed).report) == [], name
    absent = erased.judged(replace(evidence, tombstones=(erased.stone(former),)))
    assert absent.grade is Grade.INCOMPLETE
    assert "CLOSURE_MISSING" in {check.code for check in absent.checks}


def test_a_clerk_of_another_registry_and_one_whose_key_was_revoked_make_none(
    erased: Erased,
) -> None:
    stage, cast = erased.stage, erased.stage.cast
    institution = stage.enrolled(PartyKind.PUBLIC_INSTITUTION)
    elsewhere, lost = (stage.enrolled(PartyKind.NATURAL_PERSON) for _ in range(2))
    code = type(erased.issued.content.registry)(377)
    stage.open_registry(institution, code)
    stage.employed(elsewhere, institution, Role.REVIEWER, registry=code)
    stage.employed(lost, cast.institution, Role.REVIEWER)
    since = stage.register.time()
    signed = erased.stone(lost, time=since)
    terms = mandate.staff_revocation(
        stage.register,
        lost.party,
        since=since,
        ground=RevocationGround.COMPROMISED,
        document=DocumentDigest(digest32()),
    )
    mandate.revoke_staff_key(stage.register, terms, [cast.institution.signs()])
    for each in (erased.stone(elsewhere), signed):
        made = erased.made(each)
        assert (made.report.grade, lines(made.report)) == (Grade.VERIFIED, [])


def test_a_tombstone_names_a_withheld_leaf_in_its_place_and_no_other(erased: Erased) -> None:
    clerk = erased.stage.cast.reviewer
    evidence = parts(erased.made(erased.stone(clerk)).data)
    unbound = {
        "a leaf of nothing": erased.stone(clerk, leaf=digest32()),
        "another field's name": erased.stone(clerk, name="summary"),
        "an opened field": erased.stone(clerk, name="data_name"),
        "a proof under a leaf of another field": erased.stone(clerk, name="proofs/0/sample"),
    }
    for name, signed in unbound.items():
        report = erased.judged(replace(evidence, tombstones=(signed,)))
        assert failed(report) == ["TOMBSTONE_UNBOUND"], name
    nothing = replace(evidence.certificate, disclosure=None)
    report = erased.judged(replace(evidence, certificate=nothing))
    assert failed(report)[0] in {"TOMBSTONE_UNBOUND", "COVER_DISAGREES"}
    for name in ("Contacts", "contacts/0/x", "proofs/x/sample", "a\nb"):
        report = erased.judged(replace(evidence, tombstones=(erased.stone(clerk, name=name),)))
        assert failed(report) == ["PART_MALFORMED"], name


def test_a_tombstone_of_another_application_is_not_this_ones(erased: Erased) -> None:
    clerk = erased.stage.cast.reviewer
    evidence = parts(erased.made(erased.stone(clerk)).data)
    other = erased.stone(clerk, application=b"\x02" + digest32()[1:])
    report = erased.judged(replace(evidence, tombstones=(other,)))
    # what is signed names its application, and the file says none
    assert failed(report) == ["TOMBSTONE_UNSIGNED"]


def objected(erased: Erased) -> tuple[IssuedTitle, bytes]:
    """A title whose notice somebody objected to in vain, and the digest of what was said."""
    stage, cast, document = erased.stage, erased.stage.cast, digest32()
    filed = stage.noticed({cast.registrant: ALL})
    reasons = application.Reasons(Ground_.FALSE_PROOF, DocumentDigest(document))
    due = stage.register.time() + 20 * DAY
    terms = application.step_terms(
        stage.register, filed[0], Action.OBJECT, due=due, reasons=reasons
    )
    application.step(stage.register, terms, filed[1], [cast.bank.signs()])
    others = cast.second_examiner.signs(Role.EXAMINER), cast.second_reviewer.signs(Role.REVIEWER)
    stage.step(filed, Action.DISMISS_OBJECTION, *others)
    return stage.titled(stage.deposited(stage.unopposed(filed))), document


def test_a_package_says_which_objection_was_erased_and_binds_it_to_its_step(
    erased: Erased,
) -> None:
    issued, document = objected(erased)
    of_it = replace(erased, issued=issued)
    clerk = erased.stage.cast.reviewer
    names = ("objections/0", "objections/0/0")
    good = [of_it.stone(clerk, name=name, leaf=document) for name in names]
    made = of_it.made(*good)
    told = [each for each in made.report.checks if each.code == "FIELD_ERASED"]
    assert [each.found.split(" ")[0] for each in told] == list(names)
    evidence = parts(made.data)
    for name, leaf in (
        ("objections/0", digest32()),
        ("objections/1", document),
        ("objections", document),
        ("contacts", document),
    ):
        false = of_it.stone(clerk, name=name, leaf=leaf)
        report = of_it.judged(replace(evidence, tombstones=(false,)))
        assert failed(report) == ["TOMBSTONE_UNBOUND"], name
        assert lines(of_it.made(false).report) == [], name
    stranger = of_it.stone(erased.stage.cast.registrant, name=names[0], leaf=document)
    report = of_it.judged(replace(evidence, tombstones=(stranger,)))
    assert failed(report) == ["TOMBSTONE_UNSIGNED"]
    for name in ("objections/x", "objections/0/0/0", "objections/"):
        malformed = of_it.stone(clerk, name=name, leaf=document)
        report = of_it.judged(replace(evidence, tombstones=(malformed,)))
        assert failed(report) == ["PART_MALFORMED"], name


def test_a_tombstone_that_a_wallet_signed_as_a_text_is_worth_the_same(erased: Erased) -> None:
    clerk = erased.stage.cast.reviewer
    stone = erased.stone(clerk).tombstone
    signed = Signed(stone, clerk.key.sign(eip191.digest(stone.statement)))
    assert [name for name, _ in lines(erased.made(signed).report)] == [FIELD]
    other = Signed(stone, clerk.key.sign(eip191.digest(stone.statement + b" ")))
    report = erased.judged(replace(parts(erased.made(signed).data), tombstones=(other,)))
    assert failed(report) == ["TOMBSTONE_UNSIGNED"]
