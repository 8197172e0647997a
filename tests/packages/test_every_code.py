"""Every code of the verifier is brought about by some package: none is there for show.

The cases and forgeries bring most of them, stories on a chain others; the rest are here.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
import rlp
from forgeries import rebuilt, renumbered
from forgeries_form import replaced, sealed, unsealed

from ledger.domain.acts import ActKind
from ledger.domain.dossier import Act, RawAct, head_slot
from ledger.domain.keccak import keccak256
from notarization.verify.batch import GrowthProof
from notarization.verify.claim import ChainClaim
from notarization.verify.codes import CODES
from notarization.verify.cover import COVER_NAME
from notarization.verify.header import decode_header
from notarization.verify.limits import MAX_VALUES
from notarization.verify.manifest import MANIFEST_NAME
from notarization.verify.package import Evidence, write_package
from notarization.verify.report import Grade, Report, Status
from notarization.verify.statement import Question
from notarization.verify.trust import Pin, dump_trust
from tests.packages.both import check_proof, verify
from tests.packages.fixtures import TITLE, Asked, Fixture, held, honest
from tests.packages.lies import BELIEVED, edited, found, places
from tests.packages.test_batched import ANCHOR, KNOWN
from tests.packages.test_forgeries import NEWER, PACKAGE, reasons
from tests.packages.test_second import SECOND
from tests.simulators.lying_register import Lies, lying
from tests.simulators.seals import STATE_ROOT
from tests.simulators.trie import MadeTrie

APPLICATION: Final = NEWER.certificate.application
OBJECT: Final = found(NEWER, ActKind.ObjectTitled)[0]
GOVERNANCE: Final = next(each for each in NEWER.dossiers if each[0] == 6)
OWN: Final = Path(__file__)
BELOW: Final = OWN.parent
# Codes that no package brings, or none that is cheap to make, and why.
ELSEWHERE: Final = {
    "BATCH_DIGEST_DIFFERS": "of the command that names a file: the browser asks for no digest",
    "NOTICE_MISMATCH": "its signers sign the notice: DIGEST_WRONG comes first, but for themselves",
    "STAFF_IS_AGENT": "needs a clerk who is an agent: by the rule in test_mandate_rules",
    "SUBJECT_MALFORMED": "an id of no kind is no file of the format: PART_MALFORMED",
}


def package(what: str, code: str, change: Callable[[Evidence], Evidence]) -> Fixture:
    """Evidence with a change, everything made anew around it."""
    return Fixture(what, code, lambda: Asked(rebuilt(change)(PACKAGE)))


def acts_of(
    what: str, code: str, subject: bytes, change: Callable[[list[RawAct]], list[RawAct]]
) -> Fixture:
    """Other acts in a dossier, and a register whose heads fit them."""
    dossiers = {**NEWER.dossiers, subject: change(list(NEWER.dossiers[subject]))}
    lied = replace(NEWER, dossiers=dossiers)
    return Fixture(what, code, lambda: Asked(*lying(lied, BELIEVED)), honest)


def counted(acts: list[RawAct]) -> list[RawAct]:
    return [renumbered(act, seq) for seq, act in enumerate(acts, 1)]


def shortened(act: RawAct) -> RawAct:
    return replace(act, data=act.data[:-1])


def under_a_state(accounts: dict[bytes, bytes]) -> Asked:
    """The package under a state of these accounts, with the proof of what is at the register's."""
    state = MadeTrie({keccak256(name): value for name, value in accounts.items()})
    fields = [*decode_header(NEWER.header).fields]
    fields[STATE_ROOT] = state.root
    header = decode_header(rlp.encode(fields))
    made = replace(
        NEWER,
        header=header.raw,
        claim=replace(NEWER.claim, hash=header.hash),
        account=tuple(state.prove(keccak256(BELIEVED.register.address))),
    )
    trust = replace(BELIEVED, pins=(Pin(header.number, header.hash),))
    return Asked(write_package(made), dump_trust(trust))


def last_word(evidence: Evidence) -> Evidence:
    """The last word that the issue left is no holding."""

    def change(act: Act) -> Act:
        (key, _) = act.writes[-1]
        return replace(act, writes=(*act.writes[:-1], (key, b"\xff" * 32)))

    return edited(evidence, TITLE, 0, change)


def foreign(acts: list[RawAct]) -> list[RawAct]:
    """An act of the application in the title's dossier."""
    return counted([*acts, replace(NEWER.dossiers[APPLICATION][0], subject=TITLE)])


def without_profile(acts: list[RawAct]) -> list[RawAct]:
    gone = places(NEWER, GOVERNANCE, ActKind.ProfileAdopted)[-1]
    return counted(acts[:gone] + acts[gone + 1 :])


def without_book(evidence: Evidence, book: bytes) -> ChainClaim:
    claim = evidence.claim
    return replace(claim, books=tuple(each for each in claim.books if each.address != book))


def form(what: str, code: str, make: Callable[[bytes], bytes], grade: Grade) -> Fixture:
    return Fixture(what, code, lambda: Asked(make(PACKAGE)), grade=grade)


FIXTURES: Final = (
    form(
        "another version of the manifest",
        "MANIFEST_SCHEMA_UNKNOWN",
        unsealed(replaced(MANIFEST_NAME, b"datadeed/evidence/1", b"datadeed/evidence/9")),
        Grade.REJECTED,
    ),
    form(
        "more values than are read",
        "PART_TOO_LARGE",
        sealed(lambda files: {**files, COVER_NAME: b"[" + b"," * MAX_VALUES}),
        Grade.REJECTED,
    ),
    form(
        "an object of 2^64 bytes",
        "FINGERPRINT_MALFORMED",
        sealed(
            replaced("object/fingerprint.json", b'"size":"62"', b'"size":"18446744073709551616"')
        ),
        Grade.REJECTED,
    ),
    package(
        "the claim's time is not the block's",
        "BLOCK_DISAGREES",
        lambda e: replace(e, claim=replace(e.claim, time=e.claim.time + 1)),
    ),
    package(
        "a book that acted is left out of the claim",
        "BOOK_NOT_NAMED",
        lambda e: replace(e, claim=without_book(e, e.dossiers[TITLE][0].book)),
    ),
    package(
        "a dossier without a proof",
        "PROOFS_DISAGREE",
        lambda e: replace(e, heads={k: v for k, v in e.heads.items() if k != APPLICATION}),
    ),
    Fixture("no account there", "ACCOUNT_ABSENT", lambda: under_a_state({b"a": b"1", b"b": b"2"})),
    Fixture(
        "an account of two fields",
        "ACCOUNT_MALFORMED",
        lambda: under_a_state({BELIEVED.register.address: rlp.encode([1, 0]), b"b": b"2"}),
    ),
    held(
        "a head with a zero before it",
        Lies(words={head_slot(TITLE): b"\x00\x01"}),
        "SLOT_MALFORMED",
    ),
    acts_of(
        "an act cut short", "ACT_MALFORMED", OBJECT, lambda acts: [*acts[:-1], shortened(acts[-1])]
    ),
    acts_of(
        "an act's body cut short",
        "ABI_MALFORMED",
        TITLE,
        lambda acts: [*acts[:-1], shortened(acts[-1])],
    ),
    acts_of("an act of another kind of dossier", "SUBJECT_WRONG", TITLE, foreign),
    acts_of("a title without its issue", "RULE_BROKEN", TITLE, lambda acts: counted(acts[1:])),
    acts_of("an issue under no adopted profile", "CONDITION_BROKEN", GOVERNANCE, without_profile),
    Fixture(
        "a word that is no holding",
        "WORD_MALFORMED",
        lambda: Asked(*lying(last_word(NEWER), BELIEVED)),
        honest,
    ),
    Fixture(
        "asked for a time before the title",
        "CERTIFICATE_ABSENT",
        lambda: Asked(PACKAGE, question=Question(time=1_600_000_000)),
        grade=Grade.INCOMPLETE,
    ),
)


def told(asked: Asked) -> Report:
    return verify(asked.package, asked.trust, asked.question)


@pytest.mark.parametrize("fixture", FIXTURES, ids=[each.code for each in FIXTURES])
def test_a_package_is_refused_for_the_one_code(fixture: Fixture) -> None:
    report = told(fixture.false())
    assert (report.grade, reasons(report)) == (fixture.grade, {fixture.code})
    undone = told(fixture.good())
    assert (undone.grade, reasons(undone)) == (Grade.VERIFIED, set())


def test_what_is_left_open_is_named_and_refuses_nothing() -> None:
    bare = write_package(replace(NEWER, object=None))
    report = told(Asked(bare))
    assert report.grade is Grade.VERIFIED
    assert "PAPER_NOT_NAMED" in {each.code for each in told(Asked(SECOND)).checks}
    codes = {each.code for each in report.checks if not each.required}
    assert codes >= {"REGISTER_VOUCHES", "OBJECT_NOT_OPENED"}
    assert "OBJECT_NOT_OPENED" not in {each.code for each in told(Asked(PACKAGE)).checks}


def test_two_roots_of_different_logs_are_no_growth() -> None:
    other = replace(ANCHOR, registry=442)
    report = check_proof(GrowthProof(ANCHOR, other, ()).dump(), KNOWN)
    failed = {each.code for each in report.checks if each.status is Status.FAILED}
    assert (report.grade, failed) == (Grade.REJECTED, {"BATCH_LOGS_DIFFER"})
    same = check_proof(GrowthProof(ANCHOR, ANCHOR, ()).dump(), KNOWN)
    assert (same.grade, reasons(same)) == (Grade.VERIFIED, set())


def test_every_code_is_named_by_a_test_that_asks_both_verifiers() -> None:
    asking = [*BELOW.glob("*.py"), *(BELOW.parents[1] / "scripts").glob("forgeries*.py")]
    flows = [
        each
        for each in (BELOW.parent / "flows").glob("test_*.py")
        if "from tests.packages.both import" in each.read_text(encoding="utf-8")
    ]
    texts = [each.read_text(encoding="utf-8") for each in (*asking, *flows) if each != OWN]
    texts.append(OWN.read_text(encoding="utf-8").partition("FIXTURES: Final")[2])
    named = {code for code in CODES if any(f'"{code}"' in text for text in texts)}
    assert set(CODES) - named == set(ELSEWHERE)
