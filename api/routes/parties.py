"""Parties."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api import parse
from api.present import order, party, shares, stamp
from api.routes.documented import READS
from api.schemas import parties as shapes
from api.texts.shown import iso
from api.wiring import reading
from ledger.domain.acts import SubjectKind
from ledger.domain.numbers import written
from ledger.domain.party_words import RecoveryWord
from ledger.queries.party import (
    Absorbed,
    HeldTitle,
    PartyPage,
    Renamed,
    parties_of_account,
    party_page,
)

router = APIRouter(prefix="/v1/parties", tags=["parties"], responses=READS)
EXAMPLE = "03" + "00" * 11 + "ab" * 20


@router.get("")
def of_account(
    request: Request,
    account: Annotated[str, Query(pattern="^0x[0-9a-f]{40}$", examples=["0x" + "ab" * 20])],
) -> shapes.ActsForOut:
    """The parties for which an account acts now."""
    with reading(request) as now:
        time = now.as_of.time
        found = parties_of_account(now.session, bytes.fromhex(account[2:]), time)
        return shapes.ActsForOut(parties=[each.hex() for each in found], as_of=stamp(now.as_of))


@router.get("/{party_id}")
def one(
    request: Request,
    party_id: Annotated[str, Path(max_length=66, examples=[EXAMPLE])],
    cursor: Annotated[str | None, Query(max_length=66)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> shapes.PartyPageOut:
    """A party: kind, accounts, roles, agents, orders on all that it owns, a page of its titles."""
    subject = parse.subject(party_id, SubjectKind.PARTY)
    after = b"" if cursor is None else parse.subject(cursor, SubjectKind.TITLE)
    with reading(request) as now:
        return page_shape(party_page(now.session, subject, after=after, limit=limit))


def _recovery(word: RecoveryWord | None) -> shapes.RecoveryOut | None:
    if word is None:
        return None
    account = "0x" + word.account.hex()
    return shapes.RecoveryOut(account=account, since=iso(word.since), registry=word.registry)


def _merger(each: Absorbed) -> shapes.AbsorbedOut:
    names = {each.party.party: each.party, each.successor.party: each.successor}
    return shapes.AbsorbedOut(
        party=party(names, each.party.party),
        successor=party(names, each.successor.party),
        since=iso(each.time),
        instrument=each.instrument.hex(),
    )


def _renaming(each: Renamed) -> shapes.RenamedOut:
    return shapes.RenamedOut(
        identity=each.identity.hex(), since=iso(each.since), instrument=each.instrument.hex()
    )


def _held(each: HeldTitle) -> shapes.HeldOut:
    return shapes.HeldOut(
        title=each.title.hex(),
        number=written(each.number),
        shares=shares(each.shares),
        pledged=shares(each.pledged),
        registry=each.registry,
        valid_until=iso(each.valid_until),
        status=each.status,
    )


def page_shape(found: PartyPage) -> shapes.PartyPageOut:
    """A party, for its door and for the console."""
    names = {found.party: found.name}
    return shapes.PartyPageOut(
        party=party(names, found.party),
        kind=found.kind.name,
        enrolled=iso(found.enrolled_time),
        accounts=[
            shapes.AccountOut(
                account="0x" + each.account.hex(),
                since=iso(each.since),
                until=None if each.until is None else iso(each.until),
            )
            for each in found.accounts
        ],
        recovery=_recovery(found.recovery),
        officer=next(("0x" + each.hex() for each in found.officers), None),
        absorbed=None if found.absorbed is None else _merger(found.absorbed),
        predecessors=[_merger(each) for each in found.predecessors],
        identity=found.identity.hex() or None,
        renamings=[_renaming(each) for each in found.renamings],
        roles=[
            shapes.RoleOut(role=each.role.name, registry=each.registry, until=iso(each.until))
            for each in found.roles
        ],
        authorities=[
            shapes.AuthorityOut(
                principal=each.principal.hex(),
                agent=each.agent.hex(),
                powers=[power.name for power in each.powers],
                since=iso(each.since),
                until=iso(each.until),
                live=each.live,
                document=each.document.hex(),
            )
            for each in found.authorities
        ],
        orders=[order(names, each) for each in found.orders],
        titles=[_held(each) for each in found.titles],
        next=found.next.hex() if found.next else None,
        as_of=stamp(found.as_of),
    )
