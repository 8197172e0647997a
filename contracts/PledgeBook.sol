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
    VERSION_AT,
    lotOf,
    pack,
    pledgeRecord,
    pledgedAt,
    shareAt
} from "./types/TitleWords.sol";
import {Write, holdingKey, lotKey, partyKind, pledgeKey} from "./types/Words.sol";

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
        _requirePledgor(terms);
        bytes memory body = abi.encode(terms);
        bytes32 hash = TermsHash.flat(TermsHash.PLEDGE, body);
        id = PledgeId.wrap(hash);
        bool first = LotId.unwrap(terms.lot) == 0;
        LotId lot = first ? LotId.wrap(hash) : terms.lot;
        SubjectId subject = subjectOf(terms.title);
        if (_word(subject, pledgeKey(lot, id)) != 0) revert PledgeExists(terms.title, id);
        // Effect
        Write[] memory writes = new Write[](first ? 3 : 2);
        writes[0] = Write(lotKey(lot), first ? _newLot(terms) : _joined(terms));
        writes[1] = Write(
            pledgeKey(lot, id),
            pack(PledgeRecord(terms.pledgee, terms.filedAt, PledgeState.RECORDED, 1))
        );
        if (first) writes[2] = _carve(terms);
        _act(hash, terms.deadline, signers, subject, ActKind.PledgeRecorded, body, writes);
    }

    /// @inheritdoc IPledgeBook
    function release(Release calldata terms, Signer[] calldata signers) external {
        // Check
        SubjectId subject = subjectOf(terms.title);
        PledgeRecord memory record = pledgeRecord(_word(subject, pledgeKey(terms.lot, terms.pledge)));
        if (record.state != PledgeState.RECORDED) revert ITitleBook.PledgeNotOpen(terms.title, terms.lot, terms.pledge);
        if (record.version != terms.version) {
            revert PledgeVersionWrong(terms.title, terms.pledge, terms.version, record.version);
        }
        _requireCount(signers, 1);
        _requireParty(signers, 0, record.pledgee);
        // Effect
        Lot memory lot = lotOf(_word(subject, lotKey(terms.lot)));
        bool last = lot.open == 1;
        Write[] memory writes = new Write[](last ? 3 : 2);
        if (last) writes[2] = _giveBack(subject, lot);
        lot.open -= 1;
        lot.version += 1;
        if (last) lot.ppm = Share.wrap(0);
        record.state = PledgeState.RELEASED;
        record.version += 1;
        writes[0] = Write(lotKey(terms.lot), pack(lot));
        writes[1] = Write(pledgeKey(terms.lot, terms.pledge), pack(record));
        _flatAct(
            TermsHash.RELEASE,
            terms.deadline,
            signers,
            subject,
            ActKind.PledgeReleased,
            abi.encode(terms),
            writes
        );
    }

    function _requirePledgor(Pledge calldata terms) private view {
        uint8 rights = uint8(1 << uint256(terms.right));
        (, bytes32 record) = Disposals.requireFree(REGISTER, terms.title, terms.pledgor, rights, Operation.PLEDGE);
        PartyKind kind = partyKind(record);
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

    function _newLot(Pledge calldata terms) private pure returns (bytes32) {
        return pack(Lot(terms.pledgor, terms.right, terms.ppm, 1, 1));
    }

    function _joined(Pledge calldata terms) private view returns (bytes32) {
        Lot memory lot = lotOf(_word(subjectOf(terms.title), lotKey(terms.lot)));
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

    function _carve(Pledge calldata terms) private view returns (Write memory) {
        uint256 right = uint256(terms.right);
        uint256 holding = uint256(_word(subjectOf(terms.title), holdingKey(terms.pledgor)));
        uint256 free = shareAt(holding, right) - pledgedAt(holding, right);
        if (Share.unwrap(terms.ppm) > free) {
            revert FreeShareTooSmall(terms.title, terms.pledgor, terms.right, uint32(free), terms.ppm);
        }
        holding += (uint256(Share.unwrap(terms.ppm)) << (PLEDGED_AT + SHARE_BITS * right)) + (1 << VERSION_AT);
        return Write(holdingKey(terms.pledgor), bytes32(holding));
    }

    function _giveBack(SubjectId subject, Lot memory lot) private view returns (Write memory) {
        uint256 holding = uint256(_word(subject, holdingKey(lot.holder)));
        uint256 freed = uint256(Share.unwrap(lot.ppm)) << (PLEDGED_AT + SHARE_BITS * uint256(lot.right));
        return Write(holdingKey(lot.holder), bytes32(holding - freed + (1 << VERSION_AT)));
    }
}
