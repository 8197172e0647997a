"""Parties that asked for their chief data officer's signature."""

from ledger.bindings import errors
from ledger.chain.signer import Key
from ledger.domain.acts import Address, DocumentDigest, PartyKind, Role
from ledger.registrar import officer, party
from ledger.registrar.acting import Signatory
from tests.cast import digest32
from tests.model.mergers import newcomer
from tests.model.moves import Town
from tests.model.world import Attempt, Refusal


def serve(town: Town) -> None:
    """A newcomer names an officer, acts with him and without, and lets him go or not."""
    own, key = newcomer(town, PartyKind.ENTERPRISE), Key.new()
    account, refusals = Address(key.account), set[Refusal]()
    if town.chance(0.1):
        account = Address(own.key.account)
        refusals.add(errors.OfficerWrong)
    terms = officer.naming(town.register, own.party, account, DocumentDigest(digest32()))
    hands = (own.signs(), Signatory(own.party, key))
    entered = town.world.give(
        Attempt(officer.NAME_OFFICER, terms, hands, refusals=frozenset(refusals))
    )
    if entered is None:
        return
    both, others = Signatory(own.party, own.key, Role.PARTY, key), Key.new()
    ways: list[tuple[Signatory, frozenset[Refusal]]] = [
        (own.signs(), frozenset({errors.OfficerMissing})),
        (Signatory(own.party, own.key, Role.PARTY, others), frozenset({errors.OfficerMissing})),
        (Signatory(own.party, key), frozenset({errors.OfficerAlone})),
        (both, frozenset()),
    ]
    for hand, faults in ways:
        consent = party.revocation(town.register, own.party, digest32())
        town.world.give(Attempt(party.REVOKE, consent, (hand,), refusals=faults))
    ending = officer.ending(town.register, own.party, account)
    town.world.give(Attempt(officer.END_OFFICER, ending, (both,)))
    consent = party.revocation(town.register, own.party, digest32())
    town.world.give(Attempt(party.REVOKE, consent, (own.signs(),)))
