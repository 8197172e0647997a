"""What mergers, and pledges by who was absorbed, rest on in the dossiers of those who go on."""

from dataclasses import replace
from typing import Any, Final

import pytest

from ledger.domain.acts import (
    Absorption,
    ActKind,
    DocumentDigest,
    PartyId,
    PartyKind,
    TitleId,
)
from ledger.domain.conditions import ConditionBroken, check_conditions
from ledger.domain.dossier import Act, RawAct
from ledger.domain.evolve import open_dossier
from ledger.domain.history import History
from ledger.domain.party_words import HEIR_KEY, RECOVERY_KEY, RecoveryWord
from ledger.domain.signatories import registry_subject
from ledger.domain.words import RegistryRecord
from tests import forge
from tests.forge import ANCHOR, BOOK, FAR, REGISTRY, named
from tests.unit.ledger.domain.test_condition_rules import (
    BLOCK,
    NOW,
    Histories,
    company,
    dossier,
)

PAPER: Final = DocumentDigest(named("paper"))
GONE, FORMER, HEIR, INSTITUTION = (forge.party(who) for who in range(1, 5))
FREEZE, HOLD, EVERY = 1, 2, 7


def town() -> Histories:
    """The first was absorbed by the second, which was absorbed by the third."""
    registry = registry_subject(REGISTRY)
    return {
        GONE: dossier(GONE, company(succeeded=True), {HEIR_KEY: FORMER}),
        FORMER: dossier(FORMER, company(succeeded=True), {HEIR_KEY: HEIR}),
        HEIR: dossier(HEIR, company()),
        INSTITUTION: dossier(INSTITUTION, company()),
        registry: dossier(registry, RegistryRecord(institution=INSTITUTION, until=FAR)),
    }


def act(kind: ActKind, subject: bytes, terms: Any) -> Act:
    raw = RawAct(subject, int(kind), BOOK, b"", BLOCK, NOW)
    return Act(raw, kind, 2, (), b"", (), (), terms)


def absorbed(histories: Histories, gone: bytes = GONE, heir: bytes = HEIR) -> None:
    """Whether the one may be absorbed by the other now. Raises ConditionBroken."""
    terms = Absorption(PartyId(gone), PartyId(heir), REGISTRY, PAPER, 1, FAR)
    check_conditions(act(ActKind.PartySucceeded, gone, terms), histories[gone].last, histories)


def broken_by(histories: Histories, gone: bytes = GONE, heir: bytes = HEIR) -> str:
    with pytest.raises(ConditionBroken) as broken:
        absorbed(histories, gone, heir)
    return broken.value.condition


def test_who_was_absorbed_follows_its_successor_and_nobody_else() -> None:
    absorbed(town())
    astray = {**town(), FORMER: dossier(FORMER, company(succeeded=True), {HEIR_KEY: INSTITUTION})}
    assert broken_by(astray) == "it follows its successor"
    alive = {**town(), FORMER: dossier(FORMER, company())}
    assert broken_by(alive) == "it follows its successor"


@pytest.mark.parametrize(
    ("until", "kinds"), [(0, 0), (NOW + 9, FREEZE), (NOW + 9, EVERY), (NOW + 10, HOLD)]
)
def test_no_order_on_its_successor_is_left_behind(until: int, kinds: int) -> None:
    histories = town()
    seized = company(succeeded=True, barred_until=NOW + 10, order_kinds=FREEZE)
    histories[FORMER] = dossier(FORMER, seized, {HEIR_KEY: HEIR})
    own = company(succeeded=True, barred_until=until, order_kinds=kinds)
    histories[GONE] = dossier(GONE, own, {HEIR_KEY: FORMER})
    assert broken_by(histories) == "the orders on its successor stand on it"
    for enough in (FREEZE, EVERY):
        own = company(succeeded=True, barred_until=NOW + 10, order_kinds=enough)
        histories[GONE] = dossier(GONE, own, {HEIR_KEY: FORMER})
        absorbed(histories)


def test_an_order_that_is_over_holds_nobody_back() -> None:
    histories = town()
    over = company(succeeded=True, barred_until=NOW, order_kinds=FREEZE)
    histories[FORMER] = dossier(FORMER, over, {HEIR_KEY: HEIR})
    absorbed(histories)
    running = replace(over, barred_until=NOW + 1)
    histories[FORMER] = dossier(FORMER, running, {HEIR_KEY: HEIR})
    assert broken_by(histories) == "the orders on its successor stand on it"


def test_within_one_block_an_order_on_the_successor_may_come_after() -> None:
    histories = town()
    before = histories[FORMER]
    seized = company(succeeded=True, barred_until=NOW + 10, order_kinds=FREEZE)
    after = dossier(FORMER, seized, {HEIR_KEY: HEIR}).last
    order = act(ActKind.OrderRecorded, FORMER, None)
    histories[FORMER] = History(FORMER, (order,), (before.last, after))
    absorbed(histories)
    earlier = replace(order, raw=replace(order.raw, block=BLOCK - 1))
    histories[FORMER] = History(FORMER, (earlier,), (before.last, after))
    assert broken_by(histories) == "the orders on its successor stand on it"


def test_a_successor_is_a_legal_person_that_goes_on() -> None:
    alone = {**town(), GONE: dossier(GONE, company())}
    absorbed(alone)
    gone = {**alone, HEIR: dossier(HEIR, company(succeeded=True))}
    assert broken_by(gone) == "who was absorbed takes on nothing new"
    organ = {**alone, HEIR: dossier(HEIR, company(kind=PartyKind.ORGAN))}
    assert broken_by(organ) == "legal persons merge"
    word = RecoveryWord.of(bytes(20), NOW + 1, REGISTRY)
    recovering = {**alone, HEIR: dossier(HEIR, company(), {RECOVERY_KEY: word.pack()})}
    assert broken_by(recovering) == "legal persons merge"
    over = RecoveryWord.of(bytes(20), NOW, REGISTRY)
    absorbed({**alone, HEIR: dossier(HEIR, company(), {RECOVERY_KEY: over.pack()})})


def test_no_registry_decides_on_a_merger_of_its_own_institution() -> None:
    histories = {**town(), GONE: dossier(GONE, company())}
    own = "no registry decides on its own institution"
    assert broken_by(histories, INSTITUTION, HEIR) == own
    assert broken_by(histories, GONE, INSTITUTION) == own


def secured(histories: Histories, basis: DocumentDigest, *, for_another: bool = False) -> None:
    """A pledge by the first, which the second absorbed. Raises ConditionBroken."""
    title = TitleId(bytes([1]) + bytes(31))
    body = forge.pledge(title, GONE, 1, 1).body
    terms = replace(body, pledgee=INSTITUTION, basis=basis, for_another=for_another)
    pledged = act(ActKind.PledgeRecorded, title, terms)
    check_conditions(pledged, open_dossier(ANCHOR, title), histories)


@pytest.mark.parametrize("kind", [PartyKind.PUBLIC_INSTITUTION, PartyKind.PUBLIC_INTEREST_BODY])
def test_who_absorbed_the_pledgor_and_serves_the_public_names_its_review(kind: PartyKind) -> None:
    histories = town()
    secured(histories, DocumentDigest(bytes(32)))
    histories[FORMER] = dossier(FORMER, company(kind=kind))
    with pytest.raises(ConditionBroken) as broken:
        secured(histories, DocumentDigest(bytes(32)))
    assert broken.value.condition == "the pledgor's decision is named"
    secured(histories, PAPER)


def test_who_absorbed_the_pledgor_secures_what_another_owes_by_a_resolution() -> None:
    histories = town()
    person = company(kind=PartyKind.NATURAL_PERSON, succeeded=True)
    histories[GONE] = dossier(GONE, person, {HEIR_KEY: FORMER})
    secured(histories, DocumentDigest(bytes(32)))
    with pytest.raises(ConditionBroken) as broken:
        secured(histories, DocumentDigest(bytes(32)), for_another=True)
    assert broken.value.condition == "the pledgor's decision is named"
    secured(histories, PAPER, for_another=True)
