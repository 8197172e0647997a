// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Right} from "./Enums.sol";
import {DocumentDigest, LicenceId, LotId, PartyId, PledgeId, RecordRoot, Time, TitleId} from "./Ids.sol";
import {LicenceEndGround} from "./UseEnums.sol";

// Structs of Terms.sol's kind, about licences: each is an EIP-712 type.

/// right is USE or OPER; entrusted: the licensee uses the data for the licensor's own use only; scope: the root of salted
/// commitments to what is allowed; document: the contract; lots and pledges: where pledgees must consent, every lot of the
/// licensor with all its open pledges.
struct Licence {
    TitleId title;
    PartyId licensor;
    PartyId licensee;
    Right right;
    bool exclusive;
    bool entrusted;
    Time from;
    Time until;
    RecordRoot scope;
    DocumentDigest document;
    LotId[] lots;
    PledgeId[] pledges;
    uint64 deadline;
}

/// version: of the licence's licensor word; notice is the digest of what was sent to the licensee.
struct BreachNotice {
    TitleId title;
    LicenceId licence;
    uint16 version;
    DocumentDigest notice;
    uint64 deadline;
}

/// court, and its instrument as the document, for ORDERED; court zero for every other ground.
struct LicenceEnding {
    TitleId title;
    LicenceId licence;
    LicenceEndGround ground;
    PartyId court;
    DocumentDigest document;
    uint64 deadline;
}
