// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "./interfaces/IFilingDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {Agents} from "./libraries/Agents.sol";
import {Book} from "./libraries/Book.sol";
import {Calls} from "./libraries/Calls.sol";
import {Contents} from "./libraries/Contents.sol";
import {Procedure} from "./libraries/Procedure.sol";
import {Registrations} from "./libraries/Registrations.sol";
import {Requests} from "./libraries/Requests.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {
    Action,
    ActKind,
    AgentPower,
    ApplicationState,
    DataGrade,
    DueRule,
    Ground,
    Registration,
    Role,
    Signatories
} from "./types/Enums.sol";
import {examinedKey, hasExamined, packExamined} from "./types/ExaminedWords.sol";
import {
    ApplicationId,
    GOVERNANCE,
    PartyId,
    RegistryCode,
    SubjectId,
    Time,
    applicationIdOf,
    objectSubject,
    subjectOfApplication
} from "./types/Ids.sol";
import {Application, Notice, Signer, Step} from "./types/Terms.sol";
import {
    ApplicationRecord,
    RECORD,
    Tag,
    WordKey,
    acceptanceFloor,
    applicationRecord,
    filingKey,
    hashKey,
    keyOf,
    noticeFloor,
    pack
} from "./types/Words.sol";

/// @title FilingDesk: see its interface
contract FilingDesk is Book, IFilingDesk {
    uint256 private constant MOST_CLEAR = 2_048;
    uint256 private constant LIVE = 1;
    uint256 private constant ENDED = 2;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IFilingDesk
    function submit(Application calldata terms, Signer[] calldata signers) external returns (ApplicationId id) {
        // Check
        if (REGISTER.intakePaused()) revert IRegister.IntakeIsPaused();
        bytes32 hash = TermsHash.hash(terms);
        id = applicationIdOf(hash);
        if (_record(subjectOfApplication(id)) != 0) revert ApplicationExists(id);
        bytes32 floors = _floors(terms.profile);
        _requireDue(terms.due, acceptanceFloor(floors));
        Contents.requireSplits(REGISTER, terms);
        // Who was absorbed takes on nothing new; a new term is that of what it has.
        if (terms.registration != Registration.RENEWAL) Contents.requireLiving(REGISTER, terms.splits);
        Agents.requireApplicants(REGISTER, terms, signers, AgentPower.FILE);
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
        drafts[1] =
            Registrations.makesTitle(terms.registration)
                ? _objectEntry(terms, ActKind.ObjectFiled, LIVE)
                : Requests.filed(REGISTER, terms, floors);
        Calls.act(REGISTER, hash, terms.deadline, signers, drafts);
    }

    /// @inheritdoc IFilingDesk
    function correct(Application calldata terms, Application calldata content, Signer[] calldata signers) external {
        // Check
        ApplicationId id = terms.previous;
        ApplicationRecord memory record = _open(id, terms.seq, content);
        Action action = record.state == ApplicationState.SUPPLEMENT ? Action.SUPPLY : Action.CORRECT;
        Procedure.Row memory row = _row(id, record.state, action);
        if (action == Action.CORRECT && block.timestamp > Time.unwrap(record.due)) {
            revert StepTooLate(id, action, record.due);
        }
        Contents.requireSameParties(id, terms, content);
        Contents.requireSplits(REGISTER, terms);
        Agents.requireApplicants(REGISTER, terms, signers, AgentPower.CORRECT);
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
        ApplicationRecord memory record = _open(id, terms.seq, content);
        Action action = terms.action;
        if (
            action == Action.PUBLISH || action == Action.CERTIFY || action == Action.CORRECT || action == Action.SUPPLY
        ) {
            revert StepNotAllowed(id, record.state, action);
        }
        Procedure.Row memory row = _row(id, record.state, action);
        bool founded =
            Procedure.admits(action, terms.ground) &&
                (terms.ground != Ground.NOT_MATERIAL || Registrations.isRequest(content.registration));
        if (!founded) revert GroundWrong(id, action, terms.ground);
        _requireTime(id, record, action);
        _requireSignatories(row.signatories, record.registry, content, signers);
        Agents.requireStrangers(REGISTER, content, signers);
        if (record.state == ApplicationState.OBJECTION) _requireOthers(id, signers);
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
        if (ends) {
            drafts[1] =
                Registrations.makesTitle(content.registration)
                    ? _objectEntry(content, ActKind.ObjectFilingEnded, ENDED)
                    : Requests.ended(REGISTER, content);
        }
        Calls.act(REGISTER, TermsHash.flat(TermsHash.STEP, body), terms.deadline, signers, drafts);
    }

    /// @inheritdoc IFilingDesk
    function publish(Notice calldata terms, Application calldata content, Signer[] calldata signers) external {
        // Check
        ApplicationId id = terms.application;
        ApplicationRecord memory record = _open(id, terms.seq, content);
        Procedure.Row memory row = _row(id, record.state, Action.PUBLISH);
        if (terms.clear.length > MOST_CLEAR) revert NoticeTooLong(terms.clear.length, MOST_CLEAR);
        if (content.grade == DataGrade.IMPORTANT) revert ImportantNotPublished(id);
        _requireTwoExaminers(record.registry, signers);
        Agents.requireStrangers(REGISTER, content, signers);
        // Effect
        _applyDue(record, row, terms.due, noticeFloor(_floors(content.profile)));
        record.state = row.to;
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 0, RECORD, pack(record));
        _write(writes, 1, examinedKey(), packExamined(signers[0].party, signers[1].party));
        _act(
            TermsHash.hash(terms),
            terms.deadline,
            signers,
            subjectOfApplication(id),
            ActKind.NoticePublished,
            abi.encode(terms),
            writes
        );
    }

    /// The application's record; `content` is what was filed.
    function _open(
        ApplicationId id,
        uint64 seq,
        Application calldata content
    ) private view returns (ApplicationRecord memory record) {
        bytes32 word = _record(subjectOfApplication(id));
        record = applicationRecord(word);
        if (record.state == ApplicationState.NONE) revert ApplicationUnknown(id);
        _requireSeqIn(subjectOfApplication(id), word, seq);
        bytes32 filed = _word(subjectOfApplication(id), keyOf(Tag.CONTENT, 0));
        bytes32 shown = TermsHash.hash(content);
        if (filed != shown) revert ApplicationContentWrong(id, filed, shown);
    }

    function _row(
        ApplicationId id,
        ApplicationState state,
        Action action
    ) private pure returns (Procedure.Row memory row) {
        bool found;
        (found, row) = Procedure.step(state, action);
        if (!found) revert StepNotAllowed(id, state, action);
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

    function _requireSignatories(
        Signatories need,
        RegistryCode registry,
        Application calldata content,
        Signer[] calldata signers
    ) private view {
        if (need == Signatories.APPLICANTS) {
            Agents.requireApplicants(REGISTER, content, signers, AgentPower.WITHDRAW);
        } else if (need == Signatories.EXAMINER_AND_REVIEWER) {
            _requireTwoExaminers(registry, signers);
        } else {
            _requireCount(signers, need == Signatories.ANYONE ? 0 : 1);
            if (need == Signatories.ONE_PARTY) _requireParty(signers, 0, signers[0].party);
            else if (need == Signatories.ACCEPTANCE) _requireStaff(signers, 0, Role.ACCEPTANCE, registry);
            else if (need == Signatories.EXAMINER) _requireStaff(signers, 0, Role.EXAMINER, registry);
        }
    }

    /// Who passed the examination decides on no objection against it.
    function _requireOthers(ApplicationId id, Signer[] calldata signers) private view {
        bytes32 examined = _word(subjectOfApplication(id), examinedKey());
        for (uint256 i = 0; i < signers.length; ++i) {
            if (signers[i].role == Role.PARTY) continue;
            PartyId staff = signers[i].party;
            if (hasExamined(examined, staff)) revert StaffExamined(staff);
        }
    }

    function _requireTwoExaminers(RegistryCode registry, Signer[] calldata signers) private view {
        _requireCount(signers, 2);
        _requireExaminers(signers, registry);
    }

    function _floors(bytes32 profile) private view returns (bytes32 floors) {
        floors = _word(GOVERNANCE, hashKey(Tag.PROFILE, profile));
        if (floors == 0) revert ProfileUnknown(profile);
    }

    function _objectEntry(
        Application calldata terms,
        ActKind kind,
        uint256 state
    ) private view returns (Calls.Draft memory) {
        SubjectId object = objectSubject(terms.fingerprint);
        bytes32[] memory writes = _newWrites(terms.splits.length);
        for (uint256 i = 0; i < terms.splits.length; ++i) {
            PartyId holder = terms.splits[i].holder;
            WordKey key = filingKey(holder);
            if (state == LIVE && uint256(_word(object, key)) == LIVE) revert FiledAlready(terms.fingerprint, holder);
            _write(writes, i, key, bytes32(state));
        }
        return Calls.Draft(object, kind, "", writes);
    }

    function _recordWrite(ApplicationRecord memory record) private pure returns (bytes32[] memory writes) {
        writes = _newWrites(1);
        _write(writes, 0, RECORD, pack(record));
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
