"""The recovery of a lost account on a real chain: delay, objection, and what everybody is shown."""

from typing import Any

import pytest

from ledger.bindings.errors import (
    AccountNotLive,
    OwnInstitutionNotRecovered,
    RecoveryNotPending,
    RecoveryPending,
    RecoveryWrong,
    RoleNotHeld,
    StaffNotRecovered,
)
from ledger.chain.signer import Key
from ledger.domain.acts import Address, DocumentDigest, Pledge, Recovery, Role
from ledger.domain.numbers import written
from ledger.domain.party_words import RECOVERY_KEY, RecoveryWord
from ledger.domain.rules.mandate import RECOVERY_DELAY
from ledger.registrar import mandate
from ledger.registrar import pledge as pledging
from ledger.registrar.acting import Signatory
from notarization.verify.report import Grade
from tests.cast import ALL, DAY, REGISTRY, Player, Stage, digest32
from tests.flows.test_change_flow import examiners
from tests.site import Site

pytestmark = pytest.mark.node


def recovery(stage: Stage, owner: Player, fresh: Key, **more: Any) -> Recovery:
    since = more.pop("since", stage.register.time() + RECOVERY_DELAY + DAY)
    return mandate.recovery(
        stage.register,
        (owner.party, REGISTRY),
        (Address(fresh.account), Address(owner.key.account)),
        since=since,
        document=DocumentDigest(digest32()),
    )


def given(stage: Stage, terms: Pledge, *hands: Signatory) -> None:
    """A pledge is given in."""
    pledging.pledge(stage.register, terms, hands)


def filed(stage: Stage, owner: Player) -> Key:
    """A recovery that is pending; the new account's key."""
    fresh = Key.new()
    mandate.recover(stage.register, recovery(stage, owner, fresh), examiners(stage))
    return fresh


def test_a_recovered_account_acts_after_its_delay_and_the_lost_one_no_more(site: Site) -> None:
    stage = site.stage
    owner = stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    fresh = filed(stage, owner)
    word = stage.register.read(owner.party, RECOVERY_KEY, RecoveryWord)
    site.mirror.catch_up()
    number = written(min(issued.issued.numbers.values()))
    warned = {each["code"] for each in site.verdict(number, "pledge")["warnings"]}
    assert "ACCOUNT_RECOVERY_PENDING" in warned
    shown = site.get(f"/v1/parties/{owner.party.hex()}")["recovery"]
    assert (shown["account"], shown["registry"]) == ("0x" + fresh.account.hex(), REGISTRY)
    page = site.client.get(f"/parties/{owner.party.hex()}", headers={"accept-language": "zh"}).text
    assert "账户恢复在办" in page
    terms = stage.pledge_terms(issued.title, owner, stage.cast.bank, 100_000)
    again = Signatory(owner.party, fresh)
    with pytest.raises(AccountNotLive) as early:
        given(stage, terms, again, stage.cast.bank.signs())
    assert early.value.account == fresh.account
    stage.pass_time(word.since - stage.register.time() + 60)
    terms = stage.pledge_terms(issued.title, owner, stage.cast.bank, 100_000)
    with pytest.raises(AccountNotLive) as lost:
        given(stage, terms, owner.signs(), stage.cast.bank.signs())
    assert lost.value.account == owner.key.account
    given(stage, terms, again, stage.cast.bank.signs())
    site.mirror.catch_up()
    assert site.get(f"/v1/parties/{owner.party.hex()}")["recovery"] is None
    assert site.report(number).grade is Grade.VERIFIED


def test_a_party_that_has_its_account_objects_and_keeps_it(site: Site) -> None:
    stage = site.stage
    owner = stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    fresh = filed(stage, owner)
    account = Address(fresh.account)
    terms = mandate.recovery_end(stage.register, owner.party, account)
    mandate.end_recovery(stage.register, terms, [owner.signs()])
    stage.pass_time(RECOVERY_DELAY + 2 * DAY)
    pledge = stage.pledge_terms(issued.title, owner, stage.cast.bank, 100_000)
    again = Signatory(owner.party, fresh)
    with pytest.raises(AccountNotLive) as never:
        given(stage, pledge, again, stage.cast.bank.signs())
    assert never.value.party == owner.party
    given(stage, pledge, owner.signs(), stage.cast.bank.signs())
    terms = mandate.recovery_end(stage.register, owner.party, account)
    with pytest.raises(RecoveryNotPending) as over:
        mandate.end_recovery(stage.register, terms, [owner.signs()])
    assert over.value.account == account
    site.mirror.catch_up()
    report = site.report(written(min(issued.issued.numbers.values())))
    assert report.grade is Grade.VERIFIED


def test_the_registry_takes_a_recovery_back(stage: Stage) -> None:
    owner = stage.enrolled()
    fresh = filed(stage, owner)
    with pytest.raises(RecoveryPending) as pending:
        mandate.recover(stage.register, recovery(stage, owner, Key.new()), examiners(stage))
    assert pending.value.party == owner.party
    terms = mandate.recovery_end(stage.register, owner.party, Address(fresh.account))
    mandate.end_recovery(stage.register, terms, examiners(stage))
    word = stage.register.read(owner.party, RECOVERY_KEY, RecoveryWord)
    assert (word.account, word.since) == (fresh.account, 0)


def test_nobody_is_taken_over_without_time_to_object(stage: Stage) -> None:
    owner = stage.enrolled()
    soon = stage.register.time() + RECOVERY_DELAY - DAY
    terms = recovery(stage, owner, Key.new(), since=soon)
    with pytest.raises(RecoveryWrong) as wrong:
        mandate.recover(stage.register, terms, examiners(stage))
    assert (wrong.value.party, wrong.value.from_) == (owner.party, soon)


def test_neither_staff_nor_the_registrys_institution_is_recovered(stage: Stage) -> None:
    cast = stage.cast
    terms = recovery(stage, cast.seal_keeper, Key.new())
    with pytest.raises(StaffNotRecovered) as staff:
        mandate.recover(stage.register, terms, examiners(stage))
    assert staff.value.party == cast.seal_keeper.party
    terms = recovery(stage, cast.institution, Key.new())
    with pytest.raises(OwnInstitutionNotRecovered) as own:
        mandate.recover(stage.register, terms, examiners(stage))
    assert own.value.registry == REGISTRY


def test_one_person_recovers_nothing(stage: Stage) -> None:
    cast = stage.cast
    owner = stage.enrolled()
    terms = recovery(stage, owner, Key.new())
    both = [cast.examiner.signs(Role.EXAMINER), cast.examiner.signs(Role.REVIEWER)]
    with pytest.raises(RoleNotHeld) as alone:
        mandate.recover(stage.register, terms, both)
    assert alone.value.role is Role.REVIEWER
