"""Freezes wait, are extended, end on the word of who gave them or stands above (domain §7: 20)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

import pytest

from ledger.bindings.errors import (
    Barred,
    OrderAuthorityWrong,
    OrderRunOut,
    OrderTermWrong,
    SuperiorWrong,
)
from ledger.domain import profiles
from ledger.domain.acts import (
    Burden,
    DocumentDigest,
    OrderKind,
    OrderScope,
    PartyId,
    PartyKind,
    Realisation,
    Role,
    Time,
)
from ledger.domain.clock import orders_at
from ledger.domain.ids import ZERO
from ledger.queries.replay import load_dossier
from ledger.registrar import directory, order, pledge_life, title
from ledger.registrar.order import Ordered
from ledger.registrar.title import Move
from tests.cast import (
    ALL,
    DAY,
    FLOORS,
    YEAR,
    IssuedTitle,
    Player,
    Stage,
    deployed_stage,
    digest32,
    running_node,
)
from tests.mirrors import open_mirror
from tests.pledging import Bank

pytestmark = pytest.mark.node
BEIJING: Final = timezone(timedelta(hours=8))


def moment(*told: int) -> int:
    """Beijing time."""
    return int(datetime(*told, tzinfo=BEIJING).timestamp())  # type: ignore[misc, arg-type]


FIRST_ENDS: Final = moment(2029, 12, 1)
SECOND_ENDS: Final = moment(2031, 5, 31)


def paper() -> DocumentDigest:
    return DocumentDigest(digest32())


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A register on a chain of its own from November 2026 on, under the national three years."""
    start = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
    with running_node(tmp_path_factory.mktemp("long"), start=start) as node:
        made = deployed_stage(node, tmp_path_factory.mktemp("stage"))
        made.latest = moment(2033, 1, 1)
        assert made.cast.court.party
        national = profiles.load()
        floors = replace(FLOORS, maximum_term=6 * YEAR, maximum_freeze=1096 * DAY)
        made.adopt_profile(national.digest, floors)
        made.profile_digest = national.digest
        yield made


def waiting(stage: Stage, issued: IssuedTitle, time: int, folder: Path) -> list[tuple[bytes, int]]:
    """The orders that stand at a time, with their places."""
    mirror = open_mirror(folder, stage.node.chain, stage.register.profile)
    mirror.catch_up()
    with mirror.reading() as session:
        found = orders_at(load_dossier(session, issued.title), time)
    mirror.engine.dispose()
    return [(each.order, each.waiting) for each in found]


def sells(stage: Stage, issued: IssuedTitle) -> None:
    """The registrant sells a share to the newcomer."""
    giver, taker = sides = (stage.cast.registrant, stage.cast.newcomer)
    move = Move(issued.title, giver.party, taker.party, (0, 0, 1))
    terms = title.transfer_terms(stage.register, move)
    title.transfer(stage.register, terms, [each.signs() for each in sides])


def extends(stage: Stage, ordered: Ordered, until: int) -> None:
    terms = order.extension_terms(stage.register, ordered, until=until, instrument=paper())
    order.extend(stage.register, terms, stage.clerks())


def test_scenario_20_the_second_freeze_takes_effect_by_itself_when_the_first_ends(
    long: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Four years are refused; three stand, and at their end the court that waited is first."""
    folder = tmp_path_factory.mktemp("mirror") / "queue.db"
    issued = long.issued_title(valid_until=moment(2031, 9, 30))
    long.pass_time(moment(2026, 12, 1, 9) - long.register.time())
    terms = long.order_terms(OrderScope.TITLE, titled=issued.title)
    with pytest.raises(OrderTermWrong) as four:
        long.ordered(replace(terms, until=Time(moment(2030, 12, 1))))
    assert four.value.until == moment(2030, 12, 1)
    first = long.ordered(replace(terms, until=Time(FIRST_ENDS)))
    long.pass_time(moment(2028, 6, 1) - long.register.time())
    second_court = long.enrolled(PartyKind.COURT)
    again = long.order_terms(OrderScope.TITLE, titled=issued.title)
    second = long.ordered(replace(again, court=second_court.party, until=Time(SECOND_ENDS)))
    told = [waiting(long, issued, at, folder) for at in (FIRST_ENDS - 1, FIRST_ENDS, SECOND_ENDS)]
    assert told == [[(first.order, 0), (second.order, 1)], [(second.order, 0)], []]
    long.pass_time(FIRST_ENDS - long.register.time() + 60)
    long.node.mine()
    assert long.register.time() >= FIRST_ENDS
    with pytest.raises(OrderRunOut) as over:
        extends(long, first, moment(2031, 12, 1))
    assert (over.value.order, over.value.until) == (first.order, FIRST_ENDS)
    with pytest.raises(Barred) as barred:
        sells(long, issued)
    assert (barred.value.burden, barred.value.until) == (Burden.FROZEN, SECOND_ENDS)
    forgotten = order.lift_terms(
        long.register,
        first,
        remaining=[second.order],
        instrument=DocumentDigest(ZERO),
        court=PartyId(ZERO),
    )
    order.lift(long.register, forgotten, long.clerks())
    with pytest.raises(Barred):
        sells(long, issued)


def test_an_extension_before_the_end_keeps_who_waits_waiting(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mirror") / "queue.db"
    register, issued = stage.register, stage.issued_title()
    ends = register.time() + 10 * DAY
    terms = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    first = stage.ordered(replace(terms, until=Time(ends)))
    again = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    second = stage.ordered(replace(again, until=Time(ends + 20 * DAY)))
    with pytest.raises(OrderTermWrong):
        extends(stage, first, ends)
    with pytest.raises(OrderTermWrong):
        extends(stage, first, register.time() + FLOORS.maximum_freeze + DAY)
    extends(stage, first, ends + 30 * DAY)
    told = [waiting(stage, issued, at, folder) for at in (ends + DAY, ends + 25 * DAY)]
    assert told == [[(first.order, 0), (second.order, 1)], [(first.order, 0)]]
    stage.pass_time(26 * DAY)
    with pytest.raises(Barred) as barred:
        sells(stage, issued)
    assert barred.value.until == ends + 30 * DAY


def test_a_holders_freeze_waits_behind_one_of_the_whole_title(
    stage: Stage, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mirror") / "queue.db"
    issued = stage.issued_title()
    whole = stage.ordered(stage.order_terms(OrderScope.TITLE, titled=issued.title))
    holder = stage.cast.registrant.party
    share = stage.order_terms(OrderScope.HOLDER, titled=issued.title, of=holder, rights=4)
    later = stage.ordered(share)
    noted = replace(share, kind=OrderKind.INSOLVENCY, instrument=paper())
    insolvency = stage.ordered(noted)
    found = waiting(stage, issued, stage.register.time(), folder)
    assert found == [(whole.order, 0), (later.order, 1), (insolvency.order, 0)]


def above(stage: Stage, court: Player, superior: Player) -> None:
    terms = directory.superior(stage.register, court.party, superior.party, paper())
    directory.name_superior(stage.register, terms, [stage.governor.signs(Role.GOVERNOR)])


def test_an_order_ends_on_the_word_of_its_court_or_of_one_above(stage: Stage) -> None:
    register, issued = stage.register, stage.issued_title()
    basic, middle, high, elsewhere = (stage.enrolled(PartyKind.COURT) for _ in range(4))
    above(stage, basic, middle)
    above(stage, middle, high)
    with pytest.raises(SuperiorWrong) as circle:
        above(stage, high, basic)
    assert (circle.value.authority, circle.value.superior) == (high.party, basic.party)
    terms = stage.order_terms(OrderScope.TITLE, titled=issued.title)
    ordered = stage.ordered(replace(terms, court=basic.party))
    for court in (elsewhere, stage.cast.court):
        lift = order.lift_terms(
            register, ordered, remaining=(), instrument=paper(), court=court.party
        )
        with pytest.raises(OrderAuthorityWrong) as wrong:
            order.lift(register, lift, stage.clerks())
        assert (wrong.value.given, wrong.value.ordering) == (court.party, basic.party)
    longer = order.extension_terms(
        register, ordered, until=terms.until + DAY, instrument=paper(), court=middle.party
    )
    order.extend(register, longer, stage.clerks())
    lift = order.lift_terms(register, ordered, remaining=(), instrument=paper(), court=high.party)
    order.lift(register, lift, stage.clerks())
    sells(stage, issued)


def test_who_is_insolvent_disposes_of_nothing_and_enforcement_is_stayed(stage: Stage) -> None:
    holder = stage.enrolled()
    bank = Bank(stage, stage.issued_title({holder: ALL}).title, holder)
    pledge = bank.noted(stage.cast.bank)
    terms = stage.order_terms(OrderScope.PARTY, of=holder.party)
    stage.ordered(replace(terms, kind=OrderKind.INSOLVENCY))
    move = Move(bank.title, holder.party, stage.cast.newcomer.party, (1, 0, 0))
    sale = title.transfer_terms(stage.register, move)
    with pytest.raises(Barred) as barred:
        title.transfer(stage.register, sale, [holder.signs(), stage.cast.newcomer.signs()])
    assert barred.value.burden is Burden.INSOLVENT
    sold = bank.sale(Realisation.COURT_SALE, stage.cast.newcomer, [pledge], [pledge])
    with pytest.raises(Barred) as stayed:
        pledge_life.sell(stage.register, sold, stage.clerks())
    assert (stayed.value.party, stayed.value.burden) == (holder.party, Burden.INSOLVENT)
