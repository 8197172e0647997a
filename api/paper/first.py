"""Papers of the first version, made before 2026-12-01: record and face as they were then.

A paper is judged by what was true of its time. What is said anew on a face, or stands otherwise in
a record, is a new version, and what the one before it said is kept, here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.paper.records import FIRST, kind_of
from api.texts.words import word
from ledger.domain.acts import OrderScope
from notarization.paper.typesetting import FIRST_TEMPLATE, typesetter
from notarization.verify.report import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

# table by its first column: the widths of then
WIDTHS: Final = {
    "权利人": [4, 3, 2, 2, 2],
    "权利与份额": [3, 2, 4, 4, 3, 3],
    "种类": [2, 2, 3, 3, 3, 1],
}
NOBODY: Final = "00" * 32
SCOPE: Final = 1
# a block from here on has no paper of the first version: one would only say less of it
ENDED: Final = "2026-12-02T00:00:00Z"
# a heading that came with the second version, and words that it put otherwise
UNSAID: Final = "本凭证未逐项列出的事项"
FOOTER, ABOVE = "页脚所载区块", "上述区块"

Record = dict[str, Any]


def is_first(record: Record) -> bool:
    """Whether a record is of the first version."""
    return record["schema"] in FIRST.values()


def versions(held: Record) -> tuple[Record, ...]:
    """A record of today as each version had it that made papers of its block."""
    return (held, as_first(held)) if held["block_time"] < ENDED else (held,)


def as_first(record: Record) -> Record:
    """A record of today as the first version had it: an order on a party named nobody."""
    kind = kind_of(record)
    told = record[kind]
    if kind == "certificate":
        told = {**told, "orders": [_nobodys(each) for each in told["orders"]]}
    schema, setter = FIRST[record["schema"]], typesetter(FIRST_TEMPLATE)
    return {**record, "schema": schema, "typesetter": setter, kind: told}


def first_face(face: dict[str, Any], record: Record) -> dict[str, Any]:
    """The face of the first version, of today's for the same record."""
    sections = (each for each in face["sections"] if each["heading"] != UNSAID)
    return {
        **face,
        "sections": [_section(each, record) for each in sections],
        "notes": [each.replace(FOOTER, ABOVE) for each in face["notes"]],
    }


def _nobodys(order: Mapping[str, Any]) -> dict[str, Any]:
    whole = order["scope"] == OrderScope.PARTY.name
    return {**order, "holder": NOBODY if whole else order["holder"]}


def _section(section: Mapping[str, Any], record: Record) -> dict[str, Any]:
    if "lines" in section:
        return {**section, "lines": [each.replace(FOOTER, ABOVE) for each in section["lines"]]}
    widths = WIDTHS.get(section["columns"][0]) if "columns" in section else None
    if widths is None:
        return dict(section)
    cells = section["cells"]
    if section["columns"][0] == "种类":
        cells = [
            [*row[:SCOPE], word(OrderScope[each["scope"]], Language.ZH), *row[SCOPE + 1 :]]
            for row, each in zip(cells, record["certificate"]["orders"], strict=True)
        ]
    return {**section, "widths": widths, "cells": cells}
