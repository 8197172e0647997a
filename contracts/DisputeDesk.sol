// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDisputeDesk} from "./interfaces/IDisputeDesk.sol";
import {IOrderDesk} from "./interfaces/IOrderDesk.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Book} from "./libraries/Book.sol";
import {DisputeHash} from "./libraries/DisputeHash.sol";
import {Disputes} from "./libraries/Disputes.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {TitleDesk} from "./libraries/TitleDesk.sol";
import {DisputeAction, DisputeBlock, DisputeClaim, DisputeState} from "./types/DisputeEnums.sol";
import {Dispute, DisputeRuling, DisputeStep} from "./types/DisputeTerms.sol";
import {DisputeRecord, disputeKey, disputeRecord, pack} from "./types/DisputeWords.sol";
import {ActKind, PartyKind, Role} from "./types/Enums.sol";
import {examinedKey, hasExamined} from "./types/ExaminedWords.sol";
import {
    DisputeId,
    DocumentDigest,
    PartyId,
    RegistryCode,
    SubjectId,
    TitleId,
    sameParty,
    subjectOf,
    subjectOfApplication,
    subjectOfParty
} from "./types/Ids.sol";
import {Signer} from "./types/Terms.sol";
import {holdersOf, sharesOf, titleLive, titleRegistry} from "./types/TitleWords.sol";
import {RECORD, holdingKey, partyKind} from "./types/Words.sol";

/// @title DisputeDesk: see its interface
contract DisputeDesk is TitleDesk, IDisputeDesk {
    uint256 private constant TITLE = 0;
    uint256 private constant DISPUTE = 1;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IDisputeDesk
    function file(Dispute calldata terms, Signer[] calldata signers) external returns (DisputeId id) {
        // Check
        bytes memory body = abi.encode(terms);
        id = DisputeId.wrap(TermsHash.flat(DisputeHash.DISPUTE, body));
        bytes32[] memory words = _disputeWords(terms.title, id);
        if (!titleLive(words[TITLE])) revert ITitleBook.TitleNotLive(terms.title);
        bool wrong =
            terms.claim == DisputeClaim.NONE ||
                DocumentDigest.unwrap(terms.interest) == 0 ||
                DocumentDigest.unwrap(terms.evidence) == 0;
        if (wrong) revert DisputeTermsWrong(terms.title);
        if (words[DISPUTE] != 0) revert DisputeExists(terms.title, id);
        _requireCount(signers, 1);
        _requireParty(signers, 0, terms.disputant);
        // Effect
        DisputeRecord memory record;
        record.disputant = terms.disputant;
        record.state = DisputeState.FILED;
        record.claim = terms.claim;
        record.version = 1;
        bytes32[] memory writes = _newWrites(1);
        _write(writes, 0, disputeKey(id), pack(record));
        _act(DisputeId.unwrap(id), terms.deadline, signers, subjectOf(terms.title), ActKind.DisputeFiled, body, writes);
    }

    /// @inheritdoc IDisputeDesk
    function step(DisputeStep calldata terms, Signer[] calldata signers) external {
        // Check
        bytes32[] memory words = _disputeWords(terms.title, terms.dispute);
        DisputeRecord memory record = _requireVersion(terms.title, terms.dispute, terms.version, words[DISPUTE]);
        bool byExaminers =
            uint8(terms.action) >= uint8(DisputeAction.FIND) && uint8(terms.action) <= uint8(DisputeAction.UNBLOCK);
        bool named =
            terms.action == DisputeAction.ADMIT ||
                terms.action == DisputeAction.DENY ||
                terms.action == DisputeAction.REFER ||
                uint8(terms.action) > uint8(DisputeAction.UNBLOCK);
        if (byExaminers || named != (PartyId.unwrap(terms.party) != 0)) {
            revert DisputeStepWrong(terms.dispute, record.state, terms.action);
        }
        bool free = terms.action == DisputeAction.NOTIFY || terms.action == DisputeAction.WITHDRAW;
        if (!free && DocumentDigest.unwrap(terms.document) == 0) {
            revert DisputeDocumentMissing(terms.dispute, terms.action);
        }
        _requireSteppers(terms, signers, record, words[TITLE]);
        // Effect
        bytes32[] memory writes = _stepped(terms.title, terms.dispute, record, terms.action, words[TITLE]);
        bytes memory body = abi.encode(terms);
        SubjectId subject = subjectOf(terms.title);
        bytes32 hash = TermsHash.flat(DisputeHash.STEP, body);
        _act(hash, terms.deadline, signers, subject, ActKind.DisputeStepped, body, writes);
    }

    /// @inheritdoc IDisputeDesk
    function rule(DisputeRuling calldata terms, Signer[] calldata signers) external {
        // Check
        bytes32 issued = _requireIssue(terms.title, terms.issued);
        bytes32[] memory words = _disputeWords(terms.title, terms.dispute);
        DisputeRecord memory record = _requireVersion(terms.title, terms.dispute, terms.version, words[DISPUTE]);
        bool byExaminers =
            uint8(terms.action) >= uint8(DisputeAction.FIND) && uint8(terms.action) <= uint8(DisputeAction.UNBLOCK);
        bool blocks = terms.action == DisputeAction.BLOCK && record.claim != DisputeClaim.OWNERSHIP;
        if (!byExaminers || blocks) revert DisputeStepWrong(terms.dispute, record.state, terms.action);
        if (DocumentDigest.unwrap(terms.document) == 0) revert DisputeDocumentMissing(terms.dispute, terms.action);
        _requireCount(signers, 2);
        _requireExaminers(signers, titleRegistry(words[TITLE]));
        _requireOthers(terms, signers);
        // Effect
        bytes32[] memory writes = _stepped(terms.title, terms.dispute, record, terms.action, words[TITLE]);
        _act(
            DisputeHash.hash(terms, issued),
            terms.deadline,
            signers,
            subjectOf(terms.title),
            ActKind.DisputeRuled,
            abi.encode(terms),
            writes
        );
    }

    function _disputeWords(TitleId title, DisputeId id) private view returns (bytes32[] memory) {
        bytes32[] memory queries = _newQueries(2);
        _ask(queries, TITLE, subjectOf(title), RECORD);
        _ask(queries, DISPUTE, subjectOf(title), disputeKey(id));
        return _words(queries);
    }

    function _requireVersion(
        TitleId title,
        DisputeId id,
        uint16 version,
        bytes32 word
    ) private pure returns (DisputeRecord memory record) {
        if (word == 0) revert DisputeUnknown(title, id);
        record = disputeRecord(word);
        if (record.version != version) revert DisputeVersionWrong(id, version, record.version);
    }

    /// Who takes a step that no examiner takes.
    function _requireSteppers(
        DisputeStep calldata terms,
        Signer[] calldata signers,
        DisputeRecord memory record,
        bytes32 title
    ) private view {
        DisputeAction action = terms.action;
        if (action == DisputeAction.ORDER_BLOCK || action == DisputeAction.ORDER_UNBLOCK) {
            _requireOrdered(terms, signers, titleRegistry(title));
            return;
        }
        _requireCount(signers, 1);
        if (action == DisputeAction.NOTIFY || action == DisputeAction.RETURN) {
            _requireStaff(signers, 0, Role.ACCEPTANCE, titleRegistry(title));
            return;
        }
        PartyId party = action == DisputeAction.WITHDRAW ? record.disputant : terms.party;
        _requireParty(signers, 0, party);
        if (action == DisputeAction.WITHDRAW) return;
        bool holds = sharesOf(uint256(_word(subjectOf(terms.title), holdingKey(party)))) != 0;
        if (action == DisputeAction.REFER) {
            if (!holds && !sameParty(party, record.disputant)) revert ReferringPartyWrong(terms.title, party);
            return;
        }
        bool whole = action != DisputeAction.ADMIT || holdersOf(uint256(title)) == 1;
        if (!holds || !whole) revert AnswererWrong(terms.title, party);
    }

    function _requireOrdered(
        DisputeStep calldata terms,
        Signer[] calldata signers,
        RegistryCode registry
    ) private view {
        _requireCount(signers, 2);
        PartyKind kind = partyKind(_record(subjectOfParty(terms.party)));
        if (kind != PartyKind.COURT) revert IOrderDesk.OrderingPartyWrong(terms.party, kind);
        _requireStaff(signers, 0, Role.ORDER_CLERK, registry);
        _requireStaff(signers, 1, Role.ORDER_CLERK, registry);
    }

    /// Neither of the two passed the examination that the title came from.
    function _requireOthers(DisputeRuling calldata terms, Signer[] calldata signers) private view {
        bytes32 examined = _word(subjectOfApplication(terms.issued.application), examinedKey());
        for (uint256 i = 0; i < 2; ++i) {
            if (hasExamined(examined, signers[i].party)) revert RulingByExaminer(terms.title, signers[i].party);
        }
    }

    /// The dispute's word, and the title's record where one dispute more or fewer blocks.
    function _stepped(
        TitleId title,
        DisputeId id,
        DisputeRecord memory record,
        DisputeAction action,
        bytes32 word
    ) private pure returns (bytes32[] memory writes) {
        Disputes.stepped(id, record, action);
        DisputeBlock next = Disputes.blocksAfter(id, record, action);
        bool changes = next != record.blocks;
        record.blocks = next;
        writes = _newWrites(changes ? 2 : 1);
        _write(writes, 0, disputeKey(id), pack(record));
        if (changes) _write(writes, 1, RECORD, Disputes.counted(title, word, next != DisputeBlock.NONE));
    }
}
