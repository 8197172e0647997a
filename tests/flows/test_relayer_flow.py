import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.bindings.errors import HeldTooLittle, HoldingChanged
from ledger.bindings.revert import ContractError
from ledger.chain import profile as profiles
from ledger.chain.sender import Sender
from ledger.chain.signer import Key
from ledger.domain.acts import PartyKind, Role, encode
from ledger.domain.ids import party_id
from ledger.domain.words import HoldingWord, PartyRecord, holding_key
from ledger.registrar import party, title
from ledger.registrar.acting import prepare, sign
from ledger.registrar.register import Register
from ledger.registrar.title import Move
from tests.cast import Cast, Player, Stage

pytestmark = pytest.mark.node


def test_ten_clerks_at_once_enter_every_act_once_and_without_a_gap(
    stage: Stage, register: Register
) -> None:
    acts = []
    for _ in range(40):
        key = Key.new()
        terms = stage.enrolment(PartyKind.ENTERPRISE, key)
        hands = (Player(party_id(terms), key).signs(), stage.governor.signs(Role.GOVERNOR))
        acts.append((terms, hands))
    account = register.sender.account
    before = register.chain.nonce(account)
    with ThreadPoolExecutor(10) as clerks:
        # every act is given in twice, by two clerks who know nothing of each other
        done = list(clerks.map(lambda act: party.enrol(register, *act), acts + acts))
    assert register.chain.nonce(account) == before + 40
    assert Counter(Counter(each.party for each in done).values()) == {2: 40}
    assert all(register.record(each.party, PartyRecord).seq == 1 for each in done)


def test_of_two_sales_of_the_same_share_one_is_refused_by_name(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()

    def sell(taker: Player) -> title.Transferred | ContractError:
        move = Move(issued.title, cast.registrant.party, taker.party, (600_000, 0, 0))
        terms = title.transfer_terms(register, move)
        try:
            return title.transfer(register, terms, (cast.registrant.signs(), taker.signs()))
        except ContractError as refusal:
            return refusal

    with ThreadPoolExecutor(2) as clerks:
        outcomes = list(clerks.map(sell, (cast.newcomer, cast.coholder)))
    refusals = [each for each in outcomes if isinstance(each, ContractError)]
    # by the version if both signed on the same holding, by the share if one came later
    assert [type(each) in {HoldingChanged, HeldTooLittle} for each in refusals] == [True]
    held = register.read(issued.title, holding_key(cast.registrant.party), HoldingWord)
    assert held.hold == 400_000


KILLED = """
import os, signal, sys
from pathlib import Path
from ledger.chain import profile as profiles
from ledger.chain.client import Web3Chain
from ledger.chain.sender import Sender
from ledger.chain.signer import Key
from ledger.domain.acts import Enrolment, Signer, decode
from ledger.registrar import party
from ledger.registrar.register import Register

url, path, secret, box, terms, *signers = sys.argv[1:]

class Mortal(Web3Chain):
    def send_raw(self, raw):
        super().send_raw(raw)
        os.kill(os.getpid(), signal.SIGKILL)

chain, profile = Mortal(url), profiles.load(Path(path))
sender = Sender.open(chain, profile, Key(bytes.fromhex(secret)), Path(box))
hands = [decode(Signer, bytes.fromhex(each)) for each in signers]
party.enrol(Register(chain, profile, sender), decode(Enrolment, bytes.fromhex(terms)), hands)
"""


def test_an_act_whose_relayer_was_killed_after_the_broadcast_is_found_again(
    stage: Stage, register: Register, tmp_path: Path
) -> None:
    relayer, key = Key.new(), Key.new()
    stage.node.fund(relayer.account, 10**21)
    profiles.save(register.profile, tmp_path / "chain.json")
    terms = stage.enrolment(PartyKind.ENTERPRISE, key)
    hands = (Player(party_id(terms), key).signs(), stage.governor.signs(Role.GOVERNOR))
    signers = sign(prepare(register, party.ENROL, terms), hands)
    given = [tmp_path / "chain.json", relayer.reveal().hex(), tmp_path / "box"]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, stage.node.url, *map(str, given)]
        + [encode(each).hex() for each in (terms, *signers)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    sender = Sender.open(register.chain, register.profile, relayer, tmp_path / "box")
    again = Register(register.chain, register.profile, sender)
    enrolled = party.enrol(again, terms, signers)
    assert register.chain.nonce(relayer.account) == 1
    assert register.record(enrolled.party, PartyRecord).seq == 1
