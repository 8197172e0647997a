// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPartyBook} from "../../../interfaces/IPartyBook.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Role} from "../../../types/Enums.sol";
import {RegistryCode, Time, partyIdOf} from "../../../types/Ids.sol";
import {RoleGrant, Signer} from "../../../types/Terms.sol";
import {PartyRecord, partyRecord} from "../../../types/Words.sol";
import {Actor, Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract GrantRolesTest is Scenes {
    function test_RevertWhen_TheClerkDoesNotSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesGrant(_terms(alice, 4), _parties(institution), expected);
    }

    function test_RevertWhen_AnotherPartySignsAsTheClerk() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, alice.party);
        _refusesGrant(_terms(alice, 4), _parties(institution, bob), expected);
    }

    function test_RevertWhen_NoRoleIsNamed() external {
        _refusesGrant(_terms(alice, 0), _parties(institution, alice), _notGrantable(0));
    }

    function test_RevertWhen_TheRoleIsNoStaffRole() external {
        uint16 roles = _bit(Role.GOVERNOR) | _bit(Role.EXAMINER);
        _refusesGrant(_terms(alice, roles), _parties(institution, alice), _notGrantable(roles));
    }

    function test_RevertWhen_TheClerkIsTheGovernor() external {
        bytes memory expected = _notGrantable(_bit(Role.GOVERNOR));
        RoleGrant memory terms = _terms(governor, _bit(Role.EXAMINER));
        // The governor belongs to registry 0, where its role never ends.
        terms.registry = RegistryCode.wrap(0);
        _refusesGrant(terms, _parties(institution, governor), expected);
    }

    function test_RevertWhen_TheClerkWorksForAnotherRegistry() external {
        RoleGrant memory terms = _terms(stranger, _bit(Role.EXAMINER));
        bytes memory expected = abi.encodeWithSelector(
            IPartyBook.StaffElsewhere.selector,
            stranger.party,
            OTHER_REGISTRY
        );
        _refusesGrant(terms, _parties(institution, stranger), expected);
    }

    function test_RevertWhen_TheClerkIsNotEnrolled() external {
        Actor memory nobody = _actor("nobody");
        nobody.party = partyIdOf(keccak256("nobody"));
        bytes memory expected = abi.encodeWithSelector(IBook.PartyUnknown.selector, nobody.party);
        _refusesGrant(_terms(nobody, 4), _parties(institution, nobody), expected);
    }

    function test_RevertWhen_NoRegistryIsOpen() external {
        RoleGrant memory terms = _terms(alice, 4);
        terms.registry = RegistryCode.wrap(999);
        bytes memory expected = abi.encodeWithSelector(IPartyBook.RegistryNotOpen.selector, uint16(999));
        _refusesGrant(terms, _parties(institution, alice), expected);
    }

    function test_RevertWhen_AnotherInstitutionGrants() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, institution.party);
        _refusesGrant(_terms(alice, 4), _parties(otherInstitution, alice), expected);
    }

    function test_RevertWhen_TheClerksDossierWentOn() external {
        RoleGrant memory terms = _terms(alice, 4);
        terms.seq += 1;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, alice.party, 2, 1);
        _refusesGrant(terms, _parties(institution, alice), expected);
    }

    /// it should keep registry, roles and their end
    function test_WhenTheRegistrysInstitutionAndTheClerkSign() external {
        _grant(institution, REGISTRY, alice, 12);
        PartyRecord memory record = partyRecord(_partyWord(alice.party));
        vm.assertEq(record.roles, 12, "the roles");
        vm.assertEq(RegistryCode.unwrap(record.registry), RegistryCode.unwrap(REGISTRY), "the registry");
        vm.assertEq(Time.unwrap(record.rolesUntil), Time.unwrap(NEVER), "their end");
    }

    /// it should let the clerk change registries
    function test_WhenTheRolesElsewhereHaveEnded() external {
        RoleGrant memory terms = _terms(alice, 4);
        terms.until = _time(block.timestamp + 1 days);
        partyBook.grantRoles(terms, _sign(address(partyBook), _hash(terms), _parties(institution, alice)));
        vm.warp(block.timestamp + 1 days);
        _grant(otherInstitution, OTHER_REGISTRY, alice, 8);
        PartyRecord memory record = partyRecord(_partyWord(alice.party));
        vm.assertEq(RegistryCode.unwrap(record.registry), RegistryCode.unwrap(OTHER_REGISTRY), "the registry");
    }

    function _terms(Actor memory staff, uint16 roles) private view returns (RoleGrant memory) {
        return RoleGrant(staff.party, REGISTRY, roles, NEVER, _seq(staff.party), DEADLINE);
    }

    function _notGrantable(uint16 roles) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPartyBook.RolesNotGrantable.selector, roles);
    }

    function _hash(RoleGrant memory terms) private pure returns (bytes32) {
        return TermsHash.flat(TermsHash.ROLE_GRANT, abi.encode(terms));
    }

    function _refusesGrant(RoleGrant memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _sign(address(partyBook), _hash(terms), hands);
        _refuses(address(partyBook), abi.encodeCall(partyBook.grantRoles, (terms, signers)), expected);
    }
}
