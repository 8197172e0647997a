"""Disputes over issued titles, on a real node (domain 6.4; §7: 23)."""

from dataclasses import replace
from pathlib import Path

import pytest

from ledger.bindings.errors import (
    AnswererWrong,
    Barred,
    DisputeBlockWrong,
    DisputeStepWrong,
    RulingByExaminer,
)
from ledger.domain.acts import (
    Burden,
    DisputeAction,
    DisputeBlock,
    DisputeClaim,
    DisputeId,
    DisputeState,
    DocumentDigest,
    EndGround,
    Issue,
    Operation,
    Role,
)
from ledger.domain.disputes import DisputeAt, disputes_at
from ledger.domain.verdict import Purpose, Result, Verdict, judge, needed_dossiers
from ledger.domain.words import TitleRecord
from ledger.queries.replay import load_dossier
from ledger.registrar import change, dispute, title
from ledger.registrar.change import Ended
from ledger.registrar.title import Move
from tests.cast import ALL, IssuedTitle, Player, Stage, digest32
from tests.flows.test_change_flow import closing, decision, examiners
from tests.mirrors import open_mirror

pytestmark = pytest.mark.node
A = DisputeAction


def paper() -> DocumentDigest:
    return DocumentDigest(digest32())


class Quarrel:
    """A title, its holder and who disputes it."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.register = stage, stage.register
        assert stage.cast.acceptance.party  # everybody is there before
        self.holder, self.rival = stage.enrolled(), stage.enrolled()
        self.issued: IssuedTitle = stage.issued_title({self.holder: ALL})

    @property
    def issue(self) -> Issue:
        terms = self.issued.issued.entered.act.terms
        assert isinstance(terms, Issue)
        return terms

    def filed(
        self,
        claim: DisputeClaim = DisputeClaim.OWNERSHIP,
        papers: tuple[DocumentDigest, DocumentDigest] | None = None,
    ) -> DisputeId:
        papers = papers or (paper(), paper())
        terms = dispute.dispute_terms(
            self.register, self.issued.title, self.rival.party, claim, papers=papers
        )
        dispute.file(self.register, terms, [self.rival.signs()])
        return dispute.dispute_id(terms)

    def notified(self, claim: DisputeClaim = DisputeClaim.OWNERSHIP) -> DisputeId:
        which = self.filed(claim)
        self.notify(which)
        return which

    def notify(self, which: DisputeId) -> bytes:
        """The clerk that told the holders."""
        clerk = self.stage.cast.acceptance
        terms = dispute.step_terms(self.register, (self.issued.title, which), A.NOTIFY)
        dispute.step(self.register, terms, [clerk.signs(Role.ACCEPTANCE)])
        return clerk.party

    def steps(self, which: DisputeId, action: DisputeAction, by: Player) -> None:
        party = {} if action is A.WITHDRAW else {"party": by.party}
        terms = dispute.step_terms(
            self.register, (self.issued.title, which), action, document=paper(), **party
        )
        dispute.step(self.register, terms, [by.signs()])

    def orders(self, which: DisputeId, action: DisputeAction) -> None:
        terms = dispute.step_terms(
            self.register,
            (self.issued.title, which),
            action,
            party=self.stage.cast.court.party,
            document=paper(),
        )
        dispute.step(self.register, terms, self.stage.clerks())

    def rules(self, which: DisputeId, action: DisputeAction) -> None:
        place = (self.issued.title, which)
        terms = dispute.ruling_terms(self.register, place, action, self.issue, paper())
        dispute.rule(self.register, terms, self.stage.others())

    def sells(self) -> None:
        taker = self.stage.cast.newcomer
        move = Move(self.issued.title, self.holder.party, taker.party, (0, 0, 1))
        terms = title.transfer_terms(self.register, move)
        title.transfer(self.register, terms, [self.holder.signs(), taker.signs()])

    def seen(self, folder: Path, purpose: Purpose) -> tuple[tuple[DisputeAt, ...], Verdict]:
        """The disputes as the mirror has them, and the verdict for the holder."""
        mirror = open_mirror(folder, self.stage.node.chain, self.register.profile)
        mirror.catch_up()
        with mirror.reading() as session:
            own = load_dossier(session, self.issued.title)
            needed = needed_dossiers(own, self.holder.party)
            others = {each: load_dossier(session, each) for each in needed}
        mirror.engine.dispose()
        now = self.register.time()
        return disputes_at(own), judge(own, self.holder.party, purpose, now, others)


@pytest.fixture
def quarrel(stage: Stage) -> Quarrel:
    return Quarrel(stage)


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mirror") / "disputes.db"


def test_scenario_23_three_empty_disputes_warn_and_stop_nobody(
    quarrel: Quarrel, folder: Path
) -> None:
    """On the eve of a closing a rival files three; the sale goes through, the third is told so."""
    for _ in range(2):
        which = quarrel.notified()
        quarrel.rules(which, A.DISMISS)
        quarrel.rules(which, A.CLOSE)
    third = quarrel.notified()
    found, verdict = quarrel.seen(folder, Purpose.TRADE)
    assert [each.word.state for each in found] == [DisputeState.CLOSED] * 2 + [
        DisputeState.NOTIFIED
    ]
    assert [each.empty for each in found] == [0, 1, 2]
    assert verdict.result is Result.VALID
    assert "DISPUTED" in {each.code for each in verdict.warnings}
    quarrel.sells()
    assert quarrel.register.record(quarrel.issued.title, TitleRecord).disputes == 0
    quarrel.steps(third, A.WITHDRAW, quarrel.rival)


def test_evidence_of_another_owner_at_first_sight_bars_until_it_is_settled(
    quarrel: Quarrel, folder: Path
) -> None:
    which = quarrel.notified()
    quarrel.rules(which, A.BLOCK)
    with pytest.raises(Barred) as barred:
        quarrel.sells()
    assert (barred.value.operation, barred.value.burden) == (Operation.TRANSFER, Burden.CONTESTED)
    _, verdict = quarrel.seen(folder, Purpose.PLEDGE)
    assert [each.code for each in verdict.blocks] == ["CONTESTED"]
    _, plain = quarrel.seen(folder, Purpose.AUTHENTICITY)
    assert plain.result is Result.VALID
    quarrel.steps(which, A.DENY, quarrel.holder)
    quarrel.rules(which, A.DISMISS)
    quarrel.rules(which, A.CLOSE)
    quarrel.sells()


def test_only_ownership_is_blocked_for_and_not_by_who_passed_the_title(quarrel: Quarrel) -> None:
    source = quarrel.notified(DisputeClaim.SOURCE)
    with pytest.raises(DisputeStepWrong) as wrong:
        quarrel.rules(source, A.BLOCK)
    assert (wrong.value.dispute, wrong.value.action) == (source, A.BLOCK)
    owned = quarrel.notified()
    place = (quarrel.issued.title, owned)
    terms = dispute.ruling_terms(quarrel.register, place, A.BLOCK, quarrel.issue, paper())
    with pytest.raises(RulingByExaminer) as own:
        dispute.rule(quarrel.register, terms, examiners(quarrel.stage))
    assert own.value.title == quarrel.issued.title


def test_a_courts_block_is_lifted_by_a_court_and_before_the_end(quarrel: Quarrel) -> None:
    which = quarrel.notified(DisputeClaim.SOURCE)
    quarrel.orders(which, A.ORDER_BLOCK)
    with pytest.raises(Barred):
        quarrel.sells()
    with pytest.raises(DisputeBlockWrong) as stands:
        quarrel.rules(which, A.UNBLOCK)
    assert stands.value.stands is DisputeBlock.COURT
    with pytest.raises(DisputeBlockWrong):
        quarrel.steps(which, A.WITHDRAW, quarrel.rival)
    quarrel.orders(which, A.ORDER_UNBLOCK)
    quarrel.sells()


def test_what_the_holder_admits_ends_in_a_cancellation_and_is_closed(
    quarrel: Quarrel, folder: Path
) -> None:
    which = quarrel.notified()
    with pytest.raises(AnswererWrong) as stranger:
        quarrel.steps(which, A.ADMIT, quarrel.rival)
    assert stranger.value.party == quarrel.rival.party
    quarrel.rules(which, A.BLOCK)
    quarrel.steps(which, A.ADMIT, quarrel.holder)
    ended = Ended(EndGround.OBJECTION_UPHELD, decision(), court=dispute.NOBODY)
    terms = closing(quarrel.stage, quarrel.issued, ended)
    change.cancel(quarrel.register, terms, quarrel.issued.content, examiners(quarrel.stage))
    quarrel.rules(which, A.CLOSE)
    (found,), verdict = quarrel.seen(folder, Purpose.DISPUTE)
    assert (found.word.state, found.word.founded) == (DisputeState.CLOSED, True)
    assert (verdict.result, [each.code for each in verdict.blocks]) == (
        Result.INVALID,
        ["CANCELLED"],
    )


def test_an_instrument_from_outside_settles_what_was_referred(quarrel: Quarrel) -> None:
    which = quarrel.notified()
    quarrel.steps(which, A.DENY, quarrel.holder)
    quarrel.rules(which, A.FIND)
    quarrel.steps(which, A.REFER, quarrel.holder)
    quarrel.rules(which, A.DISMISS)
    terms = dispute.ruling_terms(
        quarrel.register, (quarrel.issued.title, which), A.CLOSE, quarrel.issue, paper()
    )
    dispute.rule(quarrel.register, terms, quarrel.stage.others())
    with pytest.raises(DisputeStepWrong) as over:
        quarrel.rules(which, A.FIND)
    assert over.value.state is DisputeState.CLOSED
    assert replace(terms, version=terms.version).version == 6
