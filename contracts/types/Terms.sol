// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Action,
    DataClass,
    DataGrade,
    Ground,
    EndGround,
    FieldGroup,
    OrderKind,
    OrderScope,
    Origin,
    PartyKind,
    RevocationGround,
    Registration,
    Role
} from "./Enums.sol";
import {
    ApplicationId,
    DocumentDigest,
    FingerprintId,
    LotId,
    OrderId,
    PartyId,
    PledgeId,
    RecordRoot,
    RegistryCode,
    Share,
    SubjectId,
    Time,
    TitleId
} from "./Ids.sol";

// Every struct here is an EIP-712 type: what the sides sign is what the log carries. See docs/dossier.md.

/// First act of all: the party that may open registries and adopt profiles.
struct Founding {
    bytes32 identity;
    address account;
    address authority;
}

struct BookAdmission {
    address book;
    bytes32 codeHash;
    uint128 kinds;
    Time from;
    Time until;
}

struct BookEnd {
    address book;
    Time until;
}

struct IntakePause {
    bool paused;
}

/// Floors that no clerk can go below, from a rule profile whose file has this digest. A renewal is filed from renewalOpens
/// until renewalCloses seconds before the end of the term; zero for both: never.
struct ProfileAdoption {
    bytes32 profile;
    uint32 minimumNotice;
    uint32 minimumAcceptance;
    uint40 maximumTerm;
    uint40 maximumFreeze;
    uint40 renewalOpens;
    uint40 renewalCloses;
    PartyId governor;
    uint64 seq;
    uint64 deadline;
}

struct RegistryOpening {
    RegistryCode registry;
    PartyId institution;
    RecordRoot record;
    uint64 deadline;
}

/// identityTag is public only for legal persons; zero for natural persons.
struct Enrolment {
    PartyKind kind;
    bytes32 identityTag;
    RecordRoot identity;
    address account;
    uint64 deadline;
}

struct AccountChange {
    PartyId party;
    address added;
    address retired;
    uint64 seq;
    uint64 deadline;
}

/// roles is the whole set after the act: bit n stands for Role n.
struct RoleGrant {
    PartyId staff;
    RegistryCode registry;
    uint16 roles;
    Time until;
    uint64 seq;
    uint64 deadline;
}

struct Revocation {
    PartyId party;
    bytes32 digest;
    uint64 seq;
    uint64 deadline;
}

/// powers is the whole set after the act: bit n stands for AgentPower n; authority is the written authority.
struct Appointment {
    PartyId principal;
    PartyId agent;
    uint16 powers;
    Time until;
    DocumentDigest authority;
    uint64 seq;
    uint64 deadline;
}

/// by is the principal or the agent: whoever ends it.
struct AppointmentEnd {
    PartyId principal;
    PartyId agent;
    PartyId by;
    uint64 seq;
    uint64 deadline;
}

/// since: from when on the clerk's signatures are in doubt, never after the act.
struct StaffRevocation {
    PartyId staff;
    RegistryCode registry;
    Time since;
    RevocationGround ground;
    DocumentDigest document;
    uint64 seq;
    uint64 deadline;
}

/// The loss of a party's account made good. account: the new one, which acts from `from` on unless somebody objects; lost:
/// the one that ends then, zero for none.
struct Recovery {
    PartyId party;
    address account;
    address lost;
    RegistryCode registry;
    Time from;
    DocumentDigest document;
    uint64 seq;
    uint64 deadline;
}

/// The end of a recovery before its account acts. document: the objection or what the registry found, zero for none.
struct RecoveryEnd {
    PartyId party;
    address account;
    DocumentDigest document;
    uint64 seq;
    uint64 deadline;
}

/// One holder's shares of the three rights.
struct Split {
    PartyId holder;
    Share hold;
    Share use;
    Share oper;
}

/// title: the title concerned, zero for a first registration. basis: the document that opens the gate of the origin or
/// the class. participants: who took part in a fusion and holds nothing.
/// previous is zero for a first filing, else the application that this content corrects, at seq.
struct Application {
    RegistryCode registry;
    bytes32 profile;
    Registration registration;
    TitleId title;
    FingerprintId fingerprint;
    bool keyed;
    Origin origin;
    DataClass dataClass;
    DataGrade grade;
    DocumentDigest basis;
    RecordRoot record;
    Split[] splits;
    PartyId[] participants;
    Time due;
    ApplicationId previous;
    uint64 seq;
    uint64 deadline;
}

struct Step {
    ApplicationId application;
    uint64 seq;
    Action action;
    Ground ground;
    Time due;
    DocumentDigest document;
    uint64 deadline;
}

/// clear holds the published fields of the record with their salts, canonical JSON, at most 2,048 bytes.
struct Notice {
    ApplicationId application;
    uint64 seq;
    Time due;
    bytes clear;
    uint64 deadline;
}

struct Issue {
    ApplicationId application;
    uint64 seq;
    RegistryCode registry;
    FingerprintId fingerprint;
    RecordRoot record;
    bytes32 profile;
    Time registeredAt;
    Time validUntil;
    uint64 deadline;
}

/// lots move whole, their open pledges follow; every pledgee signs.
struct Transfer {
    TitleId title;
    PartyId giver;
    PartyId taker;
    Share hold;
    Share use;
    Share oper;
    LotId[] lots;
    PledgeId[] pledges;
    uint32 giverVersion;
    DocumentDigest document;
    uint64 deadline;
}

/// rights: bit n stands for Right n. The case number stays behind instrument.
struct Order {
    OrderKind kind;
    OrderScope scope;
    RegistryCode registry;
    TitleId title;
    PartyId party;
    uint8 rights;
    PartyId court;
    DocumentDigest instrument;
    Time until;
    bytes32 profile;
    uint64 deadline;
}

/// holder is zero unless the order's scope was HOLDER; remaining: every other order of the same scope that is not
/// lifted, ascending; court: who lifts it, zero for an order that has run out.
struct Lift {
    SubjectId subject;
    PartyId holder;
    OrderId order;
    OrderId[] remaining;
    uint16 version;
    PartyId court;
    DocumentDigest instrument;
    uint64 deadline;
}

/// The registry's own error put right (更正): a new record, with its published fields as in a Notice. holders: all of the
/// title, ascending; lots and pledges: where pledgees must consent, every pledged lot with all its open pledges.
struct Correction {
    TitleId title;
    uint64 seq;
    FieldGroup group;
    RecordRoot record;
    bytes clear;
    PartyId[] holders;
    LotId[] lots;
    PledgeId[] pledges;
    PartyId court;
    DocumentDigest instrument;
    uint64 deadline;
}

/// The end of a title before its term. issued: the terms of its issue; from: since when a revoked title counts for
/// nothing, zero for a cancellation; court: the court or organ that ordered it, zero for none.
struct Closing {
    TitleId title;
    uint64 seq;
    Issue issued;
    EndGround ground;
    Time from;
    PartyId court;
    DocumentDigest instrument;
    uint64 deadline;
}

/// A new term behind the old one (续期). issued: the terms of the title's issue; court: the court or organ that allows
/// it where orders stand, zero for none.
struct Renewal {
    TitleId title;
    ApplicationId application;
    uint64 seq;
    Issue issued;
    Time validUntil;
    PartyId court;
    uint64 deadline;
}

/// What a registered application of all holders for a change (变更) or a cancellation (注销) leads to. issued: the terms of
/// the title's issue; filed: the application that it was issued from; group: what is changed, NONE for a cancellation;
/// clear: the new record's published fields, as in a Notice; lots and pledges: where pledgees must consent, every pledged
/// lot with all its open pledges; court: the court or organ that allows it where orders stand, zero for none.
struct Fulfilment {
    TitleId title;
    ApplicationId application;
    uint64 seq;
    Issue issued;
    Application filed;
    FieldGroup group;
    bytes clear;
    LotId[] lots;
    PledgeId[] pledges;
    PartyId court;
    uint64 deadline;
}

/// kinds is the whole set after the act: bit n stands for InstitutionKind n; licence is the digest of the licence.
struct InstitutionListing {
    PartyId institution;
    uint16 kinds;
    DocumentDigest licence;
    Time from;
    Time until;
    uint64 seq;
    uint64 deadline;
}

/// ground is the digest of the decision that suspends the listing, or takes the suspension back.
struct Suspension {
    PartyId institution;
    bool suspended;
    DocumentDigest ground;
    uint64 seq;
    uint64 deadline;
}

/// A title registered anew over data whose earlier title is over. issued and before: the terms of issue of both; holders:
/// all of the new title, ascending, each of whom held the earlier one; or in the place of one whom it absorbed, who held it.
struct Succession {
    TitleId title;
    TitleId predecessor;
    Issue issued;
    Issue before;
    PartyId[] holders;
    uint64 deadline;
}

/// One signature under an act; that of a party's officer stands behind its own, in the same bytes.
struct Signer {
    PartyId party;
    address account;
    Role role;
    bytes signature;
}
