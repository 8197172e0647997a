"""The registry's staff, played on a demo's chain: their keys lie in the demo's own home."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from api.texts.shown import moment
from ledger.chain.client import Web3Chain
from ledger.chain.devnode import move_clock
from ledger.chain.keystore import Keystore
from ledger.chain.profile import load
from ledger.chain.sender import Sender
from ledger.deposit.awaiting import await_registered
from ledger.domain import profiles
from ledger.domain.acts import (
    Action,
    ApplicationId,
    ApplicationState,
    DocumentDigest,
    PartyId,
    Role,
)
from ledger.domain.record import commit, notice_of, public_fields
from ledger.domain.words import ApplicationRecord
from ledger.domain.workdays import calendar, deadline
from ledger.registrar import application as filing
from ledger.registrar import title
from ledger.registrar.acting import Signatory
from ledger.registrar.register import Register
from ledger.registrar.title import Numbered, issued_by
from notarization.verify.digests import sha256

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.registrant.filing import Draft
    from api.registrant.resuming import Pending
    from ledger.domain.acts import Issue
    from ledger.settings import Settings

    Told = Callable[[str, str], None]

REGISTRY: Final = 371


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo's register, and its people by name."""

    register: Register
    chain: Web3Chain
    keys: Keystore
    facts: dict[str, Any]

    @classmethod
    def open(cls, settings: Settings) -> Demo:
        """The demo of this home. Raises ChainError."""
        facts = json.loads(settings.demo.read_text(encoding="utf-8"))["facts"]
        chain, profile, keys = (
            Web3Chain(settings.rpc_url),
            load(settings.profile),
            Keystore(settings.keys),
        )
        relayer = keys.load_plain(bytes.fromhex(facts["account/relayer"]))
        sender = Sender.open(chain, profile, relayer, settings.outbox)
        return cls(Register(chain, profile, sender), chain, keys, facts)

    def hand(self, name: str, role: Role) -> Signatory:
        """A clerk's signature."""
        account = bytes.fromhex(self.facts[f"account/{name}"])
        party = PartyId(bytes.fromhex(self.facts[f"party/{name}"]))
        return Signatory(party, self.keys.load_plain(account), role)


def play(demo: Demo, found: Pending, tell: Told, note: Callable[[Issue], None]) -> Numbered:
    """Take a filed application from where it stands to its certificate, as the clerks would.

    The national deposit is the demo's own service's, as on any chain: it is waited for. `note` is
    told the terms of the title before they are sent.

    Raises:
        ContractError: the register refuses a step.
        ClockRefused: the demo's clock has caught up with the wall; the notice must really run.
        DepositPending: no receipt came in time; the application stays ready.
        DepositNotOpen: the application came to an end on another way.
    """
    made, application = found.draft, ApplicationId(found.draft.id)
    while True:
        match demo.register.record(application, ApplicationRecord).state:
            case ApplicationState.SUBMITTED | ApplicationState.ACCEPTED as state:
                _examine(demo, made, tell, state)
            case ApplicationState.EXAMINING:
                _publish(demo, made, tell)
            case ApplicationState.NOTICE:
                _end_notice(demo, made, tell)
            case ApplicationState.CERTIFIED if found.issue is not None:
                return issued_by(demo.register, found.issue, made.terms)
            case _:
                return _issue(demo, made, tell, note)


def _issue(demo: Demo, made: Draft, tell: Told, note: Callable[[Issue], None]) -> Numbered:
    application = ApplicationId(made.id)
    deposited_at = await_registered(demo.register, application, sleep=time.sleep)
    tell(f"存证回执 {moment(deposited_at)}，准予登记", "receipt came, registered")
    terms = title.issue_terms(demo.register, application, made.terms)
    note(terms)
    seal = demo.hand("acceptance", Role.SEAL_KEEPER)
    issued = title.issue(demo.register, terms, made.terms, (seal,))
    tell("核发登记凭证", "certificate issued")
    return issued


def _examine(demo: Demo, made: Draft, tell: Told, state: ApplicationState) -> None:
    due = _end_of(demo, "examination")
    if state is ApplicationState.SUBMITTED:
        _step(demo, made, Action.ACCEPT, demo.hand("acceptance", Role.ACCEPTANCE), due=due)
        tell("受理", "accepted")
    _step(demo, made, Action.ASSIGN, demo.hand("examiner", Role.EXAMINER), due=due)
    tell("审查", "under examination")


def _publish(demo: Demo, made: Draft, tell: Told) -> None:
    committed = commit(made.record, made.salts)
    clear = notice_of(committed.disclose(public_fields(made.record)))
    due = _end_of(demo, "notice")
    terms = filing.notice_terms(demo.register, ApplicationId(made.id), due=due, clear=clear)
    hands = (demo.hand("examiner", Role.EXAMINER), demo.hand("reviewer", Role.REVIEWER))
    filing.publish(demo.register, terms, made.terms, hands)
    tell("复核并公示", "reviewed and published")


def _end_notice(demo: Demo, made: Draft, tell: Told) -> None:
    due = demo.register.record(ApplicationId(made.id), ApplicationRecord).notice_due
    if demo.register.time() <= due:
        move_clock(demo.chain, due + 1, wall=int(time.time()))
    tell("演示链时钟前移至公示期满", "the demo's clock moves to the end of the notice")
    _step(demo, made, Action.CLOSE_NOTICE, demo.hand("acceptance", Role.ACCEPTANCE))
    tell("公示期满，待国家系统存证回执", "notice over, the national deposit's receipt is awaited")


def _step(demo: Demo, made: Draft, action: Action, hand: Signatory, *, due: int = 0) -> None:
    reasons = filing.Reasons(document=DocumentDigest(sha256(made.id + action.name.encode())))
    terms = filing.step_terms(
        demo.register, ApplicationId(made.id), action, due=due, reasons=reasons
    )
    filing.step(demo.register, terms, made.terms, [hand])


def _end_of(demo: Demo, clock: str) -> int:
    days = profiles.load().clock(clock)
    now = demo.register.time()
    floor = profiles.load().enforced().minimum_notice + 60
    return max(deadline(now, days, calendar()).time, now + floor)
