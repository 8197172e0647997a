// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DocumentDigest, OrderId, PartyId, SubjectId, Time} from "./Ids.sol";

// Structs of Terms.sol's kind, about orders and who gives them: each is an EIP-712 type.

/// A longer term of an order before its end (查封规定 Art. 27). holder: as in a Lift; court: who extends it; until: the new end.
struct Extension {
    SubjectId subject;
    PartyId holder;
    OrderId order;
    uint16 version;
    PartyId court;
    DocumentDigest instrument;
    Time until;
    bytes32 profile;
    uint64 deadline;
}

/// The court or organ above another (上级法院, 上级机关). court: the lower one, an organ too; basis: the document that shows it.
struct Superior {
    PartyId court;
    PartyId superior;
    DocumentDigest basis;
    uint64 seq;
    uint64 deadline;
}
