"""A party that was absorbed goes on in another, takes on nothing new, and keeps its old names."""

from dataclasses import replace
from typing import Any, Final

import pytest

from ledger.domain.acts import (
    Absorption,
    ActKind,
    Address,
    Appointment,
    DocumentDigest,
    PartyKind,
    RecordRoot,
    Recovery,
    Renaming,
    Role,
    RoleGrant,
    Time,
    struct_hash,
)
from ledger.domain.party_words import HEIR_KEY, heir_of
from ledger.domain.rules.mandate import RECOVERY_DELAY
from ledger.domain.rules.outcome import RuleBroken
from ledger.domain.words import CONTENT_KEY, PartyRecord, party_of_tail
from tests import forge
from tests.forge import FAR, REGISTRY, ZERO, Forge, Terms, named

NOW: Final = 1_000
PAPER: Final = DocumentDigest(named("paper"))


def town(kind: PartyKind = PartyKind.ENTERPRISE) -> tuple[Forge, Any]:
    """A party of a kind, alone."""
    book, first = Forge(), forge.enrolment(1)
    terms = replace(first.body, kind=kind)
    subject = party_of_tail(struct_hash(terms)[:20])
    book.act(Terms(subject, ActKind.PartyEnrolled, terms), 1, NOW)
    return book, subject


def absorption(book: Forge, gone: Any, **changes: Any) -> Terms:
    seq = book.state(gone).seq
    terms = Absorption(gone, forge.party(2), REGISTRY, PAPER, seq, FAR)
    return Terms(gone, ActKind.PartySucceeded, replace(terms, **changes))


def absorbed() -> tuple[Forge, Any]:
    book, gone = town()
    book.act(absorption(book, gone), 2, NOW)
    return book, gone


def test_the_record_says_so_and_the_word_who_goes_on() -> None:
    book, gone = absorbed()
    assert book.state(gone).record(PartyRecord).succeeded
    assert heir_of(book.state(gone)) == book.state(gone).words[HEIR_KEY] == forge.party(2)
    alone, party = town()
    assert heir_of(alone.state(party)) is None


@pytest.mark.parametrize(
    "kind", [PartyKind.NATURAL_PERSON, PartyKind.ORGAN, PartyKind.COURT], ids=lambda kind: kind.name
)
def test_only_legal_persons_merge(kind: PartyKind) -> None:
    book, gone = town(kind)
    with pytest.raises(RuleBroken, match="legal persons merge"):
        book.act(absorption(book, gone), 2, NOW)


@pytest.mark.parametrize("changes", [{"instrument": DocumentDigest(ZERO)}, {"successor": None}])
def test_two_parties_and_a_notice_are_named(changes: dict[str, Any]) -> None:
    book, gone = town()
    given = {key: gone if value is None else value for key, value in changes.items()}
    with pytest.raises(RuleBroken, match="a notice is named, and two parties"):
        book.act(absorption(book, gone, **given), 2, NOW)


def test_staff_is_absorbed_when_its_roles_have_ended() -> None:
    book, gone = town()
    until, seq = Time(NOW + 10), book.state(gone).seq
    grant = RoleGrant(gone, REGISTRY, 1 << Role.EXAMINER, until, seq, FAR)
    book.act(Terms(gone, ActKind.RolesGranted, grant), 2, NOW)
    with pytest.raises(RuleBroken, match="staff is not absorbed"):
        book.act(absorption(book, gone), 3, NOW + 9)
    book.act(absorption(book, gone), 3, NOW + 10)


def test_nobody_is_absorbed_while_an_account_is_recovered() -> None:
    book, gone = town()
    since, seq = Time(NOW + RECOVERY_DELAY), book.state(gone).seq
    fresh, none = forge.account(1, 1), Address(bytes(20))
    terms = Recovery(gone, fresh, none, REGISTRY, since, PAPER, seq, FAR)
    book.act(Terms(gone, ActKind.RecoveryFiled, terms), 2, NOW)
    with pytest.raises(RuleBroken, match="legal persons merge"):
        book.act(absorption(book, gone), 3, NOW + RECOVERY_DELAY - 1)
    book.act(absorption(book, gone), 3, NOW + RECOVERY_DELAY)


def test_it_takes_on_nothing_new() -> None:
    book, gone = absorbed()
    seq, other = book.state(gone).seq, forge.party(2)
    until = Time(NOW + 9)
    refused = [
        Terms(gone, ActKind.RolesGranted, RoleGrant(gone, REGISTRY, 8, until, seq, FAR)),
        Terms(gone, ActKind.AgentAppointed, Appointment(gone, other, 1, until, PAPER, seq, FAR)),
        Terms(gone, ActKind.PartyRenamed, renaming(book, gone, "new").body),
    ]
    for terms in refused:
        with pytest.raises(RuleBroken, match="who was absorbed takes on nothing new"):
            book.act(terms, 3, NOW)


def renaming(book: Forge, party: Any, name: str) -> Terms:
    identity, seq = RecordRoot(named(name)), book.state(party).seq
    terms = Renaming(party, REGISTRY, identity, PAPER, seq, FAR)
    return Terms(party, ActKind.PartyRenamed, terms)


def test_a_new_name_is_another_and_rests_on_a_document() -> None:
    book, party = town()
    book.act(renaming(book, party, "one"), 2, NOW)
    assert book.state(party).words[CONTENT_KEY] == named("one")
    again = renaming(book, party, "one")
    bare = replace(renaming(book, party, "two").body, instrument=DocumentDigest(ZERO))
    for terms in (again, Terms(party, ActKind.PartyRenamed, bare)):
        with pytest.raises(RuleBroken, match="a new name rests on a document"):
            book.act(terms, 3, NOW)
