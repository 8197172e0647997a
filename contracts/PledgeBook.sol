// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledgeBook} from "./interfaces/IPledgeBook.sol";
import {IRegister} from "./interfaces/IRegister.sol";
import {ITitleBook} from "./interfaces/ITitleBook.sol";
import {Book} from "./libraries/Book.sol";
import {Disposals} from "./libraries/Disposals.sol";
import {TermsHash} from "./libraries/TermsHash.sol";
import {ActKind, Operation, PartyKind, PledgeState, Right, SecurityKind} from "./types/Enums.sol";
import {LotId, PledgeId, Share, SubjectId, Time, sameParty, subjectOf} from "./types/Ids.sol";
import {Pledge, Release, Signer} from "./types/Terms.sol";
import {
    Lot,
    PLEDGED_AT,
    PledgeRecord,
    SHARE_BITS,
    ONE_VERSION,
    lotOf,
    pack,
    pledgeRecord,
    pledgedAt,
    shareAt
} from "./types/TitleWords.sol";
import {WordKey, holdingKey, lotKey, partyKind, pledgeKey} from "./types/Words.sol";

/// @title PledgeBook: see its interface
contract PledgeBook is Book, IPledgeBook {
    uint8 private constant MOST_PLEDGES = 200;

    constructor(IRegister register) Book(register) {}

    /// @inheritdoc IPledgeBook
    function pledge(Pledge calldata terms, Signer[] calldata signers) external returns (PledgeId id) {
        // Check
        _requireTerms(terms);
        _requireCount(signers, 2);
        _requireParty(signers, 0, terms.pledgor);
        _requireParty(signers, 1, terms.pledgee);
        bytes memory body = abi.encode(terms);
        bytes32 hash = TermsHash.flat(TermsHash.PLEDGE, body);
        id = PledgeId.wrap(hash);
        LotId lot = LotId.unwrap(terms.lot) == 0 ? LotId.wrap(hash) : terms.lot;
        WordKey key = pledgeKey(lot, id);
        bytes32[] memory words = _pledgeWords(terms, lot, key);
        _requirePledgor(terms, words);
        if (words[Disposals.OWN] != 0) revert PledgeExists(terms.title, id);
        // Effect
        bytes32[] memory writes = _pledgeWrites(terms, lot, key, words);
        _act(hash, terms.deadline, signers, subjectOf(terms.title), ActKind.PledgeRecorded, body, writes);
    }

    /// @inheritdoc IPledgeBook
    function release(Release calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        bytes32[] memory queries = _newQueries(2);
        _ask(queries, 0, subject, pledgeKey(terms.lot, terms.pledge));
        _ask(queries, 1, subject, lotKey(terms.lot));
        bytes32[] memory words = _words(queries);
        PledgeRecord memory record = pledgeRecord(words[0]);
        if (record.state != PledgeState.RECORDED) revert ITitleBook.PledgeNotOpen(terms.title, terms.lot, terms.pledge);
        if (record.version != terms.version) {
            revert PledgeVersionWrong(terms.title, terms.pledge, terms.version, record.version);
        }
        _requireCount(signers, 1);
        _requireParty(signers, 0, record.pledgee);
        // Effect
        _flatAct(
            TermsHash.RELEASE,
            terms.deadline,
            signers,
            subject,
            ActKind.PledgeReleased,
            abi.encode(terms),
            _releaseWrites(terms, subject, record, lotOf(words[1]))
        );
    }

    /// Those of every disposal, the pledge itself, and what it rests on: the pledgor's holding or the lot.
    function _pledgeWords(Pledge calldata terms, LotId lot, WordKey key) private view returns (bytes32[] memory) {
        bytes32[] memory queries = Disposals.queries(terms.title, terms.pledgor);
        _ask(queries, Disposals.OWN, subjectOf(terms.title), key);
        WordKey base = LotId.unwrap(terms.lot) == 0 ? holdingKey(terms.pledgor) : lotKey(lot);
        _ask(queries, Disposals.OWN_SECOND, subjectOf(terms.title), base);
        return _words(queries);
    }

    function _pledgeWrites(
        Pledge calldata terms,
        LotId lot,
        WordKey key,
        bytes32[] memory words
    ) private pure returns (bytes32[] memory writes) {
        bool first = LotId.unwrap(terms.lot) == 0;
        writes = _newWrites(first ? 3 : 2);
        PledgeRecord memory record = PledgeRecord(terms.pledgee, terms.filedAt, PledgeState.RECORDED, 1);
        _write(writes, 1, key, pack(record));
        if (first) {
            _write(writes, 0, lotKey(lot), pack(Lot(terms.pledgor, terms.right, terms.ppm, 1, 1)));
            _write(writes, 2, holdingKey(terms.pledgor), _carve(terms, uint256(words[Disposals.OWN_SECOND])));
        } else {
            _write(writes, 0, lotKey(lot), _joined(terms, words[Disposals.OWN_SECOND]));
        }
    }

    function _releaseWrites(
        Release calldata terms,
        SubjectId subject,
        PledgeRecord memory record,
        Lot memory lot
    ) private view returns (bytes32[] memory writes) {
        bool last = lot.open == 1;
        writes = _newWrites(last ? 3 : 2);
        if (last) _write(writes, 2, holdingKey(lot.holder), _giveBack(subject, lot));
        lot.open -= 1;
        lot.version += 1;
        if (last) lot.ppm = Share.wrap(0);
        record.state = PledgeState.RELEASED;
        record.version += 1;
        _write(writes, 0, lotKey(terms.lot), pack(lot));
        _write(writes, 1, pledgeKey(terms.lot, terms.pledge), pack(record));
    }

    function _requirePledgor(Pledge calldata terms, bytes32[] memory words) private view {
        uint256 moved = uint256(Share.unwrap(terms.ppm)) << (64 * uint256(terms.right));
        Disposals.requireFree(REGISTER, terms.title, terms.pledgor, moved, Operation.PLEDGE, words);
        PartyKind kind = partyKind(words[Disposals.HOLDER]);
        if (kind == PartyKind.ORGAN || kind == PartyKind.COURT) revert PledgorKindBarred(terms.pledgor, kind);
    }

    function _requireTerms(Pledge calldata terms) private view {
        if (terms.right != Right.OPER) revert OperatingRightNeeded(terms.title, terms.right);
        bool missing =
            terms.kind == SecurityKind.NONE ||
                terms.filing == 0 ||
                Time.unwrap(terms.filedAt) == 0 ||
                Time.unwrap(terms.filedAt) > block.timestamp ||
                Share.unwrap(terms.ppm) == 0 ||
                terms.amount == 0 ||
                sameParty(terms.pledgor, terms.pledgee);
        if (missing) revert PledgeTermsMissing(terms.title);
    }

    function _joined(Pledge calldata terms, bytes32 word) private pure returns (bytes32) {
        Lot memory lot = lotOf(word);
        bool same =
            lot.open != 0 &&
                sameParty(lot.holder, terms.pledgor) &&
                lot.right == terms.right &&
                Share.unwrap(lot.ppm) == Share.unwrap(terms.ppm);
        if (!same) revert LotDiffers(terms.title, terms.lot);
        if (lot.open >= MOST_PLEDGES) revert LotFull(terms.title, terms.lot);
        lot.open += 1;
        lot.version += 1;
        return pack(lot);
    }

    function _carve(Pledge calldata terms, uint256 holding) private pure returns (bytes32) {
        uint256 right = uint256(terms.right);
        uint256 free = shareAt(holding, right) - pledgedAt(holding, right);
        if (Share.unwrap(terms.ppm) > free) {
            revert FreeShareTooSmall(terms.title, terms.pledgor, terms.right, uint32(free), terms.ppm);
        }
        holding += (uint256(Share.unwrap(terms.ppm)) << (PLEDGED_AT + SHARE_BITS * right)) + ONE_VERSION;
        return bytes32(holding);
    }

    function _giveBack(SubjectId subject, Lot memory lot) private view returns (bytes32) {
        uint256 holding = uint256(_word(subject, holdingKey(lot.holder)));
        uint256 freed = uint256(Share.unwrap(lot.ppm)) << (PLEDGED_AT + SHARE_BITS * uint256(lot.right));
        return bytes32(holding - freed + ONE_VERSION);
    }
}
