// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IPledgeBook} from "../../../interfaces/IPledgeBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {PledgeState} from "../../../types/PledgeEnums.sol";
import {LotId, PledgeId, Share, TitleId, subjectOf} from "../../../types/Ids.sol";
import {Release} from "../../../types/PledgeTerms.sol";
import {Signer} from "../../../types/Terms.sol";
import {PledgeRecord, pledgeRecord} from "../../../types/TitleWords.sol";
import {pledgeKey} from "../../../types/Words.sol";
import {TermsHash} from "../../../libraries/TermsHash.sol";
import {Hand} from "../../Base.sol";
import {Scenes} from "../../Scenes.sol";

contract ReleaseTest is Scenes {
    TitleId private title;
    LotId private lot;
    PledgeId private id;

    function setUp() public override {
        super.setUp();
        title = _sharedTitle();
        lot = _pledge(title, alice, bankA, 100_000);
        id = PledgeId.wrap(LotId.unwrap(lot));
    }

    function test_RevertWhen_ThePledgeIsUnknown() external {
        Release memory terms = _releaseTerms(title, lot, PledgeId.wrap(keccak256("unknown")));
        _refusesRelease(terms, _parties(bankA), _notOpen(terms));
    }

    function test_RevertWhen_ThePledgeRestsOnAnotherLot() external {
        LotId other = _pledge(title, bob, bankB, 50_000);
        Release memory terms = _releaseTerms(title, other, id);
        _refusesRelease(terms, _parties(bankA), _notOpen(terms));
    }

    function test_RevertWhen_ThePledgeChanged() external {
        Release memory terms = _releaseTerms(title, lot, id);
        terms.version = 2;
        bytes memory expected = abi.encodeWithSelector(IPledgeBook.PledgeVersionWrong.selector, title, id, 2, 1);
        _refusesRelease(terms, _parties(bankA), expected);
    }

    function test_RevertWhen_ThePledgorSigns() external {
        Release memory terms = _releaseTerms(title, lot, id);
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, bankA.party);
        _refusesRelease(terms, _parties(alice), expected);
        expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesRelease(terms, _parties(bankA, alice), expected);
    }

    /// it should free the share and keep lot and pledge as records
    function test_WhenItIsTheLotsLast() external {
        _release(title, lot, id, bankA);
        vm.assertEq(_holding(title, alice).pledged[2], 0, "the pledged sum");
        vm.assertEq(_holding(title, alice).version, 3, "the holding's version");
        vm.assertEq(_lot(title, lot).open, 0, "the lot's pledges");
        vm.assertEq(Share.unwrap(_lot(title, lot).ppm), 0, "the lot's share");
        PledgeRecord memory record = pledgeRecord(register.word(subjectOf(title), pledgeKey(lot, id)));
        vm.assertTrue(record.state == PledgeState.RELEASED, "the pledge");
        vm.assertEq(record.version, 2, "the pledge's version");
    }

    /// it should leave the share pledged to the other
    function test_WhenAnotherPledgeRests() external {
        PledgeId junior = _junior(title, lot, bankB);
        _release(title, lot, id, bankA);
        vm.assertEq(_holding(title, alice).pledged[2], 100_000, "the pledged sum");
        vm.assertEq(_lot(title, lot).open, 1, "the lot's pledges");
        _release(title, lot, junior, bankB);
        vm.assertEq(_holding(title, alice).pledged[2], 0, "the pledged sum in the end");
    }

    function _notOpen(Release memory terms) private view returns (bytes memory) {
        return abi.encodeWithSelector(ITitleBook.PledgeNotOpen.selector, title, terms.lot, terms.pledge);
    }

    function _refusesRelease(Release memory terms, Hand[] memory hands, bytes memory expected) private {
        bytes32 hash = TermsHash.flat(TermsHash.RELEASE, abi.encode(terms));
        Signer[] memory signers = _sign(address(pledgeBook), hash, hands);
        _refuses(address(pledgeBook), abi.encodeCall(pledgeBook.release, (terms, signers)), expected);
    }
}
