// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IReportBook} from "../../../interfaces/IReportBook.sol";
import {ITitleBook} from "../../../interfaces/ITitleBook.sol";
import {InstitutionKind} from "../../../types/Enums.sol";
import {DocumentDigest, RecordRoot, ReportId, Time, TitleId, sameParty} from "../../../types/Ids.sol";
import {Report} from "../../../types/ReportTerms.sol";
import {ReportRecord, makerOf} from "../../../types/ReportWords.sol";
import {Signer} from "../../../types/Terms.sol";
import {ReportKind, ReportPurpose, ReportState} from "../../../types/UseEnums.sol";
import {Actor, Hand} from "../../Base.sol";
import {Reporting} from "../Reporting.sol";

contract FileTest is Reporting {
    TitleId private title;

    function setUp() public override {
        super.setUp();
        title = _alicesTitle();
        _listedAs(carol, InstitutionKind.VALUATION);
    }

    function test_RevertWhen_ATermIsMissing() external {
        Report memory terms = _terms();
        terms.kind = ReportKind.NONE;
        _refusesTerms(terms);
        terms = _terms();
        terms.purpose = ReportPurpose.NONE;
        _refusesTerms(terms);
        terms = _terms();
        terms.record = RecordRoot.wrap(0);
        _refusesTerms(terms);
        terms = _terms();
        terms.document = DocumentDigest.wrap(0);
        _refusesTerms(terms);
        terms = _terms();
        terms.independence = DocumentDigest.wrap(0);
        _refusesTerms(terms);
    }

    function test_RevertWhen_AValuationHasNoAmountOrNoPurpose() external {
        Report memory terms = _terms();
        terms.amount = 0;
        _refusesTerms(terms);
        terms = _terms();
        terms.purpose = ReportPurpose.GENERAL;
        _refusesTerms(terms);
    }

    function test_RevertWhen_AnotherReportHasAnAmount() external {
        Report memory terms = _terms();
        terms.kind = ReportKind.QUALITY;
        _refusesTerms(terms);
    }

    function test_RevertWhen_ItIsOfTheFutureOrOver() external {
        Report memory terms = _terms();
        terms.baseDate = _time(block.timestamp + 1);
        _refusesPeriod(terms);
        terms.baseDate = Time.wrap(0);
        _refusesPeriod(terms);
        terms = _terms();
        terms.validUntil = _time(block.timestamp);
        _refusesPeriod(terms);
    }

    function test_RevertWhen_TheInstitutionDoesNotSign() external {
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, carol.party);
        _refusesSigned(_terms(), _parties(alice), expected);
        _refusesSigned(_terms(), _nobodyHands(), abi.encodeWithSelector(IBook.SignersWrong.selector, 0, 1));
    }

    function test_RevertWhen_TheTitleDoesNotExist() external {
        Report memory terms = _terms();
        terms.title = TitleId.wrap(bytes32(uint256(1) << 248));
        _refusesReport(terms, abi.encodeWithSelector(ITitleBook.TitleNotLive.selector, terms.title));
    }

    function test_RevertWhen_TheInstitutionIsNotListed() external {
        Report memory terms = _valuation(title, bankA);
        _refusesListing(terms, bankA, InstitutionKind.VALUATION);
    }

    function test_RevertWhen_TheListingIsOfAnotherKind() external {
        Report memory terms = _terms();
        terms.amount = 0;
        InstitutionKind[4] memory needed = [
            InstitutionKind.COMPLIANCE,
            InstitutionKind.QUALITY,
            InstitutionKind.RISK,
            InstitutionKind.NOTARY
        ];
        ReportKind[4] memory kinds = [
            ReportKind.COMPLIANCE,
            ReportKind.QUALITY,
            ReportKind.SECURITY,
            ReportKind.NOTARIAL_DEED
        ];
        for (uint256 i = 0; i < kinds.length; ++i) {
            terms.kind = kinds[i];
            _refusesListing(terms, carol, needed[i]);
        }
    }

    function test_RevertWhen_TheListingIsSuspended() external {
        _suspend(carol, true);
        _refusesListing(_terms(), carol, InstitutionKind.VALUATION);
        _suspend(carol, false);
        _report(_terms(), carol);
    }

    function test_RevertWhen_TheLicenceHasRunOut() external {
        _warp(block.timestamp + 365 days);
        _refusesListing(_terms(), carol, InstitutionKind.VALUATION);
    }

    function test_RevertWhen_TheInstitutionHoldsTheTitle() external {
        _transfer(title, alice, carol, 1);
        _refusesConcerned(carol);
    }

    function test_RevertWhen_TheInstitutionKeepsTheRegistry() external {
        _listedAs(institution, InstitutionKind.VALUATION);
        _refusesConcerned(institution);
    }

    function test_RevertWhen_ItIsGivenInTwice() external {
        Report memory terms = _terms();
        ReportId id = _report(terms, carol);
        _refusesReport(terms, abi.encodeWithSelector(IReportBook.ReportExists.selector, title, id));
    }

    /// it should keep whose it is, its kind and its end
    function test_WhenAListedInstitutionSigns() external {
        Report memory terms = _terms();
        ReportRecord memory record = _reportWord(title, _report(terms, carol));
        vm.assertTrue(sameParty(record.institution, carol.party), "institution");
        vm.assertTrue(record.state == ReportState.FILED && record.kind == ReportKind.VALUATION, "state and kind");
        vm.assertEq(Time.unwrap(record.validUntil), Time.unwrap(terms.validUntil), "valid until");
    }

    /// it should be let in
    function test_WhenTheInstitutionHasSoldItsShare() external {
        _transfer(title, alice, carol, 1);
        _transfer(title, carol, alice, 1);
        vm.assertTrue(_reportWord(title, _report(_terms(), carol)).state == ReportState.FILED, "not filed");
    }

    function _terms() private view returns (Report memory) {
        return _valuation(title, carol);
    }

    function _nobodyHands() private pure returns (Hand[] memory) {
        return new Hand[](0);
    }

    function _refusesTerms(Report memory terms) private {
        _refusesReport(terms, abi.encodeWithSelector(IReportBook.ReportTermsWrong.selector, title));
    }

    function _refusesPeriod(Report memory terms) private {
        bytes4 selector = IReportBook.ReportPeriodWrong.selector;
        _refusesReport(terms, abi.encodeWithSelector(selector, title, terms.baseDate, terms.validUntil));
    }

    function _refusesListing(Report memory terms, Actor memory by, InstitutionKind needed) private {
        vm.assertTrue(makerOf(terms.kind) == needed, "who makes it");
        bytes4 selector = IReportBook.ReporterNotListed.selector;
        _refusesSigned(terms, _parties(by), abi.encodeWithSelector(selector, by.party, needed));
    }

    function _refusesConcerned(Actor memory by) private {
        bytes4 selector = IReportBook.ReporterConcerned.selector;
        _refusesSigned(_valuation(title, by), _parties(by), abi.encodeWithSelector(selector, title, by.party));
    }

    function _refusesReport(Report memory terms, bytes memory expected) private {
        _refusesSigned(terms, _parties(carol), expected);
    }

    function _refusesSigned(Report memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedReport(terms, hands);
        _refuses(address(reportBook), abi.encodeCall(reportBook.file, (terms, signers)), expected);
    }
}
