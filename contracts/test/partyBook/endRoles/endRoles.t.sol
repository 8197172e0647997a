// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPartyBook} from "../../../interfaces/IPartyBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Role} from "../../../types/Enums.sol";
import {Time} from "../../../types/Ids.sol";
import {Order, RoleGrant, Signer} from "../../../types/Terms.sol";
import {PartyRecord, partyRecord} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract EndRolesTest is Scenes {
    function test_RevertWhen_TheClerkSignsToo() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesEnd(_terms(0), _parties(institution, clerkA), expected);
    }

    function test_RevertWhen_TheClerkWorksForAnotherRegistry() external {
        RoleGrant memory terms = _terms(0);
        terms.registry = OTHER_REGISTRY;
        bytes memory expected = abi.encodeWithSelector(IPartyBook.StaffElsewhere.selector, clerkA.party, REGISTRY);
        _refusesEnd(terms, _parties(otherInstitution), expected);
    }

    function test_RevertWhen_ARoleWouldBeAdded() external {
        uint16 roles = _bit(Role.ORDER_CLERK) | _bit(Role.EXAMINER);
        _refusesEnd(_terms(roles), _parties(institution), _notFewer(roles));
    }

    function test_RevertWhen_NoRoleEnds() external {
        uint16 roles = _bit(Role.ORDER_CLERK);
        _refusesEnd(_terms(roles), _parties(institution), _notFewer(roles));
    }

    function test_RevertWhen_TheTimeOfTheRestWouldBeProlonged() external {
        RoleGrant memory grant = RoleGrant(alice.party, REGISTRY, 12, _time(block.timestamp + 9), 1, DEADLINE);
        partyBook.grantRoles(grant, _sign(address(partyBook), _hash(grant), _parties(institution, alice)));
        RoleGrant memory terms = RoleGrant(alice.party, REGISTRY, 4, _time(block.timestamp + 10), 2, DEADLINE);
        bytes memory expected = abi.encodeWithSelector(IPartyBook.RolesNotFewer.selector, uint16(12), uint16(4));
        _refusesEnd(terms, _parties(institution), expected);
    }

    function test_RevertWhen_AnotherPartyEndsThem() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, institution.party);
        _refusesEnd(_terms(0), _parties(otherInstitution), expected);
    }

    function test_RevertWhen_TheClerksDossierWentOn() external {
        RoleGrant memory terms = _terms(0);
        terms.seq += 1;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, clerkA.party, 3, 2);
        _refusesEnd(terms, _parties(institution), expected);
    }

    /// it should take the clerk's power at once
    function test_WhenAllRolesEnd() external {
        RoleGrant memory terms = _terms(0);
        partyBook.endRoles(terms, _sign(address(partyBook), _hash(terms), _parties(institution)));
        Order memory order = _partyOrder(alice);
        _refuses(
            address(orderDesk),
            abi.encodeCall(orderDesk.order, (order, _signedOrder(order, _clerks()))),
            abi.encodeWithSelector(IRegister.RoleNotHeld.selector, clerkA.party, Role.ORDER_CLERK)
        );
    }

    /// it should leave the rest until its end
    function test_WhenOneRoleEnds() external {
        uint16 roles = _bit(Role.SEAL_KEEPER);
        RoleGrant memory terms = RoleGrant(acceptance.party, REGISTRY, roles, _time(block.timestamp + 7), 2, DEADLINE);
        partyBook.endRoles(terms, _sign(address(partyBook), _hash(terms), _parties(institution)));
        PartyRecord memory record = partyRecord(_partyWord(acceptance.party));
        vm.assertEq(record.roles, roles, "the rest");
        vm.assertEq(Time.unwrap(record.rolesUntil), block.timestamp + 7, "its end");
    }

    function _terms(uint16 roles) private view returns (RoleGrant memory) {
        return RoleGrant(clerkA.party, REGISTRY, roles, NEVER, _seq(clerkA.party), DEADLINE);
    }

    function _notFewer(uint16 roles) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IPartyBook.RolesNotFewer.selector, _bit(Role.ORDER_CLERK), roles);
    }

    function _hash(RoleGrant memory terms) private pure returns (bytes32) {
        return TermsHash.flat(TermsHash.ROLE_GRANT, abi.encode(terms));
    }

    function _refusesEnd(RoleGrant memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _sign(address(partyBook), _hash(terms), hands);
        _refuses(address(partyBook), abi.encodeCall(partyBook.endRoles, (terms, signers)), expected);
    }
}
