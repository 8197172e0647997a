"""What a form calls its fields, and what each of them needs, in both languages."""

from __future__ import annotations

import re
from typing import Final

from notarization.verify.report import Message

MEMBERS: Final = {
    "pledgee": Message("质权人", "pledgee"),
    "pledge": Message("质押备注", "pledge"),
    "ppm": Message("份额", "share"),
    "taker": Message("受让人", "taker"),
    "hold": Message("持有权", "holding right"),
    "use": Message("使用权", "use right"),
    "oper": Message("经营权", "operating right"),
    "lot": Message("标的份额", "lot"),
    "kind": Message("种类", "kind"),
    "amount": Message("金额", "amount"),
    "term_end": Message("债务到期日", "debt due on"),
    "document": Message("文件", "document"),
    "interest": Message("利害关系说明摘要", "interest's digest"),
    "evidence": Message("证据摘要", "evidence's digest"),
    "claim": Message("争议事项", "what is disputed"),
    "dispute": Message("争议", "dispute"),
    "action": Message("程序", "step"),
    "basis": Message("依据摘要", "decision's digest"),
    "notice": Message("通知摘要", "notice's digest"),
    "order": Message("次序", "order"),
    "depositary": Message("提存机构", "depositary"),
    "proceeds": Message("提存金额", "amount in deposit"),
    "receipt": Message("提存凭证摘要", "receipt's digest"),
    "realisation": Message("实现方式", "way"),
    "other": Message("当事人", "party"),
    "party": Message("当事人", "party"),
    "court": Message("法院或机关", "court or organ"),
    "instrument": Message("文书摘要", "instrument's digest"),
    "until": Message("期限至", "until"),
    "rights": Message("权利", "rights"),
    "subject": Message("权属或当事人", "title or party"),
    "title": Message("权属", "title"),
    "profile": Message("规则集", "rule profile"),
    "filing": Message("登记编号（动产融资）", "number of the filing"),
    "filed_at": Message("登记时间", "time of the filing"),
    "number": Message("登记编号", "number"),
    "purpose": Message("用途", "purpose"),
    "requester": Message("申请人", "who asks"),
    "case_ref": Message("案号或事由", "case or reason"),
    "forum": Message("拟提交至", "for"),
    "package": Message("证据包", "evidence package"),
    "trust": Message("信任文件", "trust file"),
    "reason": Message("理由", "reason"),
    "text": Message("告知申请人的内容", "what its applicant is told"),
    "ground": Message("理由", "ground"),
    "name": Message("名称", "name"),
    "documents": Message("文件摘要", "digests of documents"),
    "on": Message("日期", "day"),
    "due_on": Message("到期日", "due on"),
    "share": Message("份额", "share"),
    "to": Message("转交给", "given to"),
    "leaving": Message("离任人员", "who leaves"),
    "approval": Message("批准文号", "approval"),
    "authority": Message("批准机关", "authority"),
    "code": Message("登录码", "code"),
    "signature": Message("签名", "signature"),
    "files": Message("附件", "files"),
    "file": Message("文件", "file"),
    "account": Message("账户地址", "account"),
    "at": Message("时点", "moment"),
    "act": Message("登记行为序号", "number of the act"),
    "block": Message("区块", "block"),
    "digest": Message("摘要", "digest"),
    "registry": Message("登记机构代码", "code of the registry"),
    "mark": Message("表单标记", "mark of the form"),
}
# In this order; what a rule names comes back at its place.
CHINESE: Final = (
    (r"64 hexadecimal digits", "64 位十六进制数字"),
    (r"another party of this register", "本登记簿中的另一当事人"),
    (r"a party of this register", "本登记簿中的当事人"),
    (r"more than nothing", "大于零"),
    (r"1 to 1,000,000, or a lot", "0.0001 – 100 %，或一份标的份额"),
    (r"1 to 1,000,000", "0.0001 – 100 %"),
    (r"a day to come", "将来的日期"),
    (r"a day", "日期"),
    (r"the digest of the contract", "合同的摘要"),
    (r"the digest of what it rests on", "所依据文件的摘要"),
    (r"the digest of the notice", "通知的摘要"),
    (r"the digest of the document", "文件的摘要"),
    (r"the digest of the receipt", "提存凭证的摘要"),
    (r"the digest of the instrument", "文书的摘要"),
    (r"less than 2\^128 fen", "不超过登记簿所能记载的金额"),
    (r"the pledges of the lot", "该标的份额上的各项质押备注，按次序"),
    (r"a sale", "仅出让时填写"),
    (r"a pledged lot that is sold", "须出让已备注质押的标的份额"),
    (r"1 to (\d+) letters", r"1 至 \1 个字"),
    (r"a step that the registry takes", "登记机构办理的步骤"),
    (r"nobody: no order stands against the title", "留空：该权属上没有协助执行事项"),
    (r"the party alone, without a certificate", "只填当事人，不填凭证"),
    (r"at least one right", "至少一项权利"),
    (r"an adopted rule profile", "已采用的规则集"),
    (r"(.+) or (.+); (.+) or (.+)", r"\1、\2；\3、\4"),
    (r"Field required", "必填"),
    (r"String should have at least (\d+) characters?", r"至少 \1 个字符"),
    (r"String should have at most (\d+) characters?", r"至多 \1 个字符"),
    (r"String should match pattern .+", "格式不正确"),
    (r"Input should be a valid integer.*", "须为整数"),
    (r"Input should be greater than or equal to (.+)", r"不小于 \1"),
    (r"Input should be greater than (.+)", r"大于 \1"),
    (r"Input should be less than or equal to (.+)", r"不大于 \1"),
    (r"Input should be less than (.+)", r"小于 \1"),
    (r"Input should be a valid .+", "格式不正确"),
    (r"Input should be (.+)", r"须为下列之一：\1"),
    (r"List should have at most (\d+) items? .+", r"至多 \1 项"),
    (r"List should have at least (\d+) items? .+", r"至少 \1 项"),
    (r"Extra inputs are not permitted", "没有这一栏"),
    (r"Value error, Expected UploadFile.*", "请选择文件"),
    (r"(\d+) rows, not 1 to (\d+)", r"有 \1 行，须为 1 至 \2 行"),
)


def member(name: str) -> Message:
    """What a form calls a field; one that no form shows goes by its name."""
    return MEMBERS.get(name, Message(name, name))


def needed(said: str) -> Message:
    """What a field needs; a list of choices and an example say the same in both languages."""
    for pattern, text in CHINESE:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return Message(found.expand(text), said)
    return Message(said, said)
