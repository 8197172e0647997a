"""Steps, codes and sentences of the browser's verifier are those of Python's, all of them."""

from collections.abc import Mapping
from typing import Any

from notarization.verify import wording
from notarization.verify.codes import CODES, NOT_REACHED, STEPS
from notarization.verify.inventory import FIRST_REASONS, LABELS, REASONS
from notarization.verify.origin import KINDS
from notarization.verify.report import Message
from tests.modules import BROWSER, run_module


def said(message: Message) -> dict[str, str]:
    return {"zh": message.zh, "en": message.en}


def table(messages: Mapping[Any, Message]) -> dict[str, dict[str, str]]:
    return {str(name): said(message) for name, message in messages.items()}


def test_every_sentence_is_the_same() -> None:
    found = run_module(
        {
            "STEPS, messageOf, NOT_REACHED": "codes.js",
            "PURPOSES, RESULTS, FINDINGS, FIRST_FINDINGS, GROUNDS": "wording.js",
            "NOT_PROVEN, NOT_HELD": "wording.js",
            "LABELS, REASONS, FIRST_REASONS": "inventory.js",
            "KINDS": "enclosures.js",
        },
        """
        const codes = Object.fromEntries(given.map((code) => [code, messageOf(code)]));
        return { STEPS, codes, NOT_REACHED, PURPOSES, RESULTS, FINDINGS, FIRST_FINDINGS, GROUNDS,
          NOT_PROVEN, NOT_HELD, LABELS, REASONS, FIRST_REASONS, KINDS };
        """,
        [*CODES, "JSON_DUPLICATE_KEY", "SALT_REFUSED"],
        folder=BROWSER,
    )
    shared = {"JSON_DUPLICATE_KEY": CODES["JSON"], "SALT_REFUSED": CODES["COMMITMENT"]}
    assert found == {
        "STEPS": [[step.name, message.zh, message.en] for step, message in STEPS.items()],
        "codes": table({**CODES, **shared}),
        "NOT_REACHED": said(NOT_REACHED),
        "PURPOSES": table(wording.PURPOSES),
        "RESULTS": table(wording.RESULTS),
        "FINDINGS": table(wording.FINDINGS),
        "FIRST_FINDINGS": table(wording.FIRST_FINDINGS),
        "GROUNDS": table(wording.ERASURE_GROUNDS),
        "NOT_PROVEN": list(map(said, wording.NOT_PROVEN)),
        "NOT_HELD": list(map(said, wording.NOT_HELD)),
        "LABELS": table(LABELS),
        "REASONS": table(REASONS),
        "FIRST_REASONS": table(FIRST_REASONS),
        "KINDS": table(KINDS),
    }
