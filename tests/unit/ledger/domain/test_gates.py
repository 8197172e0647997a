"""The gates of an application, by the file that Solidity is held to too, and who must sign."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ledger.domain import gates
from ledger.domain.acts import (
    AgentPower,
    Application,
    DataClass,
    DataGrade,
    DocumentDigest,
    Origin,
    Share,
)
from ledger.domain.signatories import holders
from tests import forge

VECTORS = Path(__file__).resolve().parents[3] / "vectors"
BASIS = DocumentDigest(b"\x01" * 32)


def load() -> Any:
    return json.loads((VECTORS / "gates.json").read_text(encoding="utf-8"))


def fused(*others: int, oper: int = 1, holders: tuple[int, ...] = (1,)) -> Application:
    terms = forge.content(1, holders)
    splits = tuple(replace(split, oper=Share(oper)) for split in terms.splits)
    parties = tuple(sorted(forge.party(who) for who in others))
    return replace(terms, origin=Origin.FUSED, splits=splits, participants=parties)


def test_every_gate_is_as_the_file_says() -> None:
    vectors = load()
    names = (vectors["origins"], vectors["classes"], vectors["grades"])
    assert names == tuple([each.name for each in kind] for kind in (Origin, DataClass, DataGrade))
    cells = product(Origin, DataClass, DataGrade, (DocumentDigest(bytes(32)), BASIS), (0, 1))
    base = forge.content(1, [1, 2])
    for expected, (origin, data_class, grade, basis, oper) in zip(
        vectors["gates"], cells, strict=True
    ):
        splits = tuple(replace(split, oper=Share(oper)) for split in base.splits)
        terms = replace(
            base, origin=origin, data_class=data_class, grade=grade, basis=basis, splits=splits
        )
        assert (gates.shut(terms) or "") == expected


@pytest.mark.parametrize(
    "terms",
    [
        fused(),
        fused(1),
        fused(*range(2, 19)),
        replace(fused(2, 3), participants=fused(2, 3).participants[::-1]),
        replace(fused(2), participants=fused(2).participants * 2),
        replace(fused(2), origin=Origin.DERIVED),
    ],
    ids=["alone", "a holder", "seventeen", "not ascending", "twice", "no fusion"],
)
def test_wrong_participants_are_refused(terms: Application) -> None:
    assert gates.shut(terms) == gates.PARTICIPANTS


def test_two_holders_can_fuse_without_others() -> None:
    assert gates.shut(fused(holders=(1, 2))) is None


def test_participants_sign_after_the_holders_where_the_operating_right_is_asked_for() -> None:
    terms = fused(2, 3)
    assert gates.shut(terms) is None
    expected = [forge.party(1), *sorted([forge.party(2), forge.party(3)])]
    for power in (AgentPower.FILE, AgentPower.CORRECT):
        assert [need.party for need in holders(terms, power)] == expected
    alone = [forge.party(1)]
    assert [need.party for need in holders(terms, AgentPower.WITHDRAW)] == alone
    assert [need.party for need in holders(fused(2, 3, oper=0), AgentPower.FILE)] == alone
