"""What a burden does to an operation (docs/scope.md; domain: 6.2): one effect a cell.

The same table as contracts/libraries/Burdens.sol; tests/vectors/burdens.json holds both to it.
"""

from types import MappingProxyType
from typing import Final

from ledger.domain.acts import Burden, Effect, Operation, OrderKind

_A, _W, _C, _B = Effect.ALLOWS, Effect.WARNS, Effect.CONSENT, Effect.BARS

# PLEDGED, FROZEN, HELD, DISPUTED, INSOLVENT, EXPIRED, CONTESTED
_ROWS: Final[dict[Operation, tuple[Effect, ...]]] = {
    Operation.TRANSFER: (_C, _B, _B, _W, _C, _B, _B),
    Operation.PLEDGE: (_A, _B, _B, _W, _B, _B, _B),
    Operation.LICENCE: (_C, _B, _B, _W, _C, _B, _W),
    Operation.IDENTITY_CHANGE: (_A, _W, _W, _A, _C, _B, _A),
    Operation.DESCRIPTION_CHANGE: (_C, _B, _B, _W, _C, _B, _C),
    Operation.RENEWAL: (_A, _A, _C, _W, _C, _B, _W),
    Operation.VOLUNTARY_CANCEL: (_C, _B, _B, _W, _C, _B, _B),
    Operation.ORDERED_CANCEL: (_W, _C, _C, _A, _A, _A, _A),
    Operation.PLEDGE_RELEASE: (_A, _W, _A, _A, _A, _A, _A),
    Operation.VERIFY: (_A, _A, _A, _A, _A, _A, _A),
}


# What an order of each kind is to what it stands on.
OF_KIND: Final = MappingProxyType(
    {
        OrderKind.FREEZE: Burden.FROZEN,
        OrderKind.HOLD: Burden.HELD,
        OrderKind.INSOLVENCY: Burden.INSOLVENT,
    }
)
# every kind of order, bit n for OrderKind n + 1: as words keep them
EVERY_KIND: Final = (1 << len(OF_KIND)) - 1


def kind_bit(kind: OrderKind) -> int:
    """The bit of one kind of order."""
    return 1 << (kind - 1)


def strictest(operation: Operation, kinds: int) -> Burden | None:
    """Which of the orders of these kinds does most to the operation; None for no order."""
    found = [burden for kind, burden in OF_KIND.items() if kinds & kind_bit(kind)]
    return max(found, key=lambda each: effect(operation, each), default=None)


def of_orders(operation: Operation, kinds: int) -> Effect:
    """What the strictest order of these kinds does to the operation."""
    burden = strictest(operation, kinds)
    return Effect.ALLOWS if burden is None else effect(operation, burden)


def effect(operation: Operation, burden: Burden) -> Effect:
    """What the burden does to the operation."""
    return _ROWS[operation][burden]
