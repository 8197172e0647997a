"""The acts that can be prepared and relayed, by the name that the API gives them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from api.problems import ActUnknown
from ledger.registrar import (
    anchoring,
    application,
    change,
    directory,
    dispute,
    licence,
    mandate,
    officer,
    order,
    party,
    pledge,
    pledge_life,
    report,
    request,
    title,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.registrar.acting import Door

DOORS: Final[Mapping[str, Door[Any]]] = MappingProxyType(
    {
        "enrolment": party.ENROL,
        "account-change": party.CHANGE_ACCOUNT,
        "role-grant": party.GRANT_ROLES,
        "role-end": party.END_ROLES,
        "registry-opening": party.OPEN_REGISTRY,
        "profile-adoption": party.ADOPT_PROFILE,
        "revocation": party.REVOKE,
        "application": application.SUBMIT,
        "correction": application.CORRECT,
        "step": application.STEP,
        "notice": application.PUBLISH,
        "issue": title.ISSUE,
        "transfer": title.TRANSFER,
        "pledge": pledge.PLEDGE,
        "release": pledge.RELEASE,
        "pledge-amendment": pledge_life.AMEND,
        "pledge-assignment": pledge_life.ASSIGN,
        "pledge-ranking": pledge_life.RANK,
        "lot-shrinking": pledge_life.SHRINK,
        "seizure-knowledge": pledge_life.LEARN,
        "pledge-enforcement": pledge_life.ENFORCE,
        "pledge-judgment": pledge_life.CONCLUDE,
        "lot-sale": pledge_life.SELL,
        "order": order.ORDER,
        "lift": order.LIFT,
        "order-extension": order.EXTEND,
        "appointment": mandate.APPOINT_AGENT,
        "appointment-end": mandate.END_AGENT,
        "staff-revocation": mandate.REVOKE_STAFF_KEY,
        "institution-listing": directory.LIST,
        "listing-suspension": directory.CHANGE_SUSPENSION,
        "superior-naming": directory.NAME_SUPERIOR,
        "account-recovery": mandate.RECOVER,
        "account-recovery-end": mandate.END_RECOVERY,
        "party-absorption": mandate.ABSORB,
        "party-renaming": mandate.RENAME,
        "officer-naming": officer.NAME_OFFICER,
        "officer-ending": officer.END_OFFICER,
        "title-correction": change.CORRECT,
        "title-renewal": change.RENEW,
        "title-revocation": change.REVOKE,
        "title-cancellation": change.CANCEL,
        "title-change": request.CHANGE,
        "title-succession": title.SUCCEED,
        "title-surrender": request.SURRENDER,
        "licence": licence.GRANT,
        "breach-notice": licence.NOTIFY,
        "licence-ending": licence.END,
        "dispute": dispute.FILE,
        "dispute-step": dispute.STEP,
        "dispute-ruling": dispute.RULE,
        "anchoring": anchoring.ANCHOR,
        "report": report.FILE,
        "report-withdrawal": report.WITHDRAW,
    }
)


def door_of(kind: str) -> Door[Any]:
    """The door of an act. Raises ActUnknown."""
    found = DOORS.get(kind)
    if found is None:
        raise ActUnknown(kind[:80])
    return found
