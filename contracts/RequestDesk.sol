// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "./interfaces/IFilingDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {IRequestDesk} from "./interfaces/IRequestDesk.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Agents} from "./libraries/Agents.sol";
import {Book} from "./libraries/Book.sol";
import {Burdens} from "./libraries/Burdens.sol";
import {Calls} from "./libraries/Calls.sol";
import {Consents} from "./libraries/Consents.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Requests} from "./libraries/Requests.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {TitleDesk} from "./libraries/TitleDesk.sol";
import {ActKind, Burden, Effect, EndGround, FieldGroup, Operation, Registration} from "./types/Enums.sol";
import {FingerprintId, RecordRoot, TitleId, subjectOf} from "./types/Ids.sol";
import {Application, Fulfilment, Signer} from "./types/Terms.sol";
import {
    ONE_VERSION,
    PLEDGED_AT,
    closed,
    packEnding,
    titleLive,
    titleRegistry,
    titleRequested,
    withRequested
} from "./types/TitleWords.sol";
import {RECORD, Tag, holdingKey, keyOf} from "./types/Words.sol";

/// @title RequestDesk: see its interface
contract RequestDesk is TitleDesk, IRequestDesk {
    uint256 private constant MOST_CLEAR = 2_048;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IRequestDesk
    function change(Fulfilment calldata terms, Application calldata content, Signer[] calldata signers) external {
        // Check
        (bytes32 record, bytes32 hash) = _requireAsked(Registration.CHANGE, terms, content, signers);
        bool names = terms.group == FieldGroup.IDENTITY;
        Operation operation = names ? Operation.IDENTITY_CHANGE : Operation.DESCRIPTION_CHANGE;
        _requireChange(terms, content);
        _requireAllowed(terms.title, operation, record, terms.court);
        _requireHolders(terms.title, operation, content.splits, terms.court);
        // Effect
        bytes32[] memory writes = _newWrites(2 + content.splits.length);
        _write(writes, 0, RECORD, withRequested(record, Registration.NONE));
        _write(writes, 1, keyOf(Tag.CONTENT, 0), RecordRoot.unwrap(content.record));
        uint256 pledged = _holdings(content, true, writes);
        _requireConsents(terms, operation, pledged, signers);
        _enter(ActKind.TitleChanged, hash, new Calls.Draft[](2), terms, writes, signers);
    }

    /// @inheritdoc IRequestDesk
    function surrender(Fulfilment calldata terms, Application calldata content, Signer[] calldata signers) external {
        // Check
        (bytes32 record, bytes32 hash) = _requireAsked(Registration.CANCELLATION, terms, content, signers);
        bool alone = terms.group == FieldGroup.NONE && terms.clear.length == 0;
        if (!alone) revert ChangeWrong(terms.title, terms.group);
        _requireAllowed(terms.title, Operation.VOLUNTARY_CANCEL, record, terms.court);
        _requireHolders(terms.title, Operation.VOLUNTARY_CANCEL, content.splits, terms.court);
        // Effect
        bytes32[] memory writes = _newWrites(2);
        uint256 pledged = _holdings(content, false, writes);
        _requireConsents(terms, Operation.VOLUNTARY_CANCEL, pledged, signers);
        _write(writes, 0, RECORD, closed(record));
        _write(writes, 1, keyOf(Tag.ENDING, 0), packEnding(EndGround.REQUEST, uint40(block.timestamp)));
        Calls.Draft[] memory drafts = new Calls.Draft[](3);
        drafts[2] = _freed(terms.issued.fingerprint, terms.filed.splits);
        _enter(ActKind.TitleSurrendered, hash, drafts, terms, writes, signers);
    }

    function _enter(
        ActKind kind,
        bytes32 hash,
        Calls.Draft[] memory drafts,
        Fulfilment calldata terms,
        bytes32[] memory writes,
        Signer[] calldata signers
    ) private {
        drafts[0] = Calls.Draft(subjectOf(terms.title), kind, abi.encode(terms), writes);
        drafts[1] = _certified(terms.application, terms.seq);
        Calls.act(REGISTER, hash, terms.deadline, signers, drafts);
    }

    /// The application that is pending on this title as it was filed, by all who hold it now, over the data that it is of;
    /// two persons of its registry who have no part in it.
    function _requireAsked(
        Registration registration,
        Fulfilment calldata terms,
        Application calldata content,
        Signer[] calldata signers
    ) private view returns (bytes32 record, bytes32 hash) {
        record = _record(subjectOf(terms.title));
        if (!titleLive(record)) revert ITitleBook.TitleNotLive(terms.title);
        bool asked =
            titleRequested(record) == registration &&
                content.registration == registration &&
                TitleId.unwrap(content.title) == TitleId.unwrap(terms.title) &&
                _isFiled(terms.application, content);
        if (!asked) revert RequestNotPending(terms.title, terms.application);
        hash = TermsHash.hash(terms, _requireOwn(terms.title, terms.issued, terms.filed));
        _requireSource(terms, content);
        Requests.requireHolders(REGISTER, content, record);
        _requireExaminers(signers, titleRegistry(record));
        Agents.requireStrangers(REGISTER, content, signers);
    }

    /// Neither the data nor where they came from change: that would be another title.
    function _requireSource(Fulfilment calldata terms, Application calldata content) private pure {
        Application calldata filed = terms.filed;
        bool same =
            FingerprintId.unwrap(content.fingerprint) == FingerprintId.unwrap(filed.fingerprint) &&
                content.keyed == filed.keyed &&
                content.origin == filed.origin &&
                content.profile == filed.profile;
        if (!same) revert SourceChanged(terms.title, terms.application);
    }

    /// A record that is not the present one, and no more published than fits.
    function _requireChange(Fulfilment calldata terms, Application calldata content) private view {
        bytes32 present = _word(subjectOf(terms.title), keyOf(Tag.CONTENT, 0));
        if (present == 0) present = RecordRoot.unwrap(terms.issued.record);
        bytes32 root = RecordRoot.unwrap(content.record);
        bool fits = terms.group != FieldGroup.NONE && root != 0 && root != present;
        if (!fits) revert ChangeWrong(terms.title, terms.group);
        if (terms.clear.length > MOST_CLEAR) revert IFilingDesk.NoticeTooLong(terms.clear.length, MOST_CLEAR);
    }

    /// @param pledged what all holders have pledged together, in lanes
    function _requireConsents(
        Fulfilment calldata terms,
        Operation operation,
        uint256 pledged,
        Signer[] calldata signers
    ) private view {
        if (Burdens.effect(operation, Burden.PLEDGED) != Effect.CONSENT) return;
        Consents.ofTitle(Consents.asking(REGISTER, terms.title), terms.lots, terms.pledges, pledged, signers);
    }

    /// After a change every certificate is one version on, behind the first two places of `writes`.
    /// @return pledged what the holders have pledged together, in lanes
    function _holdings(
        Application calldata content,
        bool changes,
        bytes32[] memory writes
    ) private view returns (uint256 pledged) {
        for (uint256 i = 0; i < content.splits.length; ++i) {
            uint256 holding = uint256(_word(subjectOf(content.title), holdingKey(content.splits[i].holder)));
            pledged += Holdings.lanes(holding >> PLEDGED_AT);
            if (changes) _write(writes, 2 + i, holdingKey(content.splits[i].holder), bytes32(holding + ONE_VERSION));
        }
    }
}
