// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IMandateBook} from "../../../interfaces/IMandateBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Action, RevocationGround, Role} from "../../../types/Enums.sol";
import {DocumentDigest, RegistryCode, Time, partyIdOf, subjectOfParty} from "../../../types/Ids.sol";
import {Application, Signer, StaffRevocation, Step} from "../../../types/Terms.sol";
import {PartyRecord, disownedKey, packDisowned, partyRecord} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract RevokeStaffKeyTest is Scenes {
    function test_RevertWhen_TheClerkIsNotEnrolled() external {
        StaffRevocation memory terms = _terms(examiner);
        terms.staff = partyIdOf(keccak256("nobody"));
        bytes memory expected = abi.encodeWithSelector(IBook.PartyUnknown.selector, terms.staff);
        _refusesRevocation(terms, _parties(institution), expected);
    }

    function test_RevertWhen_TheClerkWorksForAnotherRegistry() external {
        _refusesRevocation(_terms(stranger), _parties(institution), _notOfRegistry(stranger, REGISTRY));
    }

    function test_RevertWhen_ThePartyNeverWorkedForARegistry() external {
        _refusesRevocation(_terms(alice), _parties(institution), _notOfRegistry(alice, REGISTRY));
    }

    function test_RevertWhen_NoRegistryIsOpen() external {
        StaffRevocation memory terms = _terms(alice);
        terms.registry = RegistryCode.wrap(0);
        _refusesRevocation(terms, _parties(institution), _notOfRegistry(alice, terms.registry));
    }

    function test_RevertWhen_AnotherInstitutionRevokes() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, institution.party);
        _refusesRevocation(_terms(examiner), _parties(otherInstitution), expected);
    }

    function test_RevertWhen_TwoSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesRevocation(_terms(examiner), _parties(institution, examiner), expected);
    }

    function test_RevertWhen_ItTakesEffectLater() external {
        StaffRevocation memory terms = _terms(examiner);
        terms.since = _time(block.timestamp + 1);
        bytes memory expected = abi.encodeWithSelector(IMandateBook.RevocationInFuture.selector, terms.since);
        _refusesRevocation(terms, _parties(institution), expected);
    }

    function test_RevertWhen_NoGroundIsNamed() external {
        StaffRevocation memory terms = _terms(examiner);
        terms.ground = RevocationGround.NONE;
        bytes memory expected = abi.encodeWithSelector(IMandateBook.RevocationGroundMissing.selector, examiner.party);
        _refusesRevocation(terms, _parties(institution), expected);
    }

    function test_RevertWhen_ItIsGivenInTwice() external {
        StaffRevocation memory terms = _terms(examiner);
        Signer[] memory signers = _signed(terms, _parties(institution));
        mandateBook.revokeStaffKey(terms, signers);
        _refuses(
            address(mandateBook),
            abi.encodeCall(mandateBook.revokeStaffKey, (terms, signers)),
            abi.encodeWithSelector(IBook.VersionStale.selector, examiner.party, 2, 3)
        );
    }

    /// it should end every role at once, and keep the date and the ground
    function test_WhenTheInstitutionSigns() external {
        StaffRevocation memory terms = _terms(examiner);
        mandateBook.revokeStaffKey(terms, _signed(terms, _parties(institution)));
        PartyRecord memory record = partyRecord(_partyWord(examiner.party));
        vm.assertEq(record.roles, 0, "roles");
        vm.assertEq(Time.unwrap(record.rolesUntil), block.timestamp, "their end");
        bytes32 word = register.word(subjectOfParty(examiner.party), disownedKey(terms.seq));
        vm.assertEq(word, packDisowned(REGISTRY, terms.since, RevocationGround.COMPROMISED), "the revocation");
    }

    /// it should refuse what the revoked key signs
    function test_WhenTheClerkSignsAfterwards() external {
        Application memory content = _alicesApplication();
        _submit(content);
        _take(content, Action.ACCEPT, _clerk());
        StaffRevocation memory terms = _terms(examiner);
        mandateBook.revokeStaffKey(terms, _signed(terms, _parties(institution)));
        Step memory assign = _step(content, Action.ASSIGN);
        Signer[] memory signers = _signedStep(assign, _hands(_as(examiner, Role.EXAMINER)));
        bytes memory expected = abi.encodeWithSelector(IRegister.RoleNotHeld.selector, examiner.party, Role.EXAMINER);
        _refuses(address(filingDesk), abi.encodeCall(filingDesk.step, (assign, content, signers)), expected);
    }

    /// it should take a second revocation beside the first
    function test_WhenTheClerkIsEmployedAndRevokedAgain() external {
        StaffRevocation memory terms = _terms(examiner);
        mandateBook.revokeStaffKey(terms, _signed(terms, _parties(institution)));
        _grant(institution, REGISTRY, examiner, _bit(Role.EXAMINER));
        StaffRevocation memory second = _terms(examiner);
        second.ground = RevocationGround.LOST;
        mandateBook.revokeStaffKey(second, _signed(second, _parties(institution)));
        bytes32 word = register.word(subjectOfParty(examiner.party), disownedKey(terms.seq));
        vm.assertEq(word, packDisowned(REGISTRY, terms.since, RevocationGround.COMPROMISED), "the first");
        word = register.word(subjectOfParty(examiner.party), disownedKey(second.seq));
        vm.assertEq(word, packDisowned(REGISTRY, second.since, RevocationGround.LOST), "the second");
    }

    /// it should disown what was signed before the roles ended
    function test_WhenTheRolesHadEndedAlready() external {
        StaffRevocation memory terms = _terms(examiner);
        mandateBook.revokeStaffKey(terms, _signed(terms, _parties(institution)));
        terms = _terms(examiner);
        terms.since = _time(block.timestamp - 5 days);
        mandateBook.revokeStaffKey(terms, _signed(terms, _parties(institution)));
        bytes32 word = register.word(subjectOfParty(examiner.party), disownedKey(terms.seq));
        vm.assertEq(word, packDisowned(REGISTRY, terms.since, RevocationGround.COMPROMISED), "the revocation");
    }

    function _terms(Actor memory staff) private view returns (StaffRevocation memory) {
        return
            StaffRevocation({
                staff: staff.party,
                registry: REGISTRY,
                since: _time(block.timestamp - 2 days),
                ground: RevocationGround.COMPROMISED,
                document: DocumentDigest.wrap(keccak256("report")),
                seq: _seq(staff.party),
                deadline: DEADLINE
            });
    }

    function _notOfRegistry(Actor memory staff, RegistryCode code) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IMandateBook.StaffNotOfRegistry.selector, staff.party, code);
    }

    function _signed(StaffRevocation memory terms, Hand[] memory hands) private view returns (Signer[] memory) {
        return _sign(address(mandateBook), TermsHash.flat(TermsHash.STAFF_REVOCATION, abi.encode(terms)), hands);
    }

    function _refusesRevocation(StaffRevocation memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(mandateBook.revokeStaffKey, (terms, _signed(terms, hands)));
        _refuses(address(mandateBook), call, expected);
    }
}
