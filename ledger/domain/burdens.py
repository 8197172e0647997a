"""What a burden does to an operation (docs/scope.md; domain: 6.2): one effect a cell.

The same table as contracts/libraries/Burdens.sol; tests/vectors/burdens.json holds both to it.
"""

from typing import Final

from ledger.domain.acts import Burden, Effect, Operation

_A, _W, _C, _B = Effect.ALLOWS, Effect.WARNS, Effect.CONSENT, Effect.BARS

# PLEDGED, FROZEN, HELD, DISPUTED, INSOLVENT, EXPIRED
_ROWS: Final[dict[Operation, tuple[Effect, ...]]] = {
    Operation.TRANSFER: (_C, _B, _B, _W, _C, _B),
    Operation.PLEDGE: (_A, _B, _B, _B, _B, _B),
    Operation.LICENCE: (_C, _B, _B, _W, _C, _B),
    Operation.IDENTITY_CHANGE: (_A, _W, _W, _A, _C, _B),
    Operation.DESCRIPTION_CHANGE: (_C, _B, _B, _B, _C, _B),
    Operation.RENEWAL: (_A, _A, _C, _W, _C, _B),
    Operation.VOLUNTARY_CANCEL: (_C, _B, _B, _B, _C, _B),
    Operation.ORDERED_CANCEL: (_W, _C, _C, _A, _A, _A),
    Operation.PLEDGE_RELEASE: (_A, _W, _A, _A, _A, _A),
    Operation.VERIFY: (_A, _A, _A, _A, _A, _A),
}


def of_orders(operation: Operation) -> Effect:
    """Of orders whose kind a word does not tell: the strictest of a freeze, a hold, insolvency."""
    return max(effect(operation, each) for each in (Burden.FROZEN, Burden.HELD, Burden.INSOLVENT))


def effect(operation: Operation, burden: Burden) -> Effect:
    """What the burden does to the operation."""
    return _ROWS[operation][burden]
