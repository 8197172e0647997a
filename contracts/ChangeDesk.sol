// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IChangeDesk} from "./interfaces/IChangeDesk.sol";
import {IFilingDesk} from "./interfaces/IFilingDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Book} from "./libraries/Book.sol";
import {Burdens} from "./libraries/Burdens.sol";
import {Calls} from "./libraries/Calls.sol";
import {Consents} from "./libraries/Consents.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {TitleDesk} from "./libraries/TitleDesk.sol";
import {ActKind, Burden, Effect, EndGround, FieldGroup, Operation, Registration, Role} from "./types/Enums.sol";
import {
    DocumentDigest,
    FingerprintId,
    GOVERNANCE,
    PartyId,
    RecordRoot,
    Time,
    TitleId,
    subjectOf
} from "./types/Ids.sol";
import {Application, Closing, Correction, Renewal, Signer} from "./types/Terms.sol";
import {
    ONE_VERSION,
    PLEDGED_AT,
    closed,
    holdersOf,
    packEnding,
    sharesOf,
    titleLive,
    titleRecord,
    titleRegistry,
    titleRenewing,
    titleValidUntil,
    withRenewing,
    withTerm
} from "./types/TitleWords.sol";
import {RECORD, Tag, floorsOf, hashKey, holdingKey, keyOf} from "./types/Words.sol";

/// @title ChangeDesk: see its interface
contract ChangeDesk is TitleDesk, IChangeDesk {
    uint256 private constant MOST_CLEAR = 2_048;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IChangeDesk
    function correct(Correction calldata terms, Signer[] calldata signers) external {
        // Check
        bytes32 record = _open(terms.title, terms.seq);
        _requireFresh(terms);
        Operation operation =
            terms.group == FieldGroup.IDENTITY ? Operation.IDENTITY_CHANGE : Operation.DESCRIPTION_CHANGE;
        _requireMandate(terms.title, operation, record, terms.court, terms.instrument, signers);
        // Effect
        bytes32[] memory writes = _newWrites(1 + terms.holders.length);
        uint256 pledged = _nextVersions(terms.title, terms.holders, record, writes);
        if (Burdens.effect(operation, Burden.PLEDGED) == Effect.CONSENT) {
            Consents.ofTitle(Consents.asking(REGISTER, terms.title), terms.lots, terms.pledges, pledged, signers);
        }
        _write(writes, 0, keyOf(Tag.CONTENT, 0), RecordRoot.unwrap(terms.record));
        _act(
            TermsHash.hash(terms),
            terms.deadline,
            signers,
            subjectOf(terms.title),
            ActKind.TitleCorrected,
            abi.encode(terms),
            writes
        );
    }

    /// @inheritdoc IChangeDesk
    function renew(Renewal calldata terms, Application calldata content, Signer[] calldata signers) external {
        // Check
        bytes32 record = _record(subjectOf(terms.title));
        bytes32 hash = _requireRenewal(terms, content, record);
        _requireCount(signers, 1);
        _requireStaff(signers, 0, Role.SEAL_KEEPER, titleRegistry(record));
        _requireAllowed(terms.title, Operation.RENEWAL, record, terms.court);
        // Effect
        Calls.Draft[] memory drafts = new Calls.Draft[](2);
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, RECORD, withRenewing(withTerm(record, terms.validUntil), false));
        drafts[0] = Calls.Draft(subjectOf(terms.title), ActKind.TitleRenewed, abi.encode(terms), writes);
        drafts[1] = _certified(terms.application, terms.seq);
        Calls.act(REGISTER, hash, terms.deadline, signers, drafts);
    }

    /// @inheritdoc IChangeDesk
    function revoke(Closing calldata terms, Application calldata content, Signer[] calldata signers) external {
        EndGround ground = terms.ground;
        bool fits = ground == EndGround.FRAUD || ground == EndGround.UNLAWFUL_SOURCE;
        if (!fits) revert EndGroundWrong(terms.title, ground);
        bytes32 record = _open(terms.title, terms.seq);
        Time earliest = titleRecord(record).registeredAt;
        uint256 from = Time.unwrap(terms.from);
        if (from < Time.unwrap(earliest) || from > block.timestamp) {
            revert EffectWrong(terms.title, terms.from, earliest);
        }
        _close(ActKind.TitleRevoked, record, uint40(from), terms, content, signers);
    }

    /// @inheritdoc IChangeDesk
    function cancel(Closing calldata terms, Application calldata content, Signer[] calldata signers) external {
        EndGround ground = terms.ground;
        bool fits =
            ground == EndGround.DATA_DESTROYED || ground == EndGround.OBJECTION_UPHELD || ground == EndGround.LAW;
        if (!fits) revert EndGroundWrong(terms.title, ground);
        bytes32 record = _open(terms.title, terms.seq);
        if (Time.unwrap(terms.from) != 0) revert EffectWrong(terms.title, terms.from, Time.wrap(0));
        _close(ActKind.TitleCancelled, record, uint40(block.timestamp), terms, content, signers);
    }

    /// All certificates of a title end with it; its holdings, lots and pledges stay as the record of what there was.
    function _close(
        ActKind kind,
        bytes32 record,
        uint40 from,
        Closing calldata terms,
        Application calldata content,
        Signer[] calldata signers
    ) private {
        // Check
        bytes32 issued = _requireOwn(terms.title, terms.issued, content);
        _requireMandate(terms.title, Operation.ORDERED_CANCEL, record, terms.court, terms.instrument, signers);
        _requireCount(signers, 2);
        // Effect
        Calls.Draft[] memory drafts = new Calls.Draft[](2);
        bytes32[] memory writes = _newWrites(2);
        _write(writes, 0, RECORD, closed(record));
        _write(writes, 1, keyOf(Tag.ENDING, 0), packEnding(terms.ground, from));
        drafts[0] = Calls.Draft(subjectOf(terms.title), kind, abi.encode(terms), writes);
        drafts[1] = _freed(terms.issued.fingerprint, content.splits);
        Calls.act(REGISTER, TermsHash.hash(terms, issued), terms.deadline, signers, drafts);
    }

    /// The pending application is for this title, under its own rules and over its own object; the new term is longer.
    function _requireRenewal(
        Renewal calldata terms,
        Application calldata content,
        bytes32 record
    ) private view returns (bytes32 hash) {
        if (!titleLive(record)) revert ITitleBook.TitleNotLive(terms.title);
        bool same =
            titleRenewing(record) &&
                _isFiled(terms.application, content) &&
                content.registration == Registration.RENEWAL &&
                TitleId.unwrap(content.title) == TitleId.unwrap(terms.title);
        if (!same) revert RenewalNotPending(terms.title, terms.application);
        hash = TermsHash.hash(terms, _requireIssue(terms.title, terms.issued));
        bool own =
            content.profile == terms.issued.profile &&
                FingerprintId.unwrap(content.fingerprint) == FingerprintId.unwrap(terms.issued.fingerprint);
        if (!own) revert ITitleBook.IssueDiffers(terms.application);
        uint256 end = Time.unwrap(titleValidUntil(record));
        uint256 latest = end + floorsOf(_word(GOVERNANCE, hashKey(Tag.PROFILE, content.profile))).maximumTerm;
        uint256 until = Time.unwrap(terms.validUntil);
        if (until <= end || until > latest) revert ITitleBook.TermWrong(terms.validUntil, Time.wrap(uint40(latest)));
    }

    function _open(TitleId title, uint64 seq) private view returns (bytes32 record) {
        record = _record(subjectOf(title));
        if (!titleLive(record)) revert ITitleBook.TitleNotLive(title);
        _requireSeqIn(subjectOf(title), record, seq);
    }

    function _requireFresh(Correction calldata terms) private view {
        bytes32 root = RecordRoot.unwrap(terms.record);
        bytes32 present = _word(subjectOf(terms.title), keyOf(Tag.CONTENT, 0));
        if (terms.group == FieldGroup.NONE || root == 0 || root == present) revert CorrectionEmpty(terms.title);
        if (terms.clear.length > MOST_CLEAR) revert IFilingDesk.NoticeTooLong(terms.clear.length, MOST_CLEAR);
    }

    /// A document, two persons of the title's registry, and what the burdens of the whole title ask for.
    function _requireMandate(
        TitleId title,
        Operation operation,
        bytes32 record,
        PartyId court,
        DocumentDigest instrument,
        Signer[] calldata signers
    ) private view {
        if (DocumentDigest.unwrap(instrument) == 0) revert InstrumentMissing(title);
        _requireExaminers(signers, titleRegistry(record));
        _requireAllowed(title, operation, record, court);
    }

    /// Every holder's certificate one version on, behind the first place of `writes`.
    /// @return pledged what they have pledged together, in lanes
    function _nextVersions(
        TitleId title,
        PartyId[] calldata holders,
        bytes32 record,
        bytes32[] memory writes
    ) private view returns (uint256 pledged) {
        uint256 count = holdersOf(uint256(record));
        if (holders.length != count) revert HoldersIncomplete(title, holders.length, count);
        for (uint256 i = 0; i < count; ++i) {
            bool ascending = i == 0 || PartyId.unwrap(holders[i]) > PartyId.unwrap(holders[i - 1]);
            if (!ascending) revert HoldersIncomplete(title, i, count);
            uint256 holding = uint256(_word(subjectOf(title), holdingKey(holders[i])));
            if (sharesOf(holding) == 0) revert HolderWrong(title, holders[i]);
            pledged += Holdings.lanes(holding >> PLEDGED_AT);
            _write(writes, 1 + i, holdingKey(holders[i]), bytes32(holding + ONE_VERSION));
        }
    }
}
