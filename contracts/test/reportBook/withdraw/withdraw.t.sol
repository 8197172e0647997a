// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBook} from "../../../interfaces/IBook.sol";
import {IReportBook} from "../../../interfaces/IReportBook.sol";
import {InstitutionKind} from "../../../types/Enums.sol";
import {DocumentDigest, ReportId, TitleId} from "../../../types/Ids.sol";
import {ReportWithdrawal} from "../../../types/ReportTerms.sol";
import {Signer} from "../../../types/Terms.sol";
import {ReportState} from "../../../types/UseEnums.sol";
import {Hand} from "../../Base.sol";
import {Reporting} from "../Reporting.sol";

contract WithdrawTest is Reporting {
    TitleId private title;
    ReportId private id;

    function setUp() public override {
        super.setUp();
        title = _alicesTitle();
        _listedAs(carol, InstitutionKind.VALUATION);
        id = _report(_valuation(title, carol), carol);
    }

    function test_RevertWhen_NoSuchReportStands() external {
        ReportWithdrawal memory terms = _withdrawal(title, ReportId.wrap(keccak256("no report")));
        bytes4 selector = IReportBook.ReportNotFiled.selector;
        _refusesSigned(terms, _parties(carol), abi.encodeWithSelector(selector, title, terms.report));
    }

    function test_RevertWhen_ItIsGivenInTwice() external {
        ReportWithdrawal memory terms = _withdrawal(title, id);
        reportBook.withdraw(terms, _signedWithdrawal(terms, _parties(carol)));
        bytes memory expected = abi.encodeWithSelector(IReportBook.ReportNotFiled.selector, title, id);
        _refusesSigned(terms, _parties(carol), expected);
    }

    function test_RevertWhen_NoGroundIsNamed() external {
        ReportWithdrawal memory terms = _withdrawal(title, id);
        terms.ground = DocumentDigest.wrap(0);
        bytes memory expected = abi.encodeWithSelector(IReportBook.WithdrawalGroundMissing.selector, title, id);
        _refusesSigned(terms, _parties(carol), expected);
    }

    function test_RevertWhen_AnotherSigns() external {
        ReportWithdrawal memory terms = _withdrawal(title, id);
        bytes memory expected = abi.encodeWithSelector(IBook.SignerMissing.selector, 0, carol.party);
        _refusesSigned(terms, _parties(alice), expected);
        expected = abi.encodeWithSelector(IBook.SignersWrong.selector, 2, 1);
        _refusesSigned(terms, _parties(carol, alice), expected);
    }

    /// it should be withdrawn
    function test_WhenTheInstitutionSignsAndIsSuspended() external {
        _suspend(carol, true);
        ReportWithdrawal memory terms = _withdrawal(title, id);
        reportBook.withdraw(terms, _signedWithdrawal(terms, _parties(carol)));
        vm.assertTrue(_reportWord(title, id).state == ReportState.WITHDRAWN, "not withdrawn");
    }

    function _refusesSigned(ReportWithdrawal memory terms, Hand[] memory hands, bytes memory expected) private {
        Signer[] memory signers = _signedWithdrawal(terms, hands);
        _refuses(address(reportBook), abi.encodeCall(reportBook.withdraw, (terms, signers)), expected);
    }
}
