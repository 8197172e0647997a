"""The procedure table of an application (NAT-2026 Arts. 14-28): (state, action) -> row.

The same table as contracts/libraries/Procedure.sol; tests/vectors/procedure.json holds both to it.
"""

from dataclasses import dataclass
from typing import Final

from ledger.domain.acts import Action, ApplicationState, DueRule, Signatories

_S, _A, _W, _D = ApplicationState, Action, Signatories, DueRule


@dataclass(frozen=True, slots=True)
class Row:
    """Where a step leads, who signs it, and what becomes of the deadline."""

    to: ApplicationState
    signatories: Signatories
    due: DueRule


_WITHDRAWN: Final = Row(_S.WITHDRAWN, _W.APPLICANTS, _D.NONE)

TABLE: Final[dict[tuple[ApplicationState, Action], Row]] = {
    (_S.SUBMITTED, _A.ACCEPT): Row(_S.ACCEPTED, _W.ACCEPTANCE, _D.GIVEN),
    (_S.SUBMITTED, _A.DEEM_ACCEPTED): Row(_S.ACCEPTED, _W.ANYONE, _D.KEPT),
    (_S.SUBMITTED, _A.ASK_CORRECTION): Row(_S.CORRECTION, _W.ACCEPTANCE, _D.GIVEN),
    (_S.SUBMITTED, _A.REJECT_INTAKE): Row(_S.REJECTED_INTAKE, _W.ACCEPTANCE, _D.NONE),
    (_S.SUBMITTED, _A.WITHDRAW): _WITHDRAWN,
    (_S.CORRECTION, _A.CORRECT): Row(_S.ACCEPTED, _W.APPLICANTS, _D.GIVEN),
    (_S.CORRECTION, _A.LAPSE): Row(_S.NOT_FILED, _W.ANYONE, _D.NONE),
    (_S.CORRECTION, _A.WITHDRAW): _WITHDRAWN,
    (_S.ACCEPTED, _A.ASSIGN): Row(_S.EXAMINING, _W.EXAMINER, _D.GIVEN),
    (_S.ACCEPTED, _A.WITHDRAW): _WITHDRAWN,
    (_S.EXAMINING, _A.EXTEND): Row(_S.EXAMINING, _W.EXAMINER, _D.GIVEN),
    (_S.EXAMINING, _A.ASK_SUPPLEMENT): Row(_S.SUPPLEMENT, _W.EXAMINER, _D.GIVEN),
    (_S.EXAMINING, _A.REFUSE): Row(_S.REFUSED, _W.EXAMINER_AND_REVIEWER, _D.NONE),
    (_S.EXAMINING, _A.PUBLISH): Row(_S.NOTICE, _W.EXAMINER_AND_REVIEWER, _D.NOTICE_FLOOR),
    (_S.EXAMINING, _A.PASS_UNPUBLISHED): Row(_S.READY, _W.EXAMINER_AND_REVIEWER, _D.NONE),
    (_S.EXAMINING, _A.WITHDRAW): _WITHDRAWN,
    (_S.SUPPLEMENT, _A.SUPPLY): Row(_S.EXAMINING, _W.APPLICANTS, _D.GIVEN),
    (_S.SUPPLEMENT, _A.TERMINATE): Row(_S.TERMINATED, _W.EXAMINER_AND_REVIEWER, _D.NONE),
    (_S.SUPPLEMENT, _A.WITHDRAW): _WITHDRAWN,
    (_S.NOTICE, _A.OBJECT): Row(_S.OBJECTION, _W.ONE_PARTY, _D.GIVEN),
    (_S.NOTICE, _A.CLOSE_NOTICE): Row(_S.READY, _W.ACCEPTANCE, _D.NONE),
    (_S.NOTICE, _A.WITHDRAW): _WITHDRAWN,
    (_S.OBJECTION, _A.DISMISS_OBJECTION): Row(_S.NOTICE, _W.EXAMINER_AND_REVIEWER, _D.NOTICE_KEPT),
    (_S.OBJECTION, _A.UPHOLD_OBJECTION): Row(_S.REFUSED, _W.EXAMINER_AND_REVIEWER, _D.NONE),
    (_S.OBJECTION, _A.WITHDRAW): _WITHDRAWN,
    (_S.READY, _A.DEPOSIT): Row(_S.REGISTERED, _W.ACCEPTANCE, _D.NONE),
    (_S.READY, _A.WITHDRAW): _WITHDRAWN,
    (_S.REGISTERED, _A.CERTIFY): Row(_S.CERTIFIED, _W.SEAL_KEEPER, _D.NONE),
}


def is_end(state: ApplicationState) -> bool:
    """Whether nothing follows this state."""
    return state >= ApplicationState.NOT_FILED
