"""The members of the closed sets, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.texts.dispute_words import DISPUTES
from api.texts.security_words import CLAIMED_EFFECTS, SECURITY_KINDS
from ledger.domain.acts import (
    Action,
    ActKind,
    AgentPower,
    ApplicationState,
    DataClass,
    DataGrade,
    Effect,
    EndGround,
    FieldGroup,
    Ground,
    InstitutionKind,
    LicenceEndGround,
    LicenceState,
    OrderKind,
    OrderScope,
    Origin,
    PartyKind,
    PledgeState,
    Realisation,
    Registration,
    ReportKind,
    ReportPurpose,
    ReportState,
    RevocationGround,
    Right,
    Role,
    Signatories,
    TitleState,
)
from ledger.domain.clock import Standing
from ledger.domain.codes.tables import Family, latest
from ledger.domain.directory import ListingState
from ledger.domain.licences import LicenceStanding
from ledger.domain.movables import FilingState
from ledger.domain.ranks import Shown
from ledger.domain.reports import ReportStanding
from ledger.domain.verdict import Purpose, Result
from notarization.verify.report import Grade, Language, Message, Status

if TYPE_CHECKING:
    from enum import Enum

RIGHTS: Final = {
    Right.HOLD: Message("数据持有权", "Holding right"),
    Right.USE: Message("数据使用权", "Use right"),
    Right.OPER: Message("数据经营权", "Operating right"),
}
PURPOSES: Final = {
    Purpose.AUTHENTICITY: Message("凭证真实性核验", "Authenticity"),
    Purpose.PLEDGE: Message("质押融资", "Pledge"),
    Purpose.BOOK_ENTRY: Message("入表", "Book entry"),
    Purpose.TRADE: Message("交易流通", "Trade"),
    Purpose.CONTRIBUTION: Message("作价出资", "Capital contribution"),
    Purpose.DISPUTE: Message("争议举证", "Dispute"),
}
RESULTS: Final = {
    Result.VALID: Message("通过", "Valid"),
    Result.INVALID: Message("不通过", "Invalid"),
    Result.UNKNOWN: Message("无法判断", "Unknown"),
}
PARTY_KINDS: Final = {
    PartyKind.NONE: Message("未载明", "Not stated"),
    PartyKind.NATURAL_PERSON: Message("自然人", "Natural person"),
    PartyKind.ENTERPRISE: Message("企业", "Enterprise"),
    PartyKind.ORGAN: Message("机关", "State organ"),
    PartyKind.PUBLIC_INSTITUTION: Message("事业单位", "Public institution"),
    PartyKind.PUBLIC_INTEREST_BODY: Message("公益法人", "Public-interest body"),
    PartyKind.COURT: Message("人民法院", "Court"),
    PartyKind.FINANCIAL_INSTITUTION: Message("金融机构", "Financial institution"),
}
ROLES: Final = {
    Role.PARTY: Message("当事人", "Party"),
    Role.GOVERNOR: Message("治理人", "Governor"),
    Role.ACCEPTANCE: Message("受理人员", "Acceptance clerk"),
    Role.EXAMINER: Message("审查人员", "Examiner"),
    Role.REVIEWER: Message("复核人员", "Reviewer"),
    Role.SEAL_KEEPER: Message("用印人员", "Seal keeper"),
    Role.ORDER_CLERK: Message("协助执行人员", "Order clerk"),
}
TITLE_STATES: Final = {
    TitleState.NONE: Message("未登记", "Not registered"),
    TitleState.LIVE: Message("在册", "On the register"),
    TitleState.CLOSED: Message("已终止", "Closed"),
}
STANDINGS: Final = {
    Standing.ACTIVE: Message("在册", "On the register"),
    Standing.PENDING_RENEWAL: Message("续期审查中", "Renewal pending"),
    Standing.EXPIRED: Message("已届满", "Expired"),
    Standing.CANCELLED: Message("已注销", "Cancelled"),
    Standing.REVOKED: Message("已撤销", "Revoked"),
}
END_GROUNDS: Final = {
    EndGround.NONE: Message("未载明", "Not stated"),
    EndGround.FRAUD: Message("以欺骗等不正当手段取得登记", "Registered by fraud"),
    EndGround.UNLAWFUL_SOURCE: Message("数据来源违法", "Data of an unlawful source"),
    EndGround.DATA_DESTROYED: Message("数据已灭失", "Data destroyed"),
    EndGround.OBJECTION_UPHELD: Message("异议成立", "Objection upheld"),
    EndGround.LAW: Message("法律规定或生效法律文书", "By law or an effective judgment"),
    EndGround.REQUEST: Message("权利人申请", "At the holders' request"),
}
FIELD_GROUPS: Final = {
    FieldGroup.NONE: Message("未载明", "Not stated"),
    FieldGroup.IDENTITY: Message("权利人身份信息", "Identity of the holder"),
    FieldGroup.DESCRIPTION: Message("数据描述信息", "Description of the data"),
}
ORDER_KINDS: Final = {
    OrderKind.NONE: Message("无", "None"),
    OrderKind.FREEZE: Message("司法查封（冻结）", "Court freeze"),
    OrderKind.HOLD: Message("行政限制", "Administrative hold"),
    OrderKind.INSOLVENCY: Message("破产程序", "Insolvency"),
}
ORDER_SCOPES: Final = {
    OrderScope.NONE: Message("未载明", "Not stated"),
    OrderScope.TITLE: Message("整个权属", "The whole title"),
    OrderScope.HOLDER: Message("一名权利人的份额", "One holder's shares"),
    OrderScope.PARTY: Message("该当事人的全部权利", "All rights of the party"),
}
PLEDGE_STATES: Final = {
    PledgeState.NONE: Message("未备注", "Not noted"),
    PledgeState.RECORDED: Message("已备注", "Noted"),
    PledgeState.RELEASED: Message("已注销", "Released"),
    PledgeState.ENFORCING: Message("实现中", "Being enforced"),
    PledgeState.ENFORCED: Message("已实现", "Enforced"),
    PledgeState.DISCHARGED: Message("依判决消灭", "Discharged by judgment"),
    PledgeState.VOIDED: Message("依判决无效", "Void by judgment"),
}
REALISATIONS: Final = {
    Realisation.NONE: Message("未实现", "None"),
    Realisation.AGREEMENT: Message("协议折价", "By agreement"),
    Realisation.SELF_SALE: Message("自行变卖", "Own sale"),
    Realisation.COURT_SALE: Message("司法拍卖、变卖", "A court's sale"),
    Realisation.LICENCE_INCOME: Message("以许可收益受偿", "Income from licences"),
    Realisation.WITHDRAWN: Message("撤回", "Taken back"),
}
SHOWN_PLEDGES: Final = {
    Shown.NOTED: Message("已备注", "Noted"),
    Shown.NOTED_ON_EXPIRED: Message("已备注，登记有效期已满", "Noted on an expired title"),
    Shown.COLLATERAL_LOST: Message("标的已失", "Collateral lost"),
    Shown.ENFORCING: Message("实现中", "Being enforced"),
    Shown.ENFORCED: Message("已实现", "Enforced"),
    Shown.RELEASED: Message("已注销", "Released"),
    Shown.DISCHARGED: Message("依判决消灭", "Discharged by judgment"),
    Shown.VOIDED: Message("依判决无效", "Void by judgment"),
}
ORIGINS: Final = {
    Origin.NONE: Message("未载明", "Not stated"),
    Origin.SELF_GENERATED: Message("自行产生", "Self-generated"),
    Origin.BY_AGREEMENT: Message("协议取得", "By agreement"),
    Origin.SCRAPED_PUBLIC: Message("公开采集", "Collected from the public domain"),
    Origin.DERIVED: Message("衍生", "Derived"),
    Origin.FUSED: Message("融合", "Fused"),
    Origin.ENTRUSTED: Message("受托处理", "Processed for another"),
    Origin.AUTHORISED: Message("公共数据授权运营", "Authorised operation of public data"),
}
REGISTRATIONS: Final = {
    Registration.NONE: Message("未载明", "Not stated"),
    Registration.FIRST: Message("初次登记", "First registration"),
    Registration.TRANSFER: Message("转让登记", "Transfer"),
    Registration.CHANGE: Message("变更登记", "Change"),
    Registration.RENEWAL: Message("续期登记", "Renewal"),
    Registration.CANCELLATION: Message("注销登记", "Cancellation"),
}
DATA_CLASSES: Final = {
    DataClass.NONE: Message("未载明", "Not stated"),
    DataClass.PUBLIC: Message("公共数据", "Public data"),
    DataClass.ENTERPRISE: Message("企业数据", "Enterprise data"),
    DataClass.PERSONAL: Message("个人数据", "Personal data"),
}
DATA_GRADES: Final = {
    DataGrade.NONE: Message("未载明", "Not stated"),
    DataGrade.GENERAL: Message("一般数据", "General data"),
    DataGrade.IMPORTANT: Message("重要数据", "Important data"),
    DataGrade.CORE: Message("核心数据", "Core data"),
}
GROUNDS: Final = {
    Ground.NONE: Message("无", "None"),
    Ground.GOVERNMENT_DATA: Message(
        "党政机关依法履职收集的数据不予登记（第十五条）",
        "Data that organs collect in their duties is not registered (Art. 15)",
    ),
    Ground.CORE_DATA: Message(
        "国家核心数据不予登记（数据安全法第二十一条）",
        "Core data of the state is not registered (DSL Art. 21)",
    ),
    Ground.NOT_REGISTRABLE: Message(
        "不属于登记范围（第二条）", "Outside what is registered (Art. 2)"
    ),
    Ground.PUBLIC_HARM: Message(
        "危害国家安全、公共利益或他人合法权益（第二十二条）",
        "Danger to the state, the public or others (Art. 22)",
    ),
    Ground.UNLAWFUL_SOURCE: Message("数据来源不合法（第二十二条）", "Unlawful source (Art. 22)"),
    Ground.OWNERSHIP_DISPUTE: Message(
        "权属争议尚未解决（第二十二条）", "Unresolved dispute over the right (Art. 22)"
    ),
    Ground.FALSE_PROOF: Message(
        "隐瞒事实或提供虚假材料（第二十二条）", "Concealment or false proof (Art. 22)"
    ),
    Ground.OTHER_LAW: Message("法律法规规定的其他情形", "Another case that the law provides for"),
    Ground.COMPLEX_CASE: Message("情况复杂（第二十八条）", "A complex case (Art. 28)"),
    Ground.THIRD_PARTY_ENQUIRY: Message(
        "需向第三方核实（第二十八条）", "Third parties are asked (Art. 28)"
    ),
    Ground.NOT_VERIFIABLE: Message(
        "无法补充材料且无法核实（第十八条）", "Nothing supplied and not verifiable (Art. 18)"
    ),
    Ground.SECRECY: Message("涉及秘密（第二十四条）", "Secrecy (Art. 24)"),
    Ground.PRIVACY: Message("涉及个人隐私（第二十四条）", "Privacy (Art. 24)"),
    Ground.IMPORTANT_DATA: Message(
        "重要数据不公示（数据安全法第二十一条）", "Important data is not published (DSL Art. 21)"
    ),
    Ground.OBJECTION_UNFOUNDED: Message(
        "异议理由不成立（第二十五条）", "The objection is unfounded (Art. 25)"
    ),
    Ground.NOT_MATERIAL: Message(
        "变更或注销不涉及须公示的实质内容（第三十五条、第三十七条）",
        "The change or cancellation leaves nothing material to publish (Arts. 35, 37)",
    ),
}
EFFECTS: Final = {
    Effect.ALLOWS: Message("不影响", "allows it"),
    Effect.WARNS: Message("须提示", "warns"),
    Effect.CONSENT: Message("须经质权人同意", "needs the pledgees' consent"),
    Effect.BARS: Message("禁止", "bars it"),
}
APPLICATION_STATES: Final = {
    ApplicationState.NONE: Message("未提交", "Not filed"),
    ApplicationState.SUBMITTED: Message("已提交，待受理", "Filed, awaiting acceptance"),
    ApplicationState.CORRECTION: Message("待补正", "Correction asked"),
    ApplicationState.ACCEPTED: Message("已受理", "Accepted"),
    ApplicationState.EXAMINING: Message("审查中", "Under examination"),
    ApplicationState.SUPPLEMENT: Message("待补充材料", "Supplement asked"),
    ApplicationState.NOTICE: Message("公示中", "On public notice"),
    ApplicationState.OBJECTION: Message("异议处理中", "Objection pending"),
    ApplicationState.READY: Message("待汇交", "Ready for deposit"),
    ApplicationState.REGISTERED: Message("已登记，待发证", "Registered, awaiting certificate"),
    ApplicationState.CERTIFIED: Message("已发证", "Certified"),
    ApplicationState.NOT_FILED: Message("视为未申请", "Deemed not filed"),
    ApplicationState.REJECTED_INTAKE: Message("不予受理", "Not accepted"),
    ApplicationState.TERMINATED: Message("终止审查", "Examination ended"),
    ApplicationState.REFUSED: Message("不予登记", "Refused"),
    ApplicationState.WITHDRAWN: Message("已撤回", "Withdrawn"),
}
ACTIONS: Final = {
    Action.NONE: Message("无", "None"),
    Action.ACCEPT: Message("受理", "Accepted"),
    Action.DEEM_ACCEPTED: Message("逾期视为受理", "Deemed accepted by silence"),
    Action.ASK_CORRECTION: Message("通知补正", "Correction asked"),
    Action.CORRECT: Message("补正", "Corrected"),
    Action.LAPSE: Message("逾期未补正", "Lapsed"),
    Action.REJECT_INTAKE: Message("不予受理", "Intake refused"),
    Action.ASSIGN: Message("分派审查", "Assigned to an examiner"),
    Action.EXTEND: Message("延长审查期限", "Examination extended"),
    Action.ASK_SUPPLEMENT: Message("通知补充材料", "Supplement asked"),
    Action.SUPPLY: Message("补充材料", "Supplement supplied"),
    Action.TERMINATE: Message("终止审查", "Examination ended"),
    Action.REFUSE: Message("不予登记", "Refused"),
    Action.PUBLISH: Message("公示", "Published"),
    Action.PASS_UNPUBLISHED: Message("免于公示", "Passed without notice"),
    Action.OBJECT: Message("提出异议", "Objection raised"),
    Action.DISMISS_OBJECTION: Message("异议不成立", "Objection dismissed"),
    Action.UPHOLD_OBJECTION: Message("异议成立", "Objection upheld"),
    Action.CLOSE_NOTICE: Message("公示期满", "Notice closed"),
    Action.DEPOSIT: Message("汇交备案，准予登记", "Deposited and registered"),
    Action.CERTIFY: Message("核发凭证", "Certified"),
    Action.WITHDRAW: Message("撤回", "Withdrawn"),
}
ACT_KINDS: Final = {
    ActKind.NONE: Message("无", "None"),
    ActKind.Founded: Message("登记簿设立", "Register founded"),
    ActKind.BookAdmitted: Message("簿册启用", "Book admitted"),
    ActKind.BookEnded: Message("簿册停用", "Book ended"),
    ActKind.IntakePaused: Message("暂停或恢复受理", "Intake paused or resumed"),
    ActKind.ProfileAdopted: Message("采用规则集", "Rule profile adopted"),
    ActKind.RegistryOpened: Message("登记机构设立", "Registry opened"),
    ActKind.PartyEnrolled: Message("当事人注册", "Party enrolled"),
    ActKind.AccountChanged: Message("变更账户", "Account changed"),
    ActKind.RolesGranted: Message("授予岗位", "Roles granted"),
    ActKind.RolesEnded: Message("终止岗位", "Roles ended"),
    ActKind.ConsentRevoked: Message("撤销同意", "Consent revoked"),
    ActKind.ApplicationSubmitted: Message("提交登记申请", "Application filed"),
    ActKind.ApplicationCorrected: Message("补正登记申请", "Application corrected"),
    ActKind.ApplicationStepped: Message("办理登记程序", "Application moved on"),
    ActKind.NoticePublished: Message("发布公示", "Notice published"),
    ActKind.ApplicationCertified: Message("申请已发证", "Application certified"),
    ActKind.ObjectFiled: Message("数据对象被申请登记", "Data object filed"),
    ActKind.ObjectFilingEnded: Message("数据对象的申请终止", "Filing over the data object ended"),
    ActKind.ObjectTitled: Message("数据对象被登记", "Data object titled"),
    ActKind.TitleIssued: Message("登记并核发凭证", "Title issued"),
    ActKind.SharesTransferred: Message("转移份额", "Shares transferred"),
    ActKind.PledgeRecorded: Message("质押备注", "Pledge recorded"),
    ActKind.PledgeReleased: Message("注销质押备注", "Pledge released"),
    ActKind.PledgeAmended: Message("变更质押备注", "Pledge amended"),
    ActKind.PledgeAssigned: Message("质权随债权转让", "Pledge assigned"),
    ActKind.PledgesRanked: Message("变更质押顺位", "Pledges ranked anew"),
    ActKind.LotShrunk: Message("缩减质押份额", "Part of a lot freed"),
    ActKind.SeizureKnown: Message("质权人知道查封", "Seizure known to the pledgee"),
    ActKind.PledgeEnforcing: Message("声明实现质权", "Enforcement of a pledge"),
    ActKind.PledgeConcluded: Message("依判决终止质押", "Pledge ended by a judgment"),
    ActKind.LotSold: Message("实现质权转让份额", "Pledged lot sold"),
    ActKind.OrderRecorded: Message("协助执行登记", "Order recorded"),
    ActKind.OrderLifted: Message("解除协助执行", "Order lifted"),
    ActKind.OrderExtended: Message("续行协助执行", "Order extended"),
    ActKind.TitleCorrected: Message("更正登记", "Record corrected"),
    ActKind.TitleRevoked: Message("撤销登记", "Title revoked"),
    ActKind.TitleCancelled: Message("注销登记", "Title cancelled"),
    ActKind.RenewalFiled: Message("申请续期", "Renewal applied for"),
    ActKind.RenewalEnded: Message("续期申请终止", "Application for renewal ended"),
    ActKind.TitleRenewed: Message("续期登记", "Title renewed"),
    ActKind.RequestFiled: Message("申请变更或注销", "Change or cancellation applied for"),
    ActKind.RequestEnded: Message("变更或注销申请终止", "Application for it ended"),
    ActKind.TitleChanged: Message("变更登记", "Title changed"),
    ActKind.PredecessorNamed: Message("载明承接的原登记", "Predecessor named"),
    ActKind.TitleSucceeded: Message("由重新登记承接", "Followed by a title registered anew"),
    ActKind.TitleSurrendered: Message("依申请注销登记", "Title cancelled at its holders' request"),
    ActKind.ObjectTitleClosed: Message("数据对象的登记终止", "Title over the data object ended"),
    ActKind.AgentAppointed: Message("委托代理人", "Agent appointed"),
    ActKind.AgentEnded: Message("终止委托代理", "Agent's authority ended"),
    ActKind.RecoveryFiled: Message("申请恢复账户", "Recovery of an account filed"),
    ActKind.RecoveryEnded: Message("账户恢复终止", "Recovery of an account ended"),
    ActKind.PartySucceeded: Message("被吸收合并", "Party absorbed by another"),
    ActKind.PartyRenamed: Message("当事人更名", "Party renamed"),
    ActKind.OfficerNamed: Message("设首席数据官共同签署", "Chief data officer named"),
    ActKind.OfficerEnded: Message("终止首席数据官共同签署", "Officer's term ended"),
    ActKind.StaffKeyRevoked: Message("吊销工作人员密钥", "Clerk's key revoked"),
    ActKind.LicenceGranted: Message("许可登记", "Licence granted"),
    ActKind.BreachNotified: Message("许可违约通知", "Notice of a licensee's breach"),
    ActKind.LicenceEnded: Message("许可终止", "Licence ended"),
    ActKind.ReportFiled: Message("机构报告登记", "Report filed"),
    ActKind.ReportWithdrawn: Message("机构报告撤回", "Report withdrawn"),
    ActKind.DisputeFiled: Message("提出争议", "Dispute filed"),
    ActKind.DisputeStepped: Message("争议程序进行", "Dispute went on"),
    ActKind.DisputeRuled: Message("登记机构处理争议", "Dispute ruled on"),
    ActKind.BatchAnchored: Message("存证批次上链", "Batch anchored"),
    ActKind.InstitutionListed: Message("列入机构名录", "Institution listed"),
    ActKind.SuspensionChanged: Message("暂停或恢复名录登记", "Listing suspended or resumed"),
    ActKind.SuperiorNamed: Message("载明上级机关", "Superior named"),
}
_INSTITUTIONS: Final = latest(Family.INSTITUTIONS).entries
INSTITUTION_KINDS: Final = {
    kind: Message(_INSTITUTIONS[kind.name].zh, _INSTITUTIONS[kind.name].en)
    for kind in InstitutionKind
}
LISTING_STATES: Final = {
    ListingState.NOT_YET: Message("尚未生效", "Not in force yet"),
    ListingState.LISTED: Message("在册", "Listed"),
    ListingState.SUSPENDED: Message("暂停", "Suspended"),
    ListingState.EXPIRED: Message("已到期", "Expired"),
}
AGENT_POWERS: Final = {
    AgentPower.FILE: Message("提交申请", "file"),
    AgentPower.CORRECT: Message("补正与补充", "correct and supplement"),
    AgentPower.WITHDRAW: Message("撤回申请", "withdraw"),
}
REVOCATION_GROUNDS: Final = {
    RevocationGround.NONE: Message("未载明", "Not stated"),
    RevocationGround.COMPROMISED: Message("密钥泄露", "key compromised"),
    RevocationGround.LOST: Message("密钥遗失", "key lost"),
    RevocationGround.ABUSED: Message("密钥被滥用", "key abused"),
}
LICENCE_STATES: Final = {
    LicenceState.NONE: Message("未登记", "Not granted"),
    LicenceState.GRANTED: Message("已许可", "Granted"),
    LicenceState.ENDED: Message("已终止", "Ended"),
}
LICENCE_STANDINGS: Final = {
    LicenceStanding.NOT_YET: Message("尚未开始", "Not begun"),
    LicenceStanding.RUNNING: Message("存续", "Running"),
    LicenceStanding.EXPIRED: Message("已期满", "Run out"),
    LicenceStanding.ENDED: Message("已终止", "Ended"),
    LicenceStanding.ENDED_WITH_TITLE: Message("随登记终止", "Ended with the title"),
}
LICENCE_END_GROUNDS: Final = {
    LicenceEndGround.NONE: Message("未载明", "Not stated"),
    LicenceEndGround.AGREED: Message("双方协议终止", "Ended by both"),
    LicenceEndGround.WAIVED: Message("被许可人放弃", "Waived by the licensee"),
    LicenceEndGround.BREACH: Message("违约解除", "Ended for breach"),
    LicenceEndGround.ORDERED: Message("依生效法律文书终止", "Ended by order"),
    LicenceEndGround.RUN_OUT: Message("期满注销", "Run out"),
}
REPORT_KINDS: Final = {
    ReportKind.NONE: Message("未载明", "Not stated"),
    ReportKind.COMPLIANCE: Message("合规报告", "Compliance opinion"),
    ReportKind.QUALITY: Message("质量评价报告", "Quality report"),
    ReportKind.VALUATION: Message("价值评估报告", "Valuation"),
    ReportKind.SECURITY: Message("安全评估报告", "Security assessment"),
    ReportKind.NOTARIAL_DEED: Message("公证书", "Notarial deed"),
}
REPORT_PURPOSES: Final = {
    ReportPurpose.NONE: Message("未载明", "Not stated"),
    ReportPurpose.GENERAL: Message("一般用途", "General"),
    ReportPurpose.PLEDGE: Message("质押融资", "Pledge"),
    ReportPurpose.BOOK_ENTRY: Message("入表", "Book entry"),
    ReportPurpose.TRADE: Message("交易流通", "Trade"),
    ReportPurpose.CONTRIBUTION: Message("作价出资", "Capital contribution"),
    ReportPurpose.DISPUTE: Message("争议举证", "Dispute"),
}
REPORT_STATES: Final = {
    ReportState.NONE: Message("未登记", "Not filed"),
    ReportState.FILED: Message("已登记", "Filed"),
    ReportState.WITHDRAWN: Message("已撤回", "Withdrawn"),
}
REPORT_STANDINGS: Final = {
    ReportStanding.VALID: Message("有效", "Valid"),
    ReportStanding.EXPIRED: Message("已过有效期", "Expired"),
    ReportStanding.OF_OTHER_VERSION: Message("对应其他版本", "Of another version"),
    ReportStanding.WITHDRAWN: Message("已撤回", "Withdrawn"),
}
SIGNATORIES: Final = {
    Signatories.ANYONE: Message("任何人", "Anyone"),
    Signatories.APPLICANTS: Message("全体申请人", "All applicants"),
    Signatories.ONE_PARTY: Message("一名当事人", "One party"),
    Signatories.ACCEPTANCE: Message("受理人员", "Acceptance clerk"),
    Signatories.EXAMINER: Message("审查人员", "Examiner"),
    Signatories.EXAMINER_AND_REVIEWER: Message("审查人员与复核人员", "Examiner and reviewer"),
    Signatories.SEAL_KEEPER: Message("用印人员", "Seal keeper"),
}
GRADES: Final = {
    Grade.VERIFIED: Message("核验通过", "Verified"),
    Grade.REJECTED: Message("核验不通过", "Rejected"),
    Grade.INCOMPLETE: Message("证据不完整", "Incomplete"),
    Grade.UNREADABLE: Message("无法读取", "Unreadable"),
}
CHECKS: Final = {
    Status.PASSED: Message("通过", "passed"),
    Status.FAILED: Message("不通过", "failed"),
    Status.NOT_CHECKED: Message("未核验", "not checked"),
}

FILING_STATES: Final[dict[FilingState, Message]] = {
    FilingState.STANDING: Message("有效", "stands"),
    FilingState.LAPSED: Message("已届满", "lapsed"),
    FilingState.CANCELLED: Message("已注销", "cancelled"),
}
SETS: Final = (
    *DISPUTES,
    FILING_STATES,
    RIGHTS,
    PURPOSES,
    RESULTS,
    PARTY_KINDS,
    ROLES,
    TITLE_STATES,
    STANDINGS,
    END_GROUNDS,
    FIELD_GROUPS,
    ORDER_KINDS,
    ORDER_SCOPES,
    PLEDGE_STATES,
    REALISATIONS,
    SHOWN_PLEDGES,
    SECURITY_KINDS,
    CLAIMED_EFFECTS,
    ORIGINS,
    REGISTRATIONS,
    DATA_CLASSES,
    DATA_GRADES,
    REVOCATION_GROUNDS,
    EFFECTS,
    APPLICATION_STATES,
    ACTIONS,
    ACT_KINDS,
    AGENT_POWERS,
    INSTITUTION_KINDS,
    LISTING_STATES,
    GROUNDS,
    LICENCE_STATES,
    LICENCE_STANDINGS,
    LICENCE_END_GROUNDS,
    REPORT_KINDS,
    REPORT_PURPOSES,
    REPORT_STATES,
    REPORT_STANDINGS,
    SIGNATORIES,
    GRADES,
    CHECKS,
)
_WORDS: Final[dict[tuple[type[Enum], str], Message]] = {
    (type(member), member.name): text for words in SETS for member, text in words.items()
}


def word(member: Enum, language: Language) -> str:
    """A member of a closed set in words."""
    return _WORDS[type(member), member.name].text(language)
