from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    Barred,
    FreeShareTooSmall,
    LegalReviewMissing,
    LotDiffers,
    OperatingRightNeeded,
    PledgeNotOpen,
    PledgeTermsMissing,
    PledgeVersionWrong,
    PledgorKindBarred,
    ResolutionMissing,
    SignerMissing,
    TermOverrun,
)
from ledger.domain.acts import (
    Burden,
    DocumentDigest,
    LotId,
    Operation,
    OrderScope,
    PartyKind,
    PledgeId,
    PledgeState,
    Right,
    SecurityKind,
    Share,
    Time,
)
from ledger.domain.pledge_words import PledgeWord
from ledger.domain.words import (
    RECORD_KEY,
    HoldingWord,
    LotWord,
    TitleRecord,
    holding_key,
    lot_key,
    pledge_key,
)
from ledger.registrar import pledge
from ledger.registrar.register import Register
from tests.cast import ALL, DAY, WHOLE, Cast, Stage, digest32

pytestmark = pytest.mark.node


def test_a_first_pledge_carves_a_lot_from_the_free_share(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    pledged = stage.pledged(issued.title, cast.registrant, cast.bank, 300_000)
    assert pledged.lot == LotId(pledged.pledge)
    assert (pledged.lot_word.ppm, pledged.lot_word.open, pledged.lot_word.right) == (
        300_000,
        1,
        Right.OPER,
    )
    held = register.read(issued.title, holding_key(cast.registrant.party), HoldingWord)
    assert (held.pledged, held.version) == ((0, 0, 300_000), 2)
    note = register.read(issued.title, pledge_key(pledged.lot, pledged.pledge), PledgeWord)
    assert (note.pledgee, note.state) == (cast.bank.party, PledgeState.RECORDED)


def test_a_junior_pledge_rests_on_the_same_lot_and_the_last_release_frees_it(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    first = stage.pledged(issued.title, cast.registrant, cast.bank, 300_000)
    terms = replace(
        stage.pledge_terms(issued.title, cast.registrant, cast.second_bank, 300_000),
        lot=first.lot,
    )
    hands = (cast.registrant.signs(), cast.second_bank.signs())
    junior = pledge.pledge(register, terms, hands)
    assert (junior.lot, junior.lot_word.open, junior.lot_word.version) == (first.lot, 2, 2)
    held = register.read(issued.title, holding_key(cast.registrant.party), HoldingWord)
    assert held.pledged == (0, 0, 300_000)
    place = (first.lot, first.pledge)
    released = pledge.release(
        register, pledge.release_terms(register, issued.title, place), [cast.bank.signs()]
    )
    assert (released.lot_word.ppm, released.lot_word.open) == (300_000, 1)
    place = (first.lot, junior.pledge)
    last = pledge.release(
        register, pledge.release_terms(register, issued.title, place), [cast.second_bank.signs()]
    )
    assert (last.lot_word.ppm, last.lot_word.open) == (0, 0)
    held = register.read(issued.title, holding_key(cast.registrant.party), HoldingWord)
    assert held.pledged == (0, 0, 0)


def test_a_junior_pledge_names_the_lot_as_it_is(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    first = stage.pledged(issued.title, cast.registrant, cast.bank, 300_000)
    terms = replace(
        stage.pledge_terms(issued.title, cast.registrant, cast.second_bank, 300_001),
        lot=first.lot,
    )
    with pytest.raises(LotDiffers) as refused:
        pledge.pledge(register, terms, (cast.registrant.signs(), cast.second_bank.signs()))
    assert (refused.value.title, refused.value.lot) == (issued.title, first.lot)


def test_no_more_is_pledged_than_is_free(stage: Stage, register: Register, cast: Cast) -> None:
    issued = stage.issued_title()
    stage.pledged(issued.title, cast.registrant, cast.bank, 300_000)
    terms = stage.pledge_terms(issued.title, cast.registrant, cast.bank, 700_001)
    with pytest.raises(FreeShareTooSmall) as refused:
        pledge.pledge(register, terms, (cast.registrant.signs(), cast.bank.signs()))
    assert refused.value.pledgor == cast.registrant.party
    assert (refused.value.right, refused.value.free, refused.value.asked) == (
        Right.OPER,
        700_000,
        700_001,
    )


@pytest.mark.parametrize("right", [Right.HOLD, Right.USE])
def test_only_the_operating_right_is_pledged(stage: Stage, cast: Cast, right: Right) -> None:
    issued = stage.issued_title()
    terms = replace(stage.pledge_terms(issued.title, cast.registrant, cast.bank, 1), right=right)
    with pytest.raises(OperatingRightNeeded) as refused:
        pledge.pledge(stage.register, terms, (cast.registrant.signs(), cast.bank.signs()))
    assert (refused.value.title, refused.value.right) == (issued.title, right)


def test_the_terms_of_a_pledge_are_complete(stage: Stage, register: Register, cast: Cast) -> None:
    issued = stage.issued_title()
    whole = stage.pledge_terms(issued.title, cast.registrant, cast.bank, 1)
    future = Time(register.time() + DAY)
    faults = (
        replace(whole, kind=SecurityKind.NONE),
        replace(whole, filing=bytes(32)),
        replace(whole, filed_at=Time(0)),
        replace(whole, filed_at=future),
        replace(whole, ppm=Share(0)),
        replace(whole, amount=0),
    )
    for terms in faults:
        with pytest.raises(PledgeTermsMissing) as refused:
            pledge.pledge(register, terms, (cast.registrant.signs(), cast.bank.signs()))
        assert refused.value.title == issued.title


def test_an_organ_gives_no_security(stage: Stage, register: Register, cast: Cast) -> None:
    organ = stage.enrolled(PartyKind.ORGAN)
    issued = stage.issued_title({organ: ALL})
    terms = stage.pledge_terms(issued.title, organ, cast.bank, 1)
    with pytest.raises(PledgorKindBarred) as refused:
        pledge.pledge(register, terms, (organ.signs(), cast.bank.signs()))
    assert (refused.value.pledgor, refused.value.kind) == (organ.party, PartyKind.ORGAN)


def test_a_hospital_gives_security_after_legal_review_only(
    stage: Stage, register: Register, cast: Cast
) -> None:
    hospital = stage.enrolled(PartyKind.PUBLIC_INSTITUTION)
    issued = stage.issued_title({hospital: ALL})
    terms = stage.pledge_terms(issued.title, hospital, cast.bank, 400_000)
    hands = (hospital.signs(), cast.bank.signs())
    with pytest.raises(LegalReviewMissing) as refused:
        pledge.pledge(register, terms, hands)
    assert (refused.value.pledgor, refused.value.kind) == (
        hospital.party,
        PartyKind.PUBLIC_INSTITUTION,
    )
    reviewed = replace(terms, basis=DocumentDigest(digest32()))
    assert pledge.pledge(register, reviewed, hands).lot_word.ppm == 400_000


def test_a_company_secures_what_another_owes_by_a_resolution_only(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    own = stage.pledge_terms(issued.title, cast.registrant, cast.bank, 1_000)
    terms = replace(own, for_another=True)
    hands = (cast.registrant.signs(), cast.bank.signs())
    with pytest.raises(ResolutionMissing) as refused:
        pledge.pledge(register, terms, hands)
    assert (refused.value.pledgor, refused.value.kind) == (
        cast.registrant.party,
        PartyKind.ENTERPRISE,
    )
    resolved = replace(terms, basis=DocumentDigest(digest32()))
    assert pledge.pledge(register, resolved, hands).lot_word.ppm == 1_000


def test_a_debt_that_outlasts_the_title_is_taken_by_a_pledgee_who_says_so(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    end = register.read(issued.title, RECORD_KEY, TitleRecord).valid_until
    own = stage.pledge_terms(issued.title, cast.registrant, cast.bank, 1_000)
    hands = (cast.registrant.signs(), cast.bank.signs())
    terms = replace(own, term_end=Time(end + 1))
    with pytest.raises(TermOverrun) as refused:
        pledge.pledge(register, terms, hands)
    assert (refused.value.title, refused.value.term_end, refused.value.valid_until) == (
        issued.title,
        end + 1,
        end,
    )
    accepted = pledge.pledge(register, replace(terms, past_term=True), hands)
    assert accepted.lot_word.ppm == 1_000
    on_the_day = replace(own, term_end=Time(end))
    assert pledge.pledge(register, on_the_day, hands).lot_word.ppm == 1_000


def test_both_sides_sign(stage: Stage, register: Register, cast: Cast) -> None:
    issued = stage.issued_title()
    terms = stage.pledge_terms(issued.title, cast.registrant, cast.bank, 1)
    with pytest.raises(SignerMissing) as refused:
        pledge.pledge(register, terms, (cast.registrant.signs(), cast.second_bank.signs()))
    assert (refused.value.place, refused.value.party) == (1, cast.bank.party)


def test_only_the_pledgee_releases_and_only_once(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    pledged = stage.pledged(issued.title, cast.registrant, cast.bank, WHOLE)
    place = (pledged.lot, pledged.pledge)
    terms = pledge.release_terms(register, issued.title, place)
    with pytest.raises(SignerMissing) as missing:
        pledge.release(register, terms, [cast.registrant.signs()])
    assert (missing.value.place, missing.value.party) == (0, cast.bank.party)
    with pytest.raises(PledgeVersionWrong) as version:
        pledge.release(register, replace(terms, version=7), [cast.bank.signs()])
    assert (version.value.pledge, version.value.given, version.value.current) == (
        pledged.pledge,
        7,
        1,
    )
    pledge.release(register, terms, [cast.bank.signs()])
    with pytest.raises(PledgeNotOpen) as closed:
        pledge.release(register, replace(terms, version=2), [cast.bank.signs()])
    assert (closed.value.lot, closed.value.pledge) == place
    other = PledgeId(digest32())
    with pytest.raises(PledgeNotOpen):
        pledge.release(register, replace(terms, pledge=other), [cast.bank.signs()])
    word = register.read(issued.title, lot_key(pledged.lot), LotWord)
    assert (word.ppm, word.open) == (0, 0)


def test_a_frozen_title_takes_no_pledge_and_lets_one_go(
    stage: Stage, register: Register, cast: Cast
) -> None:
    issued = stage.issued_title()
    pledged = stage.pledged(issued.title, cast.registrant, cast.bank, 1_000)
    order = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    stage.ordered(order)
    terms = stage.pledge_terms(issued.title, cast.registrant, cast.bank, 1)
    with pytest.raises(Barred) as barred:
        pledge.pledge(register, terms, (cast.registrant.signs(), cast.bank.signs()))
    assert (barred.value.operation, barred.value.burden) == (Operation.PLEDGE, Burden.FROZEN)
    assert (barred.value.party, barred.value.until) == (cast.registrant.party, order.until)
    place = (pledged.lot, pledged.pledge)
    released = pledge.release(
        register, pledge.release_terms(register, issued.title, place), [cast.bank.signs()]
    )
    assert released.lot_word.open == 0
