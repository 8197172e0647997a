"""Signatures that were collected apart go in the order in which the book takes them."""

from itertools import permutations
from typing import Any

import pytest

from ledger.domain.acts import (
    Absorption,
    AccountChange,
    Action,
    Address,
    BreachNotice,
    DocumentDigest,
    Ground,
    LicenceEndGround,
    LicenceEnding,
    LicenceId,
    PartyId,
    RegistryCode,
    Role,
    RoleGrant,
    Signer,
    Step,
    Time,
    TitleId,
)
from ledger.domain.procedure import TABLE
from ledger.registrar.collecting import asked, missing, ordered
from tests import forge


def hand(party: int, role: Role = Role.PARTY, account: int = 0) -> Signer:
    return Signer(forge.party(party), Address(bytes([account or party] * 20)), role, b"\x01" * 65)


def a_grant() -> RoleGrant:
    return RoleGrant(forge.party(2), RegistryCode(371), 4, Time(0), 0, 0)


CASES: tuple[tuple[Any, Any, tuple[Signer, ...]], ...] = (
    (forge.content(1, [1, 2, 3]), None, (hand(1), hand(2), hand(3))),
    (a_grant(), None, (hand(1), hand(2))),
    (
        AccountChange(PartyId(forge.party(1)), Address(b"\x09" * 20), Address(bytes(20)), 0, 0),
        None,
        (hand(1, account=1), hand(1, account=9)),
    ),
    (
        Step(
            forge.application_id(forge.content(1, [1])),
            0,
            Action.REFUSE,
            Ground.OWNERSHIP_DISPUTE,
            Time(0),
            DocumentDigest(bytes(32)),
            0,
        ),
        forge.content(1, [1]),
        (hand(5, Role.EXAMINER), hand(6, Role.REVIEWER)),
    ),
)


@pytest.mark.parametrize(
    ("terms", "content", "expected"), CASES, ids=lambda each: type(each).__name__
)
def test_any_order_becomes_the_books_own(
    terms: Any, content: Any, expected: tuple[Signer, ...]
) -> None:
    needs = asked(terms, content)
    for shuffled in permutations(expected):
        assert ordered(terms, needs, shuffled) == expected
        assert missing(needs, shuffled) == ()
        assert len(missing(needs, shuffled[1:])) == 1


def test_a_party_that_follows_its_successor_is_not_asked_and_else_signs_last() -> None:
    terms = Absorption(
        PartyId(forge.party(1)),
        PartyId(forge.party(2)),
        RegistryCode(371),
        DocumentDigest(bytes([7] * 32)),
        0,
        0,
    )
    three = (hand(5, Role.EXAMINER), hand(6, Role.REVIEWER), hand(2))
    needs = asked(terms, None)
    assert missing(needs, three) == ()
    assert missing(needs, three[:2]) == (needs[2],)
    for shuffled in permutations((*three, hand(1))):
        assert ordered(terms, needs, shuffled) == (*three, hand(1))


@pytest.mark.parametrize(
    ("ground", "roles"),
    [
        (LicenceEndGround.AGREED, (Role.PARTY, Role.PARTY)),
        (LicenceEndGround.WAIVED, (Role.PARTY,)),
        (LicenceEndGround.BREACH, (Role.PARTY,)),
        (LicenceEndGround.RUN_OUT, (Role.PARTY,)),
        (LicenceEndGround.ORDERED, (Role.ORDER_CLERK, Role.ORDER_CLERK)),
    ],
    ids=lambda each: each.name if isinstance(each, LicenceEndGround) else "",
)
def test_who_ends_a_licence_is_asked_by_its_ground(
    ground: LicenceEndGround, roles: tuple[Role, ...]
) -> None:
    """The title's dossier knows the sides; the terms tell how many of them sign."""
    terms = LicenceEnding(
        TitleId(bytes([1] * 32)),
        LicenceId(bytes([2] * 32)),
        ground,
        PartyId(bytes(32)),
        DocumentDigest(bytes([7] * 32)),
        0,
    )
    assert [each.roles for each in asked(terms, None)] == [frozenset({each}) for each in roles]


def test_the_licensor_is_asked_for_its_notice_of_a_breach() -> None:
    notice = DocumentDigest(bytes([7] * 32))
    terms = BreachNotice(TitleId(bytes([1] * 32)), LicenceId(bytes([2] * 32)), 1, notice, 0)
    assert [each.roles for each in asked(terms, None)] == [frozenset({Role.PARTY})]


def test_a_signature_in_another_role_does_not_count() -> None:
    needs = asked(forge.enrolment(1).body, None)
    party = needs[0].party
    own = Signer(PartyId(party), Address(bytes(20)), Role.PARTY, b"\x01")
    examiner = hand(7, Role.EXAMINER)
    assert [each.roles for each in missing(needs, (own, examiner))] == [
        frozenset({Role.ACCEPTANCE, Role.GOVERNOR})
    ]
    assert missing(needs, (hand(7, Role.ACCEPTANCE), own)) == ()


def test_an_action_has_the_same_signatories_from_every_state() -> None:
    """What asked() relies on where it does not know the state."""
    actions = {action for _, action in TABLE}
    kinds = {
        each: {row.signatories for (_, a), row in TABLE.items() if a is each} for each in actions
    }
    assert all(len(found) == 1 for found in kinds.values())
