"""Rows of parties, their accounts and their staff roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.acts import Enrolment, Founding, Role, Tag
from ledger.domain.words import AccountWord, PartyRecord
from ledger.indexer.projections.words import written
from ledger.store.tables.party import AccountRow, PartyRow, PartyStateRow, StaffRoleRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.domain.dossier import Act
    from ledger.domain.state import Dossier
    from ledger.store.tables.row import Row

NO_TAG = bytes(32)
STAFF = tuple(role for role in Role if role is not Role.PARTY)


def entered(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """A party is there, with its first account."""
    terms = act.terms
    tag = terms.identity_tag if isinstance(terms, Enrolment) else NO_TAG
    identity = terms.identity if isinstance(terms, Enrolment | Founding) else b""
    yield PartyRow(
        party=after.subject,
        kind=after.record(PartyRecord).kind,
        identity_tag=b"" if tag == NO_TAG else tag,
        identity=identity,
        enrolled_time=act.raw.time,
        block=act.raw.block,
        seq=act.seq,
    )
    yield from account_changed(before, act, after)
    yield from roles_set(before, act, after)


def account_changed(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """Accounts join or retire."""
    for key, word in written(act, Tag.ACCOUNT, AccountWord):
        yield AccountRow(
            party=after.subject,
            account=key[-20:],
            since=word.since,
            until=word.until,
            block=act.raw.block,
            seq=act.seq,
        )


def roles_set(before: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """The staff roles of a clerk are set."""
    record = after.record(PartyRecord)
    either = before.record(PartyRecord).roles | record.roles
    for role in STAFF:
        if either >> role & 1:
            yield StaffRoleRow(
                party=after.subject,
                role=role,
                registry_code=record.registry,
                until=record.roles_until,
                held=record.roles >> role & 1,
                block=act.raw.block,
                seq=act.seq,
            )
    yield state(act, after)


def consent_revoked(_: Dossier, act: Act, after: Dossier) -> Iterator[Row]:
    """Nobody may use a consent of the party any more."""
    yield state(act, after)


def state(act: Act, after: Dossier) -> Row:
    """The party's record after an act."""
    record = after.record(PartyRecord)
    return PartyStateRow(
        party=after.subject,
        registry_code=record.registry,
        live_orders=record.live_orders,
        barred_until=record.barred_until,
        revoked=record.revoked,
        block=act.raw.block,
        seq=act.seq,
    )
