"""Limits that keep a dossier readable and powers from growing, each on a node."""

from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    GovernorDiffers,
    LotsTooMany,
    ProfileAdoptedBefore,
    RolesNotFewer,
)
from ledger.domain.acts import PartyKind, Role
from ledger.domain.words import PartyRecord
from ledger.registrar import party, title
from tests.cast import ALL, FLOORS, REGISTRY, Stage, digest32

pytestmark = pytest.mark.node


def test_at_most_sixteen_lots_move_in_one_transfer(stage: Stage) -> None:
    giver, taker = stage.cast.registrant, stage.enrolled()
    issued = stage.issued_title({giver: ALL})
    lots = {digest32(): (digest32(),) for _ in range(17)}
    move = title.Move(issued.title, giver.party, taker.party, (0, 0, 1), lots)  # type: ignore[arg-type]
    with pytest.raises(LotsTooMany) as caught:
        title.transfer(
            stage.register,
            title.transfer_terms(stage.register, move),
            (giver.signs(), taker.signs()),
        )
    assert (caught.value.title, caught.value.count, caught.value.most) == (issued.title, 17, 16)


def test_an_end_of_roles_cannot_lengthen_them(stage: Stage) -> None:
    institution = stage.cast.institution
    clerk = stage.enrolled(PartyKind.NATURAL_PERSON)
    stage.employed(clerk, institution, Role.EXAMINER, Role.REVIEWER)
    register = stage.register
    current = register.record(clerk.party, PartyRecord).roles_until
    terms = party.role_grant(register, clerk.party, REGISTRY, [Role.EXAMINER], until=current + 1)
    with pytest.raises(RolesNotFewer) as caught:
        party.end_roles(register, terms, (institution.signs(),))
    both = party.roles_of(Role.EXAMINER, Role.REVIEWER)
    assert (caught.value.current, caught.value.given) == (both, party.roles_of(Role.EXAMINER))


def test_a_profile_is_adopted_once(stage: Stage) -> None:
    profile = digest32()
    stage.adopt_profile(profile)
    with pytest.raises(ProfileAdoptedBefore) as caught:
        stage.adopt_profile(profile, replace(FLOORS, minimum_notice=1))
    assert caught.value.profile == profile


def test_the_terms_name_the_governor_who_signs(stage: Stage) -> None:
    other = stage.enrolled()
    terms = party.profile_adoption(stage.register, other.party, digest32(), FLOORS)
    governor = stage.cast.governor
    with pytest.raises(GovernorDiffers) as caught:
        party.adopt_profile(stage.register, terms, (governor.signs(Role.GOVERNOR),))
    assert (caught.value.named, caught.value.signing) == (other.party, governor.party)
