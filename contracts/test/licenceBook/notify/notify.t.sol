// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {ILicenceBook} from "../../../interfaces/ILicenceBook.sol";
import {DocumentDigest, LicenceId, Time, TitleId} from "../../../types/Ids.sol";
import {BreachNotice, Licence} from "../../../types/LicenceTerms.sol";
import {Signer} from "../../../types/Terms.sol";
import {LicenceEndGround} from "../../../types/UseEnums.sol";
import {Hand} from "../../Base.sol";
import {Licensing} from "../Licensing.sol";

contract NotifyTest is Licensing {
    TitleId private title;
    LicenceId private id;
    Time private until;

    function setUp() public override {
        super.setUp();
        title = _alicesTitle();
        Licence memory terms = _licenceTerms(title, alice, bob);
        until = terms.until;
        id = _grant(terms);
    }

    function test_RevertWhen_TheLicenceDoesNotStand() external {
        BreachNotice memory terms = _noticeOf(title, id);
        terms.licence = LicenceId.wrap(keccak256("no licence"));
        _refusesNotice(terms, abi.encodeWithSelector(ILicenceBook.LicenceNotGranted.selector, title, terms.licence));
        _end(_endingOf(title, id, LicenceEndGround.WAIVED), _parties(bob));
        terms = _noticeOf(title, id);
        _refusesNotice(terms, abi.encodeWithSelector(ILicenceBook.LicenceNotGranted.selector, title, id));
    }

    function test_RevertWhen_TheLicenceHasRunOut() external {
        _warp(Time.unwrap(until));
        bytes4 selector = ILicenceBook.LicenceRunWrong.selector;
        _refusesNotice(_noticeOf(title, id), abi.encodeWithSelector(selector, title, id, until));
    }

    function test_RevertWhen_NoDocumentIsNamed() external {
        BreachNotice memory terms = _noticeOf(title, id);
        terms.notice = DocumentDigest.wrap(0);
        _refusesNotice(terms, abi.encodeWithSelector(ILicenceBook.BreachNoticeMissing.selector, title, id));
    }

    function test_RevertWhen_ItIsGivenInTwice() external {
        BreachNotice memory terms = _noticeOf(title, id);
        licenceBook.notify(terms, _signedNotice(terms, _parties(alice)));
        bytes4 selector = ILicenceBook.LicenceVersionWrong.selector;
        _refusesNotice(terms, abi.encodeWithSelector(selector, title, id, 1, 2));
    }

    function test_RevertWhen_TheLicensorDoesNotSign() external {
        BreachNotice memory terms = _noticeOf(title, id);
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, alice.party);
        _refusesSigned(terms, _parties(bob), expected);
        _refusesSigned(terms, _parties(alice, bob), abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1));
    }

    /// it should keep the moment of the newest notice
    function test_WhenTheLicensorSigns() external {
        _notify(title, id, alice);
        vm.assertEq(Time.unwrap(_licensor(title, id).noticedAt), block.timestamp, "noticed at");
        _warp(block.timestamp + 1 days);
        _notify(title, id, alice);
        vm.assertEq(Time.unwrap(_licensor(title, id).noticedAt), block.timestamp, "noticed again at");
        vm.assertEq(_licensor(title, id).version, 3, "version");
    }

    function _refusesNotice(BreachNotice memory terms, bytes memory expected) private {
        _refusesSigned(terms, _parties(alice), expected);
    }

    function _refusesSigned(BreachNotice memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedNotice(terms, hands);
        _refuses(address(licenceBook), abi.encodeCall(licenceBook.notify, (terms, signers)), expected);
    }
}
