// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../../interfaces/IFilingDesk.sol";
import {ITitleBook} from "../../interfaces/ITitleBook.sol";
import {Action, Burden, Operation} from "../../types/Enums.sol";
import {Share, Time} from "../../types/Ids.sol";
import {Application, Transfer} from "../../types/Terms.sol";
import {Hand} from "../Base.sol";
import {Changes} from "../Changes.sol";

/// @title When a renewal may be filed, by whom, and what its filing and its end do to the title
contract RenewalsTest is Changes {
    function test_RevertWhen_TheWindowIsNotOpenYet() external {
        _warp(_end() - RENEWAL_OPENS - 1);
        _refusesFiling(_renewalNow(), _window());
        _warp(_end() - RENEWAL_OPENS);
        _submit(_renewalNow());
        vm.assertTrue(_title(title).renewing, "not pending");
    }

    function test_RevertWhen_TheLastDayOfTheTermRuns() external {
        _warp(_end() - RENEWAL_CLOSES + 1);
        _refusesFiling(_renewalNow(), _window());
    }

    function test_WhenTheDayBeforeTheLastEnds() external {
        _warp(_end() - RENEWAL_CLOSES);
        _submit(_renewalNow());
        vm.assertTrue(_title(title).renewing, "not pending");
    }

    function test_RevertWhen_TheTitleWasRevoked() external {
        _close(_revoking());
        Application memory filed = _renewal();
        _refusesFiling(filed, abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, title));
    }

    function test_RevertWhen_ARenewalIsPending() external {
        _submit(_renewal());
        Application memory again = _renewalNow();
        again.deadline -= 1;
        _refusesFiling(again, abi.encodeWithSelector(IFilingDesk.RenewalPending.selector, title));
    }

    function test_RevertWhen_TheTitleIsAnotherRegistrys() external {
        Application memory filed = _renewal();
        filed.registry = OTHER_REGISTRY;
        _refusesFiling(
            filed,
            abi.encodeWithSelector(IFilingDesk.TitleElsewhere.selector, title, REGISTRY, OTHER_REGISTRY)
        );
    }

    function test_RevertWhen_AHolderDoesNotApply() external {
        Application memory filed = _renewal();
        filed.splits = _splits(_split(alice, 1_000_000, 1_000_000, 1_000_000));
        _refusesFiling(filed, abi.encodeWithSelector(IFilingDesk.NotByAllHolders.selector, title, 1, 2));
    }

    function test_RevertWhen_TheSharesAreNotThoseHeld() external {
        Application memory filed = _renewal();
        (filed.splits[0].hold, filed.splits[1].hold) = (Share.wrap(500_000), Share.wrap(500_000));
        _refusesFiling(filed, abi.encodeWithSelector(IFilingDesk.NotByAllHolders.selector, title, 0, 2));
    }

    /// it should stay alive past its end until the application ends, then be over at once
    function test_WhenAPendingRenewalIsWithdrawn() external {
        Application memory filed = _renewal();
        _submit(filed);
        _warp(_end() + 1 days);
        _transfer(title, alice, bob, 1);
        _take(filed, Action.WITHDRAW, _applicants(filed));
        vm.assertFalse(_title(title).renewing, "still pending");
        Transfer memory t = _transferOf(title, alice, bob, 1);
        _refuses(
            address(titleBook),
            abi.encodeCall(titleBook.transfer, (t, _signedTransfer(t, _parties(alice, bob)))),
            abi.encodeWithSelector(
                ITitleBook.Barred.selector,
                title,
                alice.party,
                Operation.TRANSFER,
                Burden.EXPIRED,
                issued.validUntil
            )
        );
    }

    /// it should be pending no more
    function test_WhenAPendingRenewalIsRefusedAtTheDoor() external {
        Application memory filed = _renewal();
        _submit(filed);
        _take(filed, Action.ASK_CORRECTION, _clerk());
        _warp(block.timestamp + 11 days);
        _take(filed, Action.LAPSE, new Hand[](0));
        vm.assertFalse(_title(title).renewing, "still pending");
    }

    /// it should end both, and the application's own end changes nothing any more
    function test_WhenATitleIsRevokedWhileItsRenewalIsPending() external {
        Application memory filed = _renewal();
        _submit(filed);
        _close(_revoking());
        vm.assertFalse(_title(title).renewing, "still pending");
        _take(filed, Action.WITHDRAW, _applicants(filed));
        vm.assertFalse(_title(title).renewing, "pending again");
    }

    function _end() private view returns (uint256) {
        return Time.unwrap(issued.validUntil);
    }

    function _window() private view returns (bytes memory) {
        Time opens = _time(_end() - RENEWAL_OPENS);
        return abi.encodeWithSelector(IFilingDesk.RenewalWindow.selector, title, opens, _time(_end() - RENEWAL_CLOSES));
    }
}
