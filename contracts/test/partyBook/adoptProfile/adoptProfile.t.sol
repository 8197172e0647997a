// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPartyBook} from "../../../interfaces/IPartyBook.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Role} from "../../../types/Enums.sol";
import {GOVERNANCE} from "../../../types/Ids.sol";
import {ProfileAdoption, Signer} from "../../../types/Terms.sol";
import {Floors, Tag, floorsOf, hashKey} from "../../../types/Words.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract AdoptProfileTest is Scenes {
    function test_RevertWhen_NobodySigns() external {
        _refusesAdoption(_adoption(), new Hand[](0), abi.encodeWithSelector(IBook.SignersWrong.selector, 0, 1));
    }

    function test_RevertWhen_TheSignerIsNotTheGovernor() external {
        bytes memory expected = abi.encodeWithSelector(IBook.StaffMissing.selector, 0, Role.GOVERNOR, uint16(0));
        _refusesAdoption(_adoption(), _hands(_as(examiner, Role.EXAMINER)), expected);
    }

    function test_RevertWhen_GovernanceWentOn() external {
        ProfileAdoption memory terms = _adoption();
        uint64 current = terms.seq;
        terms.seq -= 1;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, GOVERNANCE, current - 1, current);
        _refusesAdoption(terms, _hands(_as(governor, Role.GOVERNOR)), expected);
    }

    function test_RevertWhen_TheTermsNameAnotherGovernor() external {
        ProfileAdoption memory terms = _adoption();
        terms.governor = alice.party;
        bytes memory expected = abi.encodeWithSelector(
            IPartyBook.GovernorDiffers.selector,
            alice.party,
            governor.party
        );
        _refusesAdoption(terms, _hands(_as(governor, Role.GOVERNOR)), expected);
    }

    function test_RevertWhen_TheProfileWasAdopted() external {
        ProfileAdoption memory terms = _adoption();
        terms.minimumNotice = 0;
        bytes memory expected = abi.encodeWithSelector(IPartyBook.ProfileAdoptedBefore.selector, PROFILE);
        _refusesAdoption(terms, _hands(_as(governor, Role.GOVERNOR)), expected);
    }

    /// it should keep the profile's floors
    function test_WhenTheGovernorAdopts() external {
        ProfileAdoption memory terms = _adoption();
        terms.profile = keccak256("another profile");
        terms.minimumNotice = 7;
        partyBook.adoptProfile(terms, _sign(address(partyBook), _hash(terms), _hands(_as(governor, Role.GOVERNOR))));
        Floors memory floors = floorsOf(register.word(GOVERNANCE, hashKey(Tag.PROFILE, terms.profile)));
        vm.assertEq(floors.minimumNotice, 7, "minimum notice");
        vm.assertEq(floors.minimumAcceptance, MINIMUM_ACCEPTANCE, "minimum acceptance");
        vm.assertEq(floors.maximumTerm, MAXIMUM_TERM, "maximum term");
        vm.assertEq(floors.maximumFreeze, MAXIMUM_FREEZE, "maximum freeze");
        vm.assertEq(floors.renewalOpens, RENEWAL_OPENS, "when a renewal opens");
        vm.assertEq(floors.renewalCloses, RENEWAL_CLOSES, "when a renewal closes");
    }

    function _hash(ProfileAdoption memory terms) private pure returns (bytes32) {
        return TermsHash.flat(TermsHash.PROFILE_ADOPTION, abi.encode(terms));
    }

    function _refusesAdoption(ProfileAdoption memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _sign(address(partyBook), _hash(terms), hands);
        _refuses(address(partyBook), abi.encodeCall(partyBook.adoptProfile, (terms, signers)), expected);
    }
}
