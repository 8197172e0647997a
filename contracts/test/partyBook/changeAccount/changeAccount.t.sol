// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPartyBook} from "../../../interfaces/IPartyBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {subjectOfParty} from "../../../types/Ids.sol";
import {AccountChange, Signer} from "../../../types/Terms.sol";
import {accountKey, accountLive} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract ChangeAccountTest is Scenes {
    Actor private second;

    function setUp() public override {
        super.setUp();
        second = _withAccount(alice, "second account");
    }

    function test_RevertWhen_TheAddedAccountDoesNotSign() external {
        AccountChange memory terms = _accountChange(alice, second.account, address(0));
        _refusesChange(terms, _parties(alice), abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
    }

    function test_RevertWhen_SomebodyElseSignsARetirementToo() external {
        AccountChange memory terms = _accountChange(alice, address(0), second.account);
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesChange(terms, _parties(alice, bob), expected);
    }

    function test_RevertWhen_AnotherPartySignsFirst() external {
        AccountChange memory terms = _accountChange(alice, second.account, address(0));
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesChange(terms, _parties(bob, second), expected);
    }

    function test_RevertWhen_AnotherPartySignsSecond() external {
        AccountChange memory terms = _accountChange(alice, second.account, address(0));
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, alice.party);
        _refusesChange(terms, _parties(alice, bob), expected);
    }

    function test_RevertWhen_AnotherAccountSignsSecond() external {
        AccountChange memory terms = _accountChange(alice, second.account, address(0));
        _refusesChange(terms, _parties(alice, alice), _empty());
    }

    function test_RevertWhen_TheAddedAccountIsRetiredToo() external {
        AccountChange memory terms = _accountChange(alice, second.account, second.account);
        _refusesChange(terms, _parties(alice, second), _empty());
    }

    function test_RevertWhen_NeitherAccountIsNamed() external {
        AccountChange memory terms = _accountChange(alice, address(0), address(0));
        _refusesChange(terms, _parties(alice), _empty());
    }

    function test_RevertWhen_AnAccountRetiresItself() external {
        AccountChange memory terms = _accountChange(alice, address(0), alice.account);
        bytes memory expected = abi.encodeWithSelector(IPartyBook.AccountsWouldEnd.selector, alice.party);
        _refusesChange(terms, _parties(alice), expected);
    }

    function test_RevertWhen_TheDossierWentOn() external {
        AccountChange memory terms = _accountChange(alice, second.account, address(0));
        terms.seq += 1;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, alice.party, 2, 1);
        _refusesChange(terms, _parties(alice, second), expected);
    }

    function test_RevertWhen_TheRetiredAccountIsUnknown() external {
        AccountChange memory terms = _accountChange(alice, address(0), second.account);
        _refusesChange(terms, _parties(alice), _notLive(second));
    }

    function test_RevertWhen_TheRetiredAccountIsRetiredAlready() external {
        Actor memory old = alice;
        alice = _rotate(alice, "new key");
        vm.warp(block.timestamp + 1);
        AccountChange memory terms = _accountChange(alice, address(0), old.account);
        _refusesChange(terms, _parties(alice), _notLive(old));
    }

    function test_RevertWhen_TheAddedAccountWasTheOnesOwnBefore() external {
        Actor memory old = alice;
        alice = _rotate(alice, "new key");
        AccountChange memory terms = _accountChange(alice, old.account, address(0));
        bytes memory expected = abi.encodeWithSelector(
            IRegister.AlreadyClaimed.selector,
            accountKey(old.account),
            alice.party
        );
        _refusesChange(terms, _parties(alice, old), expected);
    }

    function test_RevertWhen_TheAddedAccountIsAnothers() external {
        Actor memory taken = _withAccount(alice, "bob");
        AccountChange memory terms = _accountChange(alice, taken.account, address(0));
        bytes memory expected = abi.encodeWithSelector(
            IRegister.AlreadyClaimed.selector,
            accountKey(taken.account),
            bob.party
        );
        _refusesChange(terms, _parties(alice, taken), expected);
    }

    function test_RevertWhen_TheAddedAccountSignsForBoth() external {
        AccountChange memory terms = _accountChange(alice, second.account, address(0));
        _refusesChange(terms, _parties(second, second), _notLive(second));
    }

    function test_RevertWhen_TheAddedAccountSignsForBothAndTakesTheOtherAway() external {
        AccountChange memory terms = _accountChange(alice, second.account, alice.account);
        _refusesChange(terms, _parties(second, second), _notLive(second));
    }

    /// it should let both accounts sign
    function test_WhenAnAccountIsAdded() external {
        second = _addAccount(alice, "second account");
        vm.assertTrue(_live(alice), "the old account");
        vm.assertTrue(_live(second), "the new account");
    }

    /// it should end the old account now and let the new one sign
    function test_WhenAnAccountIsReplaced() external {
        second = _rotate(alice, "second account");
        vm.assertFalse(_live(alice), "the old account");
        vm.assertTrue(_live(second), "the new account");
    }

    /// it should end it
    function test_WhenAnotherAccountRetiresOne() external {
        second = _addAccount(alice, "second account");
        AccountChange memory terms = _accountChange(alice, address(0), alice.account);
        partyBook.changeAccount(terms, _sign(address(partyBook), _changeHash(terms), _parties(second)));
        vm.assertFalse(_live(alice), "the retired account");
    }

    function _live(Actor memory actor) private view returns (bool) {
        return accountLive(register.word(subjectOfParty(actor.party), accountKey(actor.account)), block.timestamp);
    }

    function _empty() private view returns (bytes memory) {
        return abi.encodeWithSelector(IPartyBook.AccountChangeEmpty.selector, alice.party);
    }

    function _notLive(Actor memory actor) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRegister.AccountNotLive.selector, actor.party, actor.account);
    }

    function _refusesChange(AccountChange memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _sign(address(partyBook), _changeHash(terms), hands);
        _refuses(address(partyBook), abi.encodeCall(partyBook.changeAccount, (terms, signers)), expected);
    }
}
