"""The national deposit on a real node, against a national system that misbehaves in every way."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread

import pytest

from api.cli import run
from api.registrant import actfile
from ledger.bindings.errors.title_book import ApplicationNotRegistered
from ledger.chain.errors import NodeUnreachable
from ledger.chain.keystore import Keystore
from ledger.deposit.awaiting import await_registered
from ledger.deposit.clerk import SigningClerk
from ledger.deposit.desk import DepositDesk, Round
from ledger.deposit.errors import DepositNotOpen, DepositPending
from ledger.domain.acts import (
    Action,
    Application,
    ApplicationId,
    ApplicationState,
    Role,
    Step,
)
from ledger.domain.deposit import DepositState
from ledger.domain.numbers import written
from ledger.domain.words import ApplicationRecord
from ledger.queries.application import find_application
from ledger.queries.deposit import DepositFacts, deposit_status
from ledger.registrar import application, title
from ledger.store.engine import unit_of_work
from ledger.store.repositories import deposit as deposits
from tests.cast import ALL, FLOORS, WHOLE, Stage
from tests.desks import desk_of, national_beside
from tests.mirrors import Mirror
from tests.simulators.national import Fault, National
from tests.site import Site, environment_of, noticed_with_record
from tests.thorough import WHOLE_CHECK

pytestmark = pytest.mark.node
Filed = tuple[ApplicationId, Application]
LATER = 32


@dataclass
class Hall:
    """Applications whose notice is over, the mirror, the national system, and our desk."""

    site: Site
    national: National
    noticed: list[Filed]
    desk: DepositDesk

    @property
    def stage(self) -> Stage:
        return self.site.stage

    @property
    def mirror(self) -> Mirror:
        return self.site.mirror

    def ready(self, *faults: Fault, shown: bool = False) -> Filed:
        """One more application that waits, in the mirror too; how the national system meets it.

        The first notice shows a record, the others nothing.
        """
        filed = self.noticed.pop(0 if shown else -1)
        self.stage.step(
            filed, Action.CLOSE_NOTICE, self.stage.cast.acceptance.signs(Role.ACCEPTANCE)
        )
        self.mirror.catch_up()
        self.national.faults.clear()
        self.national.faults.extend(faults)
        self.national.asked.clear()
        self.national.answered.clear()
        return filed

    def once(self) -> Round:
        """One look of the desk; then the mirror reads what came of it."""
        done = self.desk.run_once()
        self.mirror.catch_up()
        return done

    def record(self, filed: Filed) -> ApplicationRecord:
        return self.stage.register.record(filed[0], ApplicationRecord)

    def known(self, filed: Filed) -> DepositFacts:
        with self.mirror.reading() as session:
            found = find_application(session, filed[0]).deposit
        assert found is not None
        return found

    def deposits_of(self, filed: Filed) -> list[tuple[int, bytes]]:
        """The deposits on the chain: time and document."""
        with self.mirror.reading() as session:
            steps = find_application(session, filed[0]).steps
        return [(each.due, each.document) for each in steps if each.action is Action.DEPOSIT]

    def require_registered(self, filed: Filed) -> None:
        """Once, by the one receipt that the national system has given."""
        (receipt,) = [
            data for key, data in self.national.receipts.items() if key.startswith(filed[0].hex())
        ]
        found = self.known(filed)
        assert (found.state, found.code) == (DepositState.RECEIPTED, "")
        assert found.number.encode() in receipt
        record = self.record(filed)
        assert (record.state, record.deposited_at) == (
            ApplicationState.REGISTERED,
            found.received_at,
        )
        assert self.deposits_of(filed) == [(found.received_at, found.receipt_digest)]

    def require_ready(self, filed: Filed, state: DepositState, code: str) -> None:
        """Nothing is registered; where the deposit stands is known."""
        found = self.known(filed)
        assert (found.state, found.code, found.number) == (state, code, "")
        assert self.record(filed).state is ApplicationState.READY
        assert self.deposits_of(filed) == []


@pytest.fixture(scope="module")
def hall(site: Site) -> Iterator[Hall]:
    """The chain's clock moves over one notice for all of them."""
    stage = site.stage
    shares = {stage.cast.registrant: (WHOLE, WHOLE, 700_000), stage.cast.coholder: (0, 0, 300_000)}
    noticed = [noticed_with_record(stage, shares)]
    noticed += [stage.noticed({stage.cast.newcomer: ALL}) for _ in range(LATER)]
    stage.pass_time(FLOORS.minimum_notice + 120)
    with national_beside(stage) as national:
        yield Hall(site, national, noticed, desk_of(stage, site.mirror, national))


def test_a_receipt_registers_at_its_time_with_its_digest(hall: Hall) -> None:
    filed = hall.ready()
    assert hall.once() == Round(found=1, receipted=1, taken=1, failed=0, more=False)
    hall.require_registered(filed)
    assert hall.once() == Round(0, 0, 0, 0, more=False)
    terms = title.issue_terms(
        hall.stage.register, *filed, valid_until=hall.stage.register.time() + 86_400
    )
    assert terms.registered_at == hall.known(filed).received_at
    seal = hall.stage.cast.seal_keeper.signs(Role.SEAL_KEEPER)
    issued = title.issue(hall.stage.register, terms, filed[1], [seal])
    assert len(issued.numbers) == 1
    assert len(hall.national.asked) == 1
    hall.mirror.catch_up()
    (number,) = map(written, issued.numbers.values())
    told = {check.code: check for check in hall.site.report(number, requester="court").checks}
    assert "PAPER_NOT_NAMED" not in told
    assert "deposit-receipt.json, named by act" in told["CONTENTS"].message.en
    public = hall.site.report(number)
    assert not any("deposit-receipt" in check.message.en for check in public.checks)


def test_what_is_deposited_names_object_rights_and_notice_and_nothing_more(hall: Hall) -> None:
    filed = hall.ready()
    hall.desk.run_once()
    with hall.mirror.reading() as session:
        row = deposits.deposit(session, filed[0])
    assert row is not None
    body = row.body.decode()
    newcomer = hall.stage.cast.newcomer.party.hex()
    for part in (filed[0].hex(), filed[1].fingerprint.hex(), filed[1].record.hex(), newcomer):
        assert part in body
    assert '"rights":[{"hold":1000000,"oper":1000000,' in body


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Fault.SLOW, "DEPOSIT_UNREACHABLE"),
        (Fault.LOSE, "DEPOSIT_UNREACHABLE"),
        (Fault.DRIP, "DEPOSIT_UNREACHABLE"),
        (Fault.UNAVAILABLE, "DEPOSIT_UNREACHABLE"),
        (Fault.GARBAGE, "DEPOSIT_UNREADABLE"),
        (Fault.ENDLESS, "DEPOSIT_UNREADABLE"),
        (Fault.BARE_REFUSAL, "DEPOSIT_UNREADABLE"),
    ],
)
def test_without_an_answer_the_same_is_sent_again_and_registers_once(
    hall: Hall, fault: Fault, code: str
) -> None:
    filed = hall.ready(fault)
    assert hall.once() == Round(found=1, receipted=0, taken=0, failed=1, more=False)
    hall.require_ready(filed, DepositState.SENT, code)
    hall.once()
    hall.require_registered(filed)
    first, second = hall.national.asked
    assert first == second


def test_what_failed_under_a_clock_that_was_ahead_is_sent_once_it_is_right(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed, before = hall.ready(Fault.UNAVAILABLE), hall.desk.keeping.clock
    monkeypatch.setattr(hall.desk.keeping, "clock", lambda: before() + 10 * 365 * 86_400)
    hall.once()
    hall.require_ready(filed, DepositState.SENT, "DEPOSIT_UNREACHABLE")
    monkeypatch.setattr(hall.desk.keeping, "clock", before)
    hall.once()
    hall.require_registered(filed)


def test_two_answers_register_once(hall: Hall) -> None:
    filed = hall.ready(Fault.TWICE)
    hall.once()
    hall.require_registered(filed)


@pytest.mark.parametrize(
    "fault", [Fault.ANOTHER_DIGEST, Fault.ANOTHER_APPLICATION, Fault.FUTURE, Fault.PAST]
)
def test_a_receipt_that_is_not_ours_registers_nothing_and_is_an_alarm(
    hall: Hall, fault: Fault
) -> None:
    filed = hall.ready(fault)
    hall.once()
    hall.require_ready(filed, DepositState.ALARM, "RECEIPT_WRONG")
    with hall.mirror.reading() as session:
        status = deposit_status(session)
    assert [each.application for each in status.alarms] == [filed[0]]
    assert status.alarmed == 1
    hall.once()
    hall.require_registered(filed)


def test_failures_in_a_row_are_an_alarm_until_a_receipt_comes(hall: Hall) -> None:
    filed = hall.ready(*[Fault.UNAVAILABLE] * 3)
    for state in (DepositState.SENT, DepositState.SENT, DepositState.ALARM):
        hall.once()
        hall.require_ready(filed, state, "DEPOSIT_UNREACHABLE")
    assert hall.known(filed).attempts == 3
    hall.once()
    hall.require_registered(filed)
    with hall.mirror.reading() as session:
        assert deposit_status(session).alarmed == 0


def test_a_refusal_alarms_everywhere_and_waits_for_a_person(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    filed = hall.ready(Fault.REFUSE)
    for _ in range(2):
        hall.once()
        hall.require_ready(filed, DepositState.REFUSED, "SUMMARY_UNCLEAR")
    assert len(hall.national.asked) == 1
    own = filed[0].hex()
    told = hall.site.get("/v1/status")["deposits"]
    assert (told["ready"], told["refused"], told["alarm"]) == (1, 1, 0)
    assert [(each["application"], each["state"]) for each in told["alarms"]] == [(own, "REFUSED")]
    metrics = hall.site.client.get("/metrics").text
    assert 'datadeed_deposits{state="refused"} 1.0' in metrics
    assert "datadeed_deposits_ready 1.0" in metrics
    page = hall.site.client.get("/status").text
    assert "拒收 1，告警 0 (SUMMARY_UNCLEAR)" in page
    shown = hall.site.client.get(f"/applications/{own}").text
    assert "国家系统拒收" in shown
    # what a refusal says may name a person: it stays with the staff
    for text in (page, shown, metrics, hall.site.client.get(f"/v1/applications/{own}").text):
        assert "张三" not in text
    variables = variables_of(hall)
    assert run(["desk", "deposit", "--json"], variables) == 1
    assert '"refused": 1' in capsys.readouterr().out
    hall.desk.again(filed[0])
    hall.once()
    hall.require_registered(filed)
    assert run(["desk", "deposit", "--json"], variables) == 0


def test_only_what_waits_for_a_person_is_sent_again(hall: Hall) -> None:
    filed = hall.ready()
    with pytest.raises(DepositNotOpen) as early:
        hall.desk.again(filed[0])
    assert early.value.application == filed[0]
    hall.once()
    with pytest.raises(DepositNotOpen):
        hall.desk.again(filed[0])


def test_no_certificate_is_shown_while_an_application_is_ready(hall: Hall) -> None:
    filed = hall.ready(Fault.LOSE, shown=True)
    hall.once()
    hall.require_ready(filed, DepositState.SENT, "DEPOSIT_UNREACHABLE")
    own, site, register = filed[0].hex(), hall.site, hall.stage.register
    told = site.get(f"/v1/applications/{own}")
    assert (told["application"]["state"], told["application"]["title"]) == ("READY", None)
    assert (told["deposit"]["state"], told["deposit"]["received_at"]) == ("SENT", None)
    (listed,) = site.get("/v1/applications", state="READY")["applications"]
    assert (listed["application"], listed["title"]) == (own, None)
    name = listed["data_name"]
    hits = site.get("/v1/certificates", q=name)["hits"]
    shown = {each["application"]: (each["title"], each["numbers"]) for each in hits}
    assert shown[own] == (None, [])
    for path in (f"/applications/{own}", f"/?q={name}&status=READY"):
        page = site.client.get(path)
        assert page.status_code == 200
        assert "待汇交" in page.text
        assert "/certificates/SJ" not in page.text
    assert "不出示任何登记凭证" in site.client.get(f"/applications/{own}").text
    until = register.time() + 86_400
    terms = title.issue_terms(register, *filed, valid_until=until)
    seal = hall.stage.cast.seal_keeper.signs(Role.SEAL_KEEPER)
    with pytest.raises(ApplicationNotRegistered) as refused:
        title.issue(register, terms, filed[1], [seal])
    assert (refused.value.application, refused.value.state) == (filed[0], ApplicationState.READY)
    hall.once()
    hall.require_registered(filed)


def test_a_receipt_ahead_of_the_chain_waits_for_it(hall: Hall) -> None:
    filed, before = hall.ready(), hall.national.clock
    hall.national.clock = lambda: before() + 120
    try:
        hall.once()
    finally:
        hall.national.clock = before
    found = hall.known(filed)
    assert found.state is DepositState.RECEIPTED
    assert found.received_at > hall.stage.register.time()
    assert hall.record(filed).state is ApplicationState.READY
    hall.stage.pass_time(180)
    hall.once()
    hall.require_registered(filed)
    assert len(hall.national.asked) == 1


def test_a_clerk_without_the_role_is_an_alarm_and_loses_no_receipt(hall: Hall) -> None:
    filed, stage = hall.ready(), hall.stage
    wrong = SigningClerk(stage.register, stage.cast.examiner.signs(Role.ACCEPTANCE))
    office = replace(hall.desk.office, clerk=wrong)
    desk = DepositDesk(hall.mirror.engine, stage.register, office, clock=hall.desk.clock)
    desk.run_once()
    found = hall.known(filed)
    assert (found.state, found.code) == (DepositState.ALARM, "RoleNotHeld")
    assert found.number
    hall.once()
    hall.require_registered(filed)
    assert len(hall.national.asked) == 1


@dataclass
class Forgetful:
    """A clerk who enters the step and never hears that it stands on the chain."""

    clerk: SigningClerk
    consent: int = 3_600
    taken: list[Step] = field(default_factory=list)

    def take(self, terms: Step, content: Application) -> None:
        self.taken.append(terms)
        self.clerk.take(terms, content)
        raise NodeUnreachable("node", "cut off")


def test_a_step_that_nobody_heard_of_is_not_taken_twice(hall: Hall) -> None:
    filed, stage = hall.ready(), hall.stage
    clerk = Forgetful(SigningClerk(stage.register, stage.cast.acceptance.signs(Role.ACCEPTANCE)))
    office = replace(hall.desk.office, clerk=clerk)
    desk = DepositDesk(hall.mirror.engine, stage.register, office, clock=hall.desk.clock)
    desk.run_once()
    desk.run_once()
    assert len(clerk.taken) == 1
    hall.mirror.catch_up()
    found = hall.known(filed)
    assert hall.deposits_of(filed) == [(found.received_at, found.receipt_digest)]
    assert hall.once() == Round(0, 0, 0, 0, more=False)


@dataclass
class Overtaken:
    """A clerk whose colleague at another desk takes the step at the last moment."""

    clerk: SigningClerk
    consent: int = 3_600

    def take(self, terms: Step, content: Application) -> None:
        self.clerk.take(replace(terms, deadline=terms.deadline - 60), content)
        self.clerk.take(terms, content)


def test_a_desk_that_another_overtakes_gives_no_alarm(hall: Hall) -> None:
    filed, stage = hall.ready(), hall.stage
    clerk = SigningClerk(stage.register, stage.cast.acceptance.signs(Role.ACCEPTANCE))
    office = replace(hall.desk.office, clerk=Overtaken(clerk))
    desk = DepositDesk(hall.mirror.engine, stage.register, office, clock=hall.desk.clock)
    desk.run_once()
    hall.mirror.catch_up()
    hall.require_registered(filed)
    assert len(hall.national.asked) == 1


def test_several_desks_at_once_register_once(hall: Hall) -> None:
    filed = [hall.ready() for _ in range(3)]
    desks = [desk_of(hall.stage, hall.mirror, hall.national) for _ in range(4)]
    threads = [Thread(target=desk.run_once) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hall.once()
    for each in filed:
        hall.require_registered(each)
    assert len(set(hall.national.asked)) == 3


def variables_of(hall: Hall) -> dict[str, str]:
    return {**environment_of(hall.site.settings), "DATADEED_DEPOSIT_URL": hall.national.url}


@WHOLE_CHECK
def test_killed_between_the_answer_and_the_commit_it_registers_once(hall: Hall) -> None:
    filed = hall.ready(Fault.SLOW)
    program = [str(Path(sys.executable).with_name("datadeed")), "desk", "deposit"]
    process = subprocess.Popen(program, env=variables_of(hall), stderr=subprocess.DEVNULL)
    patience = time.monotonic() + 60
    while not hall.national.asked:
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < patience
        time.sleep(0.01)
    with unit_of_work(hall.mirror.engine, silent=True):
        # nothing can be committed from here on, and the answer comes now
        assert hall.national.answered.wait(10)
        time.sleep(0.3)
        assert process.poll() is None
        process.kill()
        process.wait()
    hall.require_ready(filed, DepositState.SENT, "")
    assert len(hall.national.receipts) >= 1
    hall.once()
    hall.require_registered(filed)
    assert len(hall.national.asked) == 2


def test_without_a_clerks_key_the_step_is_written_for_the_clerk_to_sign(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    filed, settings = hall.ready(), hall.site.settings
    assert run(["desk", "deposit", "--json"], variables_of(hall)) == 0
    path = settings.home / "desk" / f"deposit-{filed[0].hex()[:16]}.json"
    assert str(path) in capsys.readouterr().err
    written = path.read_bytes()
    assert run(["desk", "deposit", "--json"], variables_of(hall)) == 0
    assert path.read_bytes() == written
    assert str(path) not in capsys.readouterr().err
    act = actfile.read(path, hall.stage.register.profile)
    signed = hall.stage.cast.acceptance.signs(Role.ACCEPTANCE).sign(act.prepared.digest)
    application.step(hall.stage.register, act.prepared.terms, filed[1], [signed])
    hall.mirror.catch_up()
    hall.require_registered(filed)
    assert len(hall.national.asked) == 1


def test_a_clerk_of_the_keystore_signs_at_once(hall: Hall) -> None:
    filed, clerk = hall.ready(), hall.stage.cast.acceptance
    Keystore(hall.site.settings.keys).keep_plain(clerk.key)
    named = ["--party", clerk.party.hex(), "--account", clerk.key.account.hex()]
    assert run(["desk", "deposit", *named], variables_of(hall)) == 0
    hall.mirror.catch_up()
    hall.require_registered(filed)


def test_a_desk_without_a_national_system_says_so(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["desk", "deposit"], environment_of(hall.site.settings)) == 1
    assert "DATADEED_DEPOSIT_URL" in capsys.readouterr().err


def test_an_application_that_is_withdrawn_is_deposited_no_more(hall: Hall) -> None:
    filed = hall.ready(Fault.UNAVAILABLE)
    hall.once()
    hall.stage.step(filed, Action.WITHDRAW, hall.stage.cast.newcomer.signs())
    hall.mirror.catch_up()
    assert hall.once() == Round(0, 0, 0, 0, more=False)
    assert len(hall.national.asked) == 1


def test_who_waits_in_vain_for_a_receipt_is_told(hall: Hall) -> None:
    filed, register = hall.ready(), hall.stage.register
    slept: list[float] = []
    with pytest.raises(DepositPending) as pending:
        await_registered(register, filed[0], sleep=slept.append, looks=3)
    assert (pending.value.application, pending.value.seconds) == (filed[0], 1)
    assert slept == [0.5] * 3
    hall.once()
    assert await_registered(register, filed[0], sleep=slept.append) == hall.known(filed).received_at
    noticed = hall.noticed[-1]
    with pytest.raises(DepositNotOpen) as early:
        await_registered(register, noticed[0], sleep=slept.append)
    assert early.value.application == noticed[0]
