"""What is wrong with a field of a record, in words: by the English fault that the rule itself gives."""

from typing import Final

from api.texts.entering import by_rules
from ledger.domain.record import Fault, FieldInvalid, FieldMissing
from notarization.verify.report import Message

MISSING: Final = Message("必填", "must be filled in")
UNEXPECTED: Final = Message("不是本表的栏目", "is no field of this form")
# In the order of the rules; what a rule names comes back at its place.
CHINESE: Final = (
    (
        r"holds what looks like a person's id number",
        "含有疑似个人身份证件号码，请删去（个人信息保护法第二十八条）",
    ),
    (r"is not a text", "必填"),
    (r"has (.+) characters, at most (.+)", r"有 \1 个字符，最多 \2 个"),
    (r"holds a letter that is not seen, (.+)", r"含有看不见的字符 \1，请删去"),
    (r"is none of (.+)", "请在所列各项中选择"),
    (r"needs exactly (.+)", "请填写全部各项"),
    (r"is not a list with entries", "至少选择或填写一项"),
    (r"is not a whole number", "须为零或正整数"),
    (r"a natural person has no USCC", "自然人没有统一社会信用代码，请留空"),
    (
        r"USCC has a wrong check digit or form \(GB 32100-2015\)",
        "统一社会信用代码的校验位或格式不正确（GB 32100-2015）",
    ),
    (r"party is not 64 hex digits", "当事人标识须为 64 位十六进制数字"),
    (r"is no section and division of (.+), as A04", r"不是 \1 的门类与大类，如 A04"),
    (r"an international or national scope has no code", "国际或全国范围没有区划代码，请留空"),
    (r"code is no division of (.+)", r"不是 \1 的区划代码"),
    (r"code is a province's, the level is (.+)", "这是省级代码，与所选层级不符"),
    (r"code is no province's", "这不是省级代码"),
    (r"is not two dates YYYY-MM-DD", "请填写起止日期"),
    (r"ends before it begins", "结束日期早于开始日期"),
    (r"ends after the day of filing, (.+)", r"结束日期晚于申请日 \1"),
    (r"names one twice", "有重复的项"),
    (
        r"(.+) sums to (.+) ppm instead of 1000000",
        r"各权利人份额合计须为 100%（\1 现为百万分之 \2）",
    ),
    (r"somebody has no share of any right", "每名权利人至少须有一项权利的份额"),
    (r"(.+) is not 64 hex digits", r"\1 须为 64 位十六进制数字"),
    (r"a proof of kind identity is missing \(Art\. 33\)", "缺少身份证明（指引第33条）"),
    (r"a proof of kind acquisition is missing \(Art\. 33\)", "缺少来源证明（指引第33条）"),
    (r"a proof of kind sample is missing \(Art\. 33\)", "缺少数据样例（指引第33条）"),
    (r"origin, class and grade must be stated", "须载明数据来源、类别与级别"),
    (
        r"core data is not registered \(DSL Art\. 21\)",
        "国家核心数据不予登记（数据安全法第二十一条）",
    ),
    (
        r"personal data needs a basis: the consents \(PIPL Arts\. 13, 23\)",
        "个人数据须附准入依据：个人同意（个人信息保护法第十三条、第二十三条）",
    ),
    (
        r"entrusted data needs a basis: law or contract \(Art\. 21\)",
        "受托处理的数据须附准入依据：法律规定或合同约定（指引第21条）",
    ),
    (
        r"an authorised product needs a basis: its code \(Art\. 15\)",
        "公共数据授权运营产品须附准入依据：登记查询码（指引第15条）",
    ),
    (
        r"to operate scraped data needs a basis: the opinion \(Art\. 21\)",
        "公开采集的数据登记经营权须附准入依据：不构成实质替代的意见（指引第21条）",
    ),
    (
        r"fused data alone names who else took part, and of one holder it must \(Art\. 21\)",
        "仅融合数据列明其他参与方（至多十六名，各一次，不与权利人重复）；仅一名权利人的必须列明（指引第21条）",
    ),
    (r"a proof of kind (.+) is missing \(Art\. 33\)", r"缺少证明材料 \1（指引第33条）"),
)


# why nothing is sent to an address (api.webhooks.target)
ADDRESSES: Final = (
    (r"not an address of at most (\d+) letters", r"不是至多 \1 个字符、只含 ASCII 的地址"),
    (r"not an address", "不是地址"),
    (r"not https", "须以 https 开头"),
    (
        r"a host is missing, or a user or a fragment is named",
        "缺少主机名，或端口为零，或载有用户名、口令或片段",
    ),
    (r"the host is not known", "查不到该主机名"),
    (r"the host is not in the open network", "该主机不在公网上"),
)


def faulted(said: str) -> Message:
    """What a rule says is wrong, in both languages; what none here knows stays as it is."""
    return by_rules((*CHINESE, *ADDRESSES), said)


def described(fault: Fault) -> Message:
    """A fault in both languages; one that no rule here knows stays as the rule said it."""
    if isinstance(fault, FieldMissing):
        return MISSING
    if not isinstance(fault, FieldInvalid):
        return UNEXPECTED
    return faulted(fault.fault)
