// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IDirectoryBook} from "../../../interfaces/IDirectoryBook.sol";
import {Role} from "../../../types/Enums.sol";
import {DocumentDigest, RegistryCode} from "../../../types/Ids.sol";
import {Suspension, Signer} from "../../../types/Terms.sol";
import {listingSuspended} from "../../../types/ListingWords.sol";
import {Hand} from "../../Base.sol";
import {Directory} from "../Directory.sol";

contract ChangeSuspensionTest is Directory {
    function test_RevertWhen_TheInstitutionItselfSigns() external {
        _list(bankA);
        bytes memory expected = abi.encodeWithSelector(
            IBook.StaffMissing.selector,
            0,
            Role.GOVERNOR,
            RegistryCode.wrap(0)
        );
        _refusesSuspension(_suspension(bankA, true), _parties(bankA), expected);
    }

    function test_RevertWhen_TwoSign() external {
        _list(bankA);
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesSuspension(_suspension(bankA, true), _both(bankA), expected);
    }

    function test_RevertWhen_ThePartyIsNotListed() external {
        bytes memory expected = abi.encodeWithSelector(IDirectoryBook.InstitutionNotListed.selector, bankA.party);
        _refusesSuspension(_suspension(bankA, true), _governor(), expected);
    }

    function test_RevertWhen_ItIsSuspendedAlready() external {
        _list(bankA);
        _suspend(bankA, true);
        _refusesSuspension(_suspension(bankA, true), _governor(), _same(true));
    }

    function test_RevertWhen_ItIsNotSuspended() external {
        _list(bankA);
        _refusesSuspension(_suspension(bankA, false), _governor(), _same(false));
    }

    function test_RevertWhen_NoGroundIsNamed() external {
        _list(bankA);
        Suspension memory terms = _suspension(bankA, true);
        terms.ground = DocumentDigest.wrap(0);
        bytes memory expected = abi.encodeWithSelector(IDirectoryBook.SuspensionGroundMissing.selector, bankA.party);
        _refusesSuspension(terms, _governor(), expected);
    }

    function test_RevertWhen_TheInstitutionsDossierWentOn() external {
        _list(bankA);
        Suspension memory terms = _suspension(bankA, true);
        terms.seq = 1;
        bytes memory expected = abi.encodeWithSelector(IBook.VersionStale.selector, bankA.party, 1, 2);
        _refusesSuspension(terms, _governor(), expected);
    }

    function test_RevertWhen_ASuspensionIsShownAsItsEnd() external {
        _list(bankA);
        Suspension memory terms = _suspension(bankA, true);
        Signer[] memory signers = _signedSuspension(terms, _governor());
        _suspend(bankA, true);
        terms.suspended = false;
        bytes memory call = abi.encodeCall(directoryBook.changeSuspension, (terms, signers));
        _refuses(address(directoryBook), call, abi.encodeWithSelector(IBook.VersionStale.selector, bankA.party, 2, 3));
    }

    /// it should suspend, and keep kinds and window
    function test_WhenTheGovernorSuspends() external {
        _list(bankA);
        bytes32 before = _listingWord(bankA);
        _suspend(bankA, true);
        vm.assertTrue(listingSuspended(_listingWord(bankA)), "not suspended");
        _suspend(bankA, false);
        vm.assertEq(_listingWord(bankA), before, "the listing");
    }

    function _same(bool suspended) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDirectoryBook.SuspensionSame.selector, bankA.party, suspended);
    }

    function _refusesSuspension(Suspension memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(directoryBook.changeSuspension, (terms, _signedSuspension(terms, hands)));
        _refuses(address(directoryBook), call, expected);
    }
}
