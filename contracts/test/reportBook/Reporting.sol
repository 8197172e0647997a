// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsHash} from "../../libraries/TermsHash.sol";
import {InstitutionKind} from "../../types/Enums.sol";
import {DocumentDigest, RecordRoot, ReportId, TitleId, subjectOf} from "../../types/Ids.sol";
import {Report, ReportWithdrawal} from "../../types/ReportTerms.sol";
import {ReportRecord, reportKey, reportRecord} from "../../types/ReportWords.sol";
import {InstitutionListing, Signer} from "../../types/Terms.sol";
import {ReportKind, ReportPurpose} from "../../types/UseEnums.sol";
import {Actor, Hand} from "../Base.sol";
import {Scenes} from "../Scenes.sol";
import {Directory} from "../directoryBook/Directory.sol";

/// @title Reports that go through: carol values alice's data
abstract contract Reporting is Directory, Scenes {
    function _listedAs(Actor memory who, InstitutionKind kind) internal {
        InstitutionListing memory terms = _listing(who);
        terms.kinds = uint16(1 << uint256(kind));
        directoryBook.list(terms, _signedListing(terms, _both(who)));
    }

    function _valuation(TitleId title, Actor memory by) internal view returns (Report memory) {
        return
            Report({
                title: title,
                institution: by.party,
                kind: ReportKind.VALUATION,
                purpose: ReportPurpose.PLEDGE,
                record: RecordRoot.wrap(keccak256("record")),
                baseDate: _time(block.timestamp - 10 days),
                validUntil: _time(block.timestamp + 355 days),
                amount: 1_620_000_000,
                document: DocumentDigest.wrap(keccak256("report")),
                independence: DocumentDigest.wrap(keccak256("no interest")),
                deadline: DEADLINE
            });
    }

    function _signedReport(Report memory terms, Hand[] memory hands) internal view returns (Signer[] memory) {
        return _sign(address(reportBook), TermsHash.flat(TermsHash.REPORT, abi.encode(terms)), hands);
    }

    function _report(Report memory terms, Actor memory by) internal returns (ReportId) {
        return reportBook.file(terms, _signedReport(terms, _parties(by)));
    }

    function _withdrawal(TitleId title, ReportId id) internal pure returns (ReportWithdrawal memory) {
        return ReportWithdrawal(title, id, DocumentDigest.wrap(keccak256("ground")), DEADLINE);
    }

    function _signedWithdrawal(
        ReportWithdrawal memory terms,
        Hand[] memory hands
    ) internal view returns (Signer[] memory) {
        return _sign(address(reportBook), TermsHash.flat(TermsHash.REPORT_WITHDRAWAL, abi.encode(terms)), hands);
    }

    function _reportWord(TitleId title, ReportId id) internal view returns (ReportRecord memory) {
        return reportRecord(register.word(subjectOf(title), reportKey(id)));
    }
}
