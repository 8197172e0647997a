"""A verdict that the registry signs: filed, and held against a package of a year later, offline."""

import json
import subprocess
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from coincurve import PublicKey
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from ledger.chain.client import Web3Chain
from ledger.chain.signer import Key
from ledger.domain import canonical
from ledger.domain.acts import Address, OrderScope, TitleId
from ledger.domain.crypto_policy import Use
from ledger.domain.numbers import written
from ledger.registrar import party, title
from notarization.countersigning import SmKey, new_key
from notarization.trust_file import trust_from
from notarization.verify import countersigned_verdict, signed_verdict
from notarization.verify.beliefs import Accepted, Countersigner
from notarization.verify.codes import Step
from notarization.verify.countersignature import Countersignature
from notarization.verify.countersigned_verdict import apart, together
from notarization.verify.errors import VerificationError
from notarization.verify.policy import parse_policy
from notarization.verify.report import Grade, Language, Report, Status
from notarization.verify.signature import CURVE_ORDER
from notarization.verify.trust import dump_trust, parse_trust
from tests.cast import ALL, Player, Stage
from tests.modules import BROWSER, run_module
from tests.packages.both import verify
from tests.simulators.countersigner import made_key
from tests.site import Site

pytestmark = pytest.mark.node

NO_TITLE = "0x01" + "11" * 31


@pytest.fixture(scope="module")
def seal(site: Site) -> Iterator[Key]:
    """The institution's key in the server's keystore, and set to sign."""
    institution = site.stage.cast.institution
    key = institution.key
    folder = site.settings.keys
    path = folder / f"{key.account.hex()}.key"
    path.write_text(key.reveal().hex(), encoding="ascii")
    path.chmod(0o600)
    wiring = site.client.app.state.wiring  # type: ignore[attr-defined] # an application of ours
    before = wiring.settings
    wiring.settings = replace(before, verdict_key="0x" + key.account.hex())
    yield key
    wiring.settings = before


def signed(site: Site, number: str, purpose: str = "pledge") -> dict[str, Any]:
    site.mirror.catch_up()
    answer = site.client.post("/v1/verdicts:sign", json={"number": number, "purpose": purpose})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def package(site: Site, number: str) -> tuple[bytes, bytes]:
    """A package of now, and trust in its block."""
    site.mirror.catch_up()
    made = site.client.post("/v1/evidence-packages", json={"number": number})
    assert made.status_code == 201, made.text
    trust = trust_from(
        Web3Chain(site.stage.node.url), site.stage.register.profile, made.json()["block"]
    )
    return site.client.get(made.json()["url"]).content, trust


def judged(site: Site, jws: bytes, number: str = "") -> Report:
    return verify(*package(site, number or site.pledgor_number), signed_verdict=jws)


def last(report: Report) -> tuple[str, Status]:
    [check] = [each for each in report.checks if each.number == Step.SIGNED_VERDICT]
    return check.code, check.status


def forged(jws: bytes, key: Key, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Another payload, signed by a key over its own header."""
    payload = json.loads(decoded(jws.split(b".")[1]))
    change(payload)
    signed = signed_verdict.signing_input(canonical.encode(payload), PublicKey(b"\x04" + key.point))
    return signed_verdict.compact(signed, key.sign(sha256(signed).digest())[:64])


def decoded(text: bytes) -> bytes:
    return urlsafe_b64decode(text + b"=" * (-len(text) % 4))


@pytest.mark.usefixtures("seal")
def test_a_signed_verdict_is_filed_and_the_same_block_gives_the_same_bytes(site: Site) -> None:
    made = signed(site, site.pledgor_number)
    assert made["result"] == site.verdict(site.pledgor_number, "pledge")["result"] == "VALID"
    filed = site.client.get(made["url"])
    assert filed.headers["content-type"] == "application/jose"
    assert filed.content == made["jws"].encode()
    assert sha256(filed.content).hexdigest() == made["sha256"]
    assert signed(site, site.pledgor_number)["jws"] == made["jws"]
    unknown = site.client.get("/v1/verdicts/signed/" + "ab" * 32)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "VERDICT_NOT_FILED")
    beside = site.client.get("/v1/verdicts/signed/..%2f..%2fprofile")
    assert beside.status_code == 404


@pytest.mark.usefixtures("seal")
def test_a_number_that_its_holder_has_no_more_is_closed_though_he_holds_again(site: Site) -> None:
    stage = site.stage
    owner, buyer = stage.enrolled(), stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    first = written(issued.issued.numbers[owner.party])
    sold = sells(stage, issued.title, owner, buyer)
    site.mirror.catch_up()
    assert site.verdict(first, "authenticity")["result"] == "INVALID"
    back = sells(stage, issued.title, buyer, owner)
    bought, last_one = written(sold.taker.number), written(back.taker.number)
    assert len({first, bought, last_one}) == 3
    site.mirror.catch_up()
    told = {each: site.verdict(each, "pledge") for each in (first, bought, last_one)}
    codes = {each: [one["code"] for one in found["blocks"]] for each, found in told.items()}
    assert codes == {first: ["CERTIFICATE_CLOSED"], bought: ["CERTIFICATE_CLOSED"], last_one: []}
    results = {each: found["result"] for each, found in told.items()}
    assert results == {first: "INVALID", bought: "INVALID", last_one: "VALID"}
    # nor does the bank's sheet speak of another certificate than the one it was asked for
    for number, open_ in ((first, False), (bought, False), (last_one, True)):
        sheet = site.get("/v1/presentations", number=number, purpose="pledge")
        answers = {each["code"]: each["values"] for each in sheet["answers"]}
        assert (answers["ISSUED"]["number"], answers["ISSUED"]["open"]) == (number, open_)
        assert answers["RIGHTS_HELD"]["operating"] is open_
    # before its issue no certificate was closed, and none stood for it
    before = str(sold.entered.act.raw.block - 1)
    for number, found in (
        (first, []),
        (bought, ["NOT_ISSUED_YET"]),
        (last_one, ["NOT_ISSUED_YET"]),
    ):
        then = site.get("/v1/verdicts", number=number, purpose="authenticity", at=before)
        assert [each["code"] for each in then["blocks"]] == found
    # no package of now is of a number that was closed before
    none = site.client.post("/v1/evidence-packages", json={"number": first})
    assert (none.status_code, none.json()["code"]) == (404, "CERTIFICATE_ABSENT")
    # and whoever signed says so offline too; of a number that was never his he does not
    data, trust = package(site, last_one)
    jws = signed(site, first)["jws"].encode()
    assert last(verify(data, trust, signed_verdict=jws)) == ("SIGNED_VERDICT", Status.PASSED)
    other = forged(jws, stage.cast.institution.key, lambda told: told.update(number=bought))
    assert last(verify(data, trust, signed_verdict=other))[0] == "VERDICT_FILE_DIFFERS"


def sells(stage: Stage, titled: TitleId, giver: Player, taker: Player) -> title.Transferred:
    """All of a title."""
    terms = title.transfer_terms(stage.register, title.Move(titled, giver.party, taker.party, ALL))
    return title.transfer(stage.register, terms, (giver.signs(), taker.signs()))


# Countersigned with SM2


@pytest.fixture
def countersigner(site: Site, tmp_path: Path) -> Iterator[SmKey]:
    """The operator's SM2 key, set to countersign what this server hands out."""
    path = tmp_path / "sm2.pem"
    key = new_key(path)
    wiring = site.client.app.state.wiring  # type: ignore[attr-defined] # an application of ours
    before = wiring.settings
    wiring.settings = replace(before, sm2_key=str(path))
    yield key
    wiring.settings = before


def believing(trust: bytes, key: SmKey) -> bytes:
    known = (Countersigner("运营方", key.public),)
    policy = parse_policy("pin AND sm2")
    return dump_trust(replace(parse_trust(trust), countersigners=known, policy=policy))


@pytest.mark.usefixtures("seal")
def test_what_the_server_hands_out_is_countersigned(site: Site, countersigner: SmKey) -> None:
    made = signed(site, site.pledgor_number)
    filed = site.client.get(made["url"])
    assert filed.headers["content-type"] == "application/jose+json"
    assert sha256(filed.content).hexdigest() == made["sha256"]
    assert signed(site, site.pledgor_number)["jws"] == made["jws"]
    data, trust = package(site, site.pledgor_number)
    trusted = believing(trust, countersigner)
    report = verify(data, trusted, signed_verdict=filed.content)
    assert report.grade is Grade.VERIFIED, report.to_text(Language.EN)
    said = [each.message.zh for each in report.checks if "运营方" in each.message.zh]
    assert [each.partition("：")[0] for each in said] == ["核验结论有国密副署", "国密副署"]
    # a library that knows ES256K alone reads the first signature, and it is the compact one
    compact, _ = apart(filed.content)
    assert last(verify(data, trusted, signed_verdict=compact)) == ("SIGNED_VERDICT", Status.PASSED)
    for name, (forged_file, code) in forged_countersignatures(filed.content).items():
        report = verify(data, trusted, signed_verdict=forged_file)
        found = {each.code for each in report.checks if each.number == Step.SIGNED_VERDICT}
        assert (name, report.grade, found - {"SIGNED_VERDICT"}) == (name, Grade.REJECTED, {code})
    require_unread(malformed_files(filed.content))
    ended = replace(parse_trust(trusted), algorithms=(Accepted(Use.VERDICT, "ES256K", 0, 1),))
    report = verify(data, dump_trust(ended), signed_verdict=compact)
    assert report.grade is Grade.INCOMPLETE
    assert "ALGORITHM_NOT_ACCEPTED" in {each.code for each in report.checks}
    stranger = believing(trust, replace(countersigner, public=made_key().public))
    report = verify(data, stranger, signed_verdict=filed.content)
    assert [each.code for each in report.checks if each.code == "SM2_UNTRUSTED"] == [
        "SM2_UNTRUSTED"
    ] * 2


def forged_countersignatures(data: bytes) -> dict[str, tuple[bytes, str]]:
    """Files that are false, each for its one reason."""
    compact, (beside,) = apart(data)
    own, time = beside.signature, beside.signature.time
    payload = compact.decode().split(".")[1]
    other = made_key()
    early = other.sign(countersigned_verdict.signing_input(payload, other.public, 1))
    elsewhere = other.sign(countersigned_verdict.signing_input("e30", other.public, time))
    wrong = "SM2_SIGNATURE_WRONG"
    elsewhere_signed = Countersignature(other.public, time, elsewhere)
    return {
        "another key": (together(compact, [replace(own, key=other.public)]), wrong),
        "another time": (together(compact, [replace(own, time=time + 1)]), wrong),
        "another verdict": (together(compact, [elsewhere_signed]), wrong),
        "a byte more": (together(compact, [replace(own, signature=own.signature + b"0")]), wrong),
        "before its block": (
            together(compact, [Countersignature(other.public, 1, early)]),
            "SM2_BEFORE_BLOCK",
        ),
    }


def malformed_files(data: bytes) -> dict[str, tuple[bytes, str]]:
    """Files of another form, each with its code."""
    compact, (beside,) = apart(data)
    header = json.loads(data)["signatures"][0]["protected"]

    def of(changes: Callable[[dict[str, Any]], object]) -> bytes:
        changed = json.loads(data)
        changes(changed)
        return canonical.encode(changed)

    part, file = "PART_MALFORMED", "VERDICT_FILE_MALFORMED"
    return {
        "twice": (together(compact, [beside.signature] * 2), part),
        "none": (of(lambda all_: all_["signatures"].pop()), part),
        "a member more": (of(lambda all_: all_.update(header={})), part),
        "the registry's is second": (of(lambda all_: all_["signatures"].reverse()), file),
        "another algorithm": (
            of(lambda all_: all_["signatures"][1].update(protected=header)), file),
        "spelled otherwise": (data.replace(b":", b": "), file),
        "a signature that is no base64url": (
            of(lambda all_: all_["signatures"][1].update(signature="=")), file),
    }  # fmt: skip


def require_unread(files: dict[str, tuple[bytes, str]]) -> None:
    """Neither verifier reads them, and both say the same."""
    told = run_module(
        {"apart": "countersigned_verdict.js", "fromHex": "bytes.js"},
        """
        const codeOf = (text) => {
          try { apart(fromHex(text)); return ""; } catch (fault) { return fault.code; }
        };
        return given.map(([name, text]) => [name, codeOf(text)]);
        """,
        [[name, data.hex()] for name, (data, _) in files.items()],
        folder=BROWSER,
    )
    for name, (data, code) in files.items():
        with pytest.raises(VerificationError) as unread:
            apart(data)
        assert (name, unread.value.code, dict(told)[name]) == (name, code, code)


@pytest.mark.usefixtures("seal")
def test_any_library_for_es256k_accepts_the_signature(site: Site) -> None:
    header, payload, signature = signed(site, site.pledgor_number)["jws"].encode().split(b".")
    jwk = json.loads(decoded(header))["jwk"]
    x, y = (int.from_bytes(decoded(jwk[name].encode())) for name in ("x", "y"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256K1()).public_key()
    raw = decoded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(der, header + b"." + payload, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda payload: payload["verdict"].update(result="INVALID"), "VERDICT_FILE_DIFFERS"),
        (lambda payload: payload["verdict"]["warnings"].clear(), "VERDICT_FILE_DIFFERS"),
        (lambda payload: payload.update(number="SJ3712026019999"), "VERDICT_FILE_DIFFERS"),
        (lambda payload: payload["block"].update(number=3), "VERDICT_FILE_ELSEWHERE"),
        (lambda payload: payload["block"].update(number=10**9), "VERDICT_FILE_ELSEWHERE"),
        (lambda payload: payload.update(chainId=1), "VERDICT_FILE_ELSEWHERE"),
        (lambda payload: payload.update(register="0x" + "11" * 20), "VERDICT_FILE_ELSEWHERE"),
        (lambda payload: payload["block"].update(time=1), "VERDICT_FILE_ELSEWHERE"),
        (lambda payload: payload["verdict"].update(title=NO_TITLE), "VERDICT_FILE_ELSEWHERE"),
        (lambda payload: payload.update(registry=372), "VERDICT_FILE_SIGNER"),
        (lambda payload: payload.update(account="0x" + "11" * 20), "VERDICT_FILE_UNSIGNED"),
        (lambda payload: payload.update(more=1), "PART_MALFORMED"),
        (lambda payload: payload["verdict"].update(purpose="any"), "PART_MALFORMED"),
    ],
)
def test_a_verdict_that_the_registry_itself_would_alter_is_not_believed(
    site: Site, seal: Key, change: Callable[[dict[str, Any]], object], code: str
) -> None:
    """Even with the registry's key: the dossiers decide."""
    jws = signed(site, site.pledgor_number)["jws"].encode()
    assert last(judged(site, forged(jws, seal, lambda _: None))) == (
        "SIGNED_VERDICT",
        Status.PASSED,
    )
    report = judged(site, forged(jws, seal, change))
    assert (last(report), report.grade) == ((code, Status.FAILED), Grade.REJECTED)


@pytest.mark.usefixtures("seal")
def test_a_verdict_under_another_key_or_in_another_form_is_refused(site: Site) -> None:
    jws = signed(site, site.pledgor_number)["jws"].encode()
    stranger = Key.new()
    named = {"account": "0x" + stranger.account.hex()}
    assert last(judged(site, forged(jws, stranger, lambda _: None))) == (
        "VERDICT_FILE_UNSIGNED",
        Status.FAILED,
    )
    assert last(judged(site, forged(jws, stranger, lambda payload: payload.update(named)))) == (
        "VERDICT_FILE_SIGNER",
        Status.FAILED,
    )
    header, payload, signature = jws.split(b".")
    raw = decoded(signature)
    high = CURVE_ORDER - int.from_bytes(raw[32:])
    spoiled = urlsafe_b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).rstrip(b"=")
    twin = urlsafe_b64encode(raw[:32] + high.to_bytes(32)).rstrip(b"=")
    other = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=")
    for spoilt, code in (
        (b".".join((header, payload, twin)), "VERDICT_FILE_UNSIGNED"),
        (b".".join((header, payload, spoiled)), "VERDICT_FILE_UNSIGNED"),
        (b".".join((other, payload, signature)), "VERDICT_FILE_MALFORMED"),
        (b".".join((header, payload)), "VERDICT_FILE_MALFORMED"),
        (b"", "VERDICT_FILE_MALFORMED"),
        (jws + b"=" * 2**21, "VERDICT_FILE_MALFORMED"),
    ):
        assert last(judged(site, spoilt)) == (code, Status.FAILED), spoilt[:80]
    own = last(judged(site, signed(site, site.frozen_number)["jws"].encode()))
    assert own == ("SIGNED_VERDICT", Status.PASSED)  # of the same title, for the other holder


def test_only_the_registrys_institution_signs(site: Site, seal: Key) -> None:
    wiring = site.client.app.state.wiring  # type: ignore[attr-defined] # an application of ours
    asked = {"number": site.pledgor_number, "purpose": "pledge"}
    for account, code in (
        ("-", (409, "SIGNING_CLOSED")),
        ("0x" + site.stage.cast.bank.key.account.hex(), (409, "SIGNER_NOT_REGISTRYS")),
    ):
        wiring.settings = replace(wiring.settings, verdict_key=account)
        answer = site.client.post("/v1/verdicts:sign", json=asked)
        assert (answer.status_code, answer.json()["code"]) == code
    wiring.settings = replace(wiring.settings, verdict_key="0x" + seal.account.hex())


def test_what_was_signed_is_proven_after_everything_changed(
    site: Site, seal: Key, tmp_path: Path
) -> None:
    """The loan's verdict, held against a package of a year later: same result, offline."""
    jws = signed(site, site.pledgor_number)["jws"].encode()
    stage, cast = site.stage, site.stage.cast
    frozen = stage.order_terms(
        OrderScope.HOLDER, titled=site.issued.title, of=cast.registrant.party
    )
    stage.ordered(frozen)
    rotated(stage, cast.institution)
    stage.pass_time(300 * 86_400)
    site.mirror.catch_up()
    assert site.verdict(site.pledgor_number, "pledge")["result"] == "INVALID"
    data, trust = package(site, site.pledgor_number)
    report = verify(data, trust, signed_verdict=jws)
    assert (last(report), report.grade) == (("SIGNED_VERDICT", Status.PASSED), Grade.VERIFIED)
    for name, held in (("p.zip", data), ("t.json", trust), ("v.jws", jws)):
        (tmp_path / name).write_bytes(held)
    words = [sys.executable, "-m", "notarization.verify", "p.zip", "--trust", "t.json", "--json"]
    told = subprocess.run(
        [*words, "--verdict", "v.jws"], cwd=tmp_path, capture_output=True, check=False, timeout=60
    )
    assert told.returncode == 0, told.stderr
    held = [each["status"] for each in json.loads(told.stdout)["checks"] if each["number"] == 27]
    assert held == ["passed"]
    # the key has left the institution: what it signs of a later block counts for nothing
    late = forged(jws, seal, lambda payload: payload.update(block=block_of(site)))
    assert last(verify(data, trust, signed_verdict=late)) == ("VERDICT_FILE_SIGNER", Status.FAILED)


def rotated(stage: Stage, player: Player) -> None:
    """Another key takes the place of the party's first one."""
    fresh = Player(player.party, Key.new())
    added, retired = Address(fresh.key.account), Address(player.key.account)
    terms = party.account_change(stage.register, player.party, added=added, retired=retired)
    party.change_account(stage.register, terms, (player.signs(), fresh.signs()))


def block_of(site: Site) -> dict[str, Any]:
    header = Web3Chain(site.stage.node.url).block(site.get("/v1/status")["as_of"]["block"])
    return {"number": header.number, "hash": "0x" + header.hash.hex(), "time": header.timestamp}
