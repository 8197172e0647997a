// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledgeDesk} from "../../../interfaces/IPledgeDesk.sol";
import {IBook} from "../../../interfaces/IBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {Role} from "../../../types/Enums.sol";
import {DocumentDigest, OrderId, PartyId, PledgeId, Time, subjectOf, subjectOfParty} from "../../../types/Ids.sol";
import {Knowledge} from "../../../types/PledgeTerms.sol";
import {knowledgeKey} from "../../../types/PledgeWords.sol";
import {Base, Hand} from "../../Base.sol";
import {Mergers} from "../../Mergers.sol";
import {Pledging} from "../../Pledging.sol";

contract LearnTest is Pledging, Mergers {
    OrderId private order;

    function setUp() public override(Base, Pledging) {
        super.setUp();
        order = _order(_titleOrder(title, "first"));
    }

    function test_RevertWhen_ThePledgeIsUnknown() external {
        Knowledge memory terms = _knowledgeOf(order);
        terms.pledge = PledgeId.wrap(keccak256("unknown"));
        bytes4 selector = ITitleBook.PledgeNotOpen.selector;
        _refusesKnowledge(terms, _parties(bankA), abi.encodeWithSelector(selector, title, lot, terms.pledge));
    }

    function test_RevertWhen_TheAmountIsNoMaximum() external {
        Knowledge memory terms = _knowledgeOf(order);
        terms.pledge = second;
        bytes memory expected = abi.encodeWithSelector(IPledgeDesk.KnowledgeWrong.selector, title, second);
        _refusesKnowledge(terms, _parties(bankB), expected);
    }

    function test_RevertWhen_TimeOrDocumentIsWrong() external {
        bytes memory expected = abi.encodeWithSelector(IPledgeDesk.KnowledgeWrong.selector, title, first);
        Knowledge memory terms = _knowledgeOf(order);
        terms.knownAt = _time(block.timestamp + 1);
        _refusesKnowledge(terms, _parties(bankA), expected);
        terms.knownAt = Time.wrap(0);
        _refusesKnowledge(terms, _parties(bankA), expected);
        terms = _knowledgeOf(order);
        terms.document = DocumentDigest.wrap(0);
        _refusesKnowledge(terms, _parties(bankA), expected);
    }

    function test_RevertWhen_TheOrderStandsElsewhere() external {
        Knowledge memory terms = _knowledgeOf(OrderId.wrap(keccak256("unknown")));
        _refusesKnowledge(terms, _parties(bankA), _unknown(terms));
        terms = _knowledgeOf(_order(_holderOrder(title, bob, 4)));
        terms.holder = bob.party;
        _refusesKnowledge(terms, _parties(bankA), _unknown(terms));
        terms = _knowledgeOf(_order(_partyOrder(bob)));
        terms.subject = subjectOfParty(bob.party);
        _refusesKnowledge(terms, _parties(bankA), _unknown(terms));
    }

    function test_RevertWhen_AnotherBankSigns() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, bankA.party);
        _refusesKnowledge(_knowledgeOf(order), _parties(bankB), expected);
    }

    function test_RevertWhen_ItIsKnownAlready() external {
        _learn(_knowledgeOf(order), _parties(bankA));
        bytes memory expected = abi.encodeWithSelector(IPledgeDesk.KnowledgeWrong.selector, title, first);
        _refusesKnowledge(_knowledgeOf(order), _parties(bankA), expected);
    }

    /// it should keep the time
    function test_WhenAClerkServedIt() external {
        _learn(_knowledgeOf(order), _hands(_as(clerkA, Role.ORDER_CLERK)));
        bytes32 word = register.word(subjectOf(title), knowledgeKey(lot, first));
        vm.assertEq(uint256(word), block.timestamp, "known since");
    }

    /// it should be known as well
    function test_WhenTheOrderIsOnTheHoldersShareOrTheHolder() external {
        Knowledge memory terms = _knowledgeOf(_order(_holderOrder(title, alice, 4)));
        terms.holder = alice.party;
        _learn(terms, _parties(bankA));
        vm.assertTrue(register.word(subjectOf(title), knowledgeKey(lot, first)) != 0, "known");
    }

    /// it should be known as well
    function test_WhenTheOrderIsOnWhoAbsorbedTheHolder() external {
        Knowledge memory terms = _knowledgeOf(_order(_partyOrder(carol)));
        terms.subject = subjectOfParty(carol.party);
        _refusesKnowledge(terms, _parties(bankA), _unknown(terms));
        _absorb(alice, carol);
        terms.holder = alice.party;
        _refusesKnowledge(terms, _parties(bankA), _unknown(terms));
        terms.holder = PartyId.wrap(0);
        _learn(terms, _parties(bankA));
        vm.assertTrue(register.word(subjectOf(title), knowledgeKey(lot, first)) != 0, "known");
    }

    function _learn(Knowledge memory terms, Hand[] memory hands) private {
        pledgeDesk.learn(terms, _signed(terms, hands));
    }

    function _unknown(Knowledge memory terms) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPledgeDesk.SeizureUnknown.selector, terms.subject, terms.order);
    }

    function _refusesKnowledge(Knowledge memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(pledgeDesk), abi.encodeCall(pledgeDesk.learn, (terms, _signed(terms, hands))), expected);
    }
}
