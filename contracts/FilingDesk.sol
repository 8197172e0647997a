// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "./interfaces/IFilingDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Applications} from "./libraries/Applications.sol";
import {Calls} from "./libraries/Calls.sol";
import {Contents} from "./libraries/Contents.sol";
import {Procedure} from "./libraries/Procedure.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {Action, ActKind, ApplicationState, DataGrade, DueRule} from "./types/Enums.sol";
import {
    ApplicationId,
    FingerprintId,
    PartyId,
    SubjectId,
    Time,
    TitleId,
    applicationIdOf,
    objectSubject,
    subjectOfApplication,
    tail,
    titleIdOf
} from "./types/Ids.sol";
import {Application, Issue, Notice, Signer, Step} from "./types/Terms.sol";
import {ApplicationRecord, Floors, RECORD, Tag, filingKey, filingWord, keyOf, pack} from "./types/Words.sol";

/// @title FilingDesk: see its interface
contract FilingDesk is Applications, IFilingDesk {
    uint256 private constant MOST_CLEAR = 2_048;
    uint8 private constant LIVE = 1;
    uint8 private constant ENDED = 2;

    constructor(IRegister register) Applications(register) {}

    /// @inheritdoc IFilingDesk
    function submit(Application calldata terms, Signer[] calldata signers) external returns (ApplicationId) {
        if (TitleId.unwrap(terms.title) != 0) revert PredecessorNotShown(terms.title);
        return _submit(terms, signers, ApplicationId.wrap(0));
    }

    /// @inheritdoc IFilingDesk
    function submitAgain(
        Application calldata terms,
        Issue calldata predecessor,
        Signer[] calldata signers
    ) external returns (ApplicationId) {
        TitleId title = titleIdOf(TermsHash.flat(TermsHash.ISSUE, abi.encode(predecessor)));
        if (TitleId.unwrap(terms.title) != TitleId.unwrap(title)) revert PredecessorNotShown(terms.title);
        Contents.requireEnded(REGISTER, terms);
        bool same = FingerprintId.unwrap(predecessor.fingerprint) == FingerprintId.unwrap(terms.fingerprint);
        return _submit(terms, signers, same ? predecessor.application : ApplicationId.wrap(0));
    }

    /// ended: the application whose filing over the same object has ended with its title, or zero.
    function _submit(
        Application calldata terms,
        Signer[] calldata signers,
        ApplicationId ended
    ) private returns (ApplicationId id) {
        // Check
        if (REGISTER.intakePaused()) revert IRegister.IntakeIsPaused();
        bytes32 hash = TermsHash.hash(terms);
        id = applicationIdOf(hash);
        if (_record(subjectOfApplication(id)) != 0) revert ApplicationExists(id);
        Floors memory floors = _floors(terms.profile);
        _requireDue(terms.due, floors.minimumAcceptance);
        Contents.requireSplits(REGISTER, terms);
        _requireFilers(terms, signers);
        if (ApplicationId.unwrap(terms.previous) != 0) revert ApplicationUnknown(terms.previous);
        if (terms.seq != 0) revert VersionStale(subjectOfApplication(id), terms.seq, 0);
        // Effect
        ApplicationRecord memory record;
        record.registry = terms.registry;
        record.state = ApplicationState.SUBMITTED;
        record.due = terms.due;
        Calls.Draft[] memory drafts = new Calls.Draft[](2);
        drafts[0] = Calls.Draft(
            subjectOfApplication(id),
            ActKind.ApplicationSubmitted,
            abi.encode(terms),
            _contentWrites(record, hash)
        );
        _requireNotFiled(terms, ended);
        drafts[1] = _objectEntry(terms, ActKind.ObjectFiled, filingWord(id, LIVE));
        Calls.act(REGISTER, hash, terms.deadline, signers, drafts);
    }

    /// @inheritdoc IFilingDesk
    function correct(Application calldata terms, Application calldata content, Signer[] calldata signers) external {
        // Check
        ApplicationId id = terms.previous;
        ApplicationRecord memory record = _open(id, terms.seq);
        _requireContent(id, content);
        Action action = record.state == ApplicationState.SUPPLEMENT ? Action.SUPPLY : Action.CORRECT;
        Procedure.Row memory row = _row(id, record.state, action);
        if (action == Action.CORRECT && block.timestamp > Time.unwrap(record.due)) {
            revert StepTooLate(id, action, record.due);
        }
        Contents.requireSameParties(id, terms, content);
        Contents.requireSplits(REGISTER, terms);
        _requireFilers(terms, signers);
        // Effect
        _applyDue(record, row, terms.due, 0);
        record.state = row.to;
        record.corrected = true;
        bytes32 hash = TermsHash.hash(terms);
        _act(
            hash,
            terms.deadline,
            signers,
            subjectOfApplication(id),
            ActKind.ApplicationCorrected,
            abi.encode(terms),
            _contentWrites(record, hash)
        );
    }

    /// @inheritdoc IFilingDesk
    function step(Step calldata terms, Application calldata content, Signer[] calldata signers) external {
        // Check
        ApplicationId id = terms.application;
        ApplicationRecord memory record = _open(id, terms.seq);
        _requireContent(id, content);
        Action action = terms.action;
        if (
            action == Action.PUBLISH || action == Action.CERTIFY || action == Action.CORRECT || action == Action.SUPPLY
        ) {
            revert StepNotAllowed(id, record.state, action);
        }
        Procedure.Row memory row = _row(id, record.state, action);
        if (!Procedure.admits(action, terms.ground)) revert GroundWrong(id, action, terms.ground);
        _requireTime(id, record, action);
        _requireSignatories(row.signatories, content, signers);
        if (record.state == ApplicationState.OBJECTION) _requireImpartial(id, action, signers);
        // Effect
        _applyDue(record, row, terms.due, 0);
        record.state = row.to;
        if (action == Action.EXTEND) record.extended = true;
        if (action == Action.DEPOSIT) {
            if (Time.unwrap(terms.due) > block.timestamp) revert ReceiptInFuture(terms.due);
            record.depositedAt = terms.due;
        }
        bool ends = Procedure.isEnd(row.to);
        Calls.Draft[] memory drafts = new Calls.Draft[](ends ? 2 : 1);
        bytes memory body = abi.encode(terms);
        drafts[0] = Calls.Draft(subjectOfApplication(id), ActKind.ApplicationStepped, body, _recordWrite(record));
        if (ends) drafts[1] = _objectEntry(content, ActKind.ObjectFilingEnded, filingWord(id, ENDED));
        Calls.act(REGISTER, TermsHash.flat(TermsHash.STEP, body), terms.deadline, signers, drafts);
    }

    /// @inheritdoc IFilingDesk
    function publish(Notice calldata terms, Application calldata content, Signer[] calldata signers) external {
        // Check
        ApplicationId id = terms.application;
        ApplicationRecord memory record = _open(id, terms.seq);
        _requireContent(id, content);
        Procedure.Row memory row = _row(id, record.state, Action.PUBLISH);
        if (terms.clear.length > MOST_CLEAR) revert NoticeTooLong(terms.clear.length, MOST_CLEAR);
        if (content.grade == DataGrade.IMPORTANT) revert ImportantNotPublished(id);
        _requireTwoExaminers(content, signers);
        // Effect
        _applyDue(record, row, terms.due, _floors(content.profile).minimumNotice);
        record.state = row.to;
        _act(
            TermsHash.hash(terms),
            terms.deadline,
            signers,
            subjectOfApplication(id),
            ActKind.NoticePublished,
            abi.encode(terms),
            _examinedWrites(record, signers[0].party)
        );
    }

    function _requireTime(ApplicationId id, ApplicationRecord memory record, Action action) private view {
        uint256 nowTime = block.timestamp;
        if (action == Action.DEEM_ACCEPTED || action == Action.LAPSE) {
            if (nowTime <= Time.unwrap(record.due)) revert StepTooEarly(id, action, record.due);
        } else if (action == Action.CLOSE_NOTICE) {
            if (nowTime <= Time.unwrap(record.noticeDue)) revert StepTooEarly(id, action, record.noticeDue);
        } else if (action == Action.OBJECT) {
            if (nowTime > Time.unwrap(record.noticeDue)) revert StepTooLate(id, action, record.noticeDue);
        } else if (action == Action.EXTEND && record.extended) {
            revert ExtendedAlready(id);
        }
    }

    function _applyDue(
        ApplicationRecord memory record,
        Procedure.Row memory row,
        Time due,
        uint40 noticeFloor
    ) private view {
        if (row.due == DueRule.NONE) {
            record.due = Time.wrap(0);
        } else if (row.due == DueRule.NOTICE_KEPT) {
            record.due = record.noticeDue;
        } else if (row.due != DueRule.KEPT) {
            _requireDue(due, row.due == DueRule.NOTICE_FLOOR ? noticeFloor : 0);
            record.due = due;
            if (row.due == DueRule.NOTICE_FLOOR) record.noticeDue = due;
        }
    }

    function _requireDue(Time due, uint256 floor) private view {
        if (Time.unwrap(due) < block.timestamp + floor) {
            revert DueBelowFloor(due, Time.wrap(uint40(block.timestamp + floor)));
        }
    }

    /// No applicant has a live filing or title over the object, but for the title that has ended.
    function _requireNotFiled(Application calldata terms, ApplicationId ended) private view {
        SubjectId object = objectSubject(terms.fingerprint);
        for (uint256 i = 0; i < terms.splits.length; ++i) {
            bytes32 filed = _word(object, filingKey(terms.splits[i].holder));
            if (uint8(uint256(filed)) == LIVE && filed != filingWord(ended, LIVE)) {
                revert FiledAlready(terms.fingerprint, terms.splits[i].holder);
            }
        }
    }

    function _objectEntry(
        Application calldata terms,
        ActKind kind,
        bytes32 word
    ) private pure returns (Calls.Draft memory) {
        bytes32[] memory writes = _newWrites(terms.splits.length);
        for (uint256 i = 0; i < terms.splits.length; ++i) {
            _write(writes, i, filingKey(terms.splits[i].holder), word);
        }
        return Calls.Draft(objectSubject(terms.fingerprint), kind, "", writes);
    }

    function _recordWrite(ApplicationRecord memory record) private pure returns (bytes32[] memory writes) {
        writes = _newWrites(1);
        _write(writes, 0, RECORD, pack(record));
    }

    function _examinedWrites(
        ApplicationRecord memory record,
        PartyId examiner
    ) private pure returns (bytes32[] memory writes) {
        writes = _newWrites(2);
        _write(writes, 0, RECORD, pack(record));
        _write(writes, 1, keyOf(Tag.EXAMINER, 0), bytes32(uint256(tail(examiner))));
    }

    function _contentWrites(
        ApplicationRecord memory record,
        bytes32 content
    ) private pure returns (bytes32[] memory writes) {
        writes = _newWrites(2);
        _write(writes, 0, RECORD, pack(record));
        _write(writes, 1, keyOf(Tag.CONTENT, 0), content);
    }
}
