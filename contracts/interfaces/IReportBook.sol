// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {InstitutionKind} from "../types/Enums.sol";
import {PartyId, ReportId, Time, TitleId} from "../types/Ids.sol";
import {Report, ReportWithdrawal} from "../types/ReportTerms.sol";
import {Signer} from "../types/Terms.sol";
import {IBook} from "./IBook.sol";

/// @title Reports of listed institutions on a title: compliance, quality, value, security, notarial deeds
/// @dev Warning: the register says who reported what, never that it is right. Which step needs which report is a rule
/// profile's matter.
interface IReportBook is IBook {
    /// @notice A report names kind, purpose, record, document and conflict statement; a valuation its amount and one
    /// purpose, any other no amount.
    error ReportTermsWrong(TitleId title);
    /// @notice A report's base date is past, its end is to come.
    error ReportPeriodWrong(TitleId title, Time baseDate, Time validUntil);
    /// @notice The institution's listing does not cover such reports now: another kind, outside its licence, or suspended.
    error ReporterNotListed(PartyId institution, InstitutionKind needed);
    /// @notice No institution reports on a title that it holds or keeps.
    error ReporterConcerned(TitleId title, PartyId institution);
    /// @notice This report was filed before.
    error ReportExists(TitleId title, ReportId report);
    /// @notice No report stands under this id: none was filed, or it was withdrawn.
    error ReportNotFiled(TitleId title, ReportId report);
    /// @notice A report is withdrawn for a stated ground.
    error WithdrawalGroundMissing(TitleId title, ReportId report);

    /// @notice File a report. Signer: the institution.
    function file(Report calldata terms, Signer[] calldata signers) external returns (ReportId);

    /// @notice Withdraw a report. Signer: the institution that filed it.
    function withdraw(ReportWithdrawal calldata terms, Signer[] calldata signers) external;
}
