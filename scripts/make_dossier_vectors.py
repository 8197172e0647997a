"""Writes tests/vectors/dossier.json: one act of every kind, as a register on a node logged it.

Each vector holds an act's bytes, its pieces, its digest and the heads before and after it. The
heads are the register's own. Solidity (contracts/test/vectors) and Python run the same file.
"""

import json
from dataclasses import replace
from typing import Any, Final

import gas_disputes
from gas_ledger import DAY, ROOT, Ledger, Party, node, tagged
from gas_story import REGISTRY, Story
from gas_uses import batches, uses
from pledge_story import PledgeStory

from ledger.domain.acts import (
    AccountChange,
    Action,
    ActKind,
    Application,
    ApplicationId,
    Appointment,
    AppointmentEnd,
    DisputeAction,
    DisputeClaim,
    DocumentDigest,
    EndGround,
    InstitutionKind,
    InstitutionListing,
    OfficerEnding,
    OfficerNaming,
    OrderScope,
    PartyKind,
    RecordRoot,
    RecoveryEnd,
    Registration,
    Renaming,
    Renewal,
    Revocation,
    RevocationGround,
    Role,
    RoleGrant,
    Split,
    StaffRevocation,
    Superior,
    Suspension,
    Time,
    TitleId,
    struct_hash,
)
from ledger.domain.keccak import keccak256

OUT: Final = ROOT / "tests" / "vectors" / "dossier.json"
DOMAIN: Final = keccak256(b"datadeed/dossier/1")
PAIR: Final = 64
LINK: Final = 37
ACTOR: Final = 49

Json = dict[str, Any]


def play(story: Story) -> None:
    """Acts of every kind."""
    one = story.application("one", {story.alice.id: (1_000_000, 1_000_000, 1_000_000)})
    story.submit(one)
    clerk = (story.clerk, Role.ACCEPTANCE)
    story.step(one, Action.ASK_CORRECTION, clerk)
    story.correct(one)
    withdrawn = story.application("withdrawn", {story.bob.id: (0, 1_000_000, 0)})
    story.submit(withdrawn)
    story.step(withdrawn, Action.WITHDRAW, (story.bob, Role.PARTY))
    both: dict[bytes, tuple[int, int, int]] = {
        story.alice.id: (600_000, 600_000, 700_000),
        story.bob.id: (400_000, 400_000, 300_000),
    }
    content = story.application("two", both)
    title = titled(story, content)
    list(uses(story, title))
    story.transfer(title, story.alice, story.bob)
    story.transfer(title, story.alice, story.carol)
    lot = story.pledge(title)
    story.release(title, lot, lot)
    story.freeze(title, OrderScope.HOLDER, story.alice)
    freeze(story, title)
    story.put_right(title, (story.alice, story.bob, story.carol))
    story.end(title, content, EndGround.FRAUD)
    third = story.application("three", both)
    story.end(titled(story, third), third, EndGround.DATA_DESTROYED)
    last = story.application("renewed", both)
    renew(story, titled(story, last), last)
    request(story, both)
    pledged = titled(story, story.application("pledged", both))
    PledgeStory(story, pledged, lambda _: None).play()
    quarrel(story, pledged)
    keep_house(story)


def quarrel(story: Story, title: TitleId) -> None:
    """Carol disputes a title, and is found right by two who did not pass it."""
    which = gas_disputes.file(story, title, DisputeClaim.OWNERSHIP)
    gas_disputes.notify(story, title, which)
    two = gas_disputes.others(story)
    gas_disputes.rule(story, title, (which, 2), DisputeAction.BLOCK, two)


def freeze(story: Story, title: TitleId) -> None:
    """A freeze that is extended and lifted."""
    order = story.freeze(title, OrderScope.TITLE)
    story.extend(title, order)
    story.lift(title, order, version=2)


def renew(story: Story, title: TitleId, content: Application) -> None:
    """A renewal that is withdrawn, then one that is sealed; both near the end of the term."""
    ledger = story.ledger
    ledger.now = story.issues[title].valid_until - 90 * DAY
    for name in ("withdrawn", "granted"):
        filed = replace(
            story.application(name, {split.holder: shares_of(split) for split in content.splits}),
            registration=Registration.RENEWAL,
            title=title,
            fingerprint=content.fingerprint,
        )
        story.submit(filed)
        if name == "withdrawn":
            both = sorted((story.alice, story.bob), key=lambda each: each.id)
            story.step(filed, Action.WITHDRAW, *((each, Role.PARTY) for each in both))
            continue
        examined(story, filed)
        terms = Renewal(
            title=title,
            application=ApplicationId(tagged(2, struct_hash(filed))),
            seq=ledger.seq(tagged(2, struct_hash(filed))),
            issued=story.issues[title],
            valid_until=Time(story.issues[title].valid_until + 365 * DAY),
            court=story.court.id,
            deadline=ledger.deadline,
        )
        hands = [(story.clerk, Role.SEAL_KEEPER)]
        ledger.act("ChangeDesk", "renew", terms, filed, hands=hands)


def request(story: Story, holders: dict[bytes, tuple[int, int, int]]) -> None:
    """A change that is withdrawn, one that is done, a title that is given up and one anew."""
    first = story.application("given up", holders)
    title = titled(story, first)
    withdrawn = story.asked(title, first, Registration.CHANGE)
    story.submit(withdrawn)
    both = sorted((story.alice, story.bob), key=lambda each: each.id)
    story.step(withdrawn, Action.WITHDRAW, *((each, Role.PARTY) for each in both))
    for registration in (Registration.CHANGE, Registration.CANCELLATION):
        story.ledger.now += DAY
        asked = story.asked(title, first, registration)
        story.submit(asked)
        examined(story, asked)
        story.fulfil(asked, first)
    again = replace(story.application("again", holders), fingerprint=first.fingerprint)
    story.succeed(titled(story, again), title, (story.alice, story.bob))


def shares_of(split: Split) -> tuple[int, int, int]:
    """What a split gives of each right."""
    return split.hold, split.use, split.oper


def examined(story: Story, content: Application) -> None:
    """From the acceptance to the deposit."""
    clerk = (story.clerk, Role.ACCEPTANCE)
    story.step(content, Action.ACCEPT, clerk)
    story.step(content, Action.ASSIGN, (story.examiner, Role.EXAMINER))
    story.publish(content, b'{"name":"x"}')
    story.ledger.now += 7 * DAY
    story.step(content, Action.CLOSE_NOTICE, clerk)
    story.step(content, Action.DEPOSIT, clerk)


def recover(story: Story) -> None:
    """An account of carol's is recovered, which objects."""
    ledger, carol = story.ledger, story.carol
    account = story.recover(carol)
    seq, none = ledger.seq(carol.id), DocumentDigest(bytes(32))
    ended = RecoveryEnd(carol.id, account, none, seq, ledger.deadline)
    ledger.act("MandateBook", "endRecovery", ended, hands=[(carol, Role.PARTY)])


def rename(story: Story) -> None:
    """Carol goes by a new name; a newcomer is absorbed by her."""
    ledger, carol = story.ledger, story.carol
    name, notice = RecordRoot(keccak256(b"new name")), DocumentDigest(keccak256(b"notice"))
    terms = Renaming(carol.id, REGISTRY, name, notice, ledger.seq(carol.id), ledger.deadline)
    hands = [*story.examiners(), (carol, Role.PARTY)]
    ledger.act("MandateBook", "rename", terms, hands=hands)
    story.absorb(story.enrol("absorbed", PartyKind.ENTERPRISE), carol)


def serve(story: Story) -> None:
    """An officer signs beside a newcomer, and is let go by both."""
    ledger, own = story.ledger, story.enrol("officered", PartyKind.ENTERPRISE)
    officer = Party(own.id, keccak256(b"officer's key"))
    paper, seq = DocumentDigest(keccak256(b"resolution")), ledger.seq(own.id)
    naming = OfficerNaming(own.id, officer.raw, paper, seq, ledger.deadline)
    hands = [(own, Role.PARTY), (officer, Role.PARTY)]
    ledger.act("PartyBook", "nameOfficer", naming, hands=hands)
    ending = OfficerEnding(own.id, officer.raw, ledger.seq(own.id), ledger.deadline)
    both = replace(own, officer=officer.key)
    ledger.act("PartyBook", "endOfficer", ending, hands=[(both, Role.PARTY)])


def titled(story: Story, content: Application) -> TitleId:
    """A title from its filing on."""
    story.submit(content)
    examined(story, content)
    return story.issue(content)


def keep_house(story: Story) -> None:
    """Batches, another key, a consent withdrawn, a clerk who leaves, no intake, a book's end."""
    list(batches(story))
    ledger, bob = story.ledger, story.bob
    account = Party(bob.id, keccak256(b"bob's new key"))
    change = AccountChange(bob.id, account.raw, bob.raw, ledger.seq(bob.id), ledger.deadline)
    hands = [(bob, Role.PARTY), (account, Role.PARTY)]
    ledger.act("PartyBook", "changeAccount", change, hands=hands)
    recover(story)
    rename(story)
    serve(story)
    consent = keccak256(b"a consent")
    revocation = Revocation(bob.id, consent, ledger.seq(bob.id), ledger.deadline)
    ledger.act("PartyBook", "revoke", revocation, hands=[(account, Role.PARTY)])
    appoint(story, account)
    list_bank(story)
    clerk = story.orders[0]
    until, seq = Time(ledger.now + DAY), ledger.seq(clerk.id)
    end = RoleGrant(clerk.id, REGISTRY, 0, until, seq, ledger.deadline)
    ledger.act("PartyBook", "endRoles", end, hands=[(story.institution, Role.PARTY)])
    since, ground = Time(ledger.now - DAY), RevocationGround.COMPROMISED
    report, seq = DocumentDigest(keccak256(b"report")), ledger.seq(clerk.id)
    revoked = StaffRevocation(clerk.id, REGISTRY, since, ground, report, seq, ledger.deadline)
    hand = (story.institution, Role.PARTY)
    ledger.act("MandateBook", "revokeStaffKey", revoked, hands=[hand])
    ledger.govern("pauseIntake", True)
    ledger.govern("endBook", ledger.books["OrderDesk"].address, ledger.now + DAY)


def appoint(story: Story, principal: Party) -> None:
    """An agent is appointed by a written authority, and gives it back."""
    ledger, agent = story.ledger, story.carol
    until, authority = Time(ledger.now + DAY), DocumentDigest(keccak256(b"authority"))
    sides, seq = (principal.id, agent.id), ledger.seq(principal.id)
    terms = Appointment(*sides, 7, until, authority, seq, ledger.deadline)
    hands = [(principal, Role.PARTY), (agent, Role.PARTY)]
    ledger.act("MandateBook", "appointAgent", terms, hands=hands)
    end = AppointmentEnd(*sides, agent.id, ledger.seq(principal.id), ledger.deadline)
    ledger.act("MandateBook", "endAgent", end, hands=[(agent, Role.PARTY)])


def list_bank(story: Story) -> None:
    """A bank is listed in the directory, and suspended; a court gets one above it."""
    ledger, bank = story.ledger, story.bank
    kinds, window = 1 << InstitutionKind.INSURANCE, (Time(ledger.now), Time(ledger.now + DAY))
    licence, seq = DocumentDigest(keccak256(b"licence")), ledger.seq(bank.id)
    listing = InstitutionListing(bank.id, kinds, licence, *window, seq, ledger.deadline)
    governor = (ledger.governor, Role.GOVERNOR)
    ledger.act("DirectoryBook", "list", listing, hands=[governor, (bank, Role.PARTY)])
    ground, seq = DocumentDigest(keccak256(b"decision")), ledger.seq(bank.id)
    suspension = Suspension(bank.id, True, ground, seq, ledger.deadline)
    ledger.act("DirectoryBook", "changeSuspension", suspension, hands=[governor])
    court, above = story.court, story.enrol("court above", PartyKind.COURT)
    basis, seq = DocumentDigest(keccak256(b"list of courts")), ledger.seq(court.id)
    superior = Superior(court.id, above.id, basis, seq, ledger.deadline)
    ledger.act("DirectoryBook", "nameSuperior", superior, hands=[governor])


def vectors(ledger: Ledger) -> list[Json]:
    """The first act of every kind, in the order of the chain."""
    acted = ledger.register.events.Acted.get_logs(from_block=0)
    heads: dict[bytes, bytes] = {}
    seen: set[int] = set()
    found = []
    for log in acted:
        vector = vector_of(ledger, log, heads)
        if log["args"]["kind"] not in seen:
            found.append(vector)
        seen.add(log["args"]["kind"])
    if missing := [kind.name for kind in ActKind if kind and kind not in seen]:
        raise SystemExit(f"no act of {', '.join(missing)}")
    return found


def vector_of(ledger: Ledger, log: Any, heads: dict[bytes, bytes]) -> Json:
    """One act; `heads` goes on with it."""
    subject, data = log["args"]["subject"], log["args"]["data"]
    time = ledger.web3.eth.get_block(log["blockNumber"])["timestamp"]
    chain = word(ledger.web3.eth.chain_id)
    register = bytes(12) + bytes.fromhex(ledger.register.address[2:])
    before = heads.get(subject) or keccak256(DOMAIN + chain + register + subject)
    pieces = pieces_of(data)
    book = bytes(12) + bytes.fromhex(log["args"]["book"][2:])
    numbers = (pieces["seq"], log["blockNumber"], time)
    front = DOMAIN + chain + register + book + word(log["args"]["kind"]) + subject
    digest = keccak256(front + b"".join(map(word, numbers)) + keccak256(data))
    heads[subject] = keccak256(before + digest)
    stored = ledger.register.functions.head(subject).call(block_identifier=log["blockNumber"])
    later = [
        other
        for other in ledger.register.events.Acted.get_logs(
            from_block=log["blockNumber"], to_block=log["blockNumber"]
        )
        if other["args"]["subject"] == subject and other["logIndex"] > log["logIndex"]
    ]
    if not later and stored != heads[subject]:
        raise SystemExit(f"the head of {subject.hex()} is not what the page says")
    return {
        "kind": ActKind(log["args"]["kind"]).name,
        "number": log["args"]["kind"],
        "subject": text(subject),
        "book": log["args"]["book"],
        "block": log["blockNumber"],
        "time": time,
        "data": text(data),
        **pieces,
        "before": text(before),
        "digest": text(digest),
        "head": text(heads[subject]),
    }


def pieces_of(data: bytes) -> Json:
    """The envelope, the writes and the body, as docs/dossier.md lays them out."""
    links, place = data[6], 7
    pieces: Json = {"seq": int.from_bytes(data[1:6])}
    pieces["links"] = [text(data[place + LINK * i :][:LINK]) for i in range(links)]
    place += LINK * links
    actors = data[place]
    pieces["consent"] = text(data[place + 1 :][:32] if actors else b"")
    place += 33 if actors else 1
    pieces["actors"] = []
    for _ in range(actors):
        size = ACTOR + int.from_bytes(data[place + ACTOR - 2 : place + ACTOR])
        pieces["actors"].append(text(data[place : place + size]))
        place += size
    writes, place = data[place], place + 1
    pieces["writes"] = [text(data[place + PAIR * i :][:PAIR]) for i in range(writes)]
    return pieces | {"body": text(data[place + PAIR * writes :])}


def word(number: int) -> bytes:
    """32 bytes, big-endian."""
    return number.to_bytes(32)


def text(value: bytes) -> str:
    """Hex."""
    return "0x" + bytes(value).hex()


def main() -> None:
    """Plays, reads, writes."""
    with node() as web3:
        ledger = Ledger(web3)
        play(Story(ledger))
        document = {
            "chainId": web3.eth.chain_id,
            "register": ledger.register.address,
            "vectors": (found := vectors(ledger)),
        }
    OUT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{len(found)} vectors")


if __name__ == "__main__":
    main()
