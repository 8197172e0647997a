from ledger.domain.acts import ActKind
from ledger.domain.evolve import RULES
from ledger.indexer.projections import PROJECTIONS


def test_every_kind_of_act_has_a_projection() -> None:
    assert set(PROJECTIONS) == set(ActKind) - {ActKind.NONE}
    assert set(PROJECTIONS) == set(RULES)
