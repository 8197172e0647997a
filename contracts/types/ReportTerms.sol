// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DocumentDigest, PartyId, RecordRoot, ReportId, Time, TitleId} from "./Ids.sol";
import {ReportKind, ReportPurpose} from "./UseEnums.sol";

// Structs of Terms.sol's kind, about reports of institutions: each is an EIP-712 type.

/// record: the title's record that the report speaks of; amount in fen (0.01 CNY), for a valuation only; independence: the
/// digest of the institution's statement that no interest of its own is touched.
struct Report {
    TitleId title;
    PartyId institution;
    ReportKind kind;
    ReportPurpose purpose;
    RecordRoot record;
    Time baseDate;
    Time validUntil;
    uint128 amount;
    DocumentDigest document;
    DocumentDigest independence;
    uint64 deadline;
}

/// ground is the digest of the institution's reasons.
struct ReportWithdrawal {
    TitleId title;
    ReportId report;
    DocumentDigest ground;
    uint64 deadline;
}
