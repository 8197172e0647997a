"""The sentences of the codes that only packages of version 2 give (docs/evidence-package.md)."""

from typing import Final

from notarization.verify.report import Message

ENCLOSED: Final[dict[str, Message]] = {
    "PARTS_DISAGREE": Message(
        "内容目录与文件不符", "the list of parts is not that of the files at hand"
    ),
    "ABSENCE_UNSTATED": Message(
        "缺少的部分没有写明允许的理由", "a part is missing without a reason that it allows"
    ),
    "PART_ABSENT": Message("本包没有该部分，写明的理由", "this part is not here, stated reason"),
    "SHEET_DISAGREES": Message(
        "由其他文件制成的文件与重制不符", "a file that is made of others is not what they give"
    ),
    "CLAIMED_BY_OPERATOR": Message(
        "平台说明为运营方自述，未核验",
        "the platform statement is its operator's word",
    ),
    "PAPER_NOT_NAMED": Message(
        "登记机构提交的文件，未见行为载明其摘要",
        "a paper of the registry that no act names by its digest",
    ),
    "NO_ORIGIN": Message(
        "本包未附上链之前的来源材料", "the package holds nothing of the time before the chain"
    ),
    "ORIGIN_DISAGREES": Message(
        "来源材料与其目录不符", "the origin file lists other files than are here"
    ),
    "CAPTURE_BROKEN": Message("采集记录不连续或不规范", "a capture log does not hold"),
    "ORIGIN_NOT_REGISTERED": Message(
        "未见所披露的登记内容载明该来源材料的摘要，可能为登记后所作",
        "no opened field names this file by its digest: it may be of after the registration",
    ),
    "ORIGIN_AFTER_FILING": Message(
        "采集记录在申请提交之后仍有记载", "a capture log goes on after the application was filed"
    ),
    "OBJECT_NOT_CAPTURED": Message(
        "没有采集记录记入所登记的数据对象", "no capture log entered the registered object"
    ),
    "RULES_DISAGREE": Message(
        "规则集不是登记所载明者", "the rule profile is not the one that the title names"
    ),
    "RULES_NOT_HELD": Message("本包未附规则集", "the package holds no rule profile"),
    "TABLE_NOT_KNOWN": Message(
        "节假日表或代码表与本版本所附不同，期限按本版本重算",
        "a table is not that of this version, by whose own the deadlines were worked out",
    ),
    "REDACTION_DISAGREES": Message(
        "遮蔽清单与披露内容不符", "the redaction manifest is not that of the opened record"
    ),
    "CUSTODY_BROKEN": Message("保管记录不连续或不规范", "the custody log does not hold"),
    "NO_CUSTODY": Message("本包未附保管记录", "the package holds no custody log"),
    "CUSTODY_BEFORE_MAKING": Message(
        "保管记录的首项早于封面的制作时间", "the custody log begins before the package was made"
    ),
}
