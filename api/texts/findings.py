"""What each code of a verdict says, in a sentence with its values."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from api.texts.shown import value
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Mapping

FINDINGS: Final[dict[str, Message]] = {
    # facts
    "TITLE_STATE": Message(
        "登记状态：{state}；已届满：{expired}", "State: {state}; expired: {expired}"
    ),
    "TERM": Message(
        "登记日期 {registered_at}，有效期至 {valid_until}",
        "Registered on {registered_at}, valid until {valid_until}",
    ),
    "REGISTRY": Message("登记机构代码 {registry}", "Registry {registry}"),
    "OUT_OF_REGION": Message(
        "跨区域执业（{article}，允许）：登记机构所在地 {seat}；申请人所在地：{applicants_of}；数据地域：{data_of}",
        "Practice outside the seat ({article}, which allows it): the registry is of {seat}; applicants"
        " of {applicants_of}; data of {data_of}",
    ),
    "FINGERPRINT": Message("数据指纹 {fingerprint}", "Fingerprint of the data: {fingerprint}"),
    "COMPLETE": Message(
        "卷宗完整：共 {acts} 项登记行为，卷宗头 {head}",
        "The dossier is whole: {acts} acts, head {head}",
    ),
    "HOLDER": Message(
        "权利人 {party}，凭证 {number}（第 {version} 版）：{shares}；其中已备注质押：{pledged}",
        "Holder {party}, certificate {number} (version {version}): {shares}; of which pledged: {pledged}",
    ),
    "PLEDGES": Message("未注销的质押备注 {open} 项", "Open pledge notes: {open}"),
    "PLEDGE": Message(
        "质押备注：{right} {ppm}，第 {rank} 顺位（动产担保登记时间 {filed_at}；依质权人约定：{rank_agreed}），{kind}，"
        "担保金额 {amount_fen} 元，最高额：{maximum}，债务期限至 {term_end}；出质人 {pledgor}，质权人 {pledgee}；{pledge_state}；实现方式：{realisation}；知道查封的时间：{known_seizure}",
        "Pledge note: {right} {ppm}, rank {rank} (filed in the movables register {filed_at}; agreed by the pledgees: {rank_agreed}), {kind}, "
        "CNY {amount_fen}, maximum amount: {maximum}, until {term_end}; by {pledgor} to {pledgee}; {pledge_state}; realisation: {realisation}; seizure known since: {known_seizure}",
    ),
    "ORDER": Message(
        "协助执行：{kind}，范围：{scope}，权利：{rights}，至 {until}，{waiting}",
        "Order: {kind}, on {scope}, rights: {rights}, until {until}, {waiting}",
    ),
    "OBJECT_DOSSIER": Message(
        "同一数据指纹的卷宗共 {acts} 项登记行为。这不能说明另一指纹下是否登记过同样的数据。",
        "The dossier of this fingerprint has {acts} acts. It says nothing of the same data under another one.",
    ),
    "LICENCE": Message(
        "许可：{right}，独占：{exclusive}，仅供许可人自用：{entrusted}，{licence_from} 至 {licence_until}"
        "（{licence_standing}）；许可人 {licensor}，被许可人 {licensee}",
        "Licence of the {right}, exclusive: {exclusive}, for the licensor's own use only: {entrusted},"
        " {licence_from} to {licence_until} ({licence_standing}); by {licensor} to {licensee}",
    ),
    "REPORT": Message(
        "{report_kind}（用途：{report_purpose}）：基准日 {base_date}，有效期至 {report_until}，金额 {amount_fen} 元"
        "（{report_standing}）；出具机构 {institution}",
        "{report_kind} (purpose: {report_purpose}): base date {base_date}, valid until {report_until},"
        " CNY {amount_fen} ({report_standing}); by {institution}",
    ),
    "DISPUTE": Message(
        "争议（{claim}，{dispute_state}）：争议人 {disputant}，限制处分：{blocked_by}，此前未成立的争议 {empty_before} 件",
        "Dispute ({claim}, {dispute_state}) by {disputant}, keeps holders from disposing: {blocked_by};"
        " {empty_before} earlier ones by the same party came to nothing",
    ),
    # blocks
    "CONTESTED": Message(
        "权属争议证据初步成立或法院裁定限制处分：{disputes} 件，结案前不得处分",
        "Ownership is disputed on evidence that stands at first sight, or a court orders it: {disputes}"
        " dispute(s) keep the holders from disposing",
    ),
    "REPORT_MISSING": Message(
        "缺少所需的{report_kind}：{why}（{article}）",
        "The {report_kind} that this step needs is missing: {why} ({article})",
    ),
    "CERTIFICATE_CLOSED": Message(
        "凭证已关闭：权利人 {holder} 不再持有份额",
        "The certificate is closed: {holder} holds nothing any more",
    ),
    "REVOKED": Message(
        "登记已撤销（{end_ground}），自 {ended_since} 起不具效力",
        "The title was revoked ({end_ground}): it counts for nothing since {ended_since}",
    ),
    "CANCELLED": Message(
        "登记已于 {ended_since} 注销（{end_ground}）",
        "The title was cancelled on {ended_since} ({end_ground})",
    ),
    "EXPIRED": Message("有效期已于 {valid_until} 届满", "The term ended on {valid_until}"),
    "FROZEN": Message(
        "司法查封（冻结），机关 {court}：{rights}，至 {until}，{waiting}",
        "Frozen by a court ({court}): {rights}, until {until}, {waiting}",
    ),
    "HELD": Message(
        "行政限制：{rights}，至 {until}", "Administrative hold: {rights}, until {until}"
    ),
    "INSOLVENT": Message(
        "权利人进入破产程序：{rights}，至 {until}",
        "Insolvency proceedings: {rights}, until {until}",
    ),
    "NO_OPERATING_RIGHT": Message(
        "该凭证不含数据经营权；只有经营权可以用于担保（{article}）",
        "The certificate holds no operating right; nothing else may secure a claim ({article})",
    ),
    "PLEDGOR_KIND_BARRED": Message(
        "权利人为{kind}，不得提供担保（{article}）",
        "The holder is a {kind} and cannot give security ({article})",
    ),
    "SIGNED_AFTER_REVOCATION": Message(
        "第 {act} 项登记行为由经办人 {clerk} 于 {time} 签署，其密钥自 {since} 起被吊销（{ground}）："
        "须重新审查",
        "Act {act} was signed at {time} by clerk {clerk}, whose key is revoked from {since} on"
        " ({ground}): to be re-examined",
    ),
    # warnings
    "EXCLUSIVE_LICENCE": Message(
        "{right}上有独占许可，至 {licence_until}，被许可人 {licensee}；转让后仍然有效",
        "An exclusive licence of the {right} runs until {licence_until}, to {licensee}; it stays after a sale",
    ),
    "DISPUTED": Message(
        "有 {disputes} 件争议未结；争议本身不限制处分",
        "{disputes} dispute(s) run over this title; a dispute bars nothing by itself",
    ),
    "LICENSED": Message(
        "{right}已许可 {licensee} 使用，至 {licence_until}；转让后仍然有效",
        "The {right} is licensed to {licensee} until {licence_until}; it stays after a sale",
    ),
    "REPORT_EXPIRED": Message(
        "{report_kind}已于 {report_until} 过有效期；出具机构 {institution}",
        "The {report_kind} by {institution} ran out on {report_until}",
    ),
    "REPORT_OF_OTHER_VERSION": Message(
        "{report_kind}对应的不是现行登记事项；出具机构 {institution}，有效期至 {report_until}",
        "The {report_kind} by {institution}, valid until {report_until}, is of another version of the record",
    ),
    "VALUE_STALE": Message(
        "价值评估的基准日 {base_date} 已超过一年；出具机构 {institution}",
        "The base date of the valuation by {institution}, {base_date}, is more than a year ago",
    ),
    "EXPIRES_SOON": Message(
        "有效期将于 {valid_until} 届满", "The term ends soon, on {valid_until}"
    ),
    "PLEDGED": Message(
        "该权利人已有 {open} 项质押备注；对本用途：{effect}",
        "This holder's shares carry {open} pledge notes; for this purpose each {effect}",
    ),
    "RENEWAL_PENDING": Message(
        "已申请续期，尚未办结；原有效期至 {valid_until}（《数据产权登记工作指引（试行）》第三十六条）",
        "A renewal is applied for and not decided; the term runs until {valid_until} (NAT-2026 Art. 36)",
    ),
    "CHANGE_PENDING": Message(
        "全体权利人已申请变更登记，尚未办结（《数据产权登记工作指引（试行）》第三十五条）",
        "All holders have applied for a change, which is not decided (NAT-2026 Art. 35)",
    ),
    "CANCELLATION_PENDING": Message(
        "全体权利人已申请注销登记，尚未办结（《数据产权登记工作指引（试行）》第三十七条）",
        "All holders have applied for the title's cancellation, which is not decided (NAT-2026 Art. 37)",
    ),
    "ACCOUNT_RECOVERY_PENDING": Message(
        "权利人遗失账户，恢复在办：新账户自 {since} 起启用，此前可提出异议",
        "The holder's lost account is being recovered: a new one acts from {since} unless it objects",
    ),
    "HOLDER_ABSORBED": Message(
        "权利人已被吸收合并，由承继方 {successor} 代为处分，尚未转入其名下（民法典第六十七条）",
        "The holder was absorbed by {successor}, which acts for it and has not taken the title over (Civil Code Art. 67)",
    ),
    "SUCCESSOR_ABSORBED": Message(
        "承继方又被 {successor} 吸收合并；后者登记承继权利人之前，无人可代权利人签署",
        "The successor was absorbed by {successor}; until that is entered for the holder too, nobody signs for it",
    ),
    "COLLATERAL_LOST": Message(
        "登记已终止，其上 {open} 项质押备注失去标的",
        "The title ended: its {open} open pledge notes have lost their collateral",
    ),
    "RANK_CONFLICT": Message(
        "链上次序与动产担保登记时间不一致，顺位以登记时间为准（{rule}）",
        "Entries here are not in the order of the movables register, whose time decides ({rule})",
    ),
    "CO_HOLDERS": Message(
        "共有：共 {holders} 名权利人，处分可能须他人同意",
        "Held in common by {holders}: others may have to consent to a disposal",
    ),
    "DUPLICATES_NOT_CHECKABLE": Message(
        "采用加密指纹，无法检查同样的数据是否在别处登记",
        "The fingerprint is keyed: the same data registered elsewhere cannot be found",
    ),
    "NO_PROOF_OF_RECOGNITION": Message(
        "登记不证明已满足资产确认条件（{rule}）",
        "Registration does not prove recognition as an asset ({rule})",
    ),
    "NOTE_IS_NO_SECURITY_RIGHT": Message(
        "链上质押备注不等于质权设立；请同时查询动产融资统一登记公示系统（{rule}）",
        "A note here creates no security right: search the national movables register as well ({rule})",
    ),
    "NATIONAL_UNHEARD": Message(
        "国家数据产权登记服务系统尚未应答登记机构：以下所示未经其核对",
        "The national registration system has not answered the registry yet: nothing here was held against it",
    ),
    "NATIONAL_STALE": Message(
        "国家数据产权登记服务系统的最近应答为 {checked_at}，已过 {age}，逾二十四小时：以下所示为当时所知",
        "The national registration system last answered {checked_at}, {age} ago, which is over 24 hours: what is shown was known then",
    ),
    "MOVABLES_UNASKED": Message(
        "权利人的统一社会信用代码未公示，未能按其查询动产融资统一登记：请另行查询",
        "A holder's credit code is not public, so the movables register was not asked for it: search it as well",
    ),
    "MOVABLES_UNCHECKED": Message(
        "动产融资统一登记公示系统尚未就权利人作出应答：请另行查询",
        "The movables register has not answered on a holder yet: search it as well",
    ),
    "MOVABLES_STALE": Message(
        "动产融资统一登记的最近应答为 {checked_at}，已过 {age}，逾二十四小时：以下所示为当时所见",
        "The movables register last answered {checked_at}, {age} ago, which is over 24 hours: what is shown was seen then",
    ),
    "FILING_UNNOTED": Message(
        "动产担保登记 {filing}（{filed_at} 登记，担保权人 {secured}）记载本凭证，本登记簿没有相应备注",
        "Filing {filing} (of {filed_at}, for {secured}) names this certificate, and no note here names it",
    ),
    "FILING_NUMBER_ILLEGIBLE": Message(
        "一项质押备注未载明可供查询的动产担保登记编号",
        "A pledge note names no number by which its filing can be asked for",
    ),
    "FILING_UNCHECKED": Message(
        "动产担保登记 {filing} 尚未查询", "Filing {filing} was not asked for yet"
    ),
    "FILING_MISSING": Message(
        "动产融资统一登记公示系统中没有编号 {filing}（{checked_at} 所见）",
        "The movables register knows no filing {filing} (seen {checked_at})",
    ),
    "FILING_CONTRADICTS": Message(
        "动产担保登记 {filing} 自 {since} 起与此前所见相矛盾，没有变更登记可以说明",
        "Since {since} filing {filing} contradicts what was seen before, and no entry in it says why",
    ),
    "FILING_CANCELLED": Message(
        "质押备注未注销，而其动产担保登记 {filing} 已于 {cancelled_at} 注销",
        "The pledge note is open and its filing {filing} was cancelled {cancelled_at}",
    ),
    "FILING_LAPSED": Message(
        "动产担保登记 {filing} 的期限已于 {filing_end} 届满，未见展期（质押备注仍在）",
        "The term of filing {filing} ended {filing_end} without extension; the pledge note stands",
    ),
    "FILING_LAPSING": Message(
        "动产担保登记 {filing} 将于 {filing_end} 届满，现可展期（中国人民银行令〔2021〕第7号）",
        "The term of filing {filing} ends {filing_end}: it may be extended now (PBC Order 2021 No. 7)",
    ),
    "FILING_OBJECTED": Message(
        "对动产担保登记 {filing} 于 {objected_at} 有异议登记",
        "An objection to filing {filing} was registered {objected_at}",
    ),
    "FILING_NOT_CANCELLED": Message(
        "质押备注已于 {released_at} 注销，而动产担保登记 {filing} 逾期（{due}，十个工作日）未注销（中国人民银行令〔2021〕第7号）",
        "The pledge note was released {released_at}; its filing {filing} was not cancelled within ten working days, by {due} (PBC Order 2021 No. 7)",
    ),
    "FILING_TIME_DIFFERS": Message(
        "动产担保登记 {filing} 的登记时间为 {filed_at}，备注所载为 {noted_at}；顺位以备注所载计，须核实（《民法典》第四百一十四条）",
        "Filing {filing} is of {filed_at}, the note says {noted_at}; ranks here go by the note, which is to be verified (Civil Code Art. 414)",
    ),
    "FILING_AMOUNT_DIFFERS": Message(
        "动产担保登记 {filing} 的担保金额为 {amount_fen} 元（最高额：{maximum}），备注所载为 {noted_fen} 元（最高额：{noted_maximum}）",
        "Filing {filing} secures CNY {amount_fen} (maximum amount: {maximum}), the note CNY {noted_fen} (maximum amount: {noted_maximum})",
    ),
    "FILING_TERM_SHORT": Message(
        "动产担保登记 {filing} 于 {filing_end} 届满，早于债务期限 {term_end}",
        "Filing {filing} ends {filing_end}, before the debt does, {term_end}",
    ),
    "FILING_DEBTOR_DIFFERS": Message(
        "动产担保登记 {filing} 的担保人为 {filed}，与出质人 {noted} 不符；更名的，应在四个月内变更登记（中国人民银行令〔2021〕第7号）",
        "Filing {filing} names {filed} as debtor, not the pledgor {noted}; a new name is to be amended there within four months (PBC Order 2021 No. 7)",
    ),
    "FILING_SECURED_DIFFERS": Message(
        "动产担保登记 {filing} 的担保权人为 {filed}，与备注的质权人不符",
        "Filing {filing} names {filed} as secured party, who is not the note's pledgee",
    ),
    "LEGAL_REVIEW_NEEDED": Message(
        "权利人为公益法人，提供担保须另行法律审查（{article}）",
        "The holder is a public-interest body: security needs legal review ({article})",
    ),
    "NUMBER_UNKNOWN": Message(
        "登记簿中没有该编号的凭证", "The register holds no certificate of this number"
    ),
    "NOT_ISSUED_YET": Message("在所述时点凭证尚未核发", "At this time it was not issued yet"),
    # unknown
    "DOSSIER_UNKNOWN": Message(
        "卷宗 {subject} 不可用，无法得出结论",
        "The dossier {subject} is not at hand: no answer can be given",
    ),
    "MIRROR_BEHIND": Message(
        "镜像落后于链 {lag_blocks} 个区块，无法得出结论",
        "The mirror is {lag_blocks} blocks behind the chain: no answer",
    ),
    "NODE_UNREACHABLE": Message(
        "自 {time} 起未能确认链的最新状态，无法得出结论",
        "The chain has not been heard of since {time}: no answer can be given",
    ),
    "MIRROR_STOPPED": Message(
        "镜像已停止（{reason}），无法得出结论",
        "The mirror has stopped ({reason}): no answer can be given",
    ),
    "MIRROR_DOUBTFUL": Message(
        "链节点互不一致，或缺少镜像已读取的区块（{reason}），无法得出结论",
        "The chain's nodes disagree or lack what was read ({reason}): no answer can be given",
    ),
}


def describe(
    code: str,
    values: dict[str, Any],
    language: Language,
    names: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The sentence of a finding; `names` are the public names of parties by id."""
    shown = {
        name: names.get(given, "") if isinstance(given, str) else ""
        for name, given in values.items()
    }
    shown |= {
        name: value(name, given, language) for name, given in values.items() if not shown[name]
    }
    return FINDINGS[code].text(language).format(**shown)
