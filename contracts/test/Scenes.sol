// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../libraries/TermsHash.sol";
import {OrderKind, OrderScope, Right, Role, SecurityKind} from "../types/Enums.sol";
import {
    DocumentDigest,
    LotId,
    OrderId,
    PartyId,
    PledgeId,
    Share,
    SubjectId,
    Time,
    TitleId,
    subjectOf
} from "../types/Ids.sol";
import {Extension, Superior} from "../types/OrderTerms.sol";
import {Pledge, Release} from "../types/PledgeTerms.sol";
import {Lift, Order, Signer, Transfer} from "../types/Terms.sol";
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
import {RECORD, holdingKey, lotKey, orderKey, pledgeKey} from "../types/Words.sol";
import {Actor, Hand} from "./Base.sol";
import {Typed} from "./Typed.sol";
import {Filings} from "./Filings.sol";

/// @title The acts of the stories, with terms that go through; a test changes the one thing that it is about
abstract contract Scenes is Filings {
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
                basis: DocumentDigest.wrap(0),
                forAnother: false,
                pastTerm: false,
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
        lift.court = record.court;
        lift.instrument = DocumentDigest.wrap(keccak256("lifting"));
        lift.deadline = DEADLINE;
    }

    function _signedLift(Lift memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(orderDesk), Typed.hash(terms), hands);
    }

    function _lift(Lift memory terms) internal {
        orderDesk.lift(terms, _signedLift(terms, _clerks()));
    }

    /// A year more than the order has.
    function _extension(SubjectId subject, PartyId holder, OrderId id) internal view returns (Extension memory) {
        OrderRecord memory record = orderRecord(register.word(subject, orderKey(holder, id)));
        return
            Extension({
                subject: subject,
                holder: holder,
                order: id,
                version: record.version,
                court: record.court,
                instrument: DocumentDigest.wrap(keccak256("extending")),
                until: _time(uint256(Time.unwrap(record.until)) + 365 days),
                profile: PROFILE,
                deadline: DEADLINE
            });
    }

    function _signedExtension(Extension memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(orderDesk), TermsHash.flat(TermsHash.EXTENSION, abi.encode(terms)), hands);
    }

    function _extend(Extension memory terms) internal {
        orderDesk.extend(terms, _signedExtension(terms, _clerks()));
    }

    function _superior(Actor memory authority, Actor memory above) internal view returns (Superior memory) {
        DocumentDigest basis = DocumentDigest.wrap(keccak256("list of courts"));
        return Superior(authority.party, above.party, basis, _seq(authority.party), DEADLINE);
    }

    function _signedSuperior(Superior memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(directoryBook), TermsHash.flat(TermsHash.SUPERIOR, abi.encode(terms)), hands);
    }

    function _nameSuperior(Actor memory authority, Actor memory above) internal {
        Superior memory terms = _superior(authority, above);
        directoryBook.nameSuperior(terms, _signedSuperior(terms, _hands(_as(governor, Role.GOVERNOR))));
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
