// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFilingDesk} from "../interfaces/IFilingDesk.sol";
import {DataClass, DataGrade, Origin} from "../types/Enums.sol";
import {DocumentDigest, PartyId, Share, sameParty} from "../types/Ids.sol";
import {Application} from "../types/Terms.sol";

/// @title What the origin, the class and the grade of data open and shut (NAT-2026 Arts. 15, 21; DSL Art. 21)
/// @dev The same gates stand in ledger/domain/gates.py; tests/vectors/gates.json holds both to them.
library Gates {
    uint256 private constant MOST_PARTICIPANTS = 16;

    function requireOpen(Application calldata terms) internal pure {
        _requireClass(terms);
        _requireOrigin(terms);
        _requireParticipants(terms);
    }

    /// Whether every participant must sign: the operating right over fused data (Art. 21).
    function needsConsents(Application calldata terms) internal pure returns (bool) {
        return terms.origin == Origin.FUSED && _asksOperating(terms);
    }

    function _requireClass(Application calldata terms) private pure {
        bool named = terms.origin != Origin.NONE && terms.dataClass != DataClass.NONE && terms.grade != DataGrade.NONE;
        if (!named) revert IFilingDesk.ClassificationMissing(terms.origin, terms.dataClass, terms.grade);
        if (terms.grade == DataGrade.CORE) revert IFilingDesk.CoreDataRefused(terms.fingerprint);
        if (terms.dataClass == DataClass.PERSONAL && !_founded(terms)) {
            revert IFilingDesk.PersonalConsentsMissing(terms.fingerprint);
        }
    }

    function _requireOrigin(Application calldata terms) private pure {
        if (_founded(terms)) return;
        if (terms.origin == Origin.ENTRUSTED) revert IFilingDesk.EntrustmentBasisMissing(terms.fingerprint);
        if (terms.origin == Origin.AUTHORISED) revert IFilingDesk.PublicDataCodeMissing(terms.fingerprint);
        if (terms.origin == Origin.SCRAPED_PUBLIC && _asksOperating(terms)) {
            revert IFilingDesk.ProductOpinionMissing(terms.fingerprint);
        }
    }

    /// Only a fusion has participants, and at least two take part in it; none of them is named twice.
    function _requireParticipants(Application calldata terms) private pure {
        PartyId[] calldata all = terms.participants;
        bool fused = terms.origin == Origin.FUSED;
        if (all.length > MOST_PARTICIPANTS || (all.length != 0 && !fused)) {
            revert IFilingDesk.ParticipantsWrong(all.length);
        }
        if (fused && all.length + terms.splits.length < 2) revert IFilingDesk.ParticipantsWrong(0);
        uint256 last = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 id = uint256(PartyId.unwrap(all[i]));
            if (id <= last || holds(terms, all[i])) revert IFilingDesk.ParticipantsWrong(i);
            last = id;
        }
    }

    /// Whether a party is one of the holders that apply.
    function holds(Application calldata terms, PartyId party) internal pure returns (bool found) {
        for (uint256 i = 0; i < terms.splits.length && !found; ++i) found = sameParty(terms.splits[i].holder, party);
    }

    /// Whether a party applies or took part: it never acts on the file as staff.
    function involves(Application calldata terms, PartyId party) internal pure returns (bool found) {
        found = holds(terms, party);
        for (uint256 i = 0; i < terms.participants.length && !found; ++i) {
            found = sameParty(terms.participants[i], party);
        }
    }

    function _founded(Application calldata terms) private pure returns (bool) {
        return DocumentDigest.unwrap(terms.basis) != 0;
    }

    function _asksOperating(Application calldata terms) private pure returns (bool asks) {
        for (uint256 i = 0; i < terms.splits.length && !asks; ++i) asks = Share.unwrap(terms.splits[i].oper) != 0;
    }
}
