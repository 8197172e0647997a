"""Every Slither detector that is switched off is answered in docs/slither.md, and no other is."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = json.loads((ROOT / "slither.config.json").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs/slither.md").read_text(encoding="utf-8")


def differences(switched_off: str, page: str) -> set[str]:
    """The detectors that are switched off and not answered, or answered and not switched off."""
    rows = re.findall(r"^\| `([a-z-]+)` \|.*\| (.+) \|$", page, re.MULTILINE)
    answered = {name for name, answer in rows if len(answer) > 20}
    return answered ^ set(switched_off.split(","))


def test_what_is_switched_off_is_answered() -> None:
    assert differences(CONFIG["detectors_to_exclude"], PAGE) == set()


def test_a_detector_switched_off_without_an_answer_is_found() -> None:
    planted = CONFIG["detectors_to_exclude"] + ",reentrancy-eth"
    assert differences(planted, PAGE) == {"reentrancy-eth"}


def test_an_answer_that_is_empty_is_found() -> None:
    planted = re.sub(r"(\| `timestamp` \|.*\|) .+ \|", r"\1 - |", PAGE)
    assert differences(CONFIG["detectors_to_exclude"], planted) == {"timestamp"}


def test_nothing_of_low_impact_or_more_is_left_out() -> None:
    assert CONFIG["fail_on"] == "low"
    assert not {"exclude_low", "exclude_medium", "exclude_high"} & set(CONFIG)
