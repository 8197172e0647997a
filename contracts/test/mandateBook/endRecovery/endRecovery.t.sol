// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IMandateBook} from "../../../interfaces/IMandateBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {Role} from "../../../types/Enums.sol";
import {subjectOfParty} from "../../../types/Ids.sol";
import {RecoveryEnd} from "../../../types/Terms.sol";
import {accountKey} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Recoveries} from "../../Recoveries.sol";

contract EndRecoveryTest is Recoveries {
    function test_RevertWhen_NoneIsPending() external {
        _refused(_objection(), _parties(bob), _notPending());
    }

    function test_RevertWhen_AnotherAccountIsNamed() external {
        _recover();
        RecoveryEnd memory terms = _objection();
        terms.account = alice.account;
        bytes4 none = IMandateBook.RecoveryNotPending.selector;
        _refused(terms, _parties(bob), abi.encodeWithSelector(none, bob.party, alice.account));
    }

    function test_RevertWhen_TheAccountActsByNow() external {
        _recover();
        _warp(block.timestamp + DELAY);
        _refused(_objection(), _parties(bob), _notPending());
    }

    function test_RevertWhen_ItHasEndedBefore() external {
        _recover();
        _end(_parties(bob));
        _refused(_objection(), _parties(bob), _notPending());
    }

    function test_RevertWhen_AnotherPartyObjects() external {
        _recover();
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, bob.party);
        _refused(_objection(), _parties(alice), expected);
    }

    function test_RevertWhen_TheNewAccountSigns() external {
        _recover();
        Actor memory again = _found();
        again.party = bob.party;
        bytes4 dead = IRegister.AccountNotLive.selector;
        _refused(_objection(), _parties(again), abi.encodeWithSelector(dead, bob.party, again.account));
    }

    function test_RevertWhen_AnotherRegistrysStaffSigns() external {
        _recover();
        Hand[] memory hands = _hands(_as(stranger, Role.EXAMINER), _as(reviewer, Role.REVIEWER));
        bytes4 elsewhere = IBook.StaffOfAnotherRegistry.selector;
        bytes memory expected = abi.encodeWithSelector(elsewhere, stranger.party, OTHER_REGISTRY, REGISTRY);
        _refused(_objection(), hands, expected);
    }

    function test_RevertWhen_TheDossierWentOn() external {
        _recover();
        RecoveryEnd memory terms = _objection();
        terms.seq = 9;
        bytes4 stale = IBook.VersionStale.selector;
        _refused(terms, _parties(bob), abi.encodeWithSelector(stale, subjectOfParty(bob.party), 9, 2));
    }

    /// it should keep the new account from ever acting and the lost one alive
    function test_WhenThePartyObjects() external {
        uint256 from = block.timestamp + DELAY;
        _recover();
        _end(_parties(bob));
        vm.assertFalse(_acts(_found(), from), "the new account acts");
        vm.assertFalse(_acts(_found(), from + 365 days), "the new account acts later");
        vm.assertTrue(_acts(bob, from), "the lost account ended");
    }

    /// it should do the same
    function test_WhenTheRegistryTakesItBack() external {
        uint256 from = block.timestamp + DELAY;
        _recover();
        _end(_two());
        vm.assertFalse(_acts(_found(), from), "the new account acts");
        vm.assertTrue(_acts(bob, from), "the lost account ended");
    }

    /// it should not bring that account back
    function test_WhenThePartyRetiredTheLostAccountMeanwhile() external {
        _recover();
        Actor memory other = _rotate(bob, "bob's other account");
        _end(_parties(other));
        vm.assertFalse(_acts(bob, block.timestamp), "the lost account is back");
        vm.assertTrue(_acts(other, block.timestamp + DELAY), "the other account ended");
    }

    /// An account that was objected to is never proposed again.
    function test_RevertWhen_TheSameAccountIsFiledAnew() external {
        _recover();
        _end(_parties(bob));
        bytes4 claimed = IRegister.AlreadyClaimed.selector;
        bytes memory expected = abi.encodeWithSelector(
            claimed,
            accountKey(_found().account),
            subjectOfParty(bob.party)
        );
        _refuses(
            address(mandateBook),
            abi.encodeCall(mandateBook.recover, (_recovery(), _signed(_recovery(), _two()))),
            expected
        );
    }

    function _notPending() private view returns (bytes memory) {
        return abi.encodeWithSelector(IMandateBook.RecoveryNotPending.selector, bob.party, _found().account);
    }

    function _refused(RecoveryEnd memory terms, Hand[] memory hands, bytes memory expected) private {
        _refuses(
            address(mandateBook),
            abi.encodeCall(mandateBook.endRecovery, (terms, _signed(terms, hands))),
            expected
        );
    }
}
