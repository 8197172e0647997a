"""The domain against a recorded run on a real chain: replay, closure, mandates."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.domain import mandates
from ledger.domain.acts import ActKind, Role, SubjectKind
from ledger.domain.closure import GOVERNANCE, closure_of
from ledger.domain.dossier import Act, RawAct, act_data, parse_act
from ledger.domain.errors import DomainError
from ledger.domain.evolve import ReplayMismatch, SeqGap, evolve, open_dossier, replay
from ledger.domain.history import History
from notarization.verify.signature import recover
from tests.story import story

SUBJECTS = sorted(story().acts)
TITLE = story().subjects(SubjectKind.TITLE)[0]


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.hex()[:10])
def test_every_dossier_replays_to_the_head_on_the_chain(subject: bytes) -> None:
    state = replay(story().anchor, subject, story().acts[subject])
    assert state.head == story().heads[subject]
    assert state.seq == len(story().acts[subject])


def test_every_actor_had_a_mandate() -> None:
    checked = mandates.check_all(story().anchor, story().histories(), recover)
    assert sum(mandate.offline for mandate in checked) > 60
    assert {mandate.actor.role for mandate in checked} == set(Role)


def test_the_closure_of_a_title_follows_from_its_acts() -> None:
    histories = story().histories()
    closure = closure_of(TITLE, histories)
    assert closure.missing == ()
    assert GOVERNANCE in closure.members
    kinds = {SubjectKind(subject[0]) for subject in closure.members}
    # the log of digests says nothing of a title
    assert kinds == set(SubjectKind) - {SubjectKind.NONE, SubjectKind.LOG}
    for member in closure.members:
        if member != TITLE:
            rest = {subject: each for subject, each in histories.items() if subject != member}
            assert member in closure_of(TITLE, rest).missing


@given(data=st.data())
def test_no_changed_byte_replays_to_the_same_head(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(SUBJECTS))
    acts = list(story().acts[subject])
    place = data.draw(st.integers(0, len(acts) - 1))
    raw = acts[place]
    at = data.draw(st.integers(0, len(raw.data) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = raw.data[:at] + bytes([raw.data[at] ^ flip]) + raw.data[at + 1 :]
    acts[place] = replace(raw, data=changed)
    try:
        head = replay(story().anchor, subject, acts).head
    except DomainError:
        return
    assert head != story().heads[subject]


@pytest.mark.parametrize("field", ["block", "time", "kind", "book"])
def test_block_time_kind_and_book_are_in_the_head(field: str) -> None:
    acts = list(story().acts[TITLE])
    changes: dict[str, Any] = {
        "block": 1,
        "time": 1,
        "kind": ActKind.OrderRecorded,
        "book": bytes(20),
    }
    acts[-2] = replace(acts[-2], **{field: changes[field]})
    try:
        head = replay(story().anchor, TITLE, acts).head
    except DomainError:
        return
    assert head != story().heads[TITLE]


@pytest.mark.parametrize("place", [0, 1, -2])
def test_a_removed_act_leaves_a_gap(place: int) -> None:
    acts = list(story().acts[TITLE])
    expected = acts.index(acts[place]) + 1
    del acts[place]
    with pytest.raises(SeqGap) as caught:
        replay(story().anchor, TITLE, acts)
    assert caught.value.expected == expected


def test_an_act_of_another_dossier_is_refused() -> None:
    other = story().subjects(SubjectKind.TITLE)[1]
    with pytest.raises(DomainError) as caught:
        replay(story().anchor, TITLE, story().acts[other])
    assert caught.value.code == "SUBJECT_WRONG"


def test_an_act_is_written_back_byte_for_byte() -> None:
    for acts in story().acts.values():
        for raw in acts:
            act = parse_act(raw)
            body = raw.data[len(act_data(act, b"")) :]
            assert act_data(act, body) == raw.data


def test_words_that_the_rules_do_not_give_are_refused() -> None:
    history = story().histories()[TITLE]
    act = next(act for act in history.acts if act.kind is ActKind.PledgeRecorded)
    key, word = act.writes[0]
    forged = replace(act, writes=((key, word[:-1] + bytes([word[-1] ^ 1])), *act.writes[1:]))
    with pytest.raises(ReplayMismatch) as caught:
        evolve(story().anchor, history.states[act.seq - 1], forged)
    assert (caught.value.seq, caught.value.key) == (act.seq, key.hex())


def find(kind: ActKind) -> tuple[Act, History]:
    for history in story().histories().values():
        for act in history.acts:
            if act.kind is kind:
                return act, history
    raise LookupError(kind)


def check(act: Act, history: History, gone: bytes = b"") -> None:
    histories = {subject: h for subject, h in story().histories().items() if subject != gone}
    before = history.states[act.seq - 1]
    mandates.check_mandates(story().anchor, act, before, histories, recover)


@pytest.mark.parametrize(
    "kind",
    [
        ActKind.PledgeRecorded,
        ActKind.PledgeReleased,
        ActKind.OrderRecorded,
        ActKind.SharesTransferred,
        ActKind.NoticePublished,
        ActKind.TitleIssued,
        ActKind.RolesGranted,
        ActKind.PartyEnrolled,
    ],
)
def test_an_act_without_one_of_its_signatures_is_refused(kind: ActKind) -> None:
    act, history = find(kind)
    check(act, history)
    with pytest.raises(mandates.SignerMissing):
        check(replace(act, actors=act.actors[:-1]), history)


def test_a_signature_of_another_account_is_refused() -> None:
    act, history = find(ActKind.PledgeRecorded)
    first, second = act.actors
    forged = replace(act, actors=(replace(first, signature=second.signature), second))
    with pytest.raises(mandates.SignatureWrong):
        check(forged, history)


def test_sides_cannot_be_swapped() -> None:
    act, history = find(ActKind.PledgeRecorded)
    with pytest.raises(mandates.SignerMissing):
        check(replace(act, actors=act.actors[::-1]), history)


def test_one_party_cannot_be_both_clerks() -> None:
    act, history = find(ActKind.OrderRecorded)
    with pytest.raises(mandates.SignerMissing, match="twice"):
        check(replace(act, actors=(act.actors[0], act.actors[0])), history)


def test_a_digest_of_other_terms_is_refused() -> None:
    act, history = find(ActKind.PledgeReleased)
    with pytest.raises(mandates.DigestWrong):
        check(replace(act, digest=bytes(32)), history)


def test_an_act_through_another_book_is_refused() -> None:
    act, history = find(ActKind.PledgeReleased)
    with pytest.raises(mandates.BookNotAdmitted):
        check(replace(act, raw=replace(act.raw, book=bytes(20))), history)


def test_a_role_that_the_party_does_not_hold_is_refused() -> None:
    act, history = find(ActKind.NoticePublished)
    examiner, reviewer = act.actors
    swapped = (replace(reviewer, role=Role.EXAMINER), replace(examiner, role=Role.REVIEWER))
    with pytest.raises(mandates.RoleNotHeld):
        check(replace(act, actors=swapped), history)


def test_a_count_that_the_party_had_at_another_time_is_refused() -> None:
    act, history = find(ActKind.NoticePublished)
    examiner, reviewer = act.actors
    acts = len(story().acts[examiner.party])
    for count in (0, acts + 1, acts + 2):
        forged = replace(act, actors=(replace(examiner, party_seq=count), reviewer))
        with pytest.raises(mandates.PartySeqWrong):
            check(forged, history)


def test_a_party_that_is_not_at_hand_is_named() -> None:
    act, history = find(ActKind.PledgeRecorded)
    with pytest.raises(mandates.PartyMissing, match=act.actors[1].party.hex()):
        check(act, history, gone=act.actors[1].party)


def test_an_account_cannot_join_an_old_party_on_its_own_word() -> None:
    act, history = find(ActKind.PartyEnrolled)
    check(act, history)
    stranger = replace(act, seq=2, actors=(replace(act.actors[0], party_seq=1), act.actors[1]))
    with pytest.raises(mandates.AccountNotLive):
        mandates._require_account(  # the rest of the act would not follow either
            stranger, stranger.actors[0], history.states[0], story().histories()
        )


def test_an_unknown_kind_is_never_read() -> None:
    raw = story().acts[TITLE][0]
    with pytest.raises(DomainError) as caught:
        parse_act(RawAct(raw.subject, 200, raw.book, raw.data, raw.block, raw.time))
    assert caught.value.code == "ACT_KIND_UNKNOWN"


def test_an_empty_dossier_has_the_empty_head() -> None:
    assert open_dossier(story().anchor, TITLE).head == story().anchor.empty_head(TITLE)
