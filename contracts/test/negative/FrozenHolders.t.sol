// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ITitleBook} from "../../interfaces/ITitleBook.sol";
import {Burden, Operation} from "../../types/Enums.sol";
import {OrderId, Time, TitleId, subjectOf} from "../../types/Ids.sol";
import {Lift, Order, Signer, Transfer} from "../../types/Terms.sol";
import {frozenHoldersOf} from "../../types/TitleWords.sol";
import {RECORD} from "../../types/Words.sol";
import {Actor} from "../Base.sol";
import {Scenes} from "../Scenes.sol";

/// @title A title counts its frozen holders, so that a disposal of a title without any need not look
/// @dev A count that is too low would let a frozen share go: it must be right through every order of entry and lifting.
contract FrozenHoldersTest is Scenes {
    TitleId private title;
    Order private ofAlice;
    Order private ofBob;

    function setUp() public override {
        super.setUp();
        title = _sharedTitle();
        ofAlice = _holderOrder(title, alice, 7);
        ofBob = _holderOrder(title, bob, 7);
    }

    function test_EachFrozenHolderCountsOnce() external {
        _requireFrozen(0);
        _order(ofAlice);
        _requireFrozen(1);
        _second(alice);
        _requireFrozen(1);
        _order(ofBob);
        _requireFrozen(2);
    }

    function test_AnOrderOnTitleOrPartyCountsNoHolder() external {
        _order(_titleOrder(title, "title's order"));
        _order(_partyOrder(alice));
        _requireFrozen(0);
    }

    function test_TheLastLiftFreesItsHolderAndNoOther() external {
        OrderId first = _order(ofAlice);
        OrderId second = _order(ofBob);
        _lift(_liftTerms(subjectOf(title), alice.party, first));
        _requireFrozen(1);
        _transfer(title, alice, carol, 1);
        _refusesTransferOf(bob, ofBob.until);
        _lift(_liftTerms(subjectOf(title), bob.party, second));
        _requireFrozen(0);
        _transfer(title, bob, carol, 1);
        vm.assertEq(_holding(title, carol).shares[2], 2, "carol's share");
    }

    function test_AHolderStaysFrozenUntilItsLastOrderIsLifted() external {
        OrderId first = _order(ofAlice);
        OrderId second = _second(alice);
        Lift memory terms = _liftTerms(subjectOf(title), alice.party, first);
        terms.remaining = new OrderId[](1);
        terms.remaining[0] = second;
        _lift(terms);
        _requireFrozen(1);
        _refusesTransferOf(alice, ofAlice.until);
        _lift(_liftTerms(subjectOf(title), alice.party, second));
        _requireFrozen(0);
        _transfer(title, alice, bob, 1);
    }

    function test_AHolderThatIsFrozenAgainCountsAgain() external {
        _lift(_liftTerms(subjectOf(title), alice.party, _order(ofAlice)));
        _second(alice);
        _requireFrozen(1);
        _refusesTransferOf(alice, ofAlice.until);
    }

    function test_AnOrderThatRanOutCountsUntilItIsLifted() external {
        OrderId first = _order(ofAlice);
        vm.warp(Time.unwrap(ofAlice.until));
        _transfer(title, alice, bob, 1);
        _requireFrozen(1);
        _lift(_liftTerms(subjectOf(title), alice.party, first));
        _requireFrozen(0);
    }

    function test_ATransferAndAPledgeLeaveTheCount() external {
        _order(ofBob);
        _transfer(title, alice, carol, 1);
        _pledge(title, alice, bankA, 1);
        _requireFrozen(1);
        _refusesTransferOf(bob, ofBob.until);
    }

    /// Another order on the same holder.
    function _second(Actor memory holder) private returns (OrderId) {
        Order memory terms = _holderOrder(title, holder, 7);
        terms.until = ofAlice.until;
        terms.deadline = DEADLINE - 1;
        return _order(terms);
    }

    function _requireFrozen(uint256 count) private view {
        vm.assertEq(frozenHoldersOf(register.word(subjectOf(title), RECORD)), count, "frozen holders");
    }

    function _refusesTransferOf(Actor memory giver, Time until) private {
        Transfer memory t = _transferOf(title, giver, carol, 1);
        Signer[] memory signers = _signedTransfer(t, _parties(giver, carol));
        _refuses(
            address(titleBook),
            abi.encodeCall(titleBook.transfer, (t, signers)),
            abi.encodeWithSelector(
                ITitleBook.Barred.selector,
                title,
                giver.party,
                Operation.TRANSFER,
                Burden.FROZEN,
                until
            )
        );
    }
}
