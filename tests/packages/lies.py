"""False acts for a lying register: edits of the golden packages' dossiers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from coincurve import PrivateKey
from forgeries import unsigned

from ledger.domain import eip712
from ledger.domain.acts import (
    ActKind,
    ActorMode,
    Address,
    BookAdmission,
    DocumentDigest,
    Enrolment,
    PartyKind,
    RecordRoot,
    SubjectKind,
    Transfer,
    encode,
    struct_hash,
)
from ledger.domain.dossier import Act, Link, RawAct, act_data, parse_act
from ledger.domain.keccak import keccak256
from ledger.domain.words import (
    RECORD_KEY,
    AccountWord,
    HoldingWord,
    PartyRecord,
    account_key,
    book_key,
    party_of_tail,
)
from notarization.verify.package import Evidence
from notarization.verify.signature import CURVE_ORDER
from notarization.verify.trust import parse_trust
from tests.packages.test_forgeries import GOOD, TRUST

ISSUED = (GOOD / "issued.evidence.zip").read_bytes()
BELIEVED = parse_trust(TRUST)
UNKNOWN_KIND = 99
STRANGE = b"\x66" * 32

Edit = Callable[[Act], Act]


def rewritten(act: Act) -> RawAct:
    return replace(act.raw, data=act_data(act, encode(act.terms) if act.terms else b""))


def edited(evidence: Evidence, subject: bytes, place: int, edit: Edit) -> Evidence:
    acts = list(evidence.dossiers[subject])
    acts[place] = rewritten(edit(parse_act(acts[place])))
    return replace(evidence, dossiers={**evidence.dossiers, subject: acts})


def places(evidence: Evidence, subject: bytes, kind: ActKind) -> list[int]:
    return [n for n, act in enumerate(evidence.dossiers[subject]) if act.kind == kind]


def found(evidence: Evidence, kind: ActKind) -> tuple[bytes, int]:
    """The one dossier that has an act of this kind, and the act's place."""
    rows = [(each, n) for each in evidence.dossiers for n in places(evidence, each, kind)]
    return rows[0]


def pledge(evidence: Evidence, edit: Edit, number: int = 0) -> Evidence:
    title = evidence.certificate.title
    place = places(evidence, title, ActKind.PledgeRecorded)[number]
    return edited(evidence, title, place, edit)


def act_at(evidence: Evidence, subject: bytes, place: int) -> Act:
    return parse_act(evidence.dossiers[subject][place])


def with_actor(act: Act, place: int, **changes: Any) -> Act:
    actors = [*act.actors]
    actors[place] = replace(actors[place], **changes)
    return replace(act, actors=tuple(actors))


def enrolled_after_itself(evidence: Evidence) -> Evidence:
    """The party's count at its own first act names that act."""
    party = evidence.certificate.holder
    return edited(evidence, party, 0, lambda act: with_actor(act, 0, party_seq=1))


def unsigned_pledge(evidence: Evidence) -> Evidence:
    title = evidence.certificate.title
    acts = list(evidence.dossiers[title])
    place = places(evidence, title, ActKind.PledgeRecorded)[0]
    acts[place] = unsigned(acts[place])
    return replace(evidence, dossiers={**evidence.dossiers, title: acts})


def signed_by_stranger(act: Act) -> Act:
    signature = PrivateKey(b"\x07" * 32).sign_recoverable(act.digest, hasher=None)
    return with_actor(act, 0, signature=signature[:64] + bytes([signature[64] + 27]))


def strangers_account(act: Act) -> Act:
    """A stranger signs well, with an account that the party never had."""
    key = PrivateKey(b"\x07" * 32)
    account = keccak256(key.public_key.format(compressed=False)[1:])[-20:]
    return with_actor(signed_by_stranger(act), 0, account=account)


def high_s(act: Act) -> Act:
    old = act.actors[0].signature
    s = CURVE_ORDER - int.from_bytes(old[32:64])
    return with_actor(act, 0, signature=old[:32] + s.to_bytes(32) + bytes([55 - old[64]]))


def for_another_book(act: Act) -> Act:
    other = eip712.digest(BELIEVED.chain_id, BELIEVED.books[0].address, act.terms)
    return replace(act, digest=other if other != act.digest else bytes(32))


def for_another_chain(act: Act) -> Act:
    return replace(act, digest=eip712.digest(BELIEVED.chain_id + 1, act.raw.book, act.terms))


def other_contract(evidence: Evidence) -> Evidence:
    """The transfer rests on another document than the parties signed."""

    def altered(act: Act) -> Act:
        assert isinstance(act.terms, Transfer)
        return replace(act, terms=replace(act.terms, document=DocumentDigest(b"\x22" * 32)))

    title = evidence.certificate.title
    (place,) = places(evidence, title, ActKind.SharesTransferred)
    return edited(evidence, title, place, altered)


def without(evidence: Evidence, party: bytes) -> Evidence:
    """A careful liar leaves out the dossiers that nothing points to any more."""
    dossiers = {subject: acts for subject, acts in evidence.dossiers.items() if subject != party}
    return replace(evidence, dossiers=dossiers)


def by_the_same_clerk(evidence: Evidence) -> Evidence:
    title = evidence.certificate.title
    (place,) = places(evidence, title, ActKind.OrderRecorded)
    second = act_at(evidence, title, place).actors[1].party
    lied = edited(
        evidence, title, place, lambda act: replace(act, actors=(act.actors[0], act.actors[0]))
    )
    return without(lied, second)


def sealed_by_the_holder(evidence: Evidence) -> Evidence:
    """The holder stands where the seal keeper signed."""
    title, holder = evidence.certificate.title, evidence.certificate.holder
    keeper = act_at(evidence, title, 0).actors[0].party
    lied = edited(evidence, title, 0, lambda act: with_actor(act, 0, party=holder, party_seq=1))
    return without(lied, keeper)


def by_another_book(act: Act) -> Act:
    other = next(book for book in BELIEVED.books if book.name == "OrderDesk")
    return replace(act, raw=replace(act.raw, book=other.address))


def moved_to(evidence: Evidence, subject: bytes, place: int, moment: Act) -> Evidence:
    """An act of a party put into the block of another act."""
    return edited(
        evidence,
        subject,
        place,
        lambda act: replace(
            act, raw=replace(act.raw, block=moment.raw.block, time=moment.raw.time)
        ),
    )


def staff_after_the_end(evidence: Evidence, *, patched: bool) -> Evidence:
    """The clerk's roles end before the deposit that the clerk signs."""
    clerk, ended = found(evidence, ActKind.RolesEnded)
    application = evidence.certificate.application
    place = places(evidence, application, ActKind.ApplicationStepped)[-1]
    deposit = act_at(evidence, application, place)
    assert deposit.actors[0].party == clerk
    moment = deposit if patched else act_at(evidence, application, place - 1)
    lied = moved_to(evidence, clerk, ended, moment)
    if not patched:
        return lied
    return edited(lied, application, place, lambda act: with_actor(act, 0, party_seq=ended + 1))


def consent_revoked_before(evidence: Evidence) -> Evidence:
    bank, place = found(evidence, ActKind.ConsentRevoked)
    title = evidence.certificate.title
    second = places(evidence, title, ActKind.PledgeRecorded)[1]
    lied = moved_to(evidence, bank, place, act_at(evidence, title, second))
    return edited(lied, title, second, lambda act: with_actor(act, 1, party_seq=place + 1))


def account_retired_before(evidence: Evidence) -> Evidence:
    party, place = found(evidence, ActKind.AccountChanged)
    title = evidence.certificate.title
    first = places(evidence, title, ActKind.PledgeRecorded)[0]
    moment = act_at(evidence, title, first)
    old = act_at(evidence, party, place).raw.time

    def earlier(word: bytes) -> bytes:
        account = AccountWord.parse(word)
        since, until = (
            moment.raw.time if at == old else at for at in (account.since, account.until)
        )
        return AccountWord(since, until, account.officer).pack()

    lied = moved_to(evidence, party, place, moment)
    lied = edited(
        lied,
        party,
        place,
        lambda act: replace(act, writes=tuple((key, earlier(word)) for key, word in act.writes)),
    )
    return edited(lied, title, first, lambda act: with_actor(act, 0, party_seq=place + 1))


def last_word_altered(evidence: Evidence) -> Evidence:
    """The giver keeps what was transferred."""
    title = evidence.certificate.title
    (place,) = places(evidence, title, ActKind.SharesTransferred)

    def keeps(act: Act) -> Act:
        (key, word), *others = act.writes[1:]
        more = replace(HoldingWord.parse(word), oper=HoldingWord.parse(word).oper + 1)
        return replace(act, writes=(act.writes[0], (key, more.pack()), *others))

    return edited(evidence, title, place, keeps)


def signed_founding(evidence: Evidence) -> Evidence:
    """The register's own act shows a digest, as if somebody had signed it."""
    subject, place = found(evidence, ActKind.Founded)
    return edited(evidence, subject, place, lambda act: replace(act, digest=STRANGE))


def unknown_kind(evidence: Evidence) -> Evidence:
    title = evidence.certificate.title
    acts = list(evidence.dossiers[title])
    acts[-1] = replace(acts[-1], kind=UNKNOWN_KIND)
    return replace(evidence, dossiers={**evidence.dossiers, title: acts})


def shares_swapped(evidence: Evidence) -> Evidence:
    """Each holder gets what the other applied for; the sums stay whole."""

    def swapped(act: Act) -> Act:
        record, (one, first), (two, second) = act.writes
        words = [HoldingWord.parse(word) for word in (first, second)]
        others = [
            HoldingWord.of(other.shares, (0, 0, 0), number=own.number, version=1).pack()
            for own, other in zip(words, reversed(words), strict=True)
        ]
        return replace(act, writes=(record, (one, others[0]), (two, others[1])))

    return edited(evidence, evidence.certificate.title, 0, swapped)


def link_altered(evidence: Evidence) -> Evidence:
    subject, place = found(evidence, ActKind.ObjectTitled)

    def away(act: Act) -> Act:
        first, *others = act.links
        return replace(act, links=(Link(first.subject, first.seq + 1), *others))

    return edited(evidence, subject, place, away)


def stranger_added(evidence: Evidence) -> Evidence:
    """The whole dossier of a party that has nothing to do with the title."""
    account = Address(b"\x55" * 20)
    terms = Enrolment(PartyKind.ENTERPRISE, bytes(32), RecordRoot(b"\x01" * 32), account, 2**40)
    party = party_of_tail(struct_hash(terms)[:20])
    some = next(act for acts in evidence.dossiers.values() for act in acts)
    raw = replace(some, subject=party, kind=int(ActKind.PartyEnrolled), data=b"")
    record = replace(PartyRecord(kind=PartyKind.ENTERPRISE), seq=1)
    account_word = AccountWord(since=raw.time)
    writes = ((RECORD_KEY, record.pack()), (account_key(account), account_word.pack()))
    act = Act(raw, ActKind.PartyEnrolled, 1, (), b"", (), writes, terms)
    return replace(evidence, dossiers={**evidence.dossiers, party: [rewritten(act)]})


def book_of_other_code(evidence: Evidence) -> Evidence:
    """The register admitted a book whose code nobody trusts."""
    governance = bytes([SubjectKind.GOVERNANCE]) + bytes(31)
    place = places(evidence, governance, ActKind.BookAdmitted)[0]

    def swapped(act: Act) -> Act:
        assert isinstance(act.terms, BookAdmission)
        (_, admission), (key, _) = act.writes
        code = b"\x66" * 32
        return replace(
            act,
            terms=replace(act.terms, code_hash=code),
            writes=((book_key(act.terms.book, code), admission), (key, code)),
        )

    return edited(evidence, governance, place, swapped)


def after_the_block(evidence: Evidence) -> Evidence:
    title = evidence.certificate.title
    acts = list(evidence.dossiers[title])
    acts[-1] = replace(acts[-1], block=evidence.claim.number + 1)
    return replace(evidence, dossiers={**evidence.dossiers, title: acts})


PLEDGED_CASES: dict[str, tuple[Callable[[Evidence], Evidence], str]] = {
    "a relayer alone": (unsigned_pledge, "SIGNER_MISSING"),
    "a stranger's signature": (lambda e: pledge(e, signed_by_stranger), "SIGNATURE_WRONG"),
    "a stranger's account": (lambda e: pledge(e, strangers_account), "ACCOUNT_NOT_LIVE"),
    "the twin of a signature": (lambda e: pledge(e, high_s), "SIGNATURE_WRONG"),
    "a sender instead of a signature": (
        lambda e: pledge(e, lambda act: with_actor(act, 0, mode=ActorMode.SENDER, signature=b"")),
        "SIGNATURE_WRONG",
    ),
    "signed for another book": (lambda e: pledge(e, for_another_book), "DIGEST_WRONG"),
    "signed for another chain": (lambda e: pledge(e, for_another_chain), "DIGEST_WRONG"),
    "terms altered after signing": (other_contract, "DIGEST_WRONG"),
    "one clerk for two": (by_the_same_clerk, "SIGNER_MISSING"),
    "a signature for another party": (sealed_by_the_holder, "ACCOUNT_NOT_LIVE"),
    "a book without the power": (lambda e: pledge(e, by_another_book), "BOOK_NOT_ADMITTED"),
    "staff after the end of the role": (
        lambda e: staff_after_the_end(e, patched=True),
        "ROLE_NOT_HELD",
    ),
    "a count of its own act": (enrolled_after_itself, "PARTY_SEQ_WRONG"),
    "staff with an older count": (
        lambda e: staff_after_the_end(e, patched=False),
        "PARTY_SEQ_WRONG",
    ),
    "a revoked consent": (consent_revoked_before, "CONSENT_REVOKED"),
    "a retired account": (account_retired_before, "ACCOUNT_NOT_LIVE"),
    "a word that the rules do not give": (last_word_altered, "REPLAY_MISMATCH"),
    "a dossier that nothing needs": (stranger_added, "DOSSIER_UNNEEDED"),
    "a founding that claims a signature": (signed_founding, "BOOK_NOT_ADMITTED"),
    "a book of other code": (book_of_other_code, "CODE_NOT_ALLOWED"),
    "an act after the block": (after_the_block, "TIME_DISORDER"),
}
ISSUED_CASES: dict[str, tuple[Callable[[Evidence], Evidence], str]] = {
    "shares that nobody applied for": (shares_swapped, "ISSUE_DISAGREES"),
    "a link that is not answered": (link_altered, "LINK_DISAGREES"),
}
