"""What the fuzzer found, tried again on both verifiers: neither fails, and both say the same."""

import pytest

from tests.fuzzing import browser
from tests.fuzzing.corpus import corpus
from tests.fuzzing.hostile import HOSTILE, measured
from tests.fuzzing.mutators import mutator
from tests.fuzzing.seeds import seeds
from tests.fuzzing.targets import TARGETS, outcome
from tests.thorough import usually

MOST_MB, MOST_SECONDS = 200, 60
# those that come near the bounds and end soon; all of them in the whole check
NEAR = ("many_heads", "long_act")
FRESH = usually(20, whole=200)
MOST = 65_536


@pytest.mark.parametrize("name", [name for name in TARGETS if name != "package"])
def test_both_verifiers_answer_every_input_of_the_corpus_alike(name: str) -> None:
    # what is accepted is long, and the corpus keeps the short
    inputs = [*corpus(name), *(() if name == "token" else seeds(name))]
    changed = mutator(name)
    fresh = [changed(inputs[seed % len(inputs)], MOST, seed) for seed in range(FRESH)]
    for data in (*inputs, *fresh):
        found = outcome(name, data)
        assert browser.outcome(name, data) == found, data.hex()


@pytest.mark.parametrize("name", usually(NEAR, whole=tuple(HOSTILE)))
def test_a_hostile_package_fills_no_memory_and_keeps_nobody_busy(name: str) -> None:
    python, other = (measured(name, verifier) for verifier in ("python", "browser"))
    assert (python["grade"], python["codes"]) == (other["grade"], other["codes"])
    assert max(python["mb"], other["mb"]) <= MOST_MB
    assert max(python["seconds"], other["seconds"]) <= MOST_SECONDS
