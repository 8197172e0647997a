// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Role} from "../types/Enums.sol";
import {PledgeState, Realisation} from "../types/PledgeEnums.sol";
import {DocumentDigest, LotId, OrderId, PartyId, PledgeId, Share, TitleId, subjectOf} from "../types/Ids.sol";
import {
    Amendment,
    Assignment,
    Enforcement,
    Judgment,
    Knowledge,
    Pledge,
    Ranking,
    Sale,
    Shrinking
} from "../types/PledgeTerms.sol";
import {Signer} from "../types/Terms.sol";
import {PledgeRecord, pledgeRecord} from "../types/TitleWords.sol";
import {pledgeKey} from "../types/Words.sol";
import {Actor, Hand} from "./Base.sol";
import {Scenes} from "./Scenes.sol";
import {Typed} from "./Typed.sol";

/// @title A lot of alice's with two pledges, and the acts of their life with terms that go through
abstract contract Pledging is Scenes {
    string private constant PLEDGE =
        "Pledge(bytes32 title,bytes32 pledgor,bytes32 pledgee,uint8 right,uint32 ppm,bytes32 lot,uint8 kind,bool maximum,"
        "uint128 amount,uint40 termEnd,uint40 filedAt,bytes32 filing,bytes32 document,bytes32 basis,bool forAnother,"
        "bool pastTerm,uint64 deadline)";
    string private constant AMENDMENT =
        "Amendment(Pledge pledged,uint16 version,bool maximum,uint128 amount,uint40 termEnd,bool pastTerm,"
        "bytes32[] pledges,bytes32 document,uint64 deadline)";
    string private constant ASSIGNMENT =
        "Assignment(bytes32 title,bytes32 lot,bytes32 pledge,uint16 version,bytes32 assignee,bytes32 notice,"
        "bytes32 document,uint64 deadline)";
    string private constant RANKING =
        "Ranking(bytes32 title,bytes32 lot,uint16 version,bytes32[] pledges,bytes32 document,uint64 deadline)";
    string private constant KNOWLEDGE =
        "Knowledge(bytes32 title,bytes32 lot,bytes32 pledge,bytes32 subject,bytes32 holder,bytes32 order,uint40 knownAt,"
        "bytes32 document,uint64 deadline)";
    string private constant ENFORCEMENT =
        "Enforcement(bytes32 title,bytes32 lot,bytes32 pledge,uint16 version,uint8 realisation,bytes32 document,"
        "uint64 deadline)";
    string private constant SALE =
        "Sale(bytes32 title,bytes32 lot,uint16 version,uint8 realisation,bytes32 taker,bytes32[] pledges,uint256 ended,"
        "bytes32 court,bytes32 document,uint64 deadline)";
    string private constant JUDGMENT =
        "Judgment(bytes32 title,bytes32 lot,bytes32 pledge,uint16 version,uint8 state,bytes32 court,bytes32 instrument,"
        "uint64 deadline)";
    DocumentDigest internal constant PAPER = DocumentDigest.wrap(keccak256("paper"));

    TitleId internal title;
    LotId internal lot;
    PledgeId internal first;
    PledgeId internal second;
    Pledge internal firstTerms;

    function setUp() public virtual override {
        super.setUp();
        title = _sharedTitle();
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        terms.maximum = true;
        firstTerms = terms;
        first = _pledge(terms);
        lot = LotId.wrap(PledgeId.unwrap(first));
        second = _junior(title, lot, bankB);
    }

    /// Both pledges of the lot, ascending.
    function _both() internal view returns (PledgeId[] memory pledges) {
        pledges = new PledgeId[](2);
        bool ascends = PledgeId.unwrap(first) < PledgeId.unwrap(second);
        (pledges[0], pledges[1]) = ascends ? (first, second) : (second, first);
    }

    function _record(PledgeId id) internal view returns (PledgeRecord memory) {
        return pledgeRecord(register.word(subjectOf(title), pledgeKey(lot, id)));
    }

    function _amendmentOf(uint128 amount) internal view returns (Amendment memory a) {
        a.pledged = firstTerms;
        a.version = _record(first).version;
        a.maximum = true;
        a.amount = amount;
        a.termEnd = firstTerms.termEnd;
        a.document = PAPER;
        a.deadline = DEADLINE;
    }

    function _assignmentOf(PartyId assignee) internal view returns (Assignment memory) {
        return Assignment(title, lot, first, _record(first).version, assignee, PAPER, PAPER, DEADLINE);
    }

    function _rankingOf(PledgeId a, PledgeId b) internal view returns (Ranking memory) {
        PledgeId[] memory pledges = new PledgeId[](2);
        (pledges[0], pledges[1]) = (a, b);
        return Ranking(title, lot, _lot(title, lot).version, pledges, PAPER, DEADLINE);
    }

    function _shrinkingOf(uint32 ppm) internal view returns (Shrinking memory) {
        return Shrinking(title, lot, _lot(title, lot).version, Share.wrap(ppm), _both(), PAPER, DEADLINE);
    }

    function _knowledgeOf(OrderId order) internal view returns (Knowledge memory k) {
        k.title = title;
        k.lot = lot;
        k.pledge = first;
        k.subject = subjectOf(title);
        k.order = order;
        k.knownAt = _time(block.timestamp);
        k.document = PAPER;
        k.deadline = DEADLINE;
    }

    function _enforcementOf(Realisation how) internal view returns (Enforcement memory) {
        return Enforcement(title, lot, first, _record(first).version, how, PAPER, DEADLINE);
    }

    function _judgmentOf(PledgeState state) internal view returns (Judgment memory) {
        return Judgment(title, lot, first, _record(first).version, state, court.party, PAPER, DEADLINE);
    }

    /// ended: bit n stands for the n-th of both.
    function _saleOf(Realisation how, PartyId taker, uint256 ended) internal view returns (Sale memory s) {
        s.title = title;
        s.lot = lot;
        s.version = _lot(title, lot).version;
        s.realisation = how;
        s.taker = taker;
        s.pledges = _both();
        s.ended = ended;
        if (how == Realisation.COURT_SALE) s.court = court.party;
        s.document = PAPER;
        s.deadline = DEADLINE;
    }

    function _signed(Amendment memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        bytes32 hash = vm.eip712HashStruct(string.concat(AMENDMENT, PLEDGE), abi.encode(t));
        return _sign(address(pledgeDesk), hash, hands);
    }

    function _signed(Assignment memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(pledgeDesk), vm.eip712HashStruct(ASSIGNMENT, abi.encode(t)), hands);
    }

    function _signed(Ranking memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(pledgeDesk), vm.eip712HashStruct(RANKING, abi.encode(t)), hands);
    }

    function _signed(Shrinking memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(pledgeDesk), Typed.hash(t), hands);
    }

    function _signed(Knowledge memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(pledgeDesk), vm.eip712HashStruct(KNOWLEDGE, abi.encode(t)), hands);
    }

    function _signed(Enforcement memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(pledgeDesk), vm.eip712HashStruct(ENFORCEMENT, abi.encode(t)), hands);
    }

    function _signed(Sale memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(pledgeBook), vm.eip712HashStruct(SALE, abi.encode(t)), hands);
    }

    function _signed(Judgment memory t, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(pledgeBook), vm.eip712HashStruct(JUDGMENT, abi.encode(t)), hands);
    }

    function _parties(
        Actor memory a,
        Actor memory b,
        Actor memory c,
        Actor memory d
    ) internal pure returns (Hand[] memory hands) {
        hands = new Hand[](4);
        (hands[0], hands[1]) = (_as(a, Role.PARTY), _as(b, Role.PARTY));
        (hands[2], hands[3]) = (_as(c, Role.PARTY), _as(d, Role.PARTY));
    }

    function _declared() internal {
        Enforcement memory terms = _enforcementOf(Realisation.NONE);
        pledgeDesk.enforce(terms, _signed(terms, _parties(bankA)));
    }
}
