// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {subjectOfParty} from "../../../types/Ids.sol";
import {Revocation, Signer} from "../../../types/Terms.sol";
import {Tag, hashKey, hasRevoked} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract RevokeTest is Scenes {
    bytes32 private constant DIGEST = keccak256("a consent");

    function test_RevertWhen_TwoSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesRevocation(_terms(), _parties(alice, bob), expected);
    }

    function test_RevertWhen_AnotherPartySigns() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesRevocation(_terms(), _parties(bob), expected);
    }

    function test_RevertWhen_TheDossierWentOn() external {
        Revocation memory terms = _terms();
        terms.seq = 0;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, alice.party, 0, 1);
        _refusesRevocation(terms, _parties(alice), expected);
    }

    /// it should keep the digest, for this party only
    function test_WhenThePartySigns() external {
        _revoke(alice, DIGEST);
        bytes32 kept = register.word(subjectOfParty(alice.party), hashKey(Tag.REVOCATION, DIGEST));
        vm.assertEq(kept, bytes32(uint256(1)), "the digest");
        vm.assertTrue(hasRevoked(_partyWord(alice.party)), "the mark that there are revocations");
        vm.assertFalse(hasRevoked(_partyWord(bob.party)), "another party is marked");
    }

    function _terms() private view returns (Revocation memory) {
        return Revocation(alice.party, DIGEST, _seq(alice.party), DEADLINE);
    }

    function _refusesRevocation(Revocation memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes32 hash = TermsHash.flat(TermsHash.REVOCATION, abi.encode(terms));
        Signer[] memory signers = _sign(address(partyBook), hash, hands);
        _refuses(address(partyBook), abi.encodeCall(partyBook.revoke, (terms, signers)), expected);
    }
}
