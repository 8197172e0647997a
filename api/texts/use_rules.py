"""Rules of licences and reports in words: why the register would refuse one, with the article.

By the sentence that ledger.domain.rules or ledger.domain.conditions gives the rule.
"""

from __future__ import annotations

from typing import Final

from notarization.verify.report import Message

USE_RULES: Final = {
    "licence is new": Message("这项许可已经登记过。", "This licence was granted before."),
    "the licence runs": Message(
        "该许可已经期满，无须再作违约通知。", "The licence has run out: no notice is given any more."
    ),
    "the notice is named": Message(
        "须载明所发违约通知的摘要（《民法典》第五百六十五条）。",
        "The notice that was sent must be named (Civil Code Art. 565).",
    ),
    "no notice was given since": Message(
        "此后又登记了违约通知，请重新拟定。", "A notice was given since: prepare it anew."
    ),
    "it ends early while it runs, as run out later": Message(
        "提前终止须在许可期满之前，期满注销须在期满之后。",
        "A licence ends early while it runs, and as run out only afterwards.",
    ),
    "the ground is named with what it rests on": Message(
        "终止许可须载明理由与文件；依法律文书终止的须载明法院或机关（《民法典》第五百五十七条）。",
        "The ground and its document must be named, and for an order the court (Civil Code Art. 557).",
    ),
    "the time of the notice runs": Message(
        "违约解除须在通知登记满三十日之后、一年之内（《民法典》第五百六十三条、第五百六十四条）。",
        "For breach it ends thirty days after the notice at the earliest, within a year (Civil Code Arts. 563-564).",
    ),
    "use or operation is licensed": Message(
        "只有使用权与经营权可以许可（《指引》第三条）。",
        "Only the rights to use and to operate are licensed (NAT-2026 Art. 3).",
    ),
    "for the licensor's own use there is a plain licence to use": Message(
        "委托处理须为使用权的普通许可（《指引》第三条）。",
        "For the licensor's own use there is a plain licence to use (NAT-2026 Art. 3).",
    ),
    "scope and contract are named": Message(
        "须载明许可的范围与合同。", "Scope and contract must be named."
    ),
    "licensor and licensee are two": Message(
        "许可人与被许可人不得为同一主体。", "Licensor and licensee are two."
    ),
    "it runs within the title's term": Message(
        "许可期限须在登记有效期之内，且尚未届满（《指引》第二十六条）。",
        "A licence runs within its title's term, into the future (NAT-2026 Art. 26).",
    ),
    "the licensor holds the right and operates": Message(
        "许可人须持有该权利；许可他人的，须持有经营权（《指引》第三条）。",
        "The licensor holds the right, and to license others the operating right (NAT-2026 Art. 3).",
    ),
    "an exclusive licence is of the whole right": Message(
        "独占许可须由持有该权利全部份额者作出（参照《专利法》第十四条）。",
        "Only who holds the whole right grants it exclusively (by analogy Patent Law Art. 14).",
    ),
    "lot is the licensor's": Message(
        "所列的质押标的份额须为许可人的（《民法典》第四百四十四条）。",
        "The lots named are the licensor's (Civil Code Art. 444).",
    ),
    "every lot is named": Message(
        "须列明许可人的全部质押标的份额，并由质权人一并签署（《民法典》第四百四十四条）。",
        "Every lot of the licensor is named, and its pledgees sign (Civil Code Art. 444).",
    ),
    "no licence shuts it out": Message(
        "该权利上已有独占许可，或已有许可而不得再作独占许可。",
        "An exclusive licence of this right runs, or the new one is exclusive and another runs.",
    ),
    "the licence stands": Message("该许可已经终止。", "The licence was ended."),
    "the institution does not hold the title": Message(
        "机构不得就自己持有的权属出具报告（《资产评估法》第二十条）。",
        "No institution reports on a title that it holds (Asset Appraisal Law Art. 20).",
    ),
    "report is new": Message("这份报告已经登记过。", "This report was filed before."),
    "the report stands": Message("该报告已经撤回。", "The report was withdrawn."),
    "a ground is named": Message("须载明理由的摘要。", "The ground must be named, by its digest."),
    "kind and purpose are named": Message(
        "报告须载明种类与用途。", "A report names its kind and its purpose."
    ),
    "a valuation has an amount, no other has": Message(
        "价值评估须有金额，其他报告不得有金额。", "A valuation has an amount, any other report none."
    ),
    "a valuation is made for one purpose": Message(
        "价值评估须有特定用途（《数据资产评估指导意见》）。",
        "A valuation is made for one purpose (Guidance on Valuation of Data Assets).",
    ),
    "record and documents are named": Message(
        "须载明登记事项版本、报告文件与无利害关系声明。",
        "The record, the report itself and the conflict statement must be named.",
    ),
    "base date is past, the end is to come": Message(
        "报告的基准日须已过，有效期尚未届满。", "A report's base date is past, its end is to come."
    ),
    "the institution is listed for it": Message(
        "该机构此时未以所需种类在名录中有效登记。",
        "The institution's listing does not cover such reports now.",
    ),
    "who was absorbed takes on nothing new": Message(
        "已被吸收合并的主体不再承接新的事项（《民法典》第六十七条）。",
        "Who was absorbed takes on nothing new (Civil Code Art. 67).",
    ),
    "no registry decides on its own institution": Message(
        "登记机构不得办理涉及自己承办机构的事项。",
        "No registry decides on its own institution.",
    ),
}  # fmt: skip
