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
    GOVERNANCE,
    LOG
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
    TitleCorrected,
    TitleRevoked,
    TitleCancelled,
    ObjectTitleClosed,
    RenewalFiled,
    RenewalEnded,
    TitleRenewed,
    RequestFiled,
    RequestEnded,
    TitleChanged,
    TitleSurrendered,
    InstitutionListed,
    SuspensionChanged,
    PredecessorNamed,
    TitleSucceeded,
    RecoveryFiled,
    RecoveryEnded,
    PartySucceeded,
    PartyRenamed,
    OfficerNamed,
    OfficerEnded,
    LicenceGranted,
    BreachNotified,
    LicenceEnded,
    ReportFiled,
    ReportWithdrawn,
    PledgeAmended,
    PledgeAssigned,
    PledgesRanked,
    LotShrunk,
    SeizureKnown,
    PledgeEnforcing,
    PledgeConcluded,
    LotSold,
    OrderExtended,
    SuperiorNamed,
    DisputeFiled,
    DisputeStepped,
    DisputeRuled,
    BatchAnchored
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

/// What an institution of the directory may do in the market (第三方专业服务机构): bit n of a set stands for member n.
enum InstitutionKind {
    INTEGRATION,
    BROKERAGE,
    QUALITY,
    COMPLIANCE,
    AUDIT,
    NOTARY,
    INSURANCE,
    CUSTODY,
    VALUATION,
    ARBITRATION,
    RISK,
    TRAINING
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

/// Where the data came from (NAT-2026 Arts. 15, 20-21): FUSED 融合, ENTRUSTED 受托处理, AUTHORISED 公共数据授权运营.
enum Origin {
    NONE,
    SELF_GENERATED,
    BY_AGREEMENT,
    SCRAPED_PUBLIC,
    DERIVED,
    FUSED,
    ENTRUSTED,
    AUTHORISED
}

/// What is applied for (登记类型, NAT-2026 Arts. 32-37): 初次, 转让, 变更, 续期, 注销.
enum Registration {
    NONE,
    FIRST,
    TRANSFER,
    CHANGE,
    RENEWAL,
    CANCELLATION
}

/// Whose data it is: 公共, 企业, 个人数据.
enum DataClass {
    NONE,
    PUBLIC,
    ENTERPRISE,
    PERSONAL
}

/// How the data is protected (DSL Art. 21): 一般, 重要, 核心数据.
enum DataGrade {
    NONE,
    GENERAL,
    IMPORTANT,
    CORE
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

/// Why a step was taken (NAT-2026 Arts. 15, 17-18, 22, 24-25, 28; DSL Art. 21); Procedure says which steps need which.
enum Ground {
    NONE,
    GOVERNMENT_DATA,
    CORE_DATA,
    NOT_REGISTRABLE,
    PUBLIC_HARM,
    UNLAWFUL_SOURCE,
    OWNERSHIP_DISPUTE,
    FALSE_PROOF,
    OTHER_LAW,
    COMPLEX_CASE,
    THIRD_PARTY_ENQUIRY,
    NOT_VERIFIABLE,
    SECRECY,
    PRIVACY,
    IMPORTANT_DATA,
    OBJECTION_UNFOUNDED,
    NOT_MATERIAL
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

/// Why a title ended before its term: 撤销 for the first two, 注销 for the others (NAT-2026 Art. 37).
enum EndGround {
    NONE,
    FRAUD,
    UNLAWFUL_SOURCE,
    DATA_DESTROYED,
    OBJECTION_UPHELD,
    LAW,
    REQUEST
}

/// What of a record is changed: who the holder is called, or how the data are described; never holder or source.
enum FieldGroup {
    NONE,
    IDENTITY,
    DESCRIPTION
}

/// 质押, 抵押, 其他具有担保功能: what the parties call it, never what it is in law.
enum SecurityKind {
    NONE,
    PLEDGE,
    MORTGAGE,
    OTHER
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
    EXPIRED,
    CONTESTED
}

enum Effect {
    ALLOWS,
    WARNS,
    CONSENT,
    BARS
}
