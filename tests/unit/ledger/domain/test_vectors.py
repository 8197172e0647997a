"""The vectors that Solidity is run against too: procedure, burdens, dossiers."""

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.domain import procedure
from ledger.domain.acts import (
    Action,
    ActKind,
    ApplicationState,
    Burden,
    DueRule,
    Effect,
    Ground,
    Operation,
    Signatories,
)
from ledger.domain.burdens import effect
from ledger.domain.dossier import Anchor, RawAct, act_data, next_head, parse_act
from ledger.domain.evolve import evolve, open_dossier

VECTORS = Path(__file__).resolve().parents[3] / "vectors"


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))


def raw(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))


def test_the_procedure_has_exactly_these_steps() -> None:
    rows = {
        (ApplicationState[row["from"]], Action[row["action"]]): procedure.Row(
            ApplicationState[row["to"]], Signatories[row["signatories"]], DueRule[row["due"]]
        )
        for row in load("procedure")["rows"]
    }
    for state in ApplicationState:
        for action in Action:
            assert procedure.TABLE.get((state, action)) == rows.get((state, action))
    ends = {ApplicationState[name] for name in load("procedure")["ends"]}
    assert {state for state in ApplicationState if procedure.is_end(state)} == ends


def test_every_action_admits_exactly_these_grounds() -> None:
    assert [ground.name for ground in Ground] == load("procedure")["grounds"]
    rows = {Action[row["action"]]: row["grounds"] for row in load("procedure")["admits"]}
    assert {
        action: [ground.name for ground in procedure.grounds_of(action)] for action in Action
    } == rows


def test_every_cell_of_the_burden_table() -> None:
    cells = {
        (Operation[cell["operation"]], Burden[cell["burden"]]): Effect[cell["effect"]]
        for cell in load("burdens")["cells"]
    }
    assert len(cells) == len(Operation) * len(Burden)
    for (operation, burden), expected in cells.items():
        assert effect(operation, burden) is expected


@pytest.mark.parametrize("number", range(len(load("dossier")["vectors"])))
def test_a_dossier_vector(number: int) -> None:
    vectors = load("dossier")
    vector = vectors["vectors"][number]
    anchor = Anchor(vectors["chainId"], raw(vectors["register"]))
    subject = raw(vector["subject"])
    entry = RawAct(
        subject,
        ActKind[vector["kind"]],
        raw(vector["book"]),
        raw(vector["data"]),
        vector["block"],
        vector["time"],
    )
    act = parse_act(entry)
    assert act.seq == vector["seq"]
    assert [link.subject + link.seq.to_bytes(5) for link in act.links] == [
        raw(link) for link in vector["links"]
    ]
    assert [key + word for key, word in act.writes] == [raw(each) for each in vector["writes"]]
    assert len(act.actors) == len(vector["actors"])
    assert act_data(act, raw(vector["body"])) == entry.data
    assert anchor.act_digest(entry, act.seq) == raw(vector["digest"])
    assert next_head(raw(vector["before"]), raw(vector["digest"])) == raw(vector["head"])
    if act.seq == 1:
        assert anchor.empty_head(subject) == raw(vector["before"])
        assert evolve(anchor, open_dossier(anchor, subject), act).head == raw(vector["head"])
