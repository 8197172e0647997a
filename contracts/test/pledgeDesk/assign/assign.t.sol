// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledgeDesk} from "../../../interfaces/IPledgeDesk.sol";
import {IBook} from "../../../interfaces/IBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {Burden, Operation} from "../../../types/Enums.sol";
import {DocumentDigest, PartyId, Time, subjectOfParty} from "../../../types/Ids.sol";
import {Assignment} from "../../../types/PledgeTerms.sol";
import {RECORD, partyBarredUntil} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Pledging} from "../../Pledging.sol";

contract AssignTest is Pledging {
    function test_RevertWhen_TheClaimGoesToNobodyElse() external {
        bytes memory expected = abi.encodeWithSelector(IPledgeDesk.AssignmentWrong.selector, title, first);
        _refusesAssignment(_assignmentOf(bankA.party), _parties(bankA, bankB), expected);
        _refusesAssignment(_assignmentOf(alice.party), _parties(bankA, alice), expected);
    }

    function test_RevertWhen_TheDebtorIsNotTold() external {
        Assignment memory terms = _assignmentOf(bankB.party);
        terms.notice = DocumentDigest.wrap(0);
        bytes memory expected = abi.encodeWithSelector(IPledgeDesk.AssignmentWrong.selector, title, first);
        _refusesAssignment(terms, _parties(bankA, bankB), expected);
    }

    function test_RevertWhen_OneSideDoesNotSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesAssignment(_assignmentOf(bankB.party), _parties(bankA), expected);
        expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, bankB.party);
        _refusesAssignment(_assignmentOf(bankB.party), _parties(bankA, bob), expected);
        expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, bankA.party);
        _refusesAssignment(_assignmentOf(bankB.party), _parties(alice, bankB), expected);
    }

    function test_RevertWhen_AnOrderBarsThePledgee() external {
        _order(_partyOrder(bankA));
        Time until = partyBarredUntil(register.word(subjectOfParty(bankA.party), RECORD));
        bytes memory expected = abi.encodeWithSelector(
            ITitleBook.Barred.selector,
            title,
            bankA.party,
            Operation.TRANSFER,
            Burden.FROZEN,
            until
        );
        _refusesAssignment(_assignmentOf(bankB.party), _parties(bankA, bankB), expected);
    }

    /// it should secure the assignee, in the rank of its filing
    function test_WhenBothSign() external {
        Assignment memory terms = _assignmentOf(bob.party);
        Time filed = _record(first).filedAt;
        pledgeDesk.assign(terms, _signed(terms, _parties(bankA, bob)));
        vm.assertEq(PartyId.unwrap(_record(first).pledgee), PartyId.unwrap(bob.party), "the pledgee");
        vm.assertEq(Time.unwrap(_record(first).filedAt), Time.unwrap(filed), "its rank's time");
        vm.assertEq(_record(first).version, 2, "its version");
        vm.assertTrue(_record(first).maximum, "still a maximum");
    }

    function _refusesAssignment(Assignment memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(pledgeDesk), abi.encodeCall(pledgeDesk.assign, (terms, _signed(terms, hands))), expected);
    }
}
