// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Amendment, Ranking, Sale, Shrinking} from "../types/PledgeTerms.sol";

/// @title EIP-712 types of what is signed in the life of a pledge
library PledgeHash {
    bytes32 internal constant AMENDMENT = keccak256(
        "Amendment(Pledge pledged,uint16 version,bool maximum,uint128 amount,uint40 termEnd,bool pastTerm,bytes32[] pledges,bytes32 document,uint64 deadline)Pledge(bytes32 title,bytes32 pledgor,bytes32 pledgee,uint8 right,uint32 ppm,bytes32 lot,uint8 kind,bool maximum,uint128 amount,uint40 termEnd,uint40 filedAt,bytes32 filing,bytes32 document,bytes32 basis,bool forAnother,bool pastTerm,uint64 deadline)"
    );
    bytes32 internal constant ASSIGNMENT = keccak256(
        "Assignment(bytes32 title,bytes32 lot,bytes32 pledge,uint16 version,bytes32 assignee,bytes32 notice,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant RANKING = keccak256(
        "Ranking(bytes32 title,bytes32 lot,uint16 version,bytes32[] pledges,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant SHRINKING = keccak256(
        "Shrinking(bytes32 title,bytes32 lot,uint16 version,uint32 ppm,bytes32[] pledges,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant KNOWLEDGE = keccak256(
        "Knowledge(bytes32 title,bytes32 lot,bytes32 pledge,bytes32 subject,bytes32 holder,bytes32 order,uint40 knownAt,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant ENFORCEMENT = keccak256(
        "Enforcement(bytes32 title,bytes32 lot,bytes32 pledge,uint16 version,uint8 realisation,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant SALE = keccak256(
        "Sale(bytes32 title,bytes32 lot,uint16 version,uint8 realisation,bytes32 taker,bytes32[] pledges,uint256 ended,bytes32 court,bytes32 document,uint64 deadline)"
    );
    bytes32 internal constant JUDGMENT = keccak256(
        "Judgment(bytes32 title,bytes32 lot,bytes32 pledge,uint16 version,uint8 state,bytes32 court,bytes32 instrument,uint64 deadline)"
    );

    /// pledged: the hash of the terms within.
    function hash(Amendment calldata a, bytes32 pledged) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    AMENDMENT,
                    pledged,
                    a.version,
                    a.maximum,
                    a.amount,
                    a.termEnd,
                    a.pastTerm,
                    keccak256(abi.encodePacked(a.pledges)),
                    a.document,
                    a.deadline
                )
            );
    }

    function hash(Ranking calldata r) internal pure returns (bytes32) {
        bytes32 pledges = keccak256(abi.encodePacked(r.pledges));
        return keccak256(abi.encode(RANKING, r.title, r.lot, r.version, pledges, r.document, r.deadline));
    }

    function hash(Shrinking calldata s) internal pure returns (bytes32) {
        bytes32 pledges = keccak256(abi.encodePacked(s.pledges));
        return keccak256(abi.encode(SHRINKING, s.title, s.lot, s.version, s.ppm, pledges, s.document, s.deadline));
    }

    function hash(Sale calldata s) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    SALE,
                    s.title,
                    s.lot,
                    s.version,
                    s.realisation,
                    s.taker,
                    keccak256(abi.encodePacked(s.pledges)),
                    s.ended,
                    s.court,
                    s.document,
                    s.deadline
                )
            );
    }
}
