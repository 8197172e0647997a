// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PledgeBook} from "../../PledgeBook.sol";
import {IBook} from "../../interfaces/IBook.sol";
import {IPledgeBook} from "../../interfaces/IPledgeBook.sol";
import {IRegister} from "../../interfaces/IRegister.sol";
import {ITitleBook} from "../../interfaces/ITitleBook.sol";
import {ActKind} from "../../types/Enums.sol";
import {LotId, PledgeId, Share, TitleId} from "../../types/Ids.sol";
import {Pledge, Release} from "../../types/PledgeTerms.sol";
import {Signer, Transfer} from "../../types/Terms.sol";
import {Actor} from "../Base.sol";
import {Scenes} from "../Scenes.sol";
import {Typed} from "../Typed.sol";

contract ReplayTest is Scenes {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _sharedTitle();
    }

    function test_RevertWhen_ASignatureForAnotherBookIsShown() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        bytes32 hash = _pledgeHash(terms);
        Signer[] memory signers = _sign(address(orderDesk), hash, _parties(alice, bankA));
        _refusesPledge(pledgeBook, terms, signers, _wrong(alice, register.digestOf(address(pledgeBook), hash)));
    }

    function test_RevertWhen_ASignatureForThePredecessorIsShownToItsSuccessor() external {
        PledgeBook successor = PledgeBook(_book("PledgeBook"));
        _admit(address(successor), _kinds(ActKind.PledgeRecorded, ActKind.PledgeReleased));
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        bytes32 digest = register.digestOf(address(successor), _pledgeHash(terms));
        _refusesPledge(successor, terms, _signedPledge(terms), _wrong(alice, digest));
    }

    function test_RevertWhen_ASignatureForAnotherChainIsShown() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        Signer[] memory signers = _signedPledge(terms);
        vm.chainId(block.chainid + 1);
        bytes32 digest = register.digestOf(address(pledgeBook), _pledgeHash(terms));
        _refusesPledge(pledgeBook, terms, signers, _wrong(alice, digest));
    }

    function test_RevertWhen_ASignatureForAnotherSubjectIsShown() external {
        TitleId other = _alicesTitle();
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        Signer[] memory signers = _signedPledge(terms);
        terms.title = other;
        bytes32 digest = register.digestOf(address(pledgeBook), _pledgeHash(terms));
        _refusesPledge(pledgeBook, terms, signers, _wrong(alice, digest));
    }

    function test_RevertWhen_ASignatureFromBeforeARotationIsShown() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        Signer[] memory signers = _signedPledge(terms);
        _rotate(alice, "alice's new key");
        bytes memory expected = abi.encodeWithSelector(IRegister.AccountNotLive.selector, alice.party, alice.account);
        _refusesPledge(pledgeBook, terms, signers, expected);
    }

    function test_RevertWhen_ThePledgeIsRecordedTwice() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        Signer[] memory signers = _signedPledge(terms);
        PledgeId id = pledgeBook.pledge(terms, signers);
        bytes memory expected = abi.encodeWithSelector(IPledgeBook.PledgeExists.selector, title, id);
        _refusesPledge(pledgeBook, terms, signers, expected);
        _release(title, LotId.wrap(PledgeId.unwrap(id)), id, bankA);
        _refusesPledge(pledgeBook, terms, signers, expected);
    }

    function test_RevertWhen_TheTransferIsMadeTwice() external {
        Transfer memory t = _transferOf(title, alice, bob, 100_000);
        Signer[] memory signers = _signedTransfer(t, _parties(alice, bob));
        titleBook.transfer(t, signers);
        _refuses(
            address(titleBook),
            abi.encodeCall(titleBook.transfer, (t, signers)),
            abi.encodeWithSelector(ITitleBook.HoldingChanged.selector, title, alice.party, 1, 2)
        );
    }

    function test_RevertWhen_TheTermsAreSwappedBetweenTheSides() external {
        Transfer memory t = _transferOf(title, alice, bob, 100_000);
        Signer[] memory signers = _signedTransfer(t, _parties(alice, bob));
        (t.giver, t.taker) = (t.taker, t.giver);
        (signers[0], signers[1]) = (signers[1], signers[0]);
        bytes32 digest = register.digestOf(address(titleBook), Typed.hash(t));
        _refuses(address(titleBook), abi.encodeCall(titleBook.transfer, (t, signers)), _wrong(bob, digest));
    }

    function test_RevertWhen_TheSignersAreSwapped() external {
        Transfer memory t = _transferOf(title, alice, bob, 100_000);
        Signer[] memory signers = _signedTransfer(t, _parties(bob, alice));
        _refuses(
            address(titleBook),
            abi.encodeCall(titleBook.transfer, (t, signers)),
            abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party)
        );
    }

    function test_RevertWhen_TheSignaturesAreSwappedBetweenTheSides() external {
        Transfer memory t = _transferOf(title, alice, bob, 100_000);
        Signer[] memory signers = _signedTransfer(t, _parties(alice, bob));
        (signers[0].signature, signers[1].signature) = (signers[1].signature, signers[0].signature);
        bytes32 digest = register.digestOf(address(titleBook), Typed.hash(t));
        _refuses(address(titleBook), abi.encodeCall(titleBook.transfer, (t, signers)), _wrong(alice, digest));
    }

    function test_RevertWhen_OneSideChangesATermAfterTheOtherSigned() external {
        Transfer memory t = _transferOf(title, alice, bob, 100_000);
        Signer[] memory old = _signedTransfer(t, _parties(alice, bob));
        t.oper = Share.wrap(200_000);
        Signer[] memory signers = _signedTransfer(t, _parties(alice, bob));
        signers[0] = old[0];
        bytes32 digest = register.digestOf(address(titleBook), Typed.hash(t));
        _refuses(address(titleBook), abi.encodeCall(titleBook.transfer, (t, signers)), _wrong(alice, digest));
    }

    function test_RevertWhen_TheConsentHasRunOut() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        terms.deadline = uint64(block.timestamp);
        Signer[] memory signers = _signedPledge(terms);
        vm.warp(block.timestamp + 1);
        bytes memory expected = abi.encodeWithSelector(IRegister.ConsentExpired.selector, terms.deadline);
        _refusesPledge(pledgeBook, terms, signers, expected);
    }

    function test_ADeadlineIsTheLastSecond() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        terms.deadline = uint64(block.timestamp);
        _pledge(terms);
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "not pledged");
    }

    function test_RevertWhen_TheConsentWasRevoked() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        Signer[] memory signers = _signedPledge(terms);
        bytes32 digest = register.digestOf(address(pledgeBook), _pledgeHash(terms));
        _revoke(alice, digest);
        bytes memory expected = abi.encodeWithSelector(IRegister.ConsentRevokedBefore.selector, alice.party, digest);
        _refusesPledge(pledgeBook, terms, signers, expected);
        terms.amount += 1;
        _pledge(terms);
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "a revocation kills one consent only");
    }

    function test_RevertWhen_SomebodyElseSigns() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        bytes32 digest = register.digestOf(address(pledgeBook), _pledgeHash(terms));
        Signer[] memory signers = _signedPledge(terms);
        signers[0].signature = _signature(bob.key, digest);
        _refusesPledge(pledgeBook, terms, signers, _wrong(alice, digest));
    }

    function test_RevertWhen_TheSignatureIsCutOrMalleable() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        bytes32 digest = register.digestOf(address(pledgeBook), _pledgeHash(terms));
        Signer[] memory signers = _signedPledge(terms);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(alice.key, digest);
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        signers[0].signature = abi.encodePacked(r, order - uint256(s), v == 27 ? uint8(28) : uint8(27));
        _refusesPledge(pledgeBook, terms, signers, _wrong(alice, digest));
        signers[0].signature = abi.encodePacked(r, s);
        _refusesPledge(pledgeBook, terms, signers, _wrong(alice, digest));
    }

    function test_RevertWhen_AReleasedPledgeIsReleasedAgain() external {
        LotId lot = _pledge(title, alice, bankA, 100_000);
        PledgeId id = PledgeId.wrap(LotId.unwrap(lot));
        Release memory terms = _releaseTerms(title, lot, id);
        Signer[] memory signers = _signedRelease(terms, bankA);
        pledgeBook.release(terms, signers);
        _refuses(
            address(pledgeBook),
            abi.encodeCall(pledgeBook.release, (terms, signers)),
            abi.encodeWithSelector(ITitleBook.PledgeNotOpen.selector, title, lot, id)
        );
    }

    function test_AnyoneRelaysAConsent() external {
        Pledge memory terms = _pledgeTerms(title, alice, bankA, 100_000);
        Signer[] memory signers = _signedPledge(terms);
        vm.prank(court.account);
        pledgeBook.pledge(terms, signers);
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "not pledged");
    }

    function _wrong(Actor memory actor, bytes32 digest) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRegister.SignatureWrong.selector, actor.party, actor.account, digest);
    }

    function _refusesPledge(
        PledgeBook book,
        Pledge memory terms,
        Signer[] memory signers,
        bytes memory expected
    ) private {
        _refuses(address(book), abi.encodeCall(book.pledge, (terms, signers)), expected);
    }
}
