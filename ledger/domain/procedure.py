"""The procedure table of an application (NAT-2026 Arts. 14-28): (state, action) -> row.

The same table as contracts/libraries/Procedure.sol; tests/vectors/procedure.json holds both to it.
"""

from dataclasses import dataclass
from typing import Final

from ledger.domain.acts import (
    Action,
    ApplicationState,
    DueRule,
    Ground,
    Registration,
    Signatories,
)

_S, _A, _W, _D, _G = ApplicationState, Action, Signatories, DueRule, Ground


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
    # nobody shuts the others out of the notice by objecting first: one inquiry is into all
    (_S.OBJECTION, _A.OBJECT): Row(_S.OBJECTION, _W.ONE_PARTY, _D.KEPT),
    (_S.OBJECTION, _A.DISMISS_OBJECTION): Row(_S.NOTICE, _W.EXAMINER_AND_REVIEWER, _D.NOTICE_KEPT),
    (_S.OBJECTION, _A.UPHOLD_OBJECTION): Row(_S.REFUSED, _W.EXAMINER_AND_REVIEWER, _D.NONE),
    (_S.OBJECTION, _A.WITHDRAW): _WITHDRAWN,
    (_S.READY, _A.DEPOSIT): Row(_S.REGISTERED, _W.ACCEPTANCE, _D.NONE),
    (_S.READY, _A.WITHDRAW): _WITHDRAWN,
    (_S.REGISTERED, _A.CERTIFY): Row(_S.CERTIFIED, _W.SEAL_KEEPER, _D.NONE),
}


# Art. 22; an objection names them too, and one that is upheld
_REFUSAL: Final = (
    _G.PUBLIC_HARM,
    _G.UNLAWFUL_SOURCE,
    _G.OWNERSHIP_DISPUTE,
    _G.FALSE_PROOF,
    _G.OTHER_LAW,
)
_NONE: Final = (_G.NONE,)
_GROUNDS: Final[dict[Action, tuple[Ground, ...]]] = {
    _A.REJECT_INTAKE: (_G.GOVERNMENT_DATA, _G.CORE_DATA, _G.NOT_REGISTRABLE, _G.OTHER_LAW),
    _A.EXTEND: (_G.COMPLEX_CASE, _G.THIRD_PARTY_ENQUIRY),
    _A.TERMINATE: (_G.NOT_VERIFIABLE,),
    _A.REFUSE: _REFUSAL,
    _A.PASS_UNPUBLISHED: (
        *(_G.OTHER_LAW, _G.SECRECY, _G.PRIVACY, _G.IMPORTANT_DATA, _G.NOT_MATERIAL),
    ),
    _A.OBJECT: _REFUSAL,
    _A.DISMISS_OBJECTION: (_G.OBJECTION_UNFOUNDED,),
    _A.UPHOLD_OBJECTION: _REFUSAL,
}


def grounds_of(action: Action) -> tuple[Ground, ...]:
    """The grounds that a step may name: a refusal one of its own, an ordinary step NONE."""
    return _GROUNDS.get(action, _NONE)


def is_end(state: ApplicationState) -> bool:
    """Whether nothing follows this state."""
    return state >= ApplicationState.NOT_FILED


def may_refile(state: ApplicationState, registration: Registration) -> bool:
    """Whether a first registration led to nothing, so that its holders may file it anew."""
    return is_end(state) and registration is Registration.FIRST
