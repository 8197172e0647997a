// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeAction, DisputeClaim} from "./DisputeEnums.sol";
import {DisputeId, DocumentDigest, PartyId, TitleId} from "./Ids.sol";
import {Issue} from "./Terms.sol";

// Structs of Terms.sol's kind, about disputes over issued titles: each is an EIP-712 type.

/// interest: the statement of the disputant's interest; evidence: what it rests on.
struct Dispute {
    TitleId title;
    PartyId disputant;
    DisputeClaim claim;
    DocumentDigest interest;
    DocumentDigest evidence;
    uint64 deadline;
}

/// A step that no examiner takes. party: the holder who answers, the side that refers, or the court or organ that orders;
/// zero for the others. document: what it rests on, of a referral the docket.
struct DisputeStep {
    TitleId title;
    DisputeId dispute;
    uint16 version;
    DisputeAction action;
    PartyId party;
    DocumentDigest document;
    uint64 deadline;
}

/// A step that two take who did not pass the title. issued: the terms of the title's issue.
struct DisputeRuling {
    TitleId title;
    DisputeId dispute;
    uint16 version;
    DisputeAction action;
    Issue issued;
    DocumentDigest document;
    uint64 deadline;
}
