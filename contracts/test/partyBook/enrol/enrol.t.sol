// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPartyBook} from "../../../interfaces/IPartyBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {PartyKind, Role} from "../../../types/Enums.sol";
import {PartyId, partyIdOf, subjectOfParty} from "../../../types/Ids.sol";
import {Enrolment, Signer} from "../../../types/Terms.sol";
import {Tag, accountKey, accountLive, hashKey, partyKind} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract EnrolTest is Scenes {
    function test_RevertWhen_ASignatureIsMissing() external {
        (Enrolment memory terms, Actor memory dora) = _dora();
        _refusesEnrolment(terms, _parties(dora), abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2));
    }

    function test_RevertWhen_TheFirstSignerIsAnotherParty() external {
        (Enrolment memory terms, Actor memory dora) = _dora();
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, dora.party);
        _refusesEnrolment(terms, _hands(_as(alice, Role.PARTY), _as(governor, Role.GOVERNOR)), expected);
    }

    function test_RevertWhen_TheEnrollerIsNeitherAcceptanceClerkNorGovernor() external {
        (Enrolment memory terms, Actor memory dora) = _dora();
        bytes memory expected = abi.encodeWithSelector(IPartyBook.EnrollerRoleWrong.selector, Role.REVIEWER);
        _refusesEnrolment(terms, _hands(_as(dora, Role.PARTY), _as(reviewer, Role.REVIEWER)), expected);
    }

    function test_RevertWhen_TheKindIsMissing() external {
        Actor memory dora = _actor("dora");
        Enrolment memory terms = _enrolment("dora", PartyKind.NONE);
        dora.party = partyIdOf(_hash(terms));
        bytes memory expected = abi.encodeWithSelector(IPartyBook.PartyKindMissing.selector);
        _refusesEnrolment(terms, _byGovernor(dora), expected);
    }

    function test_RevertWhen_TheEnrolmentWasRecordedBefore() external {
        Enrolment memory terms = _enrolment("alice", PartyKind.ENTERPRISE);
        bytes memory expected = abi.encodeWithSelector(IPartyBook.SubjectExists.selector, alice.party);
        _refusesEnrolment(terms, _byGovernor(alice), expected);
    }

    function test_RevertWhen_TheAccountBelongsToAnotherParty() external {
        Enrolment memory terms = _enrolment("alice", PartyKind.NATURAL_PERSON);
        Actor memory again = alice;
        again.party = partyIdOf(_hash(terms));
        bytes memory expected = abi.encodeWithSelector(
            IRegister.AlreadyClaimed.selector,
            accountKey(alice.account),
            _actorNamed("alice").party
        );
        _refusesEnrolment(terms, _byGovernor(again), expected);
    }

    function test_RevertWhen_TheIdentityBelongsToAnotherParty() external {
        (Enrolment memory terms, Actor memory dora) = _dora();
        terms.identityTag = _enrolment("bob", PartyKind.ENTERPRISE).identityTag;
        dora.party = partyIdOf(_hash(terms));
        bytes memory expected = abi.encodeWithSelector(
            IRegister.AlreadyClaimed.selector,
            hashKey(Tag.IDENTITY, terms.identityTag),
            bob.party
        );
        _refusesEnrolment(terms, _byGovernor(dora), expected);
    }

    function test_RevertWhen_TheFirstAccountDidNotSign() external {
        (Enrolment memory terms, Actor memory dora) = _dora();
        terms.account = bob.account;
        dora.party = partyIdOf(_hash(terms));
        bytes memory expected = abi.encodeWithSelector(IRegister.AccountNotLive.selector, dora.party, dora.account);
        _refusesEnrolment(terms, _byGovernor(dora), expected);
    }

    /// it should keep kind, account and identity
    function test_WhenTheGovernorEnrols() external {
        (Enrolment memory terms, Actor memory dora) = _dora();
        PartyId party = partyBook.enrol(terms, _sign(address(partyBook), _hash(terms), _byGovernor(dora)));
        vm.assertEq(PartyId.unwrap(party), PartyId.unwrap(dora.party), "the id");
        vm.assertTrue(partyKind(_partyWord(party)) == PartyKind.ENTERPRISE, "the kind");
        bytes32 account = register.word(subjectOfParty(party), accountKey(dora.account));
        vm.assertTrue(accountLive(account, block.timestamp), "the account");
        bytes32 tag = register.word(subjectOfParty(party), hashKey(Tag.IDENTITY, terms.identityTag));
        vm.assertEq(tag, bytes32(uint256(1)), "the identity");
    }

    /// it should enrol too
    function test_WhenAnAcceptanceClerkEnrols() external {
        (Enrolment memory terms, Actor memory dora) = _dora();
        Hand[] memory hands = _hands(_as(dora, Role.PARTY), _as(acceptance, Role.ACCEPTANCE));
        partyBook.enrol(terms, _sign(address(partyBook), _hash(terms), hands));
        vm.assertEq(_seq(dora.party), 1, "one act");
    }

    /// it should publish no identity
    function test_WhenTheIdentityTagIsZero() external {
        Actor memory dora = _enrolled("dora", PartyKind.NATURAL_PERSON);
        bytes32 tag = register.word(subjectOfParty(dora.party), hashKey(Tag.IDENTITY, 0));
        vm.assertEq(tag, 0, "a natural person's identity is public");
    }

    function _dora() private pure returns (Enrolment memory terms, Actor memory dora) {
        terms = _enrolment("dora", PartyKind.ENTERPRISE);
        dora = _actor("dora");
        dora.party = partyIdOf(_hash(terms));
    }

    function _actorNamed(string memory name) private pure returns (Actor memory actor) {
        actor = _actor(name);
        actor.party = partyIdOf(_hash(_enrolment(name, PartyKind.ENTERPRISE)));
    }

    function _byGovernor(Actor memory actor) private view returns (Hand[] memory) {
        return _hands(_as(actor, Role.PARTY), _as(governor, Role.GOVERNOR));
    }

    function _hash(Enrolment memory terms) private pure returns (bytes32) {
        return TermsHash.flat(TermsHash.ENROLMENT, abi.encode(terms));
    }

    function _refusesEnrolment(Enrolment memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _sign(address(partyBook), _hash(terms), hands);
        _refuses(address(partyBook), abi.encodeCall(partyBook.enrol, (terms, signers)), expected);
    }
}
