// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrderDesk} from "../../../interfaces/IOrderDesk.sol";
import {IPledgeBook} from "../../../interfaces/IPledgeBook.sol";
import {IBook} from "../../../interfaces/IBook.sol";
import {PartyKind, Role} from "../../../types/Enums.sol";
import {PledgeState} from "../../../types/PledgeEnums.sol";
import {DocumentDigest} from "../../../types/Ids.sol";
import {Judgment} from "../../../types/PledgeTerms.sol";
import {Hand} from "../../Base.sol";
import {Pledging} from "../../Pledging.sol";

contract ConcludeTest is Pledging {
    function test_RevertWhen_TheJudgmentEndsNothing() external {
        Judgment memory terms = _judgmentOf(PledgeState.RELEASED);
        bytes4 selector = IPledgeBook.JudgmentWrong.selector;
        _refusesJudgment(terms, _clerks(), abi.encodeWithSelector(selector, title, first, PledgeState.RELEASED));
        terms = _judgmentOf(PledgeState.VOIDED);
        terms.instrument = DocumentDigest.wrap(0);
        _refusesJudgment(terms, _clerks(), abi.encodeWithSelector(selector, title, first, PledgeState.VOIDED));
    }

    function test_RevertWhen_TwoClerksDoNotSign() external {
        Judgment memory terms = _judgmentOf(PledgeState.DISCHARGED);
        Hand[] memory one = _hands(_as(clerkA, Role.ORDER_CLERK));
        _refusesJudgment(terms, one, abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.ORDER_CLERK, REGISTRY);
        _refusesJudgment(terms, _parties(alice, bankA), expected);
    }

    function test_RevertWhen_NoCourtJudged() external {
        Judgment memory terms = _judgmentOf(PledgeState.DISCHARGED);
        terms.court = governor.party;
        bytes4 selector = IOrderDesk.OrderingPartyWrong.selector;
        _refusesJudgment(terms, _clerks(), abi.encodeWithSelector(selector, governor.party, PartyKind.ORGAN));
    }

    /// it should end, and the lot's last frees the share
    function test_WhenACourtDischargesAndVoids() external {
        _conclude(_judgmentOf(PledgeState.DISCHARGED));
        vm.assertTrue(_record(first).state == PledgeState.DISCHARGED, "discharged");
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "the second rests on it");
        Judgment memory terms = _judgmentOf(PledgeState.VOIDED);
        terms.pledge = second;
        terms.version = 1;
        _conclude(terms);
        vm.assertTrue(_record(second).state == PledgeState.VOIDED, "void");
        vm.assertEq(_holding(title, alice).pledged[2], 0, "the share is free");
    }

    function _conclude(Judgment memory terms) private {
        pledgeBook.conclude(terms, _signed(terms, _clerks()));
    }

    function _refusesJudgment(Judgment memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(pledgeBook), abi.encodeCall(pledgeBook.conclude, (terms, _signed(terms, hands))), expected);
    }
}
