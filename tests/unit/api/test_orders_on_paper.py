"""Whom an order is on, in the API's answer and on the face of a certificate."""

from dataclasses import replace
from typing import Any, Final

import pytest

from api.paper.faces import _order
from api.present import order
from ledger.domain.acts import (
    DocumentDigest,
    Order,
    OrderKind,
    OrderScope,
    PartyId,
    PartyKind,
    RegistryCode,
    Time,
    TitleId,
)
from ledger.domain.clock import StandingOrder
from ledger.queries.names import NamedParty

HOLDER: Final = b"\x00" * 12 + b"\x11" * 20
COURT: Final = b"\x00" * 12 + b"\x22" * 20
NAMES: Final = {
    HOLDER: NamedParty(HOLDER, "齐鲁海洋数据有限公司", "", PartyKind.ENTERPRISE),
    COURT: NamedParty(COURT, "青岛市中级人民法院", "", PartyKind.COURT),
}
TERMS: Final = Order(
    kind=OrderKind.INSOLVENCY,
    scope=OrderScope.PARTY,
    registry=RegistryCode(371),
    title=TitleId(bytes(32)),
    party=PartyId(HOLDER),
    rights=7,
    court=PartyId(COURT),
    instrument=DocumentDigest(b"\x33" * 32),
    until=Time(1_800_000_000),
    profile=bytes(32),
    deadline=0,
)


def standing(scope: OrderScope) -> StandingOrder:
    party = PartyId(bytes(32) if scope is OrderScope.TITLE else HOLDER)
    terms = replace(TERMS, scope=scope, party=party)
    limited = HOLDER if scope is OrderScope.HOLDER else bytes(32)
    return StandingOrder(b"\x44" * 32, limited, 7, 1_800_000_000, 0, 1, terms)


@pytest.mark.parametrize(
    ("scope", "holder", "said"),
    [
        (OrderScope.TITLE, bytes(32), "整个权属"),
        (OrderScope.HOLDER, HOLDER, "一名权利人的份额（齐鲁海洋数据有限公司）"),
        (OrderScope.PARTY, HOLDER, "该当事人的全部权利（齐鲁海洋数据有限公司）"),
    ],
)
def test_an_order_says_whom_it_is_on(scope: OrderScope, holder: bytes, said: str) -> None:
    """An order on all that a party owns named nobody: of two holders it could be either's."""
    found = order(NAMES, standing(scope))
    assert found.holder == holder.hex()
    assert _order(found.model_dump(mode="json"), told(NAMES[HOLDER]))[1] == said


def test_one_who_is_no_holder_is_named_by_a_short_id() -> None:
    """The order is on who absorbed a holder."""
    found = order(NAMES, standing(OrderScope.PARTY)).model_dump(mode="json")
    assert _order(found, {**told(NAMES[HOLDER]), "holdings": []})[1] == (
        "该当事人的全部权利（11111111…11111111）"
    )


def told(holder: NamedParty) -> dict[str, Any]:
    """What a record says beside."""
    rights = {name: {"zh": name} for name in ("hold", "use", "oper")}
    named = {"party": holder.party.hex(), "name": holder.name, "kind": holder.kind.name}
    return {"right_names": rights, "holdings": [{"holder": named}]}
