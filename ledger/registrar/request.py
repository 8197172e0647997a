"""Titles changed and cancelled as all their holders applied for: commands of RequestDesk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ledger.chain.profile import BookName
from ledger.domain.acts import (
    ActKind,
    Application,
    ApplicationId,
    FieldGroup,
    Fulfilment,
    Issue,
    LotId,
    PartyId,
    PledgeId,
)
from ledger.domain.ids import ZERO, title_id
from ledger.domain.words import ApplicationRecord
from ledger.registrar.acting import Door, Entered, Hand, enter
from ledger.registrar.register import Register

BOOK: Final = BookName.REQUEST_DESK
CHANGE: Final = Door(BOOK, "change", ActKind.TitleChanged, Fulfilment, shows_content=True)
SURRENDER: Final = Door(BOOK, "surrender", ActKind.TitleSurrendered, Fulfilment, shows_content=True)
NOBODY: Final = PartyId(ZERO)


@dataclass(frozen=True, slots=True)
class Asked:
    """A registered application, and the title that it is about by what made it.

    `group` is what is changed, NONE for a cancellation; `clear`: the new record's published fields,
    as in a notice. Where pledgees must consent, `lots` has every pledged lot with all its open
    pledges.
    """

    application: ApplicationId
    issued: Issue
    filed: Application
    group: FieldGroup = FieldGroup.NONE
    clear: bytes = b""
    lots: Mapping[LotId, Sequence[PledgeId]] = field(default_factory=dict)
    court: PartyId = NOBODY


def fulfilment_terms(register: Register, asked: Asked) -> Fulfilment:
    """The terms of what a request leads to, on its application as it stands."""
    seq = register.record(asked.application, ApplicationRecord).seq
    return terms_of(asked, seq, deadline=register.deadline())


def terms_of(asked: Asked, seq: int, *, deadline: int) -> Fulfilment:
    """The same, for whoever knows how many acts the application's dossier has."""
    lots = sorted(asked.lots.items())
    return Fulfilment(
        title=title_id(asked.issued),
        application=asked.application,
        seq=seq,
        issued=asked.issued,
        filed=asked.filed,
        group=asked.group,
        clear=asked.clear,
        lots=tuple(lot for lot, _ in lots),
        pledges=tuple(pledge for _, pledges in lots for pledge in sorted(pledges)),
        court=asked.court,
        deadline=deadline,
    )


def change(
    register: Register, terms: Fulfilment, content: Application, hands: Sequence[Hand]
) -> Entered:
    """Change a title (变更). `content`: the application for it.

    Hands: examiner, reviewer, then, for a description, every pledgee.
    """
    return enter(register, CHANGE, terms, hands, content)


def surrender(
    register: Register, terms: Fulfilment, content: Application, hands: Sequence[Hand]
) -> Entered:
    """Cancel a title at its holders' request (注销). `content`: the application for it.

    Hands: examiner, reviewer, then every pledgee.
    """
    return enter(register, SURRENDER, terms, hands, content)
