// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IDirectoryBook} from "../../../interfaces/IDirectoryBook.sol";
import {InstitutionKind, Role} from "../../../types/Enums.sol";
import {DocumentDigest, RegistryCode} from "../../../types/Ids.sol";
import {InstitutionListing, Signer} from "../../../types/Terms.sol";
import {listingSuspended, packListing, withSuspension} from "../../../types/ListingWords.sol";
import {Hand} from "../../Base.sol";
import {Directory} from "../Directory.sol";

contract ListTest is Directory {
    function test_RevertWhen_TheInstitutionDoesNotSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 1, 2);
        _refusesListing(_listing(bankA), _hands(_as(governor, Role.GOVERNOR)), expected);
    }

    function test_RevertWhen_AnotherSignsForTheInstitution() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 1, bankA.party);
        Hand[] memory hands = _hands(_as(governor, Role.GOVERNOR), _as(bankB, Role.PARTY));
        _refusesListing(_listing(bankA), hands, expected);
    }

    function test_RevertWhen_ARegistryLists() external {
        bytes memory expected = abi.encodeWithSelector(
            IBook.StaffMissing.selector,
            0,
            Role.GOVERNOR,
            RegistryCode.wrap(0)
        );
        _refusesListing(_listing(bankA), _parties(institution, bankA), expected);
    }

    function test_RevertWhen_NoKindIsNamed() external {
        InstitutionListing memory terms = _listing(bankA);
        terms.kinds = 0;
        _refusesListing(terms, _both(bankA), abi.encodeWithSelector(IDirectoryBook.InstitutionKindsWrong.selector, 0));
    }

    function test_RevertWhen_AKindIsUnknown() external {
        InstitutionListing memory terms = _listing(bankA);
        terms.kinds = uint16(1 << (uint256(type(InstitutionKind).max) + 1));
        bytes memory expected = abi.encodeWithSelector(IDirectoryBook.InstitutionKindsWrong.selector, terms.kinds);
        _refusesListing(terms, _both(bankA), expected);
    }

    function test_RevertWhen_TheLicenceEndsBeforeItBegins() external {
        InstitutionListing memory terms = _listing(bankA);
        terms.from = terms.until;
        _refusesListing(terms, _both(bankA), _termWrong(terms));
    }

    function test_RevertWhen_TheLicenceHasRunOut() external {
        InstitutionListing memory terms = _listing(bankA);
        terms.from = _time(block.timestamp - 2);
        terms.until = _time(block.timestamp);
        _refusesListing(terms, _both(bankA), _termWrong(terms));
    }

    function test_RevertWhen_NoLicenceIsNamed() external {
        InstitutionListing memory terms = _listing(bankA);
        terms.licence = DocumentDigest.wrap(0);
        bytes memory expected = abi.encodeWithSelector(IDirectoryBook.LicenceMissing.selector, bankA.party);
        _refusesListing(terms, _both(bankA), expected);
    }

    function test_RevertWhen_ItIsGivenInTwice() external {
        InstitutionListing memory terms = _listing(bankA);
        Signer[] memory signers = _signedListing(terms, _both(bankA));
        directoryBook.list(terms, signers);
        _refuses(
            address(directoryBook),
            abi.encodeCall(directoryBook.list, (terms, signers)),
            abi.encodeWithSelector(IBook.VersionStale.selector, bankA.party, 1, 2)
        );
    }

    /// it should keep kinds and window
    function test_WhenGovernorAndInstitutionSign() external {
        InstitutionListing memory terms = _listing(bankA);
        _list(bankA);
        vm.assertEq(_listingWord(bankA), packListing(terms.kinds, terms.from, terms.until), "the listing");
    }

    /// it should keep the suspension
    function test_WhenASuspendedListingIsRenewed() external {
        _list(bankA);
        _suspend(bankA, true);
        InstitutionListing memory terms = _listing(bankA);
        terms.kinds = 1;
        directoryBook.list(terms, _signedListing(terms, _both(bankA)));
        bytes32 word = withSuspension(packListing(1, terms.from, terms.until), true);
        vm.assertEq(_listingWord(bankA), word, "the listing");
        vm.assertTrue(listingSuspended(word), "not suspended");
    }

    function _termWrong(InstitutionListing memory terms) private pure returns (bytes memory) {
        bytes4 selector = IDirectoryBook.LicenceTermWrong.selector;
        return abi.encodeWithSelector(selector, terms.institution, terms.from, terms.until);
    }

    function _refusesListing(InstitutionListing memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes memory call = abi.encodeCall(directoryBook.list, (terms, _signedListing(terms, hands)));
        _refuses(address(directoryBook), call, expected);
    }
}
