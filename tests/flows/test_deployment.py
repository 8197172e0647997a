import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from api.cli import run
from api.wiring import Wiring
from ledger.bindings.errors import (
    AccessManagerNotReady,
    AccessManagerNotScheduled,
    AccessManagerUnauthorizedCall,
    AuthorityOnly,
    BookNotAdmitted,
    BookTooSoon,
    FoundingRefused,
    IntakeIsPaused,
)
from ledger.chain import profile as profiles
from ledger.chain.calls import function
from ledger.chain.check import check_profile
from ledger.chain.devnode import DevNode
from ledger.chain.errors import CodeDiffers, WrongChain, WrongHistory
from ledger.chain.keystore import Keystore
from ledger.chain.outbox import Outbox
from ledger.chain.profile import BookName, ChainProfile, Contract, Instant
from ledger.chain.records import Call
from ledger.chain.sender import Rules, Sender, outbox_folder
from ledger.chain.signer import Key
from ledger.domain.acts import ActKind, ActorMode, OrderScope
from ledger.domain.closure import GOVERNANCE
from ledger.registrar import application, governance
from ledger.registrar.deployment import deploy, deploy_into
from ledger.registrar.errors import PlanWrong
from ledger.registrar.plan import Delays, Plan, kinds_of
from tests.cast import ALL, COINS, DAY, ROOT, YEAR, Stage, digest32, funded_sender
from tests.mirrors import require_agreement
from tests.site import environment_of, settings_of

pytestmark = pytest.mark.node


def plan_for(governor: Key, name: str = "test") -> Plan:
    return Plan(name, governor.account, digest32(), dev=True)


def test_the_deployer_holds_nothing_and_nobody_goes_past_the_access_manager(stage: Stage) -> None:
    register, governor = stage.register, stage.governor.key.account
    deployer, target = register.sender.account, register.profile.register.address
    found = function("Register", "found").encode(governor, bytes(32), ())
    with pytest.raises(FoundingRefused) as refused:
        register.chain.call(Call(target, found, sender=deployer))
    assert refused.value.sender == deployer
    for account in (deployer, governor):
        pause = function("Register", "pauseIntake").encode(True)
        with pytest.raises(AuthorityOnly) as only:
            register.chain.call(Call(target, pause, sender=account))
        assert only.value.sender == account


def test_a_second_deployment_checks_what_stands(node: DevNode, tmp_path: Path) -> None:
    sender, plan, path = funded_sender(node, tmp_path), plan_for(Key.new()), tmp_path / "p.json"
    profile, new = deploy_into(node.chain, sender, plan, path)
    assert new
    nonce = node.chain.nonce(sender.account)
    assert deploy_into(node.chain, sender, plan, path) == (profile, False)
    assert profiles.load(path) == profile
    path.unlink()
    assert deploy_into(node.chain, sender, plan, path) == (profile, True)
    assert node.chain.nonce(sender.account) == nonce


KILLED = """
import os, signal, sys
from pathlib import Path
from ledger.chain.client import Web3Chain
from ledger.chain.keystore import Keystore
from ledger.chain.outbox import Outbox
from ledger.chain.profile import Instant
from ledger.chain.sender import Rules, Sender, outbox_folder
from ledger.chain.signer import Key
from ledger.registrar.deployment import deploy
from ledger.registrar.plan import Plan

url, secret, governor, identity, box = sys.argv[1:]

class Mortal(Web3Chain):
    lives = 9
    def send_raw(self, raw):
        self.lives -= 1
        if not self.lives:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().send_raw(raw)

chain, key = Mortal(url), Key(bytes.fromhex(secret))
outbox = Outbox(outbox_folder(Path(box), chain, key.account))
sender = Sender(chain, key, outbox, Rules(chain.chain_id(), Instant(), True))
deploy(chain, sender, Plan("killed", bytes.fromhex(governor), bytes.fromhex(identity), dev=True))
"""


def test_a_killed_deployment_goes_on_where_it_was(node: DevNode, tmp_path: Path) -> None:
    key, governor = Key.new(), Key.new()
    node.fund(key.account, COINS)
    plan = plan_for(governor, "killed")
    given = (key.reveal().hex(), governor.account.hex(), plan.identity.hex(), str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, node.url, *given],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert node.chain.nonce(key.account) == 8
    outbox = Outbox(outbox_folder(tmp_path, node.chain, key.account))
    sender = Sender(node.chain, key, outbox, Rules(node.options.chain_id, Instant(), dev=True))
    sender.recover()
    profile = deploy(node.chain, sender, plan)
    # each contract, the founding, 2 roles for functions, 3 grants, 1 renunciation: none twice
    contracts = len(BookName) + 2
    assert node.chain.nonce(key.account) == contracts + 7
    check_profile(node.chain, profile)
    require_agreement(node.chain, profile, tmp_path / "mirror.db")


def test_the_deployer_cannot_be_the_governor(node: DevNode, tmp_path: Path) -> None:
    key = Key.new()
    sender = funded_sender(node, tmp_path, key)
    with pytest.raises(PlanWrong):
        deploy(node.chain, sender, plan_for(key))
    assert node.chain.nonce(key.account) == 0


def test_a_profile_of_another_chain_is_refused_by_what_differs(stage: Stage) -> None:
    chain, profile = stage.register.chain, stage.register.profile
    with pytest.raises(WrongChain) as other:
        check_profile(chain, replace(profile, chain_id=1))
    assert (other.value.expected, other.value.found) == (1, profile.chain_id)
    with pytest.raises(WrongHistory) as past:
        check_profile(chain, replace(profile, start_hash=bytes(32)))
    assert (past.value.expected, past.value.found) == (bytes(32), profile.start_hash)
    with pytest.raises(WrongHistory) as young:
        check_profile(chain, replace(profile, start_block=10**9))
    assert young.value.found == b""
    changed = Contract(profile.book(BookName.PLEDGE_BOOK).address, bytes(32))
    books = {**profile.books, BookName.PLEDGE_BOOK: changed}
    with pytest.raises(CodeDiffers) as code:
        check_profile(chain, replace(profile, books=books))
    assert code.value.contract == "PledgeBook"
    assert code.value.found == profile.book(BookName.PLEDGE_BOOK).code_hash


def belied(stage: Stage) -> ChainProfile:
    """The stage's profile, but for the code of its register."""
    profile = stage.register.profile
    return replace(profile, register=replace(profile.register, code_hash=b"\x11" * 32))


@pytest.mark.parametrize("once", [("--once",), ()], ids=["once", "on and on"])
def test_no_mirror_follows_a_register_of_other_code(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str], once: tuple[str, ...]
) -> None:
    settings = settings_of(stage, tmp_path)
    follow = ["mirror", "follow", *once]
    if once:
        assert run(follow, environment_of(settings)) == 0
    profiles.save(belied(stage), settings.profile)
    assert run(follow, environment_of(settings)) == 1
    assert "CODE_DIFFERS" in capsys.readouterr().err


def test_no_relayer_opens_at_a_register_of_other_code(stage: Stage, tmp_path: Path) -> None:
    settings, wrong = settings_of(stage, tmp_path), belied(stage)
    assert Wiring.of(settings).register().profile == stage.register.profile
    profiles.save(wrong, settings.profile)
    with pytest.raises(CodeDiffers) as refused:
        Wiring.of(settings).register()
    found = stage.register.profile.register.code_hash
    fault = refused.value
    assert (fault.contract, fault.expected, fault.found) == ("Register", b"\x11" * 32, found)


def test_the_governor_pauses_intake_at_once_and_only_the_governor(
    stage: Stage, tmp_path: Path
) -> None:
    register, content = stage.register, stage.content({stage.cast.registrant: ALL})
    governor = funded_sender(stage.node, tmp_path, stage.governor.key)
    entered = governance.carry_out(register, governor, governance.pause(paused=True))
    assert entered.act.kind is ActKind.IntakePaused
    assert [actor.mode for actor in entered.act.actors] == [ActorMode.SENDER]
    with pytest.raises(IntakeIsPaused):
        application.submit(register, content, [stage.cast.registrant.signs()])
    with pytest.raises(AccessManagerUnauthorizedCall) as stranger:
        governance.carry_out(register, register.sender, governance.pause(paused=False))
    assert stranger.value.caller == register.sender.account
    governance.carry_out(register, governor, governance.pause(paused=False))
    application.submit(register, content, [stage.cast.registrant.signs()])
    governance.carry_out(register, governor, governance.pause(paused=True))
    governance.carry_out(register, governor, governance.pause(paused=False))
    assert not register.ask("intakePaused")


def test_a_book_is_announced_admitted_and_ended(stage: Stage, tmp_path: Path) -> None:
    register, book = stage.register, stage.register.profile.book(BookName.ORDER_DESK).address
    governor = funded_sender(stage.node, tmp_path, stage.governor.key)
    now = register.time()
    kinds = [ActKind.OrderRecorded, ActKind.OrderLifted]
    power = governance.admission(book, kinds, since=now + 10 * DAY, until=now + YEAR)
    with pytest.raises(AccessManagerNotScheduled):
        governance.carry_out(register, governor, power)
    governance.announce(register, governor, power)
    with pytest.raises(AccessManagerNotReady):
        governance.carry_out(register, governor, power)
    stage.pass_time(Delays().books + 60)
    before = register.seq(GOVERNANCE)
    assert governance.carry_out(register, governor, power).act.seq == before + 1
    terms = stage.order_terms
    with pytest.raises(BookNotAdmitted) as early:
        stage.ordered(terms(OrderScope.PARTY, of=stage.cast.newcomer.party))
    assert early.value.book == book
    soon = governance.admission(book, kinds, since=register.time() + DAY, until=now + YEAR)
    governance.announce(register, governor, soon)
    stage.pass_time(Delays().books + 60)
    with pytest.raises(BookTooSoon):
        governance.carry_out(register, governor, soon)
    stage.pass_time(9 * DAY)
    stage.ordered(terms(OrderScope.PARTY, of=stage.cast.newcomer.party))
    end = governance.ending(book, until=register.time() + 2 * DAY)
    governance.announce(register, governor, end)
    stage.pass_time(Delays().books + 60)
    assert governance.carry_out(register, governor, end).act.kind is ActKind.BookEnded


def test_the_kinds_of_the_books_leave_the_registers_own_and_overlap_in_ends_only() -> None:
    sets = [kinds_of(name) for name in BookName]
    own = (ActKind.Founded, ActKind.BookAdmitted, ActKind.BookEnded, ActKind.IntakePaused)
    # an application ends with the title that is issued on it, or that it renews, changes or ends;
    # a title ends ex officio or as its holders ask
    certified, closed = 1 << ActKind.ApplicationCertified, 1 << ActKind.ObjectTitleClosed
    once = sum(1 << kind for kind in ActKind if kind and kind not in own)
    assert sum(sets) == once + 2 * certified + closed
    change, request = kinds_of(BookName.CHANGE_DESK), kinds_of(BookName.REQUEST_DESK)
    assert kinds_of(BookName.TITLE_BOOK) & change == certified
    assert change & request == certified | closed


def test_the_script_deploys_or_says_why_not(node: DevNode, tmp_path: Path) -> None:
    key, governor = Keystore(tmp_path / "keys").new_plain(), Key.new()
    node.fund(key.account, COINS)
    command = [
        *(sys.executable, str(ROOT / "scripts" / "deploy.py"), "--rpc", node.url),
        *("--name", "script", "--profile", str(tmp_path / "chain.json")),
        *("--keys", str(tmp_path / "keys"), "--deployer", key.account.hex()),
        *("--governor", governor.account.hex(), "--identity", digest32().hex()),
        *("--outbox", str(tmp_path / "outbox"), "--dev"),
    ]
    first = subprocess.run(command, capture_output=True, text=True, check=True)
    assert first.stdout.startswith("deployed\n")
    assert profiles.load(tmp_path / "chain.json").name == "script"
    assert key.reveal().hex() not in first.stdout + first.stderr
    wrong = subprocess.run(
        [*command[:-1], "--rpc", "http://127.0.0.1:1"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 1
    assert wrong.stderr.startswith("NODE_UNREACHABLE")
