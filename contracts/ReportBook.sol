// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRegister} from "./interfaces/IRegister.sol";
import {IReportBook} from "./interfaces/IReportBook.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Book} from "./libraries/Book.sol";
import {Heirs} from "./libraries/Heirs.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, InstitutionKind} from "./types/Enums.sol";
import {
    DocumentDigest,
    RecordRoot,
    ReportId,
    SubjectId,
    Time,
    registrySubject,
    sameParty,
    subjectOf,
    subjectOfParty
} from "./types/Ids.sol";
import {listedAs} from "./types/ListingWords.sol";
import {Report, ReportWithdrawal} from "./types/ReportTerms.sol";
import {ReportRecord, makerOf, pack, reportKey, reportRecord} from "./types/ReportWords.sol";
import {Signer} from "./types/Terms.sol";
import {sharesOf, titleLive, titleRegistry} from "./types/TitleWords.sol";
import {ReportKind, ReportPurpose, ReportState} from "./types/UseEnums.sol";
import {RECORD, Tag, holdingKey, institutionOf, keyOf} from "./types/Words.sol";

/// @title ReportBook: see its interface
contract ReportBook is Book, IReportBook {
    // Places in the answer to what a report must be held against.
    uint256 private constant TITLE = 0;
    uint256 private constant LISTING = 1;
    uint256 private constant HOLDING = 2;
    uint256 private constant REPORT = 3;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IReportBook
    function file(Report calldata terms, Signer[] calldata signers) external returns (ReportId id) {
        // Check
        _requireTerms(terms);
        _requireCount(signers, 1);
        _requireParty(signers, 0, terms.institution);
        bytes memory body = abi.encode(terms);
        bytes32 hash = TermsHash.flat(TermsHash.REPORT, body);
        id = ReportId.wrap(hash);
        bytes32[] memory words = _reportWords(terms, id);
        if (!titleLive(words[TITLE])) revert ITitleBook.TitleNotLive(terms.title);
        InstitutionKind maker = makerOf(terms.kind);
        if (!listedAs(words[LISTING], maker, block.timestamp)) revert ReporterNotListed(terms.institution, maker);
        _requireApart(terms, words);
        if (words[REPORT] != 0) revert ReportExists(terms.title, id);
        // Effect
        bytes32[] memory writes = _newWrites(1);
        ReportRecord memory record = ReportRecord(terms.institution, ReportState.FILED, terms.kind, terms.validUntil);
        _write(writes, 0, reportKey(id), pack(record));
        _act(hash, terms.deadline, signers, subjectOf(terms.title), ActKind.ReportFiled, body, writes);
    }

    /// @inheritdoc IReportBook
    function withdraw(ReportWithdrawal calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        ReportRecord memory record = reportRecord(_word(subject, reportKey(terms.report)));
        if (record.state != ReportState.FILED) revert ReportNotFiled(terms.title, terms.report);
        if (DocumentDigest.unwrap(terms.ground) == 0) revert WithdrawalGroundMissing(terms.title, terms.report);
        _requireCount(signers, 1);
        _requireParty(signers, 0, record.institution);
        // Effect
        record.state = ReportState.WITHDRAWN;
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, reportKey(terms.report), pack(record));
        _flatAct(
            TermsHash.REPORT_WITHDRAWAL,
            terms.deadline,
            signers,
            subject,
            ActKind.ReportWithdrawn,
            abi.encode(terms),
            writes
        );
    }

    function _reportWords(Report calldata terms, ReportId id) private view returns (bytes32[] memory) {
        SubjectId subject = subjectOf(terms.title);
        bytes32[] memory queries = _newQueries(4);
        _ask(queries, TITLE, subject, RECORD);
        _ask(queries, LISTING, subjectOfParty(terms.institution), keyOf(Tag.LISTING, 0));
        _ask(queries, HOLDING, subject, holdingKey(terms.institution));
        _ask(queries, REPORT, subject, reportKey(id));
        return _words(queries);
    }

    function _requireTerms(Report calldata terms) private view {
        bool values = terms.kind == ReportKind.VALUATION;
        bool whole =
            terms.kind != ReportKind.NONE &&
                terms.purpose != ReportPurpose.NONE &&
                values == (terms.amount != 0) &&
                !(values && terms.purpose == ReportPurpose.GENERAL) &&
                RecordRoot.unwrap(terms.record) != 0 &&
                DocumentDigest.unwrap(terms.document) != 0 &&
                DocumentDigest.unwrap(terms.independence) != 0;
        if (!whole) revert ReportTermsWrong(terms.title);
        bool runs =
            Time.unwrap(terms.baseDate) != 0 &&
                Time.unwrap(terms.baseDate) <= block.timestamp &&
                Time.unwrap(terms.validUntil) > block.timestamp;
        if (!runs) revert ReportPeriodWrong(terms.title, terms.baseDate, terms.validUntil);
    }

    /// Neither a holder nor the title's registry reports on it, nor an institution that goes on in another.
    function _requireApart(Report calldata terms, bytes32[] memory words) private view {
        Heirs.requireNone(REGISTER, terms.institution);
        bytes32 registry = _record(registrySubject(titleRegistry(words[TITLE])));
        bool keeps = sameParty(institutionOf(registry), terms.institution);
        if (keeps || sharesOf(uint256(words[HOLDING])) != 0) revert ReporterConcerned(terms.title, terms.institution);
    }
}
