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
        "质押备注：{right} {ppm}，第 {rank} 顺位（动产担保登记时间 {filed_at}），{kind}，"
        "担保金额 {amount_fen} 元，最高额：{maximum}，债务期限至 {term_end}；出质人 {pledgor}，质权人 {pledgee}",
        "Pledge note: {right} {ppm}, rank {rank} (filed in the movables register {filed_at}), {kind}, "
        "CNY {amount_fen}, maximum amount: {maximum}, until {term_end}; by {pledgor} to {pledgee}",
    ),
    "ORDER": Message(
        "协助执行：{kind}，范围：{scope}，权利：{rights}，至 {until}，{waiting}",
        "Order: {kind}, on {scope}, rights: {rights}, until {until}, {waiting}",
    ),
    "OBJECT_DOSSIER": Message(
        "同一数据指纹的卷宗共 {acts} 项登记行为。这不能说明另一指纹下是否登记过同样的数据。",
        "The dossier of this fingerprint has {acts} acts. It says nothing of the same data under another one.",
    ),
    # blocks
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
