// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPartyBook} from "../../../interfaces/IPartyBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {subjectOfParty} from "../../../types/Ids.sol";
import {OfficerEnding} from "../../../types/PartyTerms.sol";
import {Signer} from "../../../types/Terms.sol";
import {accountKey, accountLive, hasOfficer} from "../../../types/Words.sol";
import {Officers} from "../../Officers.sol";

contract EndOfficerTest is Officers {
    function setUp() public override {
        super.setUp();
        _name();
    }

    function test_RevertWhen_TheOfficerDoesNotSign() external {
        OfficerEnding memory terms = _ending();
        Signer[] memory signers = _sign(address(partyBook), _hashOf(terms), _parties(alice));
        bytes4 missing = IRegister.OfficerMissing.selector;
        _refused(terms, signers, abi.encodeWithSelector(missing, alice.party, alice.account));
    }

    function test_RevertWhen_AnotherPartySigns() external {
        OfficerEnding memory terms = _ending();
        Signer[] memory signers = _sign(address(partyBook), _hashOf(terms), _parties(bob));
        _refused(terms, signers, abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party));
    }

    function test_RevertWhen_TheAccountIsNoOfficers() external {
        OfficerEnding memory terms = _ending();
        terms.officer = alice.account;
        bytes4 unnamed = IPartyBook.OfficerNotNamed.selector;
        _refused(terms, _both(terms), abi.encodeWithSelector(unnamed, alice.party, alice.account));
    }

    function test_RevertWhen_TheDossierWentOn() external {
        OfficerEnding memory terms = _ending();
        terms.seq = 7;
        bytes4 stale = IBook.VersionStale.selector;
        _refused(terms, _both(terms), abi.encodeWithSelector(stale, subjectOfParty(alice.party), 7, 2));
    }

    /// it should let the party sign alone, and the officer's account no more
    function test_WhenBothSign() external {
        _end();
        vm.assertFalse(hasOfficer(_partyWord(alice.party)), "the party");
        bytes32 word = register.word(subjectOfParty(alice.party), accountKey(_officer().account));
        vm.assertFalse(accountLive(word, block.timestamp), "the account");
        _revoke(alice, keccak256("a consent"));
    }

    function _both(OfficerEnding memory terms) private view returns (Signer[] memory) {
        return _beside(address(partyBook), _hashOf(terms), _parties(alice), _officer());
    }

    function _refused(OfficerEnding memory terms, Signer[] memory signers, bytes memory expected) private {
        _refuses(address(partyBook), abi.encodeCall(partyBook.endOfficer, (terms, signers)), expected);
    }
}
