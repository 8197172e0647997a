// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPartyBook} from "../../interfaces/IPartyBook.sol";
import {IRegister} from "../../interfaces/IRegister.sol";
import {TermsHash} from "../../libraries/TermsHash.sol";
import {DocumentDigest, TitleId, subjectOfParty} from "../../types/Ids.sol";
import {AccountChange, Recovery, Signer, Transfer} from "../../types/Terms.sol";
import {isOfficers} from "../../types/OfficerWords.sol";
import {accountKey, accountLive} from "../../types/Words.sol";
import {Actor, Hand} from "../Base.sol";
import {Officers} from "../Officers.sol";
import {Typed} from "../Typed.sol";

/// @title A party that signs with its officer beside it: in every book, for the kernel asks
contract OfficersTest is Officers {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _alicesTitle();
        _name();
    }

    function test_RevertWhen_TheOfficerIsMissing() external {
        Transfer memory t = _terms();
        _refusesTransfer(t, _signedTransfer(t, _parties(alice, bob)), _missing());
    }

    function test_RevertWhen_AnotherSignsBesideIt() external {
        Transfer memory t = _terms();
        Actor[3] memory others = [alice, bob, _withAccount(alice, "nobody")];
        for (uint256 i = 0; i < 3; ++i) _refusesTransfer(t, _both(t, others[i]), _missing());
    }

    function test_RevertWhen_TheOfficerSignedSomethingElse() external {
        Transfer memory t = _terms();
        Signer[] memory signers = _signedTransfer(t, _parties(alice, bob));
        bytes memory second = _signature(_officer().key, keccak256("another act"));
        signers[0].signature = abi.encodePacked(signers[0].signature, second);
        _refusesTransfer(t, signers, _missing());
    }

    function test_RevertWhen_TheTwoChangePlaces() external {
        Transfer memory t = _terms();
        Signer[] memory signers = _signedTransfer(t, _parties(alice, bob));
        bytes memory second = _signature(_officer().key, register.digestOf(address(titleBook), Typed.hash(t)));
        signers[0].signature = abi.encodePacked(second, signers[0].signature);
        bytes32 digest = register.digestOf(address(titleBook), Typed.hash(t));
        bytes4 wrong = IRegister.SignatureWrong.selector;
        _refusesTransfer(t, signers, abi.encodeWithSelector(wrong, alice.party, alice.account, digest));
    }

    function test_RevertWhen_TheOfficerSignsAlone() external {
        Transfer memory t = _terms();
        Signer[] memory signers = _signedTransfer(t, _parties(_officer(), bob));
        bytes4 alone = IRegister.OfficerAlone.selector;
        _refusesTransfer(t, signers, abi.encodeWithSelector(alone, alice.party, _officer().account));
    }

    function test_RevertWhen_ItIsGivenInAgain() external {
        Transfer memory t = _terms();
        Signer[] memory signers = _both(t, _officer());
        titleBook.transfer(t, signers);
        (bool done, ) = address(titleBook).call(abi.encodeCall(titleBook.transfer, (t, signers)));
        vm.assertFalse(done, "went through twice");
    }

    function test_RevertWhen_APartyWithoutOfficerBringsTwoSignatures() external {
        Transfer memory t = _terms();
        Signer[] memory signers = _both(t, _officer());
        bytes memory own = signers[1].signature;
        signers[1].signature = abi.encodePacked(own, own);
        bytes32 digest = register.digestOf(address(titleBook), Typed.hash(t));
        bytes4 wrong = IRegister.SignatureWrong.selector;
        _refusesTransfer(t, signers, abi.encodeWithSelector(wrong, bob.party, bob.account, digest));
    }

    function test_BothTogetherAct() external {
        Transfer memory t = _terms();
        titleBook.transfer(t, _both(t, _officer()));
        vm.assertEq(_holding(title, bob).shares[2], 100_000, "the share");
    }

    function test_RevertWhen_TheOfficersAccountIsRetiredAsAnother() external {
        AccountChange memory terms = _accountChange(alice, address(0), _officer().account);
        bytes32 hash = _changeHash(terms);
        Signer[] memory signers = _beside(address(partyBook), hash, _parties(alice), _officer());
        _refuses(
            address(partyBook),
            abi.encodeCall(partyBook.changeAccount, (terms, signers)),
            abi.encodeWithSelector(IPartyBook.OfficerNotNamed.selector, alice.party, _officer().account)
        );
    }

    function test_AnAccountIsAddedByBothAndShowsItsKeyAlone() external {
        Actor memory added = _withAccount(alice, "a key more");
        AccountChange memory terms = _accountChange(alice, added.account, address(0));
        bytes32 hash = _changeHash(terms);
        partyBook.changeAccount(terms, _beside(address(partyBook), hash, _parties(alice, added), _officer()));
        Transfer memory t = _terms();
        Signer[] memory signers = _beside(address(titleBook), Typed.hash(t), _parties(added, bob), _officer());
        titleBook.transfer(t, signers);
    }

    /// The registry recovers an officer's key as any other: who takes the place is the officer.
    function test_ALostOfficersKeyIsRecovered() external {
        Actor memory fresh = _withAccount(alice, "the officer's new key");
        _recoverOfficer(fresh);
        _warp(block.timestamp + 30 days);
        bytes32 word = register.word(subjectOfParty(alice.party), accountKey(fresh.account));
        vm.assertTrue(isOfficers(word) && accountLive(word, block.timestamp), "the new officer's");
        Transfer memory t = _terms();
        _refusesTransfer(t, _both(t, _officer()), _missing());
        titleBook.transfer(t, _both(t, fresh));
    }

    /// Whoever absorbs a party with its officer beside it signs for it with its own.
    function test_RevertWhen_TheSuccessorsOfficerIsMissing() external {
        Transfer memory t = _transferOf(title, alice, carol, 100_000);
        titleBook.transfer(t, _beside(address(titleBook), Typed.hash(t), _parties(alice, carol), _officer()));
        _absorbWithOfficer(carol);
        t = _transferOf(title, carol, bob, 100_000);
        Hand[] memory hands = _parties(_through(carol, alice), bob);
        bytes4 missing = IRegister.OfficerMissing.selector;
        _refusesTransfer(t, _signedTransfer(t, hands), abi.encodeWithSelector(missing, carol.party, alice.account));
        titleBook.transfer(t, _beside(address(titleBook), Typed.hash(t), hands, _officer()));
    }

    function _absorbWithOfficer(Actor memory gone) private {
        Hand[] memory hands = _four(gone, alice);
        bytes32 hash = TermsHash.flat(TermsHash.ABSORPTION, abi.encode(_absorption(gone, alice)));
        Signer[] memory signers = _sign(address(mandateBook), hash, hands);
        bytes memory second = _signature(_officer().key, register.digestOf(address(mandateBook), hash));
        signers[2].signature = abi.encodePacked(signers[2].signature, second);
        mandateBook.absorb(_absorption(gone, alice), signers);
    }

    function _recoverOfficer(Actor memory fresh) private {
        Recovery memory terms = Recovery({
            party: alice.party,
            account: fresh.account,
            lost: _officer().account,
            registry: REGISTRY,
            from: _time(block.timestamp + 30 days),
            document: DocumentDigest.wrap(keccak256("proof of identity")),
            seq: _seq(alice.party),
            deadline: DEADLINE
        });
        bytes32 hash = TermsHash.flat(TermsHash.RECOVERY, abi.encode(terms));
        mandateBook.recover(terms, _sign(address(mandateBook), hash, _examiners()));
    }

    function _terms() private view returns (Transfer memory) {
        return _transferOf(title, alice, bob, 100_000);
    }

    function _both(Transfer memory t, Actor memory officer) private view returns (Signer[] memory) {
        return _beside(address(titleBook), Typed.hash(t), _parties(alice, bob), officer);
    }

    function _missing() private view returns (bytes memory) {
        return abi.encodeWithSelector(IRegister.OfficerMissing.selector, alice.party, alice.account);
    }

    function _refusesTransfer(Transfer memory t, Signer[] memory signers, bytes memory expected) private {
        _refuses(address(titleBook), abi.encodeCall(titleBook.transfer, (t, signers)), expected);
    }
}
