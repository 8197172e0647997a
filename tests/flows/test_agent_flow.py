"""Agents with written authority: they file, correct and withdraw in the place of an applicant."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ledger.bindings.errors import (
    AgentEndedByStranger,
    AgentIsPrincipal,
    AgentNotAppointed,
    AgentPowersWrong,
    AgentTermWrong,
    RegistryIsApplicant,
    SignerMissing,
    StaffIsAgent,
    VersionStale,
)
from ledger.domain import mandates
from ledger.domain.acts import (
    Action,
    AgentPower,
    Application,
    ApplicationState,
    DocumentDigest,
    PartyKind,
    Role,
)
from ledger.domain.closure import closure_of
from ledger.domain.history import History, history_of
from ledger.domain.party_words import AgentWord, agent_key
from ledger.domain.verdict import Purpose
from ledger.domain.words import ApplicationRecord
from ledger.registrar import application, mandate
from ledger.registrar.acting import Entered
from ledger.registrar.register import Register
from notarization.evidence import PackageRequest, build
from notarization.trust_file import trust_from
from notarization.verify.report import Grade
from notarization.verify.signature import recover
from tests.cast import ALL, DAY, FLOORS, YEAR, Cast, Player, Stage, digest32
from tests.packages.both import verify
from tests.packages.scene import source_of

pytestmark = pytest.mark.node
EVERY = tuple(AgentPower)


def appointed(
    stage: Stage, principal: Player, agent: Player, *powers: AgentPower, days: int = 365
) -> Entered:
    terms = mandate.appointment(
        stage.register,
        (principal.party, agent.party),
        powers or EVERY,
        until=stage.register.time() + days * DAY,
        authority=DocumentDigest(digest32()),
    )
    return mandate.appoint_agent(stage.register, terms, (principal.signs(), agent.signs()))


def filed_by(stage: Stage, agent: Player, content: Application) -> application.Filed:
    return application.submit(stage.register, content, [agent.signs()])


def histories_of(stage: Stage) -> dict[bytes, History]:
    source = source_of(stage)
    anchor = stage.register.anchor
    return {
        subject: history_of(anchor, subject, acts) for subject, acts in source.by_subject.items()
    }


def checked(stage: Stage, subject: bytes, histories: Mapping[bytes, History]) -> Any:
    """The mandates of every act in a dossier, as the offline verifier checks them."""
    history = histories[subject]
    return [
        mandates.check_mandates(stage.register.anchor, act, before, histories, recover)
        for act, before in zip(history.acts, history.states, strict=False)
    ]


def test_an_agent_files_corrects_and_withdraws_and_the_envelope_shows_him(
    stage: Stage, register: Register, cast: Cast
) -> None:
    principal, agent = stage.enrolled(), stage.enrolled()
    entered = appointed(stage, principal, agent)
    word = register.read(principal.party, agent_key(agent.party), AgentWord)
    assert (word.powers, word.since) == (0b111, entered.act.raw.time)
    content = stage.content({principal: ALL})
    filed = filed_by(stage, agent, content)
    assert [actor.party for actor in filed.entered.act.actors] == [agent.party]
    both = (filed.application, content)
    stage.step(both, Action.ASK_CORRECTION, cast.acceptance.signs(Role.ACCEPTANCE), due=10 * DAY)
    second = application.correction(register, filed.application, stage.content({principal: ALL}))
    second = replace(second, fingerprint=content.fingerprint)
    application.correct(register, second, content, [agent.signs()])
    stage.step((filed.application, second), Action.WITHDRAW, agent.signs())
    record = register.record(filed.application, ApplicationRecord)
    assert record.state is ApplicationState.WITHDRAWN
    histories = histories_of(stage)
    assert len(checked(stage, filed.application, histories)) == 4
    alone = {subject: each for subject, each in histories.items() if subject != principal.party}
    with pytest.raises(mandates.PartyMissing, match=principal.party.hex()):
        checked(stage, filed.application, alone)


def test_an_agent_without_the_power_or_after_its_end_is_refused(
    stage: Stage, register: Register
) -> None:
    principal, agent = stage.enrolled(), stage.enrolled()
    content = stage.content({principal: ALL})

    def refused() -> None:
        with pytest.raises(SignerMissing) as missing:
            filed_by(stage, agent, content)
        assert (missing.value.place, missing.value.party) == (0, principal.party)

    refused()
    appointed(stage, principal, agent, AgentPower.CORRECT, AgentPower.WITHDRAW)
    refused()
    appointed(stage, principal, agent, AgentPower.FILE)
    end = mandate.appointment_end(register, principal.party, agent.party, agent.party)
    mandate.end_agent(register, end, [agent.signs()])
    refused()
    again = mandate.appointment_end(register, principal.party, agent.party, principal.party)
    with pytest.raises(AgentNotAppointed) as over:
        mandate.end_agent(register, again, [principal.signs()])
    assert (over.value.principal, over.value.agent) == (principal.party, agent.party)
    appointed(stage, principal, agent, AgentPower.FILE, days=1)
    filed_by(stage, agent, content)


def test_a_forged_authority_fails_offline(stage: Stage) -> None:
    """What the register let through by an authority has no mandate without that authority."""
    principal, agent = stage.enrolled(), stage.enrolled()
    appointed(stage, principal, agent, AgentPower.FILE)
    filed = filed_by(stage, agent, stage.content({principal: ALL}))
    histories = histories_of(stage)
    whole = histories[principal.party]
    histories[principal.party] = History(whole.subject, whole.acts[:1], whole.states[:2])
    with pytest.raises(mandates.SignerMissing, match=agent.party.hex()):
        checked(stage, filed.application, histories)


def test_one_agent_of_two_holders_signs_once(stage: Stage) -> None:
    one, other, agent = (stage.enrolled() for _ in range(3))
    appointed(stage, one, agent)
    content = stage.content({one: (1_000_000, 0, 600_000), other: (0, 0, 400_000)})
    with pytest.raises(SignerMissing) as missing:
        filed_by(stage, agent, content)
    assert missing.value.party == other.party
    appointed(stage, other, agent)
    filed = filed_by(stage, agent, content)
    assert len(checked(stage, filed.application, histories_of(stage))) == 1


def test_staff_and_institution_are_no_agents_with_their_own_registry(
    stage: Stage, register: Register, cast: Cast
) -> None:
    principal = stage.enrolled()
    appointed(stage, principal, cast.institution)
    with pytest.raises(RegistryIsApplicant) as own:
        filed_by(stage, cast.institution, stage.content({principal: ALL}))
    assert own.value.institution == cast.institution.party
    clerk = stage.enrolled(PartyKind.NATURAL_PERSON)
    stage.employed(clerk, cast.institution, Role.EXAMINER)
    appointed(stage, principal, clerk)
    with pytest.raises(StaffIsAgent) as staff:
        filed_by(stage, clerk, stage.content({principal: ALL}))
    assert (staff.value.staff, staff.value.applicant) == (clerk.party, principal.party)
    filed = stage.filed({principal: ALL})
    stage.step(filed, Action.ACCEPT, cast.acceptance.signs(Role.ACCEPTANCE), due=20 * DAY)
    end = mandate.appointment_end(register, principal.party, clerk.party, principal.party)
    mandate.end_agent(register, end, [principal.signs()])
    with pytest.raises(StaffIsAgent) as former:
        stage.step(filed, Action.ASSIGN, clerk.signs(Role.EXAMINER), due=20 * DAY)
    assert (former.value.staff, former.value.applicant) == (clerk.party, principal.party)


def test_an_appointment_says_what_for_how_long_and_for_whom(
    stage: Stage, register: Register
) -> None:
    principal, agent, stranger = (stage.enrolled() for _ in range(3))
    hands = (principal.signs(), agent.signs())
    good = mandate.appointment(
        register,
        (principal.party, agent.party),
        EVERY,
        until=register.time() + YEAR,
        authority=DocumentDigest(digest32()),
    )
    for powers in (0, 8):
        with pytest.raises(AgentPowersWrong) as wrong:
            mandate.appoint_agent(register, replace(good, powers=powers), hands)
        assert wrong.value.powers == powers
    past = replace(good, until=type(good.until)(register.time() - 1))
    with pytest.raises(AgentTermWrong) as term:
        mandate.appoint_agent(register, past, hands)
    assert (term.value.agent, term.value.until) == (agent.party, past.until)
    own = replace(good, agent=principal.party)
    with pytest.raises(AgentIsPrincipal) as same:
        mandate.appoint_agent(register, own, (principal.signs(), principal.signs()))
    assert same.value.principal == principal.party
    with pytest.raises(VersionStale):
        mandate.appoint_agent(register, replace(good, seq=7), hands)
    mandate.appoint_agent(register, good, hands)
    end = mandate.appointment_end(register, principal.party, agent.party, stranger.party)
    with pytest.raises(AgentEndedByStranger) as ended:
        mandate.end_agent(register, end, [stranger.signs()])
    assert ended.value.by == stranger.party


def test_a_title_filed_by_an_agent_is_packaged_with_both_dossiers(stage: Stage) -> None:
    principal, agent = stage.enrolled(), stage.enrolled()
    appointed(stage, principal, agent)
    content = stage.content({principal: ALL})
    filed = stage.published(stage.taken_on((filed_by(stage, agent, content).application, content)))
    stage.pass_time(FLOORS.minimum_notice + 120)
    issued = stage.titled(stage.deposited(stage.closed(filed)))
    source = source_of(stage)
    closure = closure_of(issued.title, histories_of(stage))
    assert {principal.party, agent.party} <= set(closure.members)
    request = PackageRequest(
        issued.title, principal.party, Purpose.DISPUTE, "court", "1", 1_800_000_000
    )
    made = build(request, source, source.last)
    trust = trust_from(stage.node.chain, stage.register.profile, source.last)
    assert verify(made.data, trust).grade is Grade.VERIFIED
