// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledgeDesk} from "../../../interfaces/IPledgeDesk.sol";
import {IBook} from "../../../interfaces/IBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {Share} from "../../../types/Ids.sol";
import {Shrinking} from "../../../types/PledgeTerms.sol";
import {Hand} from "../../Base.sol";
import {Pledging} from "../../Pledging.sol";

contract ShrinkTest is Pledging {
    function test_RevertWhen_NotLessStays() external {
        bytes4 selector = IPledgeDesk.ShareNotLess.selector;
        bytes memory expected = abi.encodeWithSelector(selector, title, lot, 100_000, 100_000);
        _refusesShrinking(_shrinkingOf(100_000), _parties(alice, bankA, bankB), expected);
        expected = abi.encodeWithSelector(selector, title, lot, 0, 100_000);
        _refusesShrinking(_shrinkingOf(0), _parties(alice, bankA, bankB), expected);
    }

    function test_RevertWhen_TheHolderDoesNotSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesShrinking(_shrinkingOf(1), _parties(bankA, bankB), expected);
    }

    function test_RevertWhen_OnePledgeeDoesNotSign() external {
        bytes4 selector = ITitleBook.PledgeeConsentMissing.selector;
        bytes memory expected = abi.encodeWithSelector(selector, title, second, bankB.party);
        _refusesShrinking(_shrinkingOf(1), _parties(alice, bankA), expected);
    }

    /// it should free the rest in the holder's hand
    function test_WhenAllSign() external {
        Shrinking memory terms = _shrinkingOf(40_000);
        pledgeDesk.shrink(terms, _signed(terms, _parties(alice, bankA, bankB)));
        vm.assertEq(Share.unwrap(_lot(title, lot).ppm), 40_000, "the lot's share");
        vm.assertEq(_lot(title, lot).open, 2, "its pledges");
        vm.assertEq(_holding(title, alice).pledged[2], 40_000, "the pledged sum");
    }

    function _refusesShrinking(Shrinking memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(address(pledgeDesk), abi.encodeCall(pledgeDesk.shrink, (terms, _signed(terms, hands))), expected);
    }
}
