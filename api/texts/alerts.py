"""What each alert says, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.texts import shown
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Mapping

ALERTS: Final[dict[str, Message]] = {
    "PLEDGE_ADDED": Message(
        "同一权属上新增一项质押备注（动产担保登记时间 {filed_at}）",
        "Another pledge was noted on the title (filed in the movables register {filed_at})",
    ),
    "RANK_CONFLICT": Message(
        "顺位冲突：后记入的质押备注登记在先（{filed_at}），顺位以动产担保登记时间为准",
        "Rank conflict: a pledge that was noted later was filed earlier ({filed_at}), and filing decides",
    ),
    "PLEDGE_RELEASED": Message("一项质押备注已注销", "A pledge note was released"),
    "PLEDGE_AMENDED": Message("一项质押已变更", "A pledge was amended"),
    "PLEDGE_ASSIGNED": Message(
        "一项质权已随债权转让", "A pledge went to another together with its claim"
    ),
    "PLEDGES_RANKED": Message("质权人已约定顺位", "Pledgees agreed on their rank"),
    "LOT_SHRUNK": Message("质押的标的份额已缩减", "A part of a pledged lot was let go"),
    "SEIZURE_KNOWN": Message(
        "已记载质权人知道查封的时间", "It was noted since when a pledgee knows of a seizure"
    ),
    "PLEDGE_ENFORCING": Message(
        "一项质押上声明违约，或其实现方式有变",
        "Default was declared on a pledge, or the way in which it is realised changed",
    ),
    "PLEDGE_CONCLUDED": Message(
        "一项质押备注依判决终止：{pledge_state}", "A judgment ended a pledge note: {pledge_state}"
    ),
    "LOT_SOLD": Message(
        "质押的标的份额已出让：{realisation}", "A pledged lot was sold: {realisation}"
    ),
    "ORDER_RECORDED": Message(
        "新增协助执行：{kind}，至 {until}", "An order was recorded: {kind}, until {until}"
    ),
    "ORDER_LIFTED": Message("一项协助执行已解除", "An order was lifted"),
    "DISPUTE_FILED": Message("有人对登记提出争议", "A dispute over the title was filed"),
    "DISPUTE_STEPPED": Message("一项争议有新的进展", "A dispute went on"),
    "DISPUTE_RULED": Message("登记机构就一项争议作出处理", "The registry ruled on a dispute"),
    "ORDER_EXTENDED": Message("一项协助执行已续行", "An order was extended"),
    "SHARES_TRANSFERRED": Message("份额已转让", "Shares were transferred"),
    "TITLE_CORRECTED": Message("登记已更正", "The title was corrected"),
    "TITLE_CHANGED": Message("登记已变更", "The title was changed"),
    "TITLE_RENEWED": Message("登记已续期", "The title was renewed"),
    "TITLE_REVOKED": Message("登记已撤销", "The title was revoked"),
    "TITLE_CANCELLED": Message("登记已注销", "The title was cancelled"),
    "TITLE_SURRENDERED": Message(
        "登记已应权利人申请注销", "The title was cancelled at its holders' request"
    ),
    "RENEWAL_FILED": Message("已申请续期", "A renewal was applied for"),
    "REQUEST_FILED": Message("已申请变更或注销", "A change or cancellation was applied for"),
    "PARTY_SUCCEEDED": Message(
        "一名权利人已被另一主体吸收合并，由后者承继",
        "A holder was absorbed by another, which goes on in its place",
    ),
    "RECOVERY_FILED": Message(
        "一名权利人的账户恢复在办：新账户将启用",
        "A lost account of a holder is being recovered: a new one will act",
    ),
    "LICENCE_GRANTED": Message(
        "新增许可：{right}，独占：{exclusive}，至 {licence_until}",
        "A licence of the {right} was granted, exclusive: {exclusive}, until {licence_until}",
    ),
    "LICENCE_ENDED": Message("一项许可已终止", "A licence was ended"),
    "REPORT_FILED": Message(
        "新登记机构报告：{report_kind}，有效期至 {report_until}",
        "A report was filed: {report_kind}, valid until {report_until}",
    ),
    "REPORT_WITHDRAWN": Message("一份机构报告已撤回", "A report was withdrawn"),
    "TITLE_EXPIRES": Message(
        "有效期将于 {valid_until} 届满，尚余 {days} 天",
        "The term ends on {valid_until}, in {days} days",
    ),
    "VALUE_STALE": Message(
        "估值已满一年或到期（评估基准日 {base_date}），请重新评估（银监发〔2017〕16号）",
        "The valuation of {base_date} is a year old or over: have the collateral valued anew (CBRC 2017 No. 16)",
    ),
    "TITLE_EXPIRED": Message("有效期已于 {valid_until} 届满", "The term ended on {valid_until}"),
    "FILING_LAPSING": Message(
        "动产担保登记 {filing} 将于 {filing_end} 届满，不足 {days} 天，现可展期",
        "The term of filing {filing} ends {filing_end}, within {days} days: it may be extended now",
    ),
    "FILING_LAPSED": Message(
        "动产担保登记 {filing} 的期限已于 {filing_end} 届满，未见展期",
        "The term of filing {filing} ended {filing_end} without extension",
    ),
    "FILING_NOT_CANCELLED": Message(
        "质押备注已注销，动产担保登记 {filing} 至 {due} 仍未注销（十个工作日，中国人民银行令〔2021〕第7号）",
        "The pledge note was released; filing {filing} was not cancelled by {due} (ten working days, PBC Order 2021 No. 7)",
    ),
    "FILING_DIFFERS": Message(
        "动产担保登记 {filing} 与质押备注不符：{what}",
        "Filing {filing} says something else than the pledge note: {what}",
    ),
    "FILING_UNNOTED": Message(
        "动产融资统一登记中另有一项登记 {filing}（{filed_at}，担保权人 {secured}）记载本凭证，未经备注",
        "Another filing, {filing} (of {filed_at}, for {secured}), names the certificate and is not noted here",
    ),
    "DOSSIER_UNREADABLE": Message(
        "卷宗中有无法读取的登记行为（{code}）：在查明之前不能据以办理",
        "An act of the dossier cannot be read ({code}): nothing can rest on it until that is cleared up",
    ),
    "RETRACTED": Message(
        "此前的提醒已由链撤回：{alert}", "An earlier alert was taken back by the chain: {alert}"
    ),
}


# what a filing says otherwise, in a word each
OTHERWISE: Final[dict[str, Message]] = {
    "FILING_TIME_DIFFERS": Message("登记时间", "its time"),
    "FILING_AMOUNT_DIFFERS": Message("担保金额", "its amount"),
    "FILING_TERM_SHORT": Message("登记期限", "its term"),
    "FILING_DEBTOR_DIFFERS": Message("担保人", "its debtor"),
    "FILING_SECURED_DIFFERS": Message("担保权人", "its secured party"),
    "FILING_CONTRADICTS": Message("与此前所见矛盾", "what was seen before"),
    "FILING_MISSING": Message("无此登记", "there is none"),
    "FILING_CANCELLED": Message("已注销", "it was cancelled"),
}


def said(kind: str, facts: Mapping[str, Any], language: Language) -> str:
    """The sentence of an alert."""
    if kind == "RETRACTED":
        return ALERTS[kind].text(language).format(alert=facts["kind"])
    values = {
        name: shown.value(name, given, language) for name, given in facts.items() if name != "act"
    }
    if "what" in facts:
        between = "、" if language is Language.ZH else ", "
        values["what"] = between.join(OTHERWISE[each].text(language) for each in facts["what"])
    return ALERTS[kind].text(language).format(**values)
