"""Acts without a chain: the rules say what each must leave, so each is one that holds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from ledger.domain import evolve as evolving
from ledger.domain.acts import (
    AccountChange,
    Action,
    ActKind,
    ActorMode,
    Address,
    Application,
    ApplicationId,
    DataClass,
    DataGrade,
    DocumentDigest,
    Enrolment,
    FingerprintId,
    Issue,
    LotId,
    Notice,
    Order,
    OrderKind,
    OrderScope,
    Origin,
    PartyId,
    PartyKind,
    Pledge,
    PledgeId,
    RecordRoot,
    Registration,
    RegistryCode,
    Release,
    Right,
    Role,
    SecurityKind,
    Share,
    Split,
    Step,
    SubjectKind,
    Time,
    TitleId,
    Transfer,
    encode,
    struct_hash,
)
from ledger.domain.dossier import Act, Actor, Anchor, Link, RawAct, act_data
from ledger.domain.evolve import open_dossier
from ledger.domain.keccak import keccak256
from ledger.domain.numbers import shanghai_month
from ledger.domain.procedure import grounds_of
from ledger.domain.rules.pledge import lot_of
from ledger.domain.state import Dossier
from ledger.domain.words import (
    RECORD_KEY,
    WHOLE,
    HoldingWord,
    filing_key,
    holding_key,
    party_of_tail,
    pledge_key,
)

CHAIN_ID: Final = 31_337
REGISTER: Final = bytes.fromhex("52" * 20)
ANCHOR: Final = Anchor(CHAIN_ID, REGISTER)
BOOK: Final = bytes.fromhex("b0" * 20)
REGISTRY: Final = RegistryCode(371)
FAR: Final = 1 << 39
YEAR: Final = 365 * 86_400
ZERO: Final = bytes(32)


def named(*parts: object) -> bytes:
    """32 bytes that a name stands for."""
    return keccak256(repr(parts).encode())


# the examiner and the reviewer of every notice; nothing here recovers a signature
CLERKS: Final = tuple(
    Actor(party_of_tail(named(role)[:20]), named(role)[:20], role, ActorMode.SIGNED, 1, named(role))
    for role in (Role.EXAMINER, Role.REVIEWER)
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an act says before it is one; words are given where the rules take them as they are."""

    subject: bytes
    kind: ActKind
    body: Any
    links: tuple[bytes, ...] = ()
    words: tuple[tuple[bytes, bytes], ...] = ()
    actors: tuple[Actor, ...] = ()
    digest: bytes = b""


class Forge:
    """The dossiers of one branch of a chain."""

    def __init__(self) -> None:
        self.states: dict[bytes, Dossier] = {}

    def copy(self) -> "Forge":
        """Another branch from here."""
        other = Forge()
        other.states = dict(self.states)
        return other

    def state(self, subject: bytes) -> Dossier:
        """A dossier."""
        return self.states.get(subject) or open_dossier(ANCHOR, subject)

    def act(self, terms: Terms, block: int, time: int) -> RawAct:
        """Enter an act and give its raw bytes."""
        before = self.state(terms.subject)
        seq = before.seq + 1
        raw = RawAct(terms.subject, int(terms.kind), BOOK, b"", block, time)
        links = tuple(Link(each, self.state(each).seq + 1) for each in terms.links)
        draft = Act(
            raw, terms.kind, seq, links, terms.digest, terms.actors, terms.words, terms.body
        )
        _, rule = evolving.RULES[terms.kind]
        outcome = rule(before, draft, terms.body)
        packed = ((key, evolving.packed_word(key, word, seq)) for key, word in outcome.writes)
        body = b"" if terms.body is None else encode(terms.body)
        whole = replace(draft, writes=tuple(packed))
        act = replace(whole, raw=replace(raw, data=act_data(whole, body)))
        self.states[terms.subject] = evolving.evolve(ANCHOR, before, act)
        return act.raw


def enrolment(who: int) -> Terms:
    """A party."""
    terms = Enrolment(
        PartyKind.ENTERPRISE, named("tag", who), RecordRoot(named("id", who)), account(who), FAR
    )
    return Terms(party(who), ActKind.PartyEnrolled, terms)


def party(who: int) -> PartyId:
    """A party's id."""
    terms = Enrolment(
        PartyKind.ENTERPRISE, named("tag", who), RecordRoot(named("id", who)), account(who), FAR
    )
    return PartyId(party_of_tail(struct_hash(terms)[:20]))


def account(who: int, turn: int = 0) -> Address:
    """An account."""
    return Address(named("account", who, turn)[:20])


def account_change(forge: Forge, who: int) -> Terms:
    """One more account."""
    seq = forge.state(party(who)).seq
    terms = AccountChange(party(who), account(who, seq), Address(bytes(20)), seq, FAR)
    return Terms(party(who), ActKind.AccountChanged, terms)


def content(which: int, holders: Iterable[int]) -> Application:
    """What an application says: the first holder has all but what the others share."""
    parties = [party(who) for who in holders]
    others = dict.fromkeys(parties[1:], 100_000)
    shares = {parties[0]: WHOLE - sum(others.values()), **others}
    splits = tuple(
        Split(each, Share(ppm), Share(ppm), Share(ppm)) for each, ppm in sorted(shares.items())
    )
    return Application(
        registry=REGISTRY,
        profile=named("profile"),
        registration=Registration.FIRST,
        title=TitleId(ZERO),
        fingerprint=FingerprintId(named("data", which)),
        keyed=False,
        origin=Origin.SELF_GENERATED,
        data_class=DataClass.ENTERPRISE,
        grade=DataGrade.GENERAL,
        basis=DocumentDigest(ZERO),
        record=RecordRoot(named("record", which)),
        splits=splits,
        participants=(),
        due=Time(FAR),
        previous=ApplicationId(ZERO),
        seq=0,
        deadline=FAR,
    )


def application_id(terms: Application) -> ApplicationId:
    """The application's id."""
    return ApplicationId(bytes([SubjectKind.APPLICATION]) + struct_hash(terms)[:31])


def object_id(terms: Application) -> bytes:
    """The dossier of the data object."""
    return bytes([SubjectKind.OBJECT]) + terms.fingerprint[:31]


def filing(terms: Application) -> tuple[Terms, Terms]:
    """A first filing, in both dossiers."""
    own, over = application_id(terms), object_id(terms)
    live = (1).to_bytes(32)
    keys = sorted(filing_key(split.holder) for split in terms.splits)
    return (
        Terms(own, ActKind.ApplicationSubmitted, terms, (over,)),
        Terms(over, ActKind.ObjectFiled, None, (own,), tuple((key, live) for key in keys)),
    )


def step(forge: Forge, terms: Application, action: Action) -> Terms:
    """A step of the procedure."""
    own = application_id(terms)
    # a receipt is of the past, every other end lies ahead
    due = Time(1 if action is Action.DEPOSIT else FAR)
    ground, reasons = grounds_of(action)[0], DocumentDigest(ZERO)
    body = Step(own, forge.state(own).seq, action, ground, due, reasons, FAR)
    return Terms(own, ActKind.ApplicationStepped, body)


def notice(forge: Forge, terms: Application, clear: bytes) -> Terms:
    """A public notice."""
    own = application_id(terms)
    body = Notice(own, forge.state(own).seq, Time(1), clear, FAR)
    return Terms(own, ActKind.NoticePublished, body, actors=CLERKS, digest=ZERO)


def title_id(terms: Issue) -> TitleId:
    """The title's id."""
    return TitleId(bytes([SubjectKind.TITLE]) + struct_hash(terms)[:31])


def issue(terms: Application, serial: int, time: int) -> tuple[Issue, Terms]:
    """A title with a certificate for each holder."""
    body = Issue(
        application=application_id(terms),
        seq=1,
        registry=terms.registry,
        fingerprint=terms.fingerprint,
        record=terms.record,
        profile=terms.profile,
        registered_at=Time(time),
        valid_until=Time(FAR),
        deadline=FAR,
    )
    first = (int(terms.registry) * 10**6 + shanghai_month(time)) * 10**4 + serial
    words = tuple(
        (
            holding_key(split.holder),
            HoldingWord.of(
                (split.hold, split.use, split.oper), (0, 0, 0), number=first + place, version=1
            ).pack(),
        )
        for place, split in enumerate(terms.splits)
    )
    links = (application_id(terms),)
    return body, Terms(
        title_id(body), ActKind.TitleIssued, body, links, ((RECORD_KEY, ZERO), *words)
    )


def pledge(titled: TitleId, pledgor: PartyId, serial: int, ppm: int) -> Terms:
    """A first pledge on a part of the operating right."""
    body = Pledge(
        title=titled,
        pledgor=pledgor,
        pledgee=party(90),
        right=Right.OPER,
        ppm=Share(ppm),
        lot=LotId(ZERO),
        kind=SecurityKind.PLEDGE,
        maximum=False,
        amount=1 << 100,
        term_end=Time(FAR),
        filed_at=Time(1),
        filing=named("filing", serial),
        document=DocumentDigest(ZERO),
        basis=DocumentDigest(ZERO),
        for_another=False,
        past_term=False,
        deadline=FAR,
    )
    return Terms(titled, ActKind.PledgeRecorded, body)


def release(forge: Forge, made: Pledge) -> Terms:
    """A pledge's end."""
    lot, its = lot_of(made), struct_hash(made)
    version = int.from_bytes(forge.state(made.title).words[pledge_key(lot, its)]) >> 208 & 0xFFFF
    body = Release(made.title, LotId(lot), PledgeId(its), version, DocumentDigest(ZERO), FAR)
    return Terms(made.title, ActKind.PledgeReleased, body)


def transfer(forge: Forge, titled: TitleId, giver: PartyId, taker: PartyId, number: int) -> Terms:
    """A tenth of a percent of the right to hold changes hands."""
    before = forge.state(titled)
    words = {party_: before.read(holding_key(party_), HoldingWord) for party_ in (giver, taker)}
    body = Transfer(
        title=titled,
        giver=giver,
        taker=taker,
        hold=Share(1_000),
        use=Share(0),
        oper=Share(0),
        lots=(),
        pledges=(),
        giver_version=words[giver].version,
        document=DocumentDigest(ZERO),
        deadline=FAR,
    )
    fresh = HoldingWord(number=number).pack() if words[taker].ended else words[taker].pack()
    return Terms(titled, ActKind.SharesTransferred, body, (), ((holding_key(taker), fresh),))


def certified(terms: Application, title: TitleId) -> tuple[Terms, Terms]:
    """What an issue leaves in the dossiers of its application and of the data object."""
    own, over = application_id(terms), object_id(terms)
    links = (bytes(title),)
    return (
        Terms(own, ActKind.ApplicationCertified, None, links),
        Terms(over, ActKind.ObjectTitled, None, links),
    )


def freeze(titled: TitleId, serial: int) -> Terms:
    """An order on a whole title, far from now."""
    body = Order(
        kind=OrderKind.FREEZE,
        scope=OrderScope.TITLE,
        registry=REGISTRY,
        title=titled,
        party=PartyId(ZERO),
        rights=7,
        court=party(91),
        instrument=DocumentDigest(named("order", serial)),
        until=Time(FAR),
        profile=named("profile"),
        deadline=FAR,
    )
    return Terms(titled, ActKind.OrderRecorded, body)
