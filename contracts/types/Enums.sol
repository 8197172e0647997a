// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// What a dossier is about: the first byte of its id.
enum SubjectKind {
    NONE,
    TITLE,
    APPLICATION,
    PARTY,
    OBJECT,
    REGISTRY,
    GOVERNANCE
}

/// The three rights of data property (NAT-2026 Art. 3): 持有权, 使用权, 经营权.
enum Right {
    HOLD,
    USE,
    OPER
}

/// What an act did. Numbers are part of every digest: add at the end, never renumber.
enum ActKind {
    NONE,
    Founded,
    BookAdmitted,
    BookEnded,
    IntakePaused,
    ProfileAdopted,
    RegistryOpened,
    PartyEnrolled,
    AccountChanged,
    RolesGranted,
    RolesEnded,
    ConsentRevoked,
    ApplicationSubmitted,
    ApplicationCorrected,
    ApplicationStepped,
    NoticePublished,
    ApplicationCertified,
    ObjectFiled,
    ObjectFilingEnded,
    ObjectTitled,
    TitleIssued,
    SharesTransferred,
    PledgeRecorded,
    PledgeReleased,
    OrderRecorded,
    OrderLifted,
    AgentAppointed,
    AgentEnded,
    StaffKeyRevoked,
    InstitutionListed,
    InstitutionStandingChanged
}

/// The capacity in which an account signs. PARTY: for its own party. The others are staff roles, granted by acts.
enum Role {
    PARTY,
    GOVERNOR,
    ACCEPTANCE,
    EXAMINER,
    REVIEWER,
    SEAL_KEEPER,
    ORDER_CLERK
}

/// What a written authority lets an agent sign (Civil Code Arts. 161-165): bit n of a set stands for member n.
enum AgentPower {
    FILE,
    CORRECT,
    WITHDRAW
}

/// What an institution of the directory may do in the market (机构名录): bit n of a set stands for member n.
enum InstitutionKind {
    LAW_FIRM,
    QUALITY,
    VALUATION,
    SECURITY_ASSESSMENT,
    NOTARY,
    EVIDENCE_PLATFORM,
    FINANCIAL,
    COURT,
    ARBITRATION
}

/// Why a clerk's signatures count no more from a date on.
enum RevocationGround {
    NONE,
    COMPROMISED,
    LOST,
    ABUSED
}

/// How an actor was recognised. Only SIGNED is a signature that a reader can check offline.
enum ActorMode {
    NONE,
    SIGNED,
    CONTRACT,
    SENDER
}

enum PartyKind {
    NONE,
    NATURAL_PERSON,
    ENTERPRISE,
    ORGAN,
    PUBLIC_INSTITUTION,
    PUBLIC_INTEREST_BODY,
    COURT,
    FINANCIAL_INSTITUTION
}

/// Where the data came from (NAT-2026 Arts. 20-21).
enum Origin {
    NONE,
    SELF_GENERATED,
    BY_AGREEMENT,
    SCRAPED_PUBLIC,
    DERIVED
}

/// States of an application (domain: 6.1). From NOT_FILED on they are ends.
enum ApplicationState {
    NONE,
    SUBMITTED,
    CORRECTION,
    ACCEPTED,
    EXAMINING,
    SUPPLEMENT,
    NOTICE,
    OBJECTION,
    READY,
    REGISTERED,
    CERTIFIED,
    NOT_FILED,
    REJECTED_INTAKE,
    TERMINATED,
    REFUSED,
    WITHDRAWN
}

enum Action {
    NONE,
    ACCEPT,
    DEEM_ACCEPTED,
    ASK_CORRECTION,
    CORRECT,
    LAPSE,
    REJECT_INTAKE,
    ASSIGN,
    EXTEND,
    ASK_SUPPLEMENT,
    SUPPLY,
    TERMINATE,
    REFUSE,
    PUBLISH,
    PASS_UNPUBLISHED,
    OBJECT,
    DISMISS_OBJECTION,
    UPHOLD_OBJECTION,
    CLOSE_NOTICE,
    DEPOSIT,
    CERTIFY,
    WITHDRAW
}

/// Who must sign a step.
enum Signatories {
    ANYONE,
    APPLICANTS,
    ONE_PARTY,
    ACCEPTANCE,
    EXAMINER,
    EXAMINER_AND_REVIEWER,
    SEAL_KEEPER
}

/// What a step does with the deadline of the state that it enters.
enum DueRule {
    NONE,
    KEPT,
    GIVEN,
    NOTICE_FLOOR,
    NOTICE_KEPT
}

enum TitleState {
    NONE,
    LIVE,
    CLOSED
}

/// 质押, 抵押, 其他具有担保功能: what the parties call it, never what it is in law.
enum SecurityKind {
    NONE,
    PLEDGE,
    MORTGAGE,
    OTHER
}

enum PledgeState {
    NONE,
    RECORDED,
    RELEASED
}

enum OrderKind {
    NONE,
    FREEZE,
    HOLD,
    INSOLVENCY
}

enum OrderScope {
    NONE,
    TITLE,
    HOLDER,
    PARTY
}

enum OrderState {
    NONE,
    RECORDED,
    LIFTED
}

/// Operations that a burden may bar (domain: 6.2).
enum Operation {
    TRANSFER,
    PLEDGE,
    LICENCE,
    IDENTITY_CHANGE,
    DESCRIPTION_CHANGE,
    RENEWAL,
    VOLUNTARY_CANCEL,
    ORDERED_CANCEL,
    PLEDGE_RELEASE,
    VERIFY
}

enum Burden {
    PLEDGED,
    FROZEN,
    HELD,
    DISPUTED,
    INSOLVENT,
    EXPIRED
}

enum Effect {
    ALLOWS,
    WARNS,
    CONSENT,
    BARS
}
