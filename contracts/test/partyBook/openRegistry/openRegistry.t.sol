// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPartyBook} from "../../../interfaces/IPartyBook.sol";
import {IRegister} from "../../../interfaces/IRegister.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Role} from "../../../types/Enums.sol";
import {PartyId, RecordRoot, RegistryCode, registrySubject} from "../../../types/Ids.sol";
import {RegistryOpening, Signer} from "../../../types/Terms.sol";
import {RECORD, institutionOf, registryUntil} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract OpenRegistryTest is Scenes {
    function test_RevertWhen_TheInstitutionDoesNotSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesOpening(_terms(110), _hands(_as(governor, Role.GOVERNOR)), expected);
    }

    function test_RevertWhen_TheFirstSignerIsNotTheGovernor() external {
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.GOVERNOR, uint16(0));
        _refusesOpening(_terms(110), _parties(governor, alice), expected);
    }

    function test_RevertWhen_AnotherPartySignsAsTheInstitution() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, alice.party);
        _refusesOpening(_terms(110), _hands(_as(governor, Role.GOVERNOR), _as(bob, Role.PARTY)), expected);
    }

    function test_RevertWhen_SomebodySignsAsGovernor() external {
        bytes memory expected = abi.encodeWithSelector(IRegister.RoleNotHeld.selector, bob.party, Role.GOVERNOR);
        _refusesOpening(_terms(110), _hands(_as(bob, Role.GOVERNOR), _as(alice, Role.PARTY)), expected);
    }

    function test_RevertWhen_TheCodeHasNotThreeDigits() external {
        _refusesOpening(_terms(109), _both(), abi.encodeWithSelector(IPartyBook.RegistryCodeWrong.selector, 109));
        _refusesOpening(_terms(1_000), _both(), abi.encodeWithSelector(IPartyBook.RegistryCodeWrong.selector, 1_000));
    }

    function test_RevertWhen_TheRegistryIsOpen() external {
        bytes memory expected = abi.encodeWithSelector(IPartyBook.SubjectExists.selector, registrySubject(REGISTRY));
        _refusesOpening(_terms(RegistryCode.unwrap(REGISTRY)), _both(), expected);
    }

    /// it should keep its institution, without an end
    function test_WhenGovernorAndInstitutionSign() external {
        _openRegistry(RegistryCode.wrap(999), alice);
        bytes32 word = register.word(registrySubject(RegistryCode.wrap(999)), RECORD);
        vm.assertEq(PartyId.unwrap(institutionOf(word)), PartyId.unwrap(alice.party), "the institution");
        vm.assertEq(registryUntil(word), type(uint40).max, "its end");
    }

    function _terms(uint16 code) private view returns (RegistryOpening memory) {
        return RegistryOpening(RegistryCode.wrap(code), alice.party, RecordRoot.wrap(keccak256("file")), DEADLINE);
    }

    function _both() private view returns (Hand[] memory) {
        return _hands(_as(governor, Role.GOVERNOR), _as(alice, Role.PARTY));
    }

    function _refusesOpening(RegistryOpening memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes32 hash = TermsHash.flat(TermsHash.REGISTRY_OPENING, abi.encode(terms));
        Signer[] memory signers = _sign(address(partyBook), hash, hands);
        _refuses(address(partyBook), abi.encodeCall(partyBook.openRegistry, (terms, signers)), expected);
    }
}
