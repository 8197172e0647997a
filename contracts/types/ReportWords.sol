// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {InstitutionKind} from "./Enums.sol";
import {PartyId, ReportId, Time, partyOfTail, tail} from "./Ids.sol";
import {ReportKind, ReportState} from "./UseEnums.sol";
import {Tag, WordKey, hashKey} from "./Words.sol";

// The word of a report in a title's dossier, as Words.sol has it, and who makes which report.

function reportKey(ReportId report) pure returns (WordKey) {
    return hashKey(Tag.REPORT, ReportId.unwrap(report));
}

struct ReportRecord {
    PartyId institution;
    ReportState state;
    ReportKind kind;
    Time validUntil;
}

function pack(ReportRecord memory r) pure returns (bytes32) {
    return
        bytes32(
            uint256(tail(r.institution)) |
                (uint256(r.state) << 160) |
                (uint256(r.kind) << 168) |
                (uint256(Time.unwrap(r.validUntil)) << 176)
        );
}

function reportRecord(bytes32 word) pure returns (ReportRecord memory) {
    uint256 w = uint256(word);
    return
        ReportRecord(
            partyOfTail(w),
            ReportState(uint8(w >> 160)),
            ReportKind(uint8(w >> 168)),
            Time.wrap(uint40(w >> 176))
        );
}

/// Who makes a report of a kind.
function makerOf(ReportKind kind) pure returns (InstitutionKind) {
    if (kind == ReportKind.COMPLIANCE) return InstitutionKind.COMPLIANCE;
    if (kind == ReportKind.QUALITY) return InstitutionKind.QUALITY;
    if (kind == ReportKind.VALUATION) return InstitutionKind.VALUATION;
    return kind == ReportKind.SECURITY ? InstitutionKind.RISK : InstitutionKind.NOTARY;
}
