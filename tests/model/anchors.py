"""Batches of the registry's log: anchored, out of order, empty."""

from ledger.bindings import errors
from ledger.domain.acts import LogRoot, Role
from ledger.domain.values import replace
from ledger.registrar import anchoring
from tests.cast import REGISTRY, digest32
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal


def anchor(town: Town) -> None:
    """The seal keeper anchors some more digests, or says wrongly what was anchored last."""
    size = anchoring.anchored_size(town.register, REGISTRY)
    root = LogRoot(digest32())
    terms = anchoring.anchoring(town.register, REGISTRY, size + town.random.randrange(1, 9), root)
    refusals: set[Refusal] = set()
    if town.chance(0.2):
        wrong = replace(terms, size=size)
        terms, refusals = wrong, {errors.BatchWrong}
    elif town.chance(0.2):
        terms, refusals = replace(terms, previous_root=LogRoot(digest32())), {errors.BatchStale}
    hands = (town.stage.cast.seal_keeper.signs(Role.SEAL_KEEPER),)
    town.give(Attempt(anchoring.ANCHOR, terms, hands, refusals=frozenset(refusals)))
