// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "../Vm.sol";
import {Leases} from "./Leases.sol";

/// The runner finds it in the file that it runs.
contract RegisterHandler is Leases {
    function letTimePass(uint32 time) external {
        _warp(block.timestamp + 1 + (time % 20 days));
        vm.roll(block.number + 1);
    }
}

/// @title What holds after any sequence of acts
contract RegisterInvariantTest {
    Vm private constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    RegisterHandler private handler;

    function setUp() external {
        handler = new RegisterHandler();
        handler.setUp();
    }

    /// The runner calls the handler's acts only.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](38);
        selectors[0] = handler.issueTitle.selector;
        selectors[1] = handler.transfer.selector;
        selectors[2] = handler.transferLot.selector;
        selectors[3] = handler.pledge.selector;
        selectors[4] = handler.pledgeAgain.selector;
        selectors[5] = handler.release.selector;
        selectors[6] = handler.freeze.selector;
        selectors[7] = handler.lift.selector;
        selectors[8] = handler.rotateKey.selector;
        selectors[9] = handler.letTimePass.selector;
        selectors[10] = handler.correct.selector;
        selectors[11] = handler.end.selector;
        selectors[12] = handler.request.selector;
        selectors[13] = handler.answer.selector;
        selectors[14] = handler.succeed.selector;
        selectors[15] = handler.transferByAnother.selector;
        selectors[16] = handler.nameOfficer.selector;
        selectors[17] = handler.endOfficer.selector;
        selectors[18] = handler.recover.selector;
        selectors[19] = handler.endRecovery.selector;
        selectors[20] = handler.appoint.selector;
        selectors[21] = handler.endAgent.selector;
        selectors[22] = handler.absorb.selector;
        selectors[23] = handler.list.selector;
        selectors[24] = handler.suspend.selector;
        selectors[25] = handler.quarrel.selector;
        selectors[26] = handler.settle.selector;
        selectors[27] = handler.assign.selector;
        selectors[28] = handler.shrink.selector;
        selectors[29] = handler.declare.selector;
        selectors[30] = handler.license.selector;
        selectors[31] = handler.waive.selector;
        selectors[32] = handler.amend.selector;
        selectors[33] = handler.rank.selector;
        selectors[34] = handler.sell.selector;
        selectors[35] = handler.lease.selector;
        selectors[36] = handler.notice.selector;
        selectors[37] = handler.quit.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(handler), selectors);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    /// The invariants are worth nothing if the acts are refused: each goes through in a quiet run.
    function test_EveryActGoesThrough() external {
        handler.issueTitle();
        handler.issueTitle();
        handler.correct(0, true);
        handler.correct(0, false);
        handler.end(0);
        handler.transfer(0, 7, 7);
        handler.pledge(0, 9);
        handler.pledgeAgain(0);
        handler.release(1);
        handler.transferLot(1 << 8, true);
        handler.release(0);
        handler.freeze(0, 0, 1_000);
        handler.freeze(1, 3, 1_000);
        handler.freeze(2, 0, 1_000);
        handler.lift(0);
        handler.rotateKey(0);
        handler.letTimePass(5);
        string[10] memory acts = [
            "issue",
            "correct",
            "end",
            "transfer",
            "pledge",
            "release",
            "lot",
            "freeze",
            "lift",
            "rotate"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            vm.assertTrue(handler.done(bytes32(bytes(acts[i]))) > 0, acts[i]);
        }
        vm.assertEq(handler.done("freeze"), 3, "one freeze a scope");
        handler.auditor().check();
    }

    /// The same with the parties' own acts between: each is done, and who lost the right to sign is refused.
    function test_EveryActOfThePartiesGoesThrough() external {
        handler.list();
        handler.suspend();
        handler.appoint(0);
        handler.nameOfficer();
        handler.nameOfficer();
        handler.issueTitle();
        handler.rotateKey(1);
        handler.transfer(0, 7, 7);
        handler.transferByAnother(0);
        handler.request(1, true, true);
        handler.succeed(0);
        handler.endOfficer();
        handler.request(0, false, false);
        handler.answer(0, true);
        handler.recover();
        handler.transferByAnother(1 << 8);
        handler.endRecovery(true);
        handler.recover();
        handler.letTimePass(20 days - 1);
        handler.letTimePass(20 days - 1);
        handler.transferByAnother(2 << 8);
        handler.endAgent();
        handler.transferByAnother(4 << 8);
        handler.absorb();
        handler.transferByAnother(3 << 8);
        handler.transfer(2 << 8, 0, 0);
        string[14] memory acts = [
            "listing",
            "suspension",
            "agent",
            "agent ended",
            "officer",
            "officer ended",
            "surrender",
            "change",
            "succession",
            "named twice",
            "recovery",
            "recovery ended",
            "merger",
            "rotate"
        ];
        for (uint256 i = 0; i < acts.length; ++i) {
            vm.assertTrue(handler.done(bytes32(bytes(acts[i]))) > 0, acts[i]);
        }
        vm.assertEq(handler.done("another"), 5, "one refusal a reason");
        vm.assertEq(handler.refusedWithoutReason(), 0, "refused without a reason");
        handler.auditor().check();
    }

    /// Pledges live, titles are disputed and licensed: each goes through, and bars what it bars.
    function test_EveryActOfUseAndDisputeGoesThrough() external {
        handler.issueTitle();
        handler.license(0);
        handler.waive(0);
        handler.pledge(0, 9);
        handler.assign(0);
        handler.shrink(0, false);
        handler.shrink(0, true);
        handler.declare(0, false);
        handler.declare(0, false);
        handler.declare(0, true);
        handler.license(0);
        handler.quarrel(0, true);
        for (uint8 step = 0; step < 9; ++step) handler.settle(0, step);
        handler.quarrel(0, true);
        uint8[4] memory steps = [0, 5, 6, 7];
        for (uint256 i = 0; i < steps.length; ++i) handler.settle(1, steps[i]);
        handler.transfer(0, 7, 7);
        handler.pledge(0, 9);
        (uint256 own, uint256 stored) = handler.blocks(0);
        vm.assertEq(own, 1, "barred");
        vm.assertEq(stored, 1, "barred by the register");
        handler.settle(1, 4);
        handler.settle(1, 8);
        handler.settle(1, 1);
        handler.settle(1, 3);
        handler.transfer(0, 7, 7);
        string[9] memory acts = [
            "license",
            "waive",
            "assign",
            "shrink",
            "default",
            "taken back",
            "quarrel",
            "settle",
            "transfer"
        ];
        uint8[9] memory times = [1, 1, 1, 1, 1, 1, 2, 10, 1];
        for (uint256 i = 0; i < acts.length; ++i) {
            vm.assertEq(handler.done(bytes32(bytes(acts[i]))), times[i], acts[i]);
        }
        vm.assertEq(handler.refusedWithoutReason(), 0, "refused without a reason");
        vm.assertEq(handler.movedThoughFrozen() + handler.movedThoughPledged(), 0, "moved though barred");
        vm.assertEq(handler.changedWithoutRight(), 0, "changed without right");
        handler.auditor().check();
    }

    /// Lots are ranked, weighed anew and sold, and operating rights let: each goes through, or is refused for its reason.
    function test_EveryActOfRankSaleAndLeaseGoesThrough() external {
        handler.issueTitle();
        handler.pledge(1, 9);
        handler.pledgeAgain(1 << 16);
        handler.rank(1 << 16, false);
        handler.rank(1 << 16, true);
        handler.amend(0, 98, false);
        handler.amend(0, 98, true);
        handler.amend(0, 7, false);
        handler.sell(1 << 8, 3, true);
        handler.declare(0, false);
        handler.sell(1 << 8, 3, false);
        handler.sell(1 << 8, 0, true);
        handler.sell(0, 3, true);
        handler.sell(1 << 8, 3, true);
        handler.rank(0, true);
        handler.issueTitle();
        handler.lease(2, true);
        handler.lease(2, false);
        handler.notice(0);
        handler.quit(0, 0);
        _wait();
        handler.quit(0, 0);
        handler.lease(2, false);
        handler.lease(2, true);
        handler.quit(1, 1);
        handler.lease(2, true);
        handler.quit(2, 2);
        _wait();
        _wait();
        handler.notice(2);
        handler.quit(2, 2);
        string[8] memory acts = ["rank", "amend", "sell", "exclusive", "lease", "notice", "breach", "left"];
        uint8[8] memory times = [1, 2, 1, 2, 1, 1, 1, 2];
        for (uint256 i = 0; i < acts.length; ++i) {
            vm.assertEq(handler.done(bytes32(bytes(acts[i]))), times[i], acts[i]);
        }
        vm.assertEq(handler.refusedWithoutReason(), 0, "refused without a reason");
        vm.assertEq(handler.movedThoughFrozen() + handler.movedThoughPledged(), 0, "moved though barred");
        vm.assertEq(handler.changedWithoutRight(), 0, "changed without right");
        vm.assertEq(handler.differing(), 0, "pledges and lots");
        vm.assertTrue(handler.leasesAgree(2), "licences to operate");
        handler.auditor().check();
    }

    function _wait() private {
        handler.letTimePass(20 days - 1);
        handler.letTimePass(20 days - 1);
    }

    function invariant_SharesSumToTheWholeAndLotsToThePledged() external view {
        for (uint256 title = 0; title < handler.titleCount(); ++title) {
            for (uint256 right = 0; right < 3; ++right) {
                (uint256 shares, uint256 wrong) = handler.sums(title, right);
                vm.assertTrue(shares == 1_000_000 || (right == 0 && title > 0 && shares == 0), "shares do not sum");
                vm.assertEq(wrong, 0, "a holder's lots are not its pledged sum, or more than it holds");
            }
        }
    }

    function invariant_TheLogsReplayToWhatIsStored() external view {
        handler.auditor().check();
    }

    function invariant_NothingPledgedOrFrozenMoves() external view {
        vm.assertEq(handler.movedThoughFrozen(), 0, "moved though frozen");
        vm.assertEq(handler.movedThoughPledged(), 0, "moved though pledged");
        vm.assertEq(handler.movedByAnother(), 0, "moved by who does not stand for the holder");
        vm.assertEq(handler.changedWithoutRight(), 0, "corrected or ended without right");
    }

    function invariant_WhatTheRulesAllowGoesThrough() external view {
        vm.assertEq(handler.refusedWithoutReason(), 0, "refused without a reason");
    }

    function invariant_LotsAndRanksAreWhatWasAgreed() external view {
        vm.assertEq(handler.differing(), 0, "pledges and lots that are not what was done");
    }

    function invariant_WhatBarsAndWhatIsLicensedIsCounted() external view {
        for (uint256 title = 0; title < handler.titleCount(); ++title) {
            (uint256 own, uint256 stored) = handler.blocks(title);
            vm.assertEq(own, stored, "disputes that bar");
            (own, stored) = handler.licences(title);
            vm.assertEq(own, stored, "licences that nobody ended");
            vm.assertTrue(handler.leasesAgree(title), "licences to operate");
        }
    }
}
