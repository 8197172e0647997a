// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../libraries/TermsHash.sol";
import {Action, OrderKind, OrderScope, Origin, Right, Role, SecurityKind} from "../types/Enums.sol";
import {
    ApplicationId,
    DocumentDigest,
    FingerprintId,
    LotId,
    OrderId,
    PartyId,
    PledgeId,
    RecordRoot,
    Share,
    SubjectId,
    TitleId,
    applicationIdOf,
    subjectOf,
    subjectOfApplication
} from "../types/Ids.sol";
import {
    Application,
    Issue,
    Lift,
    Notice,
    Order,
    Pledge,
    Release,
    Signer,
    Split,
    Step,
    Transfer
} from "../types/Terms.sol";
import {
    Holding,
    Lot,
    OrderRecord,
    TitleRecord,
    holdingOf,
    lotOf,
    orderRecord,
    pledgeRecord,
    titleRecord
} from "../types/TitleWords.sol";
import {RECORD, applicationRecord, holdingKey, lotKey, orderKey, pledgeKey} from "../types/Words.sol";
import {Actor, Base, Hand} from "./Base.sol";
import {Typed} from "./Typed.sol";

/// @title The acts of the stories, with terms that go through; a test changes the one thing that it is about
abstract contract Scenes is Base {
    // Filing

    function _split(Actor memory holder, uint32 hold, uint32 use, uint32 oper) internal pure returns (Split memory) {
        return Split(holder.party, Share.wrap(hold), Share.wrap(use), Share.wrap(oper));
    }

    function _splits(Split memory a) internal pure returns (Split[] memory all) {
        all = new Split[](1);
        all[0] = a;
    }

    /// Two splits in ascending order of the holders.
    function _splits(Split memory a, Split memory b) internal pure returns (Split[] memory all) {
        bool ascending = PartyId.unwrap(a.holder) < PartyId.unwrap(b.holder);
        all = new Split[](2);
        (all[0], all[1]) = ascending ? (a, b) : (b, a);
    }

    function _application(string memory object, Split[] memory splits) internal view returns (Application memory) {
        return
            Application({
                registry: REGISTRY,
                profile: PROFILE,
                fingerprint: FingerprintId.wrap(keccak256(bytes(object))),
                keyed: false,
                origin: Origin.SELF_GENERATED,
                record: RecordRoot.wrap(keccak256(abi.encode("record", object))),
                splits: splits,
                due: _time(block.timestamp + MINIMUM_ACCEPTANCE),
                previous: ApplicationId.wrap(0),
                seq: 0,
                deadline: DEADLINE
            });
    }

    function _alicesApplication() internal view returns (Application memory) {
        return _application("alice's data", _splits(_split(alice, 1_000_000, 1_000_000, 1_000_000)));
    }

    function _sharedApplication() internal view returns (Application memory) {
        Split memory a = _split(alice, 600_000, 1_000_000, 700_000);
        return _application("shared data", _splits(a, _split(bob, 400_000, 0, 300_000)));
    }

    /// The hands of the applicants, in the order of the splits.
    function _applicants(Application memory terms) internal view returns (Hand[] memory hands) {
        hands = new Hand[](terms.splits.length);
        for (uint256 i = 0; i < hands.length; ++i) {
            hands[i] = _as(_actorOf(terms.splits[i].holder), Role.PARTY);
        }
    }

    function _actorOf(PartyId party) internal view returns (Actor memory) {
        if (PartyId.unwrap(party) == PartyId.unwrap(alice.party)) return alice;
        if (PartyId.unwrap(party) == PartyId.unwrap(bob.party)) return bob;
        if (PartyId.unwrap(party) == PartyId.unwrap(carol.party)) return carol;
        if (PartyId.unwrap(party) == PartyId.unwrap(bankA.party)) return bankA;
        if (PartyId.unwrap(party) == PartyId.unwrap(bankB.party)) return bankB;
        if (PartyId.unwrap(party) == PartyId.unwrap(institution.party)) return institution;
        return court;
    }

    function _signedApplication(Application memory terms) internal view returns (Signer[] memory) {
        return _sign(address(filingDesk), Typed.hash(terms), _applicants(terms));
    }

    function _submit(Application memory terms) internal returns (ApplicationId) {
        return filingDesk.submit(terms, _signedApplication(terms));
    }

    function _step(Application memory content, Action action) internal view returns (Step memory) {
        return _step(applicationIdOf(Typed.hash(content)), action);
    }

    function _step(ApplicationId id, Action action) internal view returns (Step memory) {
        uint64 seq = register.seqOf(subjectOfApplication(id));
        bool receipt = action == Action.DEPOSIT;
        uint256 due = receipt ? block.timestamp : block.timestamp + 10 days;
        return Step(id, seq, action, _time(due), DocumentDigest.wrap(keccak256("reasons")), DEADLINE);
    }

    function _stepHash(Step memory terms) internal pure returns (bytes32) {
        return TermsHash.flat(TermsHash.STEP, abi.encode(terms));
    }

    function _signedStep(Step memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(filingDesk), _stepHash(terms), hands);
    }

    function _take(Application memory content, Action action, Hand[] memory hands) internal {
        Step memory terms = _step(content, action);
        filingDesk.step(terms, content, _signedStep(terms, hands));
    }

    function _examiners() internal view returns (Hand[] memory) {
        return _hands(_as(examiner, Role.EXAMINER), _as(reviewer, Role.REVIEWER));
    }

    function _clerk() internal view returns (Hand[] memory) {
        return _hands(_as(acceptance, Role.ACCEPTANCE));
    }

    function _notice(Application memory content) internal view returns (Notice memory) {
        ApplicationId id = applicationIdOf(Typed.hash(content));
        uint64 seq = register.seqOf(subjectOfApplication(id));
        return Notice(id, seq, _time(block.timestamp + MINIMUM_NOTICE), "clear fields", DEADLINE);
    }

    function _publish(Application memory content) internal {
        Notice memory terms = _notice(content);
        filingDesk.publish(terms, content, _sign(address(filingDesk), Typed.hash(terms), _examiners()));
    }

    /// From the filing to the deposit.
    function _register(Application memory content) internal returns (ApplicationId id) {
        id = _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        _take(content, Action.ASSIGN, _hands(_as(examiner, Role.EXAMINER)));
        _publish(content);
        _warp(block.timestamp + MINIMUM_NOTICE + 1);
        _take(content, Action.CLOSE_NOTICE, _clerk());
        _take(content, Action.DEPOSIT, _clerk());
    }

    // Titles

    function _issueTerms(Application memory content) internal view returns (Issue memory) {
        ApplicationId id = applicationIdOf(Typed.hash(content));
        SubjectId subject = subjectOfApplication(id);
        return
            Issue({
                application: id,
                seq: register.seqOf(subject),
                registry: content.registry,
                fingerprint: content.fingerprint,
                record: content.record,
                profile: content.profile,
                registeredAt: applicationRecord(register.word(subject, RECORD)).depositedAt,
                validUntil: _time(block.timestamp + 3 * 365 days),
                deadline: DEADLINE
            });
    }

    function _seal(Issue memory terms) internal view returns (Signer[] memory) {
        bytes32 hash = TermsHash.flat(TermsHash.ISSUE, abi.encode(terms));
        return _sign(address(titleBook), hash, _hands(_as(acceptance, Role.SEAL_KEEPER)));
    }

    function _issue(Application memory content) internal returns (TitleId) {
        _register(content);
        Issue memory terms = _issueTerms(content);
        return titleBook.issue(terms, content, _seal(terms));
    }

    function _alicesTitle() internal returns (TitleId) {
        return _issue(_alicesApplication());
    }

    function _sharedTitle() internal returns (TitleId) {
        return _issue(_sharedApplication());
    }

    function _transferOf(
        TitleId title,
        Actor memory giver,
        Actor memory taker,
        uint32 oper
    ) internal view returns (Transfer memory t) {
        t.title = title;
        t.giver = giver.party;
        t.taker = taker.party;
        t.oper = Share.wrap(oper);
        t.giverVersion = _holding(title, giver).version;
        t.document = DocumentDigest.wrap(keccak256("contract"));
        t.deadline = DEADLINE;
    }

    function _signedTransfer(Transfer memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(titleBook), Typed.hash(t), hands);
    }

    function _transfer(TitleId title, Actor memory giver, Actor memory taker, uint32 oper) internal {
        Transfer memory t = _transferOf(title, giver, taker, oper);
        titleBook.transfer(t, _signedTransfer(t, _parties(giver, taker)));
    }

    // Pledges

    function _pledgeTerms(
        TitleId title,
        Actor memory pledgor,
        Actor memory pledgee,
        uint32 ppm
    ) internal view returns (Pledge memory) {
        return
            Pledge({
                title: title,
                pledgor: pledgor.party,
                pledgee: pledgee.party,
                right: Right.OPER,
                ppm: Share.wrap(ppm),
                lot: LotId.wrap(0),
                kind: SecurityKind.PLEDGE,
                maximum: false,
                amount: 100_000_000,
                termEnd: _time(block.timestamp + 365 days),
                filedAt: _time(block.timestamp - 1 hours),
                filing: keccak256(abi.encode("filing", pledgee.party, block.timestamp)),
                document: DocumentDigest.wrap(keccak256("security agreement")),
                deadline: DEADLINE
            });
    }

    function _pledgeHash(Pledge memory terms) internal pure returns (bytes32) {
        return TermsHash.flat(TermsHash.PLEDGE, abi.encode(terms));
    }

    function _signedPledge(Pledge memory terms) internal view returns (Signer[] memory) {
        Hand[] memory hands = _parties(_actorOf(terms.pledgor), _actorOf(terms.pledgee));
        return _sign(address(pledgeBook), _pledgeHash(terms), hands);
    }

    function _pledge(Pledge memory terms) internal returns (PledgeId) {
        return pledgeBook.pledge(terms, _signedPledge(terms));
    }

    function _pledge(TitleId title, Actor memory a, Actor memory bank, uint32 ppm) internal returns (LotId lot) {
        return LotId.wrap(PledgeId.unwrap(_pledge(_pledgeTerms(title, a, bank, ppm))));
    }

    /// A second pledge on a lot.
    function _junior(TitleId title, LotId lot, Actor memory bank) internal returns (PledgeId) {
        Lot memory old = _lot(title, lot);
        Pledge memory terms = _pledgeTerms(title, _actorOf(old.holder), bank, Share.unwrap(old.ppm));
        terms.lot = lot;
        return _pledge(terms);
    }

    function _releaseTerms(TitleId title, LotId lot, PledgeId id) internal view returns (Release memory) {
        uint16 version = pledgeRecord(register.word(subjectOf(title), pledgeKey(lot, id))).version;
        return Release(title, lot, id, version, DocumentDigest.wrap(keccak256("receipt")), DEADLINE);
    }

    function _signedRelease(Release memory terms, Actor memory bank) internal view returns (Signer[] memory) {
        bytes32 hash = TermsHash.flat(TermsHash.RELEASE, abi.encode(terms));
        return _sign(address(pledgeBook), hash, _parties(bank));
    }

    function _release(TitleId title, LotId lot, PledgeId id, Actor memory bank) internal {
        Release memory terms = _releaseTerms(title, lot, id);
        pledgeBook.release(terms, _signedRelease(terms, bank));
    }

    // Orders

    function _clerks() internal view returns (Hand[] memory) {
        return _hands(_as(clerkA, Role.ORDER_CLERK), _as(clerkB, Role.ORDER_CLERK));
    }

    function _orderTerms(string memory instrument, uint256 until) internal view returns (Order memory o) {
        o.kind = OrderKind.FREEZE;
        o.scope = OrderScope.TITLE;
        o.registry = REGISTRY;
        o.rights = 7;
        o.court = court.party;
        o.instrument = DocumentDigest.wrap(keccak256(bytes(instrument)));
        o.until = _time(until);
        o.profile = PROFILE;
        o.deadline = DEADLINE;
    }

    function _titleOrder(TitleId title, string memory instrument) internal view returns (Order memory o) {
        o = _orderTerms(instrument, block.timestamp + 365 days);
        o.title = title;
    }

    function _holderOrder(TitleId title, Actor memory a, uint8 rights) internal view returns (Order memory o) {
        o = _titleOrder(title, "holder's order");
        o.scope = OrderScope.HOLDER;
        o.party = a.party;
        o.rights = rights;
    }

    function _partyOrder(Actor memory a) internal view returns (Order memory o) {
        o = _orderTerms("party's order", block.timestamp + 365 days);
        o.scope = OrderScope.PARTY;
        o.party = a.party;
    }

    function _signedOrder(Order memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(orderDesk), TermsHash.flat(TermsHash.ORDER, abi.encode(terms)), hands);
    }

    function _order(Order memory terms) internal returns (OrderId) {
        return orderDesk.order(terms, _signedOrder(terms, _clerks()));
    }

    function _liftTerms(SubjectId subject, PartyId holder, OrderId id) internal view returns (Lift memory lift) {
        OrderRecord memory record = orderRecord(register.word(subject, orderKey(holder, id)));
        lift.subject = subject;
        lift.holder = holder;
        lift.order = id;
        lift.version = record.version;
        lift.instrument = DocumentDigest.wrap(keccak256("lifting"));
        lift.deadline = DEADLINE;
    }

    function _signedLift(Lift memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(orderDesk), Typed.hash(terms), hands);
    }

    function _lift(Lift memory terms) internal {
        orderDesk.lift(terms, _signedLift(terms, _clerks()));
    }

    // State

    function _holding(TitleId title, Actor memory holder) internal view returns (Holding memory) {
        return holdingOf(register.word(subjectOf(title), holdingKey(holder.party)));
    }

    function _lot(TitleId title, LotId lot) internal view returns (Lot memory) {
        return lotOf(register.word(subjectOf(title), lotKey(lot)));
    }

    function _title(TitleId title) internal view returns (TitleRecord memory) {
        return titleRecord(register.word(subjectOf(title), RECORD));
    }
}
