"""A story with a real record, a published notice, pledges, a freeze, a transfer and a new key."""

import secrets
from dataclasses import dataclass

from ledger.chain.records import Tag
from ledger.chain.signer import Key
from ledger.domain import record
from ledger.domain.acts import (
    Action,
    Address,
    Application,
    ApplicationId,
    FingerprintId,
    OrderScope,
    PartyKind,
    RecordRoot,
    Role,
    TitleId,
)
from ledger.domain.commitments import Record
from ledger.domain.fingerprint import Fingerprint, public_id
from ledger.registrar import application, party, title
from ledger.registrar.title import Move
from notarization.chain_source import ChainSource, read_chain
from notarization.fingerprint import fingerprint_bytes
from tests.cast import FLOORS, REGISTRY, YEAR, Player, Stage
from tests.factories import A_DAY, a_record

DATA = b"time,temperature,salinity\n2025-06-01T00:00Z,18.2,31.4\n"


@dataclass(frozen=True, slots=True)
class Scene:
    """A title with a past, and what opens its record and its object."""

    title: TitleId
    holder: Player
    committed: Record
    fingerprint: Fingerprint
    before_pledge: int
    block: int


def play(stage: Stage) -> Scene:
    """Play the story on a stage."""
    cast = stage.cast
    fields = a_record()
    salts = {name: secrets.token_bytes(16) for name in fields}
    committed = record.commit(record.parse_record(fields, A_DAY), salts)
    data = DATA + secrets.token_bytes(8)
    mark = fingerprint_bytes(data)
    clerk = stage.enrolled(PartyKind.NATURAL_PERSON)
    stage.employed(clerk, cast.institution, Role.ACCEPTANCE)
    filed = _filed(stage, clerk, committed.root, public_id(mark).value)
    clear = record.notice_of(committed.disclose(record.public_fields(fields)))
    titled = _issued(stage, clerk, filed, clear)
    before_pledge = stage.register.chain.block(Tag.LATEST).number
    stage.pass_time(60)  # else both blocks can have one time
    stage.pledged(titled, cast.registrant, cast.bank, 300_000)
    holder = _rotated(stage, cast.registrant)
    pledged = stage.pledged(titled, holder, cast.second_bank, 200_000)
    _leaves(stage, clerk)
    _revokes(stage, cast.second_bank, pledged.entered.act.digest)
    stage.ordered(stage.order_terms(OrderScope.HOLDER, titled=titled, of=cast.coholder.party))
    move = Move(titled, holder.party, cast.newcomer.party, (100_000, 0, 100_000))
    terms = title.transfer_terms(stage.register, move)
    title.transfer(stage.register, terms, (holder.signs(), cast.newcomer.signs()))
    block = stage.register.chain.block(Tag.LATEST).number
    return Scene(titled, holder, committed, mark, before_pledge, block)


def source_of(stage: Stage) -> ChainSource:
    """All acts so far."""
    register = stage.register
    return read_chain(register.chain, register.profile, register.chain.block(Tag.LATEST).number)


def _filed(
    stage: Stage, clerk: Player, root: bytes, mark: bytes
) -> tuple[ApplicationId, Application]:
    cast = stage.cast
    splits = {cast.registrant: (1_000_000, 1_000_000, 700_000), cast.coholder: (0, 0, 300_000)}
    base = stage.content(splits)
    values = {name: getattr(base, name) for name in base.__dataclass_fields__}
    content = Application(
        **values | {"record": RecordRoot(root), "fingerprint": FingerprintId(mark)}
    )
    hands = stage.holders(content, tuple(splits))
    filed = application.submit(stage.register, content, hands).application, content
    stage.step(filed, Action.ACCEPT, clerk.signs(Role.ACCEPTANCE), due=20 * 86_400)
    stage.step(filed, Action.ASSIGN, cast.examiner.signs(Role.EXAMINER), due=20 * 86_400)
    return filed


def _issued(
    stage: Stage, clerk: Player, filed: tuple[ApplicationId, Application], clear: bytes
) -> TitleId:
    cast, register = stage.cast, stage.register
    due = register.time() + FLOORS.minimum_notice + 60
    terms = application.notice_terms(register, filed[0], due=due, clear=clear)
    hands = (cast.examiner.signs(Role.EXAMINER), cast.reviewer.signs(Role.REVIEWER))
    application.publish(register, terms, filed[1], hands)
    stage.pass_time(FLOORS.minimum_notice + 120)
    hand = clerk.signs(Role.ACCEPTANCE)
    stage.step(filed, Action.CLOSE_NOTICE, hand)
    deposit = application.step_terms(register, filed[0], Action.DEPOSIT, due=register.time())
    application.step(register, deposit, filed[1], [hand])
    issue = title.issue_terms(register, *filed, valid_until=register.time() + 2 * YEAR)
    seal = [cast.seal_keeper.signs(Role.SEAL_KEEPER)]
    return title.issue(register, issue, filed[1], seal).title


def _leaves(stage: Stage, clerk: Player) -> None:
    """The clerk's roles end, after all that the clerk did."""
    until = stage.register.time() + YEAR
    terms = party.role_grant(stage.register, clerk.party, REGISTRY, (), until=until)
    party.end_roles(stage.register, terms, [stage.cast.institution.signs()])


def _revokes(stage: Stage, player: Player, digest: bytes) -> None:
    """Too late: the consent was used."""
    terms = party.revocation(stage.register, player.party, digest)
    party.revoke(stage.register, terms, [player.signs()])


def _rotated(stage: Stage, player: Player) -> Player:
    """The same party with a new key; the old account retires."""
    key = Key.new()
    other = Player(player.party, key)
    terms = party.account_change(
        stage.register,
        player.party,
        added=Address(key.account),
        retired=Address(player.key.account),
    )
    party.change_account(stage.register, terms, (player.signs(), other.signs()))
    return other
