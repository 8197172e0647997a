"""A party that asked for its chief data officer's signature, on a real chain and offline."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ledger.bindings.errors import (
    AccountNotLive,
    OfficerAlone,
    OfficerMissing,
    OfficerNamedBefore,
    OfficerNotNamed,
    OfficerWrong,
)
from ledger.chain.signer import Key
from ledger.domain.acts import ActKind, Address, DocumentDigest, Role, Share, encode
from ledger.domain.dossier import Act, Actor, act_data, parse_act
from ledger.domain.numbers import written
from ledger.domain.rules.mandate import RECOVERY_DELAY
from ledger.registrar import mandate, officer, party, pledge
from ledger.registrar.acting import Signatory
from notarization.verify.container import read_container
from notarization.verify.package import Evidence, read_package
from notarization.verify.report import Grade, Status
from notarization.verify.trust import parse_trust
from tests.cast import ALL, DAY, REGISTRY, Player, Stage, digest32
from tests.flows.test_change_flow import examiners
from tests.packages.both import verify
from tests.simulators.lying_register import lying
from tests.site import Site

pytestmark = pytest.mark.node


def named(stage: Stage, owner: Player, key: Key | None = None) -> Key:
    """An officer signs beside a party; his key."""
    key = key or Key.new()
    terms = officer.naming(
        stage.register, owner.party, Address(key.account), DocumentDigest(digest32())
    )
    officer.name_officer(stage.register, terms, [owner.signs(), Signatory(owner.party, key)])
    return key


def beside(owner: Player, key: Key) -> Signatory:
    """The party's signature with its officer's behind it."""
    return Signatory(owner.party, owner.key, Role.PARTY, key)


def test_both_sign_every_act_and_neither_alone(site: Site) -> None:
    stage, register, bank = site.stage, site.stage.register, site.stage.cast.bank
    owner = stage.enrolled()
    issued = stage.issued_title({owner: ALL})
    key = named(stage, owner)
    terms = stage.pledge_terms(issued.title, owner, bank, 100_000)
    with pytest.raises(OfficerMissing) as missing:
        pledge.pledge(register, terms, (owner.signs(), bank.signs()))
    assert (missing.value.party, missing.value.account) == (owner.party, owner.key.account)
    for other in (owner.key, bank.key, Key.new()):
        with pytest.raises(OfficerMissing):
            pledge.pledge(register, terms, (beside(owner, other), bank.signs()))
    with pytest.raises(OfficerAlone) as alone:
        pledge.pledge(register, terms, (Signatory(owner.party, key), bank.signs()))
    assert alone.value.account == key.account
    stale = beside(owner, key).sign(register.digest(pledge.BOOK, replace(terms, ppm=Share(1))))
    own = owner.signs().sign(register.digest(pledge.BOOK, terms))
    mixed = replace(own, signature=own.signature + stale.signature[65:])
    with pytest.raises(OfficerMissing):
        pledge.pledge(register, terms, (mixed, bank.signs()))
    pledge.pledge(register, terms, (beside(owner, key), bank.signs()))
    site.mirror.catch_up()
    shown = site.get(f"/v1/parties/{owner.party.hex()}")
    assert shown["officer"] == f"0x{key.account.hex()}"
    page = site.client.get(f"/parties/{owner.party.hex()}?lang=zh").text
    assert "首席数据官共同签署" in page
    package, trust = site.package(written(min(issued.issued.numbers.values())))
    assert verify(package, trust).grade is Grade.VERIFIED
    evidence, believed = read_package(read_container(package)), parse_trust(trust)
    for change, code in (
        (lambda own: replace(own, signature=own.signature[:65]), "OFFICER_MISSING"),
        (lambda own: alone_by(own, key, evidence), "OFFICER_ALONE"),
    ):
        report = verify(*lying(pledged_by(evidence, change), believed))
        failed = [each.code for each in report.checks if each.status is Status.FAILED]
        assert (report.grade, failed) == (Grade.REJECTED, [code])


def the_pledge(evidence: Evidence) -> tuple[int, Act]:
    """Where the title's pledge stands among its acts."""
    acts = list(map(parse_act, evidence.dossiers[evidence.certificate.title]))
    ((place, found),) = [(n, a) for n, a in enumerate(acts) if a.kind is ActKind.PledgeRecorded]
    return place, found


def alone_by(own: Actor, key: Key, evidence: Evidence) -> Actor:
    """The officer in the place of the party."""
    digest = the_pledge(evidence)[1].digest
    return replace(own, account=Address(key.account), signature=key.sign(digest))


def pledged_by(evidence: Evidence, change: Callable[[Actor], Actor]) -> Evidence:
    """The pledge with another first actor, for a register that is believed."""
    title, (place, act) = evidence.certificate.title, the_pledge(evidence)
    assert act.terms is not None
    changed = replace(act, actors=(change(act.actors[0]), *act.actors[1:]))
    acts = list(evidence.dossiers[title])
    acts[place] = replace(acts[place], data=act_data(changed, encode(act.terms)))
    return replace(evidence, dossiers={**evidence.dossiers, title: acts})


def test_a_term_ends_by_both_and_the_party_signs_alone_again(site: Site) -> None:
    stage, register = site.stage, site.stage.register
    owner = stage.enrolled()
    key = named(stage, owner)
    other = Key.new()
    terms = officer.naming(
        register, owner.party, Address(other.account), DocumentDigest(digest32())
    )
    hands = [beside(owner, key), Signatory(owner.party, other)]
    with pytest.raises(OfficerNamedBefore):
        officer.name_officer(register, terms, hands)
    retired = party.account_change(register, owner.party, retired=Address(key.account))
    with pytest.raises(OfficerNotNamed):
        party.change_account(register, retired, [beside(owner, key)])
    ending = officer.ending(register, owner.party, Address(key.account))
    with pytest.raises(OfficerMissing):
        officer.end_officer(register, ending, [owner.signs()])
    officer.end_officer(register, ending, [beside(owner, key)])
    consent = party.revocation(register, owner.party, digest32())
    party.revoke(register, consent, [owner.signs()])
    site.mirror.catch_up()
    assert site.get(f"/v1/parties/{owner.party.hex()}")["officer"] is None


def test_an_officer_is_named_by_an_account_of_his_own(stage: Stage) -> None:
    owner = stage.enrolled()
    terms = officer.naming(
        stage.register, owner.party, Address(owner.key.account), DocumentDigest(digest32())
    )
    with pytest.raises(OfficerWrong) as wrong:
        officer.name_officer(stage.register, terms, [owner.signs(), owner.signs()])
    assert wrong.value.officer == owner.key.account


def test_a_lost_officers_key_is_recovered_and_the_new_one_is_the_officers(stage: Stage) -> None:
    register, owner = stage.register, stage.enrolled()
    key, fresh = named(stage, owner), Key.new()
    since = register.time() + RECOVERY_DELAY + DAY
    accounts = (Address(fresh.account), Address(key.account))
    sides, document = (owner.party, REGISTRY), DocumentDigest(digest32())
    terms = mandate.recovery(register, sides, accounts, since=since, document=document)
    mandate.recover(register, terms, examiners(stage))
    stage.pass_time(since - register.time() + 60)
    consent = party.revocation(register, owner.party, digest32())
    with pytest.raises(OfficerMissing):
        party.revoke(register, consent, [beside(owner, key)])
    with pytest.raises(OfficerAlone):
        party.revoke(register, consent, [Signatory(owner.party, fresh)])
    with pytest.raises(AccountNotLive):
        party.revoke(register, consent, [Signatory(owner.party, key)])
    party.revoke(register, consent, [beside(owner, fresh)])
