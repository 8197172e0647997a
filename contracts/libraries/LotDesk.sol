// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrderDesk} from "../interfaces/IOrderDesk.sol";
import {IPledgeBook} from "../interfaces/IPledgeBook.sol";
import {IPledgeDesk} from "../interfaces/IPledgeDesk.sol";
import {ITitleBook} from "../interfaces/ITitleBook.sol";
import {PartyKind, Role} from "../types/Enums.sol";
import {
    LotId,
    PartyId,
    PledgeId,
    RegistryCode,
    Share,
    SubjectId,
    TitleId,
    subjectOf,
    subjectOfParty
} from "../types/Ids.sol";
import {Signer} from "../types/Terms.sol";
import {
    Lot,
    ONE_VERSION,
    PLEDGED_AT,
    PledgeRecord,
    SHARE_BITS,
    isOpen,
    lotOf,
    pack,
    pledgeRecord
} from "../types/TitleWords.sol";
import {holdingKey, lotKey, partyKind, pledgeKey} from "../types/Words.sol";
import {Book} from "./Book.sol";
import {Consents} from "./Consents.sol";

/// @title What the books of pledges share: a pledge that is open, and its end
abstract contract LotDesk is Book {
    /// A pledge's record from its word; it must be open and at this version.
    function _requireOpen(
        TitleId title,
        LotId lot,
        PledgeId pledge,
        uint16 version,
        bytes32 word
    ) internal pure returns (PledgeRecord memory record) {
        record = pledgeRecord(word);
        if (!isOpen(record.state)) revert ITitleBook.PledgeNotOpen(title, lot, pledge);
        if (record.version != version) {
            revert IPledgeBook.PledgeVersionWrong(title, pledge, version, record.version);
        }
    }

    /// Lot, pledge, and the holding where the lot's last pledge ends.
    function _endWrites(
        TitleId title,
        LotId id,
        PledgeId pledge,
        PledgeRecord memory record,
        Lot memory lot
    ) internal view returns (bytes32[] memory writes) {
        bool last = lot.open == 1;
        writes = _newWrites(last ? 3 : 2);
        if (last) _write(writes, 2, holdingKey(lot.holder), _giveBack(subjectOf(title), lot, lot.ppm));
        lot.open -= 1;
        lot.version += 1;
        if (last) lot.ppm = Share.wrap(0);
        record.version += 1;
        _write(writes, 0, lotKey(id), pack(lot));
        _write(writes, 1, pledgeKey(id, pledge), pack(record));
    }

    /// The holding with so much of its pledged sum free again.
    function _giveBack(SubjectId subject, Lot memory lot, Share ppm) internal view returns (bytes32) {
        uint256 holding = uint256(_word(subject, holdingKey(lot.holder)));
        uint256 freed = uint256(Share.unwrap(ppm)) << (PLEDGED_AT + SHARE_BITS * uint256(lot.right));
        return bytes32(holding - freed + ONE_VERSION);
    }

    /// A lot with open pledges at this version.
    function _lotAt(TitleId title, LotId id, uint16 version) internal view returns (Lot memory lot) {
        lot = lotOf(_word(subjectOf(title), lotKey(id)));
        if (lot.open == 0) revert IPledgeBook.LotDiffers(title, id);
        if (lot.version != version) revert IPledgeDesk.LotVersionWrong(title, id, version, lot.version);
    }

    /// All open pledges of a lot are named, ascending, and every pledgee signs.
    function _requireEvery(
        TitleId title,
        LotId id,
        uint8 open,
        PledgeId[] calldata pledges,
        Signer[] calldata signers
    ) internal view {
        uint256 named = Consents.ofLot(Consents.Asked(REGISTER, title, id, open, 0), pledges, signers);
        if (named != pledges.length) revert ITitleBook.PledgesIncomplete(title, id, pledges.length, open);
    }

    /// The signers are two order clerks of the title's registry, on the word of a court.
    function _requireJudged(Signer[] calldata signers, RegistryCode registry, PartyId court) internal view {
        _requireCount(signers, 2);
        _requireStaff(signers, 0, Role.ORDER_CLERK, registry);
        _requireStaff(signers, 1, Role.ORDER_CLERK, registry);
        PartyKind kind = partyKind(_record(subjectOfParty(court)));
        if (kind != PartyKind.COURT) revert IOrderDesk.OrderingPartyWrong(court, kind);
    }
}
