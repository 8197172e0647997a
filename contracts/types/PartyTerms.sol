// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DocumentDigest, PartyId, RecordRoot, RegistryCode} from "./Ids.sol";

// What the sides of an act on a party as a whole sign: EIP-712 types, as those of Terms.sol.

/// A legal person goes on in another that absorbs it (吸收合并). registry: whose clerks hold the merger to its papers;
/// instrument: the digest of the market regulator's notice; seq: the count of the absorbed party's dossier.
struct Absorption {
    PartyId absorbed;
    PartyId successor;
    RegistryCode registry;
    DocumentDigest instrument;
    uint64 seq;
    uint64 deadline;
}

/// A party goes by a new name. identity: the new commitment to its real name; instrument: the document behind it.
struct Renaming {
    PartyId party;
    RegistryCode registry;
    RecordRoot identity;
    DocumentDigest instrument;
    uint64 seq;
    uint64 deadline;
}

/// From now on an officer (首席数据官) signs beside the party, with this account. document: the resolution behind it.
struct OfficerNaming {
    PartyId party;
    address officer;
    DocumentDigest document;
    uint64 seq;
    uint64 deadline;
}

/// The officer's account ends, and the party signs alone again.
struct OfficerEnding {
    PartyId party;
    address officer;
    uint64 seq;
    uint64 deadline;
}
