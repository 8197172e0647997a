// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDisputeDesk} from "../interfaces/IDisputeDesk.sol";
import {DisputeAction, DisputeBlock, DisputeState} from "../types/DisputeEnums.sol";
import {DisputeRecord} from "../types/DisputeWords.sol";
import {DisputeId, TitleId} from "../types/Ids.sol";
import {BLOCKS_AT, titleBlocks} from "../types/TitleWords.sol";

/// @title What follows in a dispute (domain: 6.4): the state after each action, and how many disputes block a title
/// @dev The same table stands in ledger/domain/rules/dispute.py; the model test and the vectors hold both to each other.
library Disputes {
    uint256 private constant MOST_BLOCKS = 15;

    /// The record after an action. Blocks are none of the states: they come and go while the dispute is open.
    function stepped(DisputeId id, DisputeRecord memory record, DisputeAction action) internal pure {
        DisputeState from = record.state;
        DisputeState to = _after(from, action);
        if (to == DisputeState.NONE) revert IDisputeDesk.DisputeStepWrong(id, from, action);
        if (action == DisputeAction.FIND || action == DisputeAction.ADMIT) record.founded = true;
        if (action == DisputeAction.DISMISS) record.founded = false;
        record.state = to;
        record.version += 1;
    }

    /// The title's record with one blocking dispute more or fewer.
    function counted(TitleId title, bytes32 record, bool adds) internal pure returns (bytes32) {
        if (adds && titleBlocks(record) == MOST_BLOCKS) revert IDisputeDesk.DisputesBlockTooMany(title);
        uint256 one = uint256(1) << BLOCKS_AT;
        return bytes32(adds ? uint256(record) + one : uint256(record) - one);
    }

    /// What blocks after an action; a court's block is lifted by a court alone, and stands in the way of an end.
    function blocksAfter(
        DisputeId id,
        DisputeRecord memory record,
        DisputeAction action
    ) internal pure returns (DisputeBlock) {
        DisputeBlock now_ = record.blocks;
        bool free = now_ == DisputeBlock.NONE;
        bool ends = uint8(record.state) >= uint8(DisputeState.RETURNED);
        bool right = true;
        DisputeBlock next = now_;
        if (action == DisputeAction.BLOCK) (right, next) = (free, DisputeBlock.REGISTRY);
        else if (action == DisputeAction.ORDER_BLOCK) (right, next) = (free, DisputeBlock.COURT);
        else if (action == DisputeAction.UNBLOCK) (right, next) = (now_ == DisputeBlock.REGISTRY, DisputeBlock.NONE);
        else if (action == DisputeAction.ORDER_UNBLOCK) (right, next) = (!free, DisputeBlock.NONE);
        else if (ends) (right, next) = (now_ != DisputeBlock.COURT, DisputeBlock.NONE);
        if (!right) revert IDisputeDesk.DisputeBlockWrong(id, now_);
        return next;
    }

    /// The state after an action, NONE where it is not allowed.
    function _after(DisputeState from, DisputeAction action) private pure returns (DisputeState) {
        bool open = from != DisputeState.NONE && uint8(from) < uint8(DisputeState.RETURNED);
        if (!open) return DisputeState.NONE;
        if (action == DisputeAction.WITHDRAW) return DisputeState.WITHDRAWN;
        if (from == DisputeState.FILED) return _received(action);
        if (uint8(action) >= uint8(DisputeAction.BLOCK)) return from;
        if (action == DisputeAction.CLOSE) return _closed(from);
        if (action == DisputeAction.REFER) return _referred(from);
        if (action == DisputeAction.FIND || action == DisputeAction.DISMISS) return _concluded(from);
        return from == DisputeState.NOTIFIED ? _answered(action) : DisputeState.NONE;
    }

    function _received(DisputeAction action) private pure returns (DisputeState) {
        if (action == DisputeAction.NOTIFY) return DisputeState.NOTIFIED;
        return action == DisputeAction.RETURN ? DisputeState.RETURNED : DisputeState.NONE;
    }

    function _answered(DisputeAction action) private pure returns (DisputeState) {
        if (action == DisputeAction.ADMIT) return DisputeState.OUTCOME;
        return action == DisputeAction.DENY ? DisputeState.DENIED : DisputeState.NONE;
    }

    /// To mediation, arbitration or a court.
    function _referred(DisputeState from) private pure returns (DisputeState) {
        bool may = from == DisputeState.NOTIFIED || from == DisputeState.DENIED || from == DisputeState.CONCLUDED;
        return may ? DisputeState.REFERRED : DisputeState.NONE;
    }

    /// By the registry, where it was answered or not; or as the instrument says that came of a referral.
    function _concluded(DisputeState from) private pure returns (DisputeState) {
        if (from == DisputeState.REFERRED) return DisputeState.OUTCOME;
        bool may = from == DisputeState.NOTIFIED || from == DisputeState.DENIED;
        return may ? DisputeState.CONCLUDED : DisputeState.NONE;
    }

    function _closed(DisputeState from) private pure returns (DisputeState) {
        bool may = from == DisputeState.CONCLUDED || from == DisputeState.OUTCOME;
        return may ? DisputeState.CLOSED : DisputeState.NONE;
    }
}
