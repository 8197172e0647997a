"""The words of the registry's desk."""

from typing import Final

from ledger.domain.acts import Origin
from ledger.domain.desk import Concern, Deed
from notarization.verify.report import Message

CONCERNS: Final = {
    Concern.ACCEPTANCE: Message("受理", "Acceptance"),
    Concern.EXAMINATION: Message("审查", "Examination"),
    Concern.REVIEW: Message("复核", "Review"),
    Concern.OBJECTION: Message("异议处理", "Objection"),
    Concern.ISSUE: Message("发证", "Issue"),
    Concern.SUPERVISION: Message("监督检查", "Supervision"),
    Concern.DISPUTE: Message("争议处理", "Dispute"),
}
DEEDS: Final = {
    Deed.READ: Message("查阅", "Read"),
    Deed.CLAIMED: Message("认领", "Claimed"),
    Deed.REASSIGNED: Message("转交", "Given on"),
    Deed.RECUSED: Message("回避", "Recused"),
    Deed.OPENED: Message("打开文件", "Opened a file"),
    Deed.ERASED: Message("销毁", "Erased"),
    Deed.GRANTED: Message("向法院开放文件", "Opened a file to a court"),
    Deed.RETURNED: Message("申请人取回", "Taken back by its applicant"),
}
# NAT-2026 Art. 21: what each origin lets its applicant register
SOURCE_RULES: Final = {
    Origin.NONE: Message("来源未载明，须通知补正。", "No origin is stated: ask for a correction."),
    Origin.SELF_GENERATED: Message(
        "自行产生：持有、使用、经营三项权利均可登记，核对采集过程与权属证明。",
        "Self-generated: all three rights; check how it was collected and whose it is.",
    ),
    Origin.BY_AGREEMENT: Message(
        "协议取得：以合同约定为准；受托处理者除有约定或法定外不登记；共同融合而合同未约定的，"
        "经营权须经其他各方同意。",
        "By agreement: as the contract says; an entrusted processor registers nothing unless law or"
        " contract gives it; over jointly fused data the operating right needs the others' consent.",
    ),
    Origin.SCRAPED_PUBLIC: Message(
        "公开采集：只登记持有权与使用权；所形成的产品不实质性替代来源的，方可登记经营权。",
        "Collected from the public domain: holding and use only; operating for a product that does"
        " not substantially stand in for its source.",
    ),
    Origin.DERIVED: Message(
        "衍生：有实质性改变且价值显著提升的，三项权利均可登记。",
        "Derived: all three rights where it was changed in substance and gained marked value.",
    ),
    Origin.FUSED: Message(
        "融合：合同未约定的，各参与方均可登记持有权与使用权，经营权须经其他各方同意。",
        "Fused: where the contract is silent every participant registers holding and use; operating"
        " needs the others' consent.",
    ),
    Origin.ENTRUSTED: Message(
        "受托处理：除法律规定或合同约定外不登记，核对准入依据。",
        "Processed for another: nothing, unless law or contract gives it; check the basis.",
    ),
    Origin.AUTHORISED: Message(
        "公共数据授权运营：所开发的产品先在公共数据平台登记，核对查询码（第十五条）。",
        "Authorised operation of public data: a product that was registered on the public-data"
        " platform first; check its query code (Art. 15).",
    ),
}
