"""Parties: enrolment, accounts, staff roles, revoked consents."""

from ledger.domain.acts import (
    AccountChange,
    ActKind,
    Enrolment,
    Founding,
    PartyKind,
    Revocation,
    Role,
    RoleGrant,
    Tag,
    encode,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.keccak import keccak256
from ledger.domain.rules.governance import FOREVER
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import (
    RECORD_KEY,
    AccountWord,
    PartyRecord,
    Word,
    account_key,
    hash_key,
    party_of_tail,
)

ONE = (1).to_bytes(32)
NO_ACCOUNT = bytes(20)
STAFF_ROLES = sum(1 << role for role in Role if role not in {Role.PARTY, Role.GOVERNOR})


def party_id_of(digest: bytes) -> bytes:
    """A party's id from the hash of the terms that created it."""
    return party_of_tail(digest[:20])


def founded(state: Dossier, act: Act, terms: Founding) -> Outcome:
    """The first party: it opens registries and adopts profiles."""
    require(
        "id is the terms' hash",
        holds=party_id_of(keccak256(encode(terms))) == state.subject,
        values=state.subject.hex(),
    )
    record = PartyRecord(kind=PartyKind.ORGAN, roles=1 << Role.GOVERNOR, roles_until=FOREVER)
    account = AccountWord(since=act.raw.time)
    return Outcome(
        ((RECORD_KEY, record), (account_key(terms.account), account)), terms={RECORD_KEY: terms}
    )


def enrolled(state: Dossier, act: Act, terms: Enrolment) -> Outcome:
    """A party with its first account."""
    require(
        "id is the terms' hash",
        holds=party_id_of(struct_hash(terms)) == state.subject,
        values=state.subject.hex(),
    )
    require("the kind is named", holds=terms.kind is not PartyKind.NONE)
    writes: list[tuple[bytes, Word | bytes]] = [
        (RECORD_KEY, PartyRecord(kind=terms.kind)),
        (account_key(terms.account), AccountWord(since=act.raw.time)),
    ]
    if any(terms.identity_tag):
        writes.append((hash_key(Tag.IDENTITY, terms.identity_tag), ONE))
    return Outcome(tuple(writes), terms={RECORD_KEY: terms})


def account_changed(state: Dossier, act: Act, terms: AccountChange) -> Outcome:
    """An account joins, another retires, or both."""
    require_own(state, act, terms.party, terms.seq)
    writes: list[tuple[bytes, Word]] = []
    if terms.retired != NO_ACCOUNT:
        old = state.read(account_key(terms.retired), AccountWord)
        alone = terms.added == NO_ACCOUNT and any(
            actor.account == terms.retired for actor in act.actors
        )
        require("a party keeps an account", holds=not alone, values=terms.retired.hex())
        acts = old.since > 0 and old.live(act.raw.time)
        require("retired account is the party's", holds=acts, values=terms.retired.hex())
        require("an officer ends by its own act", holds=not old.officer)
        writes.append((account_key(terms.retired), replace(old, until=act.raw.time)))
    if terms.added != NO_ACCOUNT:
        key = account_key(terms.added)
        require("added account is new", holds=key not in state.words, values=terms.added.hex())
        writes.append((key, AccountWord(since=act.raw.time)))
    return Outcome(tuple(writes))


def roles_set(state: Dossier, act: Act, terms: RoleGrant) -> Outcome:
    """The staff roles of a clerk after a grant or an end."""
    require_own(state, act, terms.staff, terms.seq)
    before = state.record(PartyRecord)
    granted = act.kind is ActKind.RolesGranted
    if granted:
        require_living(state)
    fitting = not (terms.roles | before.roles) & ~STAFF_ROLES and bool(terms.roles)
    fewer = not terms.roles & ~before.roles and terms.roles != before.roles
    require("roles that can be granted, or fewer", holds=fitting if granted else fewer)
    busy = before.roles != 0 and act.raw.time < before.roles_until
    elsewhere = before.registry != terms.registry and (busy or not granted)
    require("the clerk works for no other registry", holds=not elsewhere, values=before.registry)
    unbounded = granted or terms.roles == 0
    shorter = unbounded or terms.until <= before.roles_until
    require("an end of roles does not lengthen them", holds=shorter, values=terms.until)
    record = replace(
        before,
        registry=terms.registry,
        roles=terms.roles,
        roles_until=terms.until,
    )
    return Outcome(((RECORD_KEY, record),))


def consent_revoked(state: Dossier, act: Act, terms: Revocation) -> Outcome:
    """A consent of the party that nobody may use any more."""
    require_own(state, act, terms.party, terms.seq)
    record = replace(state.record(PartyRecord), revoked=True)
    return Outcome(((RECORD_KEY, record), (hash_key(Tag.REVOCATION, terms.digest), ONE)))


def require_own(state: Dossier, act: Act, party: bytes, seq: int) -> None:
    """Raise RuleBroken unless the terms are of this party's dossier, at its count."""
    require("party is the dossier's", holds=party == state.subject, values=party.hex())
    require("terms name the count", holds=seq == act.seq - 1, values=seq)


def require_living(state: Dossier) -> None:
    """Raise RuleBroken where the party was absorbed: it takes on nothing new."""
    absorbed = state.record(PartyRecord).succeeded
    require("who was absorbed takes on nothing new", holds=not absorbed)
