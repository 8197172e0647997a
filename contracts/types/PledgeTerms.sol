// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Right, SecurityKind} from "./Enums.sol";
import {PledgeState, Realisation} from "./PledgeEnums.sol";
import {DocumentDigest, LotId, OrderId, PartyId, PledgeId, Share, SubjectId, Time, TitleId} from "./Ids.sol";

// What the sides of a pledge sign in its life: EIP-712 types, as those of Terms.sol.

/// amount in fen (0.01 CNY); filedAt and filing are those of the movables register. basis: the decision by which the pledgor
/// may give it, zero for none; forAnother: it secures what another owes; pastTerm: the pledgee accepts that the debt falls
/// due after the title's term.
struct Pledge {
    TitleId title;
    PartyId pledgor;
    PartyId pledgee;
    Right right;
    Share ppm;
    LotId lot;
    SecurityKind kind;
    bool maximum;
    uint128 amount;
    Time termEnd;
    Time filedAt;
    bytes32 filing;
    DocumentDigest document;
    DocumentDigest basis;
    bool forAnother;
    bool pastTerm;
    uint64 deadline;
}

struct Release {
    TitleId title;
    LotId lot;
    PledgeId pledge;
    uint16 version;
    DocumentDigest document;
    uint64 deadline;
}

/// A pledge's amount, its kind or its term anew (Civil Code Art. 409). pledged: its terms as they were recorded; pledges:
/// where it weighs more than before, all open pledges of the lot, ascending; else none.
struct Amendment {
    Pledge pledged;
    uint16 version;
    bool maximum;
    uint128 amount;
    Time termEnd;
    bool pastTerm;
    PledgeId[] pledges;
    DocumentDigest document;
    uint64 deadline;
}

/// The claim goes to another, and the pledge with it (Civil Code Arts. 407, 547). notice: of the debtor.
struct Assignment {
    TitleId title;
    LotId lot;
    PledgeId pledge;
    uint16 version;
    PartyId assignee;
    DocumentDigest notice;
    DocumentDigest document;
    uint64 deadline;
}

/// A new order of rank (Civil Code Art. 409). pledges: all open ones of the lot, the first in rank first; version: the lot's.
struct Ranking {
    TitleId title;
    LotId lot;
    uint16 version;
    PledgeId[] pledges;
    DocumentDigest document;
    uint64 deadline;
}

/// A part of the lot is free again. ppm: what stays; pledges: all open ones of the lot, ascending; version: the lot's.
struct Shrinking {
    TitleId title;
    LotId lot;
    uint16 version;
    Share ppm;
    PledgeId[] pledges;
    DocumentDigest document;
    uint64 deadline;
}

/// Since when the pledgee of a maximum amount knows of a seizure (Civil Code Art. 423(4)). subject and holder: where the
/// order stands, as in a Lift; document: how the pledgee learned of it.
struct Knowledge {
    TitleId title;
    LotId lot;
    PledgeId pledge;
    SubjectId subject;
    PartyId holder;
    OrderId order;
    Time knownAt;
    DocumentDigest document;
    uint64 deadline;
}

/// How a pledge is enforced. realisation: NONE where the default is declared, LICENCE_INCOME or WITHDRAWN afterwards.
struct Enforcement {
    TitleId title;
    LotId lot;
    PledgeId pledge;
    uint16 version;
    Realisation realisation;
    DocumentDigest document;
    uint64 deadline;
}

/// A pledged lot goes to whoever took or bought it. pledges: all open ones of the lot, ascending; ended: bit n stands for
/// the n-th of them, the others follow the lot; court: who ordered a court's sale, else zero; version: the lot's.
struct Sale {
    TitleId title;
    LotId lot;
    uint16 version;
    Realisation realisation;
    PartyId taker;
    PledgeId[] pledges;
    uint256 ended;
    PartyId court;
    DocumentDigest document;
    uint64 deadline;
}

/// A judgment ends a pledge. state: DISCHARGED or VOIDED.
struct Judgment {
    TitleId title;
    LotId lot;
    PledgeId pledge;
    uint16 version;
    PledgeState state;
    PartyId court;
    DocumentDigest instrument;
    uint64 deadline;
}
