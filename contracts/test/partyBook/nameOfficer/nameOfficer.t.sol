// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPartyBook} from "../../../interfaces/IPartyBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {DocumentDigest, subjectOfParty} from "../../../types/Ids.sol";
import {OfficerNaming} from "../../../types/PartyTerms.sol";
import {Signer} from "../../../types/Terms.sol";
import {isOfficers} from "../../../types/OfficerWords.sol";
import {accountKey, hasOfficer} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Officers} from "../../Officers.sol";

contract NameOfficerTest is Officers {
    function test_RevertWhen_TheOfficerDoesNotSign() external {
        _refused(_naming(), _parties(alice), abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
    }

    function test_RevertWhen_AnotherPartySigns() external {
        bytes4 missing = IBook.SignerMissing.selector;
        _refused(_naming(), _parties(bob, _officer()), abi.encodeWithSelector(missing, 0, alice.party));
        _refused(_naming(), _parties(alice, bob), abi.encodeWithSelector(missing, 1, alice.party));
    }

    function test_RevertWhen_TheOfficersAccountIsTheirsAlreadyOrSignsNot() external {
        OfficerNaming memory terms = _naming();
        terms.officer = alice.account;
        _refused(terms, _parties(alice, _officer()), _wrong(terms));
        terms.officer = _withAccount(alice, "somebody else").account;
        _refused(terms, _parties(alice, _officer()), _wrong(terms));
    }

    function test_RevertWhen_OneAccountSignsForBoth() external {
        OfficerNaming memory terms = _naming();
        terms.officer = alice.account;
        _refused(terms, _parties(alice, alice), _wrong(terms));
    }

    function test_RevertWhen_NoDocumentIsNamed() external {
        OfficerNaming memory terms = _naming();
        terms.document = DocumentDigest.wrap(0);
        _refused(terms, _parties(alice, _officer()), _wrong(terms));
    }

    function test_RevertWhen_TheAccountIsAnothers() external {
        OfficerNaming memory terms = _naming();
        terms.officer = bob.account;
        bytes4 claimed = IRegister.AlreadyClaimed.selector;
        bytes memory expected = abi.encodeWithSelector(claimed, accountKey(bob.account), subjectOfParty(bob.party));
        _refused(terms, _parties(alice, _withAccount(alice, "bob")), expected);
    }

    function test_RevertWhen_AnOfficerIsInOffice() external {
        _name();
        OfficerNaming memory terms = _naming();
        terms.officer = _withAccount(alice, "another officer").account;
        Hand[] memory hands = _parties(alice, _withAccount(alice, "another officer"));
        _refused(terms, hands, abi.encodeWithSelector(IPartyBook.OfficerNamedBefore.selector, alice.party));
    }

    function test_RevertWhen_ThePartyWasAbsorbed() external {
        OfficerNaming memory terms = _naming();
        _absorb(alice, carol);
        terms.seq += 1;
        Hand[] memory hands = _parties(_through(alice, carol), _officer());
        _refused(terms, hands, abi.encodeWithSelector(IBook.PartyAbsorbed.selector, alice.party));
    }

    function test_RevertWhen_TheDossierWentOn() external {
        OfficerNaming memory terms = _naming();
        terms.seq = 7;
        bytes4 stale = IBook.VersionStale.selector;
        bytes memory expected = abi.encodeWithSelector(stale, subjectOfParty(alice.party), 7, 1);
        _refused(terms, _parties(alice, _officer()), expected);
    }

    /// it should mark the account and the party
    function test_WhenBothSign() external {
        _name();
        vm.assertTrue(hasOfficer(_partyWord(alice.party)), "the party");
        bytes32 word = register.word(subjectOfParty(alice.party), accountKey(_officer().account));
        vm.assertTrue(isOfficers(word), "the account");
    }

    function _wrong(OfficerNaming memory terms) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPartyBook.OfficerWrong.selector, terms.party, terms.officer);
    }

    function _refused(OfficerNaming memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _sign(address(partyBook), _hashOf(terms), hands);
        _refuses(address(partyBook), abi.encodeCall(partyBook.nameOfficer, (terms, signers)), expected);
    }
}
