// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeHash} from "../../libraries/DisputeHash.sol";
import {TermsHash} from "../../libraries/TermsHash.sol";
import {DisputeAction, DisputeClaim} from "../../types/DisputeEnums.sol";
import {Dispute, DisputeRuling, DisputeStep} from "../../types/DisputeTerms.sol";
import {Role} from "../../types/Enums.sol";
import {DisputeId, DocumentDigest, PartyId, TitleId, subjectOf} from "../../types/Ids.sol";
import {titleBlocks} from "../../types/TitleWords.sol";
import {RECORD} from "../../types/Words.sol";
import {Hand} from "../Base.sol";
import {Typed} from "../Typed.sol";
import {Ends} from "./Ends.sol";

/// @title A bank disputes titles; clerks, two others than the examiners and a court answer, by rules of this contract's own
abstract contract Quarrels is Ends {
    enum Phase {
        FILED,
        NOTIFIED,
        CONCLUDED,
        OVER
    }

    struct Quarrel {
        TitleId title;
        DisputeId id;
        bool owns;
        Phase phase;
        bool barred;
        bool byCourt;
        uint16 version;
    }

    uint256 private constant MOST_QUARRELS = 12;
    DocumentDigest private constant DEED = DocumentDigest.wrap(keccak256("deed"));

    Quarrel[] internal _quarrels;

    /// Nobody disputes a title that has ended.
    function quarrel(uint256 seed, bool owns) external audited {
        if (_quarrels.length == MOST_QUARRELS) return;
        TitleId title = _titles[seed % _titles.length];
        DocumentDigest interest = DocumentDigest.wrap(keccak256(abi.encode("interest", _quarrels.length)));
        DisputeClaim claim = owns ? DisputeClaim.OWNERSHIP : DisputeClaim.SOURCE;
        Dispute memory terms = Dispute(title, bankA.party, claim, interest, DEED, DEADLINE);
        bytes32 hash = TermsHash.flat(DisputeHash.DISPUTE, abi.encode(terms));
        try disputeDesk.file(terms, _sign(address(disputeDesk), hash, _parties(bankA))) returns (DisputeId id) {
            done["quarrel"] += 1;
            if (_closed(title)) changedWithoutRight += 1;
            _quarrels.push(Quarrel(title, id, owns, Phase.FILED, false, false, 1));
        } catch {
            if (!_closed(title)) refusedWithoutReason += 1;
        }
    }

    /// Any step of staff, a court or the disputant: what follows goes through, what does not is refused.
    function settle(uint256 seed, uint8 step) external audited {
        if (_quarrels.length == 0) return;
        Quarrel storage q = _quarrels[seed % _quarrels.length];
        DisputeAction action = _actionAt(step);
        bool follows = _follows(q, action);
        if (_took(q, action)) {
            done["settle"] += 1;
            if (!follows) changedWithoutRight += 1;
            _moved(q, action);
        } else if (follows) {
            refusedWithoutReason += 1;
        }
    }

    /// How many disputes bar a title by this book, and by the register's.
    function blocks(uint256 place) external view returns (uint256 own, uint256 stored) {
        for (uint256 i = 0; i < _quarrels.length; ++i) {
            bool here = TitleId.unwrap(_quarrels[i].title) == TitleId.unwrap(_titles[place]);
            if (here && _quarrels[i].barred) own += 1;
        }
        stored = titleBlocks(register.word(subjectOf(_titles[place]), RECORD));
    }

    function _contested(TitleId title) internal view returns (bool) {
        for (uint256 i = 0; i < _quarrels.length; ++i) {
            Quarrel memory q = _quarrels[i];
            if (q.barred && TitleId.unwrap(q.title) == TitleId.unwrap(title)) return true;
        }
        return false;
    }

    function _actionAt(uint8 step) private pure returns (DisputeAction) {
        DisputeAction[9] memory actions = [
            DisputeAction.NOTIFY,
            DisputeAction.FIND,
            DisputeAction.DISMISS,
            DisputeAction.CLOSE,
            DisputeAction.WITHDRAW,
            DisputeAction.BLOCK,
            DisputeAction.UNBLOCK,
            DisputeAction.ORDER_BLOCK,
            DisputeAction.ORDER_UNBLOCK
        ];
        return actions[step % 9];
    }

    function _follows(Quarrel memory q, DisputeAction action) private pure returns (bool) {
        if (q.phase == Phase.OVER) return false;
        if (action == DisputeAction.WITHDRAW) return !q.byCourt;
        if (action == DisputeAction.NOTIFY) return q.phase == Phase.FILED;
        if (q.phase == Phase.FILED) return false;
        if (action == DisputeAction.CLOSE) return q.phase == Phase.CONCLUDED && !q.byCourt;
        if (uint8(action) >= uint8(DisputeAction.BLOCK)) return _bars(q, action);
        return q.phase == Phase.NOTIFIED;
    }

    /// The registry bars for who says that he owns; a court's word only a court takes back.
    function _bars(Quarrel memory q, DisputeAction action) private pure returns (bool) {
        if (action == DisputeAction.BLOCK) return q.owns && !q.barred;
        if (action == DisputeAction.ORDER_BLOCK) return !q.barred;
        return q.barred && (action == DisputeAction.ORDER_UNBLOCK || !q.byCourt);
    }

    function _moved(Quarrel storage q, DisputeAction action) private {
        q.version += 1;
        if (action == DisputeAction.NOTIFY) q.phase = Phase.NOTIFIED;
        else if (action == DisputeAction.FIND || action == DisputeAction.DISMISS) q.phase = Phase.CONCLUDED;
        else if (action == DisputeAction.BLOCK || action == DisputeAction.ORDER_BLOCK) q.barred = true;
        else q.barred = false;
        q.byCourt = action == DisputeAction.ORDER_BLOCK || (q.byCourt && action != DisputeAction.ORDER_UNBLOCK);
        if (action == DisputeAction.CLOSE || action == DisputeAction.WITHDRAW) q.phase = Phase.OVER;
    }

    function _took(Quarrel memory q, DisputeAction action) private returns (bool) {
        bool rules = uint8(action) >= uint8(DisputeAction.FIND) && uint8(action) <= uint8(DisputeAction.UNBLOCK);
        if (rules) return _ruled(q, action);
        bool ordered = uint8(action) > uint8(DisputeAction.UNBLOCK);
        PartyId party = ordered ? court.party : PartyId.wrap(0);
        DisputeStep memory terms = DisputeStep(q.title, q.id, q.version, action, party, DEED, DEADLINE);
        Hand[] memory hands = ordered ? _clerks() : _parties(bankA);
        if (action == DisputeAction.NOTIFY) hands = _hands(_as(acceptance, Role.ACCEPTANCE));
        bytes32 hash = TermsHash.flat(DisputeHash.STEP, abi.encode(terms));
        try disputeDesk.step(terms, _sign(address(disputeDesk), hash, hands)) {
            return true;
        } catch {
            return false;
        }
    }

    function _ruled(Quarrel memory q, DisputeAction action) private returns (bool) {
        DisputeRuling memory terms;
        (terms.title, terms.dispute, terms.version, terms.action) = (q.title, q.id, q.version, action);
        (, terms.issued) = _filedOf(q.title);
        (terms.document, terms.deadline) = (DEED, DEADLINE);
        Hand[] memory hands = _hands(_as(examinerB, Role.EXAMINER), _as(reviewerB, Role.REVIEWER));
        try disputeDesk.rule(terms, _sign(address(disputeDesk), Typed.hash(terms), hands)) {
            return true;
        } catch {
            return false;
        }
    }
}
