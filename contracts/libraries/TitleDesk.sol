// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IChangeDesk} from "../interfaces/IChangeDesk.sol";
import {ITitleBook} from "../interfaces/ITitleBook.sol";
import {ActKind, ApplicationState, Effect, Operation, PartyKind} from "../types/Enums.sol";
import {
    ApplicationId,
    FingerprintId,
    PartyId,
    SubjectId,
    TitleId,
    objectSubject,
    subjectOfApplication,
    subjectOfParty,
    titleIdOf
} from "../types/Ids.sol";
import {Application, Issue, Split} from "../types/Terms.sol";
import {ApplicationRecord, RECORD, Tag, applicationRecord, filingKey, keyOf, pack, partyKind} from "../types/Words.sol";
import {Book} from "./Book.sol";
import {Calls} from "./Calls.sol";
import {Disposals} from "./Disposals.sol";
import {TermsHash} from "./TermsHash.sol";

/// @title What the books of acts on whole titles share
abstract contract TitleDesk is Book {
    bytes32 private constant ENDED = bytes32(uint256(2));

    /// Where orders stand and the act needs consent, a court or organ must have given it.
    function _requireAllowed(TitleId title, Operation operation, bytes32 record, PartyId court) internal view {
        _requireAuthority(title, operation, Disposals.requireWhole(title, operation, record), court);
    }

    /// The same of orders on whole parties, for what these holders ask for.
    function _requireHolders(
        TitleId title,
        Operation operation,
        Split[] calldata holders,
        PartyId court
    ) internal view {
        for (uint256 i = 0; i < holders.length; ++i) {
            Effect effect = Disposals.requireHolder(REGISTER, title, holders[i].holder, operation);
            _requireAuthority(title, operation, effect, court);
        }
    }

    function _requireAuthority(TitleId title, Operation operation, Effect effect, PartyId court) private view {
        if (effect != Effect.CONSENT) return;
        PartyKind kind = partyKind(_record(subjectOfParty(court)));
        bool named = kind == PartyKind.COURT || kind == PartyKind.ORGAN;
        if (!named) revert IChangeDesk.AuthorityMissing(title, operation, court);
    }

    /// A title is named by the terms that made it.
    function _requireIssue(TitleId title, Issue calldata terms) internal pure returns (bytes32 issued) {
        issued = TermsHash.flat(TermsHash.ISSUE, abi.encode(terms));
        TitleId made = titleIdOf(issued);
        if (TitleId.unwrap(made) != TitleId.unwrap(title)) revert IChangeDesk.IssueWrong(title, made);
    }

    /// The same, and the application that they name.
    function _requireOwn(
        TitleId title,
        Issue calldata terms,
        Application calldata content
    ) internal view returns (bytes32 issued) {
        issued = _requireIssue(title, terms);
        if (!_isFiled(terms.application, content)) revert ITitleBook.IssueDiffers(terms.application);
    }

    function _isFiled(ApplicationId application, Application calldata content) internal view returns (bool) {
        return _word(subjectOfApplication(application), keyOf(Tag.CONTENT, 0)) == TermsHash.hash(content);
    }

    /// The application must be registered and ends with what comes of it.
    function _certified(ApplicationId application, uint64 seq) internal view returns (Calls.Draft memory) {
        SubjectId subject = subjectOfApplication(application);
        bytes32 word = _record(subject);
        ApplicationRecord memory record = applicationRecord(word);
        if (record.state != ApplicationState.REGISTERED) {
            revert ITitleBook.ApplicationNotRegistered(application, record.state);
        }
        _requireSeqIn(subject, word, seq);
        record.state = ApplicationState.CERTIFIED;
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, RECORD, pack(record));
        return Calls.Draft(subject, ActKind.ApplicationCertified, "", writes);
    }

    /// The first applicants may file again.
    function _freed(FingerprintId fingerprint, Split[] calldata splits) internal pure returns (Calls.Draft memory) {
        bytes32[] memory writes = _newWrites(splits.length);
        for (uint256 i = 0; i < splits.length; ++i) _write(writes, i, filingKey(splits[i].holder), ENDED);
        return Calls.Draft(objectSubject(fingerprint), ActKind.ObjectTitleClosed, "", writes);
    }
}
