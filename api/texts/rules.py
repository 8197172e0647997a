"""Rules of disposals and orders in words: why the register would refuse an act, with the article.

By the sentence that ledger.domain.rules or ledger.domain.conditions gives the rule.
"""

from __future__ import annotations

from typing import Final

from api.texts.dispute_rules import DISPUTE_RULES
from api.texts.use_rules import USE_RULES
from notarization.verify.report import Message

RULES: Final = {
    "title is the dossier's": Message(
        "条款所指的权属不是本登记。", "The terms name another title than this one."
    ),
    "title lives": Message(
        "该权属已注销或撤销（《指引》第三十七条）。",
        "The title was cancelled or revoked (NAT-2026 Art. 37).",
    ),
    "title has not expired": Message(
        "登记有效期已满，不得再行处分（《指引》第三十六条）。",
        "The term of the title is over: nothing more is disposed of (NAT-2026 Art. 36).",
    ),
    "no order bars it": Message(
        "法院或机关的协助执行事项禁止此项操作（《查封、扣押、冻结财产的规定》第二十四条）。",
        "An order of a court or organ bars this (SPC Provisions on Seizure Art. 24).",
    ),
    "an administrator acts for who is insolvent": Message(
        "权利人已被受理破产，其财产由管理人管理和处分（企业破产法第二十五条）；管理人的处分目前不在本登记簿办理。",
        "The holder is in insolvency: an administrator manages and disposes of what it owns (EBL Art. 25);"
        " no act of an administrator is entered here yet.",
    ),
    "no dispute over the ownership bars it": Message(
        "权属存在争议，且权属证据初步成立或法院已裁定限制处分；结案前不得办理（民法典第二百二十条）。",
        "The ownership is disputed on evidence that stands at first sight, or by a court's order: nothing is"
        " disposed of until it is settled (Civil Code Art. 220).",
    ),
    "log is the registry's": Message(
        "批次所载登记机构须与其日志相符。", "A batch stands in the log of the registry that it names."
    ),
    "a root is named, the log has grown": Message(
        "批次须载明根值，且日志自上次上链以来有新增摘要。",
        "A batch names a root, and the log has grown since it was anchored last.",
    ),
    "the batch follows the last one": Message(
        "批次须逐一接续：所载前一批次须为最近上链的批次。",
        "Batches follow one another: what is named as previous is what was anchored last.",
    ),
    "no order bars the party": Message(
        "针对该当事人的协助执行事项禁止此项操作（《查封、扣押、冻结财产的规定》第二十四条）。",
        "An order on the whole party bars this (SPC Provisions on Seizure Art. 24).",
    ),
    "the pledgor can give security": Message(
        "机关法人不得提供担保（《担保制度司法解释》第五条）。",
        "A government organ gives no security (SPC Security Interpretation Art. 5).",
    ),
    "the pledgor's decision is named": Message(
        "须附决定文件：事业单位、公益法人附法律审查意见（《担保制度司法解释》第六条），"
        "公司为他人担保附决议（《公司法》第十五条）。",
        "The decision must be named: a legal review by whoever serves the public (SPC Security"
        " Interpretation Art. 6), a resolution by a company for another's debt (Company Law Art. 15).",
    ),
    "the debt falls due in the title's term": Message(
        "债务期限晚于登记有效期，须明示接受（《指引》第二十六条）。",
        "The debt falls due after the title's term: that must be accepted (NAT-2026 Art. 26).",
    ),
    "only the operating right is pledged": Message(
        "只有数据经营权可以用于担保（《指引》第三条）。",
        "Only the operating right may secure a claim (NAT-2026 Art. 3).",
    ),
    "the terms are complete": Message(
        "担保方式、份额、金额或动产担保登记编号缺失（《民法典》第四百二十七条）。",
        "Kind of security, share, amount or filing number is missing (Civil Code Art. 427).",
    ),
    "the filing is not in the future": Message(
        "动产担保登记时间不得晚于链上的现在时间（《民法典》第四百一十四条）。",
        "The filing lies in the future of the chain (Civil Code Art. 414).",
    ),
    "two sides": Message(
        "出质人与质权人不得为同一主体（《民法典》第四百二十五条）。",
        "Pledgor and pledgee are two (Civil Code Art. 425).",
    ),
    "pledge is new": Message("这项质押备注已经登记过。", "This pledge was recorded before."),
    "the free share suffices": Message(
        "出质份额超过未质押的份额；对已质押的份额请作后顺位质押（《民法典》第四百一十四条）。",
        "More is pledged than is free; what is pledged already takes a junior pledge (Civil Code Art. 414).",
    ),
    "a junior pledge names an open lot as it is": Message(
        "后顺位质押须按现状指明一份已质押的标的份额（《民法典》第四百一十四条）。",
        "A junior pledge names an open lot as it is (Civil Code Art. 414).",
    ),
    "pledge is open": Message(
        "该质押备注已经注销（《民法典》第三百九十三条）。",
        "The pledge is not open any more (Civil Code Art. 393).",
    ),
    "pledge's version": Message(
        "质押备注此后有变动，请重新拟定。", "The pledge has changed since: propose it anew."
    ),
    "some share moves to another": Message(
        "转让须有份额，且受让人为另一主体。", "Some share moves, and to another party."
    ),
    "at most sixteen lots move": Message(
        "一次至多转移十六份质押标的份额。", "At most sixteen pledged lots move at once."
    ),
    "giver's version": Message(
        "转让人的持有此后有变动，请重新拟定。",
        "The giver's holding has changed since: propose it anew.",
    ),
    "giver holds it free or with its lots": Message(
        "转让的份额超过未质押的份额；已质押的须连同其标的份额并经质权人同意（《民法典》第四百四十四条）。",
        "More moves than is held free: what is pledged moves with its lot and the pledgee's consent (Civil Code Art. 444).",
    ),
    "lot is the giver's": Message(
        "该质押标的份额不属于转让人。", "The pledged lot is not the giver's."
    ),
    "lots ascend": Message("标的份额须各列一次。", "Each lot is named once, in order."),
    "lot is open": Message("该标的份额上没有未注销的质押。", "No open pledge rests on this lot."),
    "every open pledge is named": Message(
        "须列明标的份额上的全部质押（《民法典》第四百四十四条）。",
        "All open pledges of a lot are named (Civil Code Art. 444).",
    ),
    "no other pledge is named": Message(
        "列有标的份额以外的质押。", "A pledge of another lot is named."
    ),
    "a judgment discharges or voids": Message(
        "判决的结果只能是消灭或无效，并须载明法律文书（《民法典》第三百九十三条）。",
        "A judgment discharges or voids, and is named (Civil Code Art. 393).",
    ),
    "an amendment changes something": Message(
        "变更须改变金额、最高额或期限，金额须大于零（《民法典》第四百零九条）。",
        "An amendment changes amount, kind or term; an amount is more than nothing (Civil Code Art. 409).",
    ),
    "a claim goes to another": Message(
        "债权须转让给质权人与持有人以外的人（《民法典》第五百四十七条）。",
        "A claim goes to another than its pledgee and the holder (Civil Code Art. 547).",
    ),
    "the debtor is told": Message(
        "债权转让须通知债务人（《民法典》第五百四十六条）。",
        "The debtor is told of an assignment (Civil Code Art. 546).",
    ),
    "each open pledge is ranked once": Message(
        "须逐项列明全部未注销质押，且不少于两项（《民法典》第四百零九条）。",
        "Each open pledge is ranked once, and there are two at least (Civil Code Art. 409).",
    ),
    "less of the lot stays": Message(
        "缩减后的份额须大于零且小于现有份额（《民法典》第三百九十三条）。",
        "Less of the lot stays, and something (Civil Code Art. 393).",
    ),
    "a maximum amount learns once, from a document": Message(
        "仅最高额质押可记载，一次为限，须附文件（《民法典》第四百二十三条）。",
        "Only a maximum amount learns of a seizure, once, from a document (Civil Code Art. 423(4)).",
    ),
    "known before now": Message(
        "知道的时间不得在将来（《民法典》第四百二十三条）。",
        "Nobody knows in the future (Civil Code Art. 423(4)).",
    ),
    "the order is on the lot": Message(
        "所指协助执行事项不在该份额上（《民法典》第四百二十三条）。",
        "The order is not on this lot (Civil Code Art. 423(4)).",
    ),
    "enforcement follows a default": Message(
        "先声明违约，而后方可让与收益或撤回（《民法典》第四百三十六条）。",
        "Default is declared before income is assigned or it is taken back (Civil Code Art. 436).",
    ),
    "lot's version": Message(
        "标的份额此后有变动，请重新拟定。",
        "The lot has changed since: prepare it anew.",
    ),
    "a sale says how": Message(
        "须载明实现方式与文件（《民法典》第四百三十六条）。",
        "A sale says how and from what document (Civil Code Art. 436).",
    ),
    "a sale is to another": Message(
        "买受人须是持有人以外的人（《民法典》第四百三十六条）。",
        "A lot goes to another than its holder (Civil Code Art. 436).",
    ),
    "a sale ends a pledge": Message(
        "须载明因此消灭的质押（《民法典》第三百九十三条）。",
        "A sale ends a pledge (Civil Code Art. 393).",
    ),
    "no court agrees for the sides": Message(
        "协议或自行变卖不列法院（《民法典》第四百三十六条）。",
        "No court is named where the sides agree (Civil Code Art. 436).",
    ),
    "default was declared": Message(
        "协议或自行变卖之前，质权人须已声明违约（《民法典》第四百三十六条）。",
        "Default was declared before the sides sell (Civil Code Art. 436).",
    ),
    "a court judges": Message(
        "作出裁判的须是登记簿中的法院（《民法典》第三百九十三条）。",
        "Who judges is a court on the register (Civil Code Art. 393).",
    ),
    "who was absorbed takes on nothing new": Message(
        "已被吸收合并者不再受让，由其承继方受让（《民法典》第六十七条）。",
        "Who was absorbed takes on nothing new: its successor does (Civil Code Art. 67).",
    ),
    "order is the dossier's": Message(
        "条款所指的卷宗不是本事项的对象。", "The terms name another dossier than the order's."
    ),
    "kind and instrument are named": Message(
        "须载明事项种类与法律文书（《查封、扣押、冻结财产的规定》第一条）。",
        "Kind and instrument must be named (SPC Provisions on Seizure Art. 1).",
    ),
    "an order on a party names no title": Message(
        "针对当事人的事项不指明权属。", "An order on a party names no title."
    ),
    "the party is enrolled": Message(
        "登记簿中没有该当事人。", "The party is not on the register."
    ),
    "the title is the registry's": Message(
        "该权属属于另一登记机构，由其办理。", "The title is another registry's, which enters it."
    ),
    "an order on a title names no party": Message(
        "针对权属整体的事项不指明当事人。", "An order on a title names no party."
    ),
    "the party held some of it": Message(
        "该当事人从未持有该权属的份额。", "The party never held a share of this title."
    ),
    "rights fit the scope": Message(
        "所涉权利与范围不符：只有针对持有份额的事项可限于部分权利。",
        "Only an order on a holder's shares is limited to some rights.",
    ),
    "the order ends later": Message(
        "期限须在将来。", "The order ends in the future."
    ),
    "order is new": Message("该事项已经登记过。", "This order was recorded before."),
    "a court or another organ orders": Message(
        "作出机关须是登记簿中的法院或机关（《查封、扣押、冻结财产的规定》第一条）。",
        "Who orders is a court or another organ on the register (SPC Provisions on Seizure Art. 1).",
    ),
    "the order is not too long": Message(
        "期限超过规则所定的最长期限，冻结不得超过三年（《民诉法解释》第四百八十五条）。",
        "The term is longer than the rules allow, three years for a freeze (CPL Interpretation Art. 485).",
    ),
    "the profile is adopted": Message(
        "登记簿尚未采用该规则集。", "The register has not adopted this rule profile."
    ),
    "order stands": Message(
        "该事项已解除。", "The order is lifted already."
    ),
    "the order runs": Message(
        "该事项已届满，效力自行终止，不得续行（查封规定第二十七条）。",
        "The order has run out: its effect ended by itself, it is not extended (SPC Provisions on"
        " Seizure Art. 27).",
    ),
    "the order ends later than before": Message(
        "续行须晚于原期限。", "The new end is later than the one before."
    ),
    "the instrument is named": Message(
        "须载明法律文书。", "The instrument must be named."
    ),
    "court and instrument are named": Message(
        "未届满的事项须载明解除机关与法律文书。",
        "While the order runs, who lifts it and the instrument are named.",
    ),
    "who ordered it, or stands above": Message(
        "只有作出该事项的机关或其上级可以解除、续行。",
        "Only the court or organ that gave the order, or one above it, lifts or extends it.",
    ),
    "a court notes an insolvency": Message(
        "破产事项须由受理破产申请的法院作出（企业破产法第三条、第十条）。",
        "Only a court that accepted the petition notes an insolvency (EBL Arts. 3, 10).",
    ),
    "no insolvency stays it": Message(
        "持有人已被受理破产，执行程序中止（企业破产法第十九条）。",
        "The holder is in insolvency: enforcement is stayed (EBL Art. 19).",
    ),
    "order's version": Message(
        "该事项此后有变动，请重新拟定。", "The order has changed since: prepare it anew."
    ),
    "the others ascend": Message(
        "其余事项须按次序逐项列明。", "The other orders are named once each, in order."
    ),
    "the others stand": Message(
        "所列的其余事项中有已解除的。", "One of the other orders named is lifted already."
    ),
    "all others are named": Message(
        "须列明同一范围内的全部其余事项。", "All other orders of the same scope must be named."
    ),
    **DISPUTE_RULES,
    **USE_RULES,
}  # fmt: skip


def rule_said(rule: str) -> Message:
    """A rule in both languages; one without words of its own as the domain names it."""
    return RULES.get(rule, Message(f"不符合登记规则：{rule}。", f"A rule of the register: {rule}."))
