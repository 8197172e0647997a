"""Codes: one list, in both languages, on the page, and nothing raised that is not in it."""

import importlib
import pkgutil
import re
from pathlib import Path

import notarization.verify
from ledger.domain.errors import DomainError
from notarization.verify.codes import CODES, STEPS, Step, message_of
from notarization.verify.errors import VerificationError

PAGE = Path(__file__).parents[4] / "docs" / "evidence-package.md"
# Raised by makers and by the shared codec for values that are written, not read; or roots; or of
# a digest in a batch, which is checked by itself and not in a package; or told by the caller as
# what it is in: a note as its checkpoint or key, a policy as the trust file.
NOT_SHOWN = {
    "VERIFICATION", "DOMAIN", "MANDATE", "MANIFEST", "STATE", "PROOF", "CHECK_NUMBER_ORDER",
    "KEY_LENGTH", "RLP_MALFORMED", "SIGNATURE", "SIGNATURE_MALFORMED", "SIGNATURE_HIGH_S",
    "SIGNATURE_UNRECOVERABLE", "SIGNED_VERDICT", "NOTE_MALFORMED", "POLICY_MALFORMED",
}  # fmt: skip


def raised_here() -> set[str]:
    for found in pkgutil.iter_modules(notarization.verify.__path__):
        if found.name != "__main__":
            importlib.import_module(f"notarization.verify.{found.name}")
    codes, waiting = set(), [VerificationError]
    while waiting:
        error = waiting.pop()
        if error.__module__.startswith("notarization.verify"):
            codes.add(error.code)
        waiting += error.__subclasses__()
    return codes


def test_every_step_has_its_sentence() -> None:
    assert list(STEPS) == list(Step)
    assert [int(step) for step in Step] == list(range(1, len(Step) + 1))


def test_every_error_of_the_island_has_a_sentence() -> None:
    assert raised_here() - NOT_SHOWN - set(CODES) == set()


def test_sentences_are_in_both_languages() -> None:
    for message in (*STEPS.values(), *CODES.values()):
        assert re.search("[一-鿿]", message.zh)
        assert message.en.isascii()


def test_the_page_lists_every_step_and_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for step, message in STEPS.items():
        assert f"| {int(step)} | `{step.name}` | {message.zh} | {message.en} |" in page
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (.+) \| (.+) \|$", page, re.MULTILINE)
    assert rows == [(code, message.zh, message.en) for code, message in CODES.items()]


def test_a_code_of_a_child_falls_back_to_its_family() -> None:
    assert message_of("JSON_TOO_DEEP") == CODES["JSON"]
    assert message_of("SALT_REFUSED") == CODES["COMMITMENT"]


def test_domain_errors_that_dossiers_can_raise_have_sentences() -> None:
    raised_here()
    codes, waiting = set(), [DomainError]
    while waiting:
        error = waiting.pop()
        codes.add((error.__module__.removeprefix("ledger.domain."), error.code))
        waiting += error.__subclasses__()
    needed = {"dossier", "evolve", "state", "words", "abi", "rules.outcome", "mandates"}
    shown = {code for module, code in codes if module in needed} - NOT_SHOWN
    assert shown - set(CODES) == set()
