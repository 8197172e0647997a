"""The terms of an act in clear words: what somebody who signs them agrees to."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, get_type_hints

from api.texts.shown import moment, rights, share, yuan
from api.texts.words import word
from ledger.domain.acts import AgentPower, Issue, PartyId, Role, Share, Split, Time
from ledger.domain.errors import DomainError
from ledger.domain.ids import title_id
from ledger.domain.record import clear_fields, parse_notice
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAY: Final = 86_400
# What a signature does, by the name of the act.
ACTS: Final = {
    "enrolment": Message(
        "将一名当事人登入登记簿，并由下列账户代表其签署。经办人会签，表示已核对其身份。",
        "Enrols a party, for which the account below signs from then on. A clerk who co-signs says"
        " that the identity was checked.",
    ),
    "account-change": Message(
        "增加或停用代表当事人签署的账户。", "Adds or retires an account that signs for a party."
    ),
    "role-grant": Message(
        "授予工作人员下列岗位；此前的岗位以此为准。",
        "Gives a clerk these roles; they replace all earlier ones.",
    ),
    "role-end": Message(
        "终止工作人员的岗位，只保留下列岗位。", "Ends a clerk's roles; only those below are kept."
    ),
    "registry-opening": Message("设立登记机构。", "Opens a registry."),
    "profile-adoption": Message(
        "采用一套规则，其下限自此适用。", "Adopts a rule profile; its floors hold from then on."
    ),
    "revocation": Message(
        "撤回一项已签署而尚未使用的同意。", "Takes back a consent that was signed and not used yet."
    ),
    "application": Message(
        "就一个数据对象申请登记，各权利人按下列份额持有三项权利。每名权利人都须签署。",
        "Files a data object for registration; the holders have these shares of its three rights."
        " Every holder signs.",
    ),
    "correction": Message(
        "补正或补充登记申请，以下列内容替换。",
        "Corrects or supplements an application: this replaces it.",
    ),
    "step": Message("办理登记申请的一个步骤。", "Takes an application one step further."),
    "notice": Message(
        "审查通过，公开下列内容并公示至期满。",
        "Passes the examination and publishes these fields until the notice ends.",
    ),
    "issue": Message(
        "准予登记，向各权利人核发登记凭证。",
        "Registers the title and issues a certificate to each holder.",
    ),
    "transfer": Message(
        "让与人将下列份额转移给受让人；所列质押标的份额随之整体转移。",
        "The giver's shares below pass to the taker; the lots listed move whole with them.",
    ),
    "pledge": Message(
        "在出质人的份额上设立质押备注，质权人与出质人均须签署。",
        "Notes a pledge on the pledgor's share. Both sides sign.",
    ),
    "release": Message(
        "注销质押备注：该份额不再担保此债权。",
        "Releases a pledge note: the share secures the claim no more.",
    ),
    "order": Message(
        "办理协助执行：在下列范围内限制处分，两名经办人均须签署。",
        "Records an order that bars disposal within this scope. Two order clerks sign.",
    ),
    "lift": Message(
        "解除协助执行事项，两名经办人均须签署。", "Lifts an order. Two order clerks sign."
    ),
    "appointment": Message(
        "委托代理人在下列权限内代为签署，至期限届满；此前的授权以此为准。委托人与代理人均须签署。"
        "代理人自此不得以工作人员身份经办委托人的申请。",
        "Appoints an agent who signs within these powers until the end; they replace earlier ones. Both"
        " sides sign. From then on the agent takes no part as a clerk in the principal's files.",
    ),
    "appointment-end": Message(
        "终止委托代理，委托人或代理人一方签署即可。",
        "Ends a written authority. Either side signs.",
    ),
    "staff-revocation": Message(
        "吊销工作人员的密钥：其岗位即时终止，自生效日起所签署的登记行为列入重新审查，此前的仍然有效。",
        "Revokes a clerk's key: all roles end now, what was signed from the effect date on is listed"
        " for re-examination, what was signed before stays valid.",
    ),
    "title-correction": Message(
        "更正登记机构自身的差错：以下列登记事项替换，各凭证换发新版。审查、复核两人签署；改动数据描述"
        "而登记已质押的，各质权人一并签署。",
        "Puts right an error of the registry's own: this record replaces the old one, and every"
        " certificate gets a new version. Examiner and reviewer sign; where a description changes"
        " and the title is pledged, every pledgee as well.",
    ),
    "title-renewal": Message(
        "续期登记：新有效期接续原有效期，至下列日期止。",
        "Renews a title: the new term follows the old one and ends on this date.",
    ),
    "title-revocation": Message(
        "撤销登记：自下列日期起不具效力，全部凭证关闭。审查、复核两人签署。",
        "Revokes a title: it counts for nothing from this date on and all certificates are closed."
        " Examiner and reviewer sign.",
    ),
    "title-cancellation": Message(
        "依职权注销登记，全部凭证关闭。审查、复核两人签署。",
        "Cancels a title; all certificates are closed. Examiner and reviewer sign.",
    ),
}
LABELS: Final = {
    "account": Message("账户", "account"),
    "action": Message("步骤", "step"),
    "added": Message("增加的账户", "account added"),
    "agent": Message("代理人", "agent"),
    "amount": Message("担保金额（元）", "amount secured (CNY)"),
    "application": Message("登记申请", "application"),
    "authority": Message("授权委托书摘要", "digest of the written authority"),
    "by": Message("终止方", "ended by"),
    "basis": Message("准入依据摘要", "digest of the document that opens the gate"),
    "clear": Message("公开的内容", "fields made public"),
    "court": Message("法院或机关", "court or organ"),
    "data_class": Message("数据类别", "class of the data"),
    "deadline": Message("签署有效期至", "signature good until"),
    "digest": Message("所撤回的签署摘要", "digest of the consent"),
    "document": Message("文件摘要", "digest of the document"),
    "due": Message("期限至", "due"),
    "filed_at": Message("动产登记时间", "filed in the movables register"),
    "filing": Message("动产登记编号摘要", "digest of the filing's number"),
    "fingerprint": Message("数据指纹", "fingerprint of the data"),
    "giver": Message("让与人", "giver"),
    "giver_version": Message("让与人凭证版本", "version of the giver's certificate"),
    "governor": Message("治理人", "governor"),
    "grade": Message("数据级别", "grade of the data"),
    "ground": Message("理由", "ground"),
    "from_": Message("生效日期", "effective from"),
    "group": Message("所改事项", "what is changed"),
    "hold": Message("持有权份额", "share of the holding right"),
    "holder": Message("权利人", "holder"),
    "holders": Message("全部权利人", "all holders"),
    "identity": Message("身份承诺", "commitment to the identity"),
    "identity_tag": Message("统一社会信用代码摘要", "digest of the USCC"),
    "institution": Message("承办机构", "institution"),
    "instrument": Message("法律文书摘要", "digest of the instrument"),
    "issued": Message("原登记的条款", "terms of its issue"),
    "keyed": Message("加密钥指纹", "keyed fingerprint"),
    "kind": Message("类别", "kind"),
    "lot": Message("质押标的份额", "lot"),
    "lots": Message("随之转移的质押标的份额", "lots that move"),
    "maximum": Message("最高额", "maximum amount"),
    "maximum_freeze": Message("最长查封期限", "longest freeze"),
    "maximum_term": Message("最长有效期", "longest term"),
    "minimum_acceptance": Message("最短受理期限", "shortest time for acceptance"),
    "minimum_notice": Message("最短公示期", "shortest notice"),
    "oper": Message("经营权份额", "share of the operating right"),
    "order": Message("协助执行事项", "order"),
    "origin": Message("数据来源", "origin of the data"),
    "participants": Message("未持份额的融合参与方", "others who took part in the fusion"),
    "party": Message("当事人", "party"),
    "pledge": Message("质押备注", "pledge"),
    "pledgee": Message("质权人", "pledgee"),
    "pledges": Message("随之转移的质押备注", "pledges that move"),
    "pledgor": Message("出质人", "pledgor"),
    "ppm": Message("份额", "share"),
    "powers": Message("权限", "powers"),
    "previous": Message("所补正的申请", "application that is corrected"),
    "principal": Message("委托人", "principal"),
    "profile": Message("规则集摘要", "digest of the rule profile"),
    "record": Message("登记事项承诺", "commitment to the record"),
    "registration": Message("登记类型", "kind of registration"),
    "registered_at": Message("登记日期", "registered on"),
    "registry": Message("登记机构", "registry"),
    "remaining": Message("尚存的协助执行事项", "orders that remain"),
    "renewal_closes": Message("续期申请截止（届满前）", "renewal closes before the end"),
    "renewal_opens": Message("续期申请开始（届满前）", "renewal opens before the end"),
    "retired": Message("停用的账户", "account retired"),
    "right": Message("权利", "right"),
    "rights": Message("权利", "rights"),
    "roles": Message("岗位", "roles"),
    "scope": Message("范围", "scope"),
    "seq": Message("卷宗序号", "count of the dossier"),
    "since": Message("生效时间", "with effect from"),
    "splits": Message("权利人与份额", "holders and shares"),
    "staff": Message("工作人员", "clerk"),
    "subject": Message("卷宗", "dossier"),
    "taker": Message("受让人", "taker"),
    "term_end": Message("债务期限至", "debt due on"),
    "title": Message("权属", "title"),
    "until": Message("至", "until"),
    "use": Message("使用权份额", "share of the use right"),
    "valid_until": Message("有效期至", "valid until"),
    "version": Message("版本", "version"),
}


def described(terms: Any, language: Language) -> Iterator[tuple[str, str]]:
    """Each member of the terms: its name, its value, in the words of one language."""
    hints = get_type_hints(type(terms))
    for each in fields(terms):
        value = getattr(terms, each.name)
        yield LABELS[each.name].text(language), _value(each.name, hints[each.name], value, language)


def identified(subject: bytes) -> str:
    """A party by its whole id, less the bytes that say nothing."""
    return subject[-20:].hex()


# a closed set of forms, one line a form
def _value(name: str, kind: Any, value: Any, language: Language) -> str:  # noqa: PLR0911
    if name in _BY_NAME:
        return _BY_NAME[name](value)
    if name == "rights":
        return rights(value, language)
    if name == "roles":
        return _joined((word(each, language) for each in Role if value >> each & 1), language)
    if name == "powers":
        return _joined((word(each, language) for each in AgentPower if value >> each & 1), language)
    if kind is Time:
        return moment(value) if value else "—"
    if kind is Share:
        return share(value)
    if kind is PartyId:
        return identified(value) if any(value) else "—"
    if name == "clear":
        return _opened(value)
    return _plain(value, language)


# a closed set of types, one line a type
def _plain(value: Any, language: Language) -> str:
    match value:
        case bool():
            yes, no = ("是", "否") if language is Language.ZH else ("yes", "no")
            return yes if value else no
        case bytes():
            return "0x" + value.hex() if any(value) else "—"
        case Issue():
            return "0x" + title_id(value).hex()
        case Split():
            parts = (value.hold, value.use, value.oper)
            return f"{identified(value.holder)} {' / '.join(map(share, parts))}"
        case tuple():
            return _joined((_plain(each, language) for each in value), language)
        case _:
            return word(value, language) if hasattr(value, "name") else str(value)


def _joined(texts: Iterator[str], language: Language) -> str:
    return ("、" if language is Language.ZH else ", ").join(texts) or "—"


def _opened(clear: bytes) -> str:
    """The names and values that a notice makes public, its salts left out."""
    try:
        found = clear_fields(parse_notice(clear))
    except DomainError:
        return printable(clear.decode("utf-8", "replace"))
    return printable(json.dumps(found, ensure_ascii=False))


def printable(text: str) -> str:
    """A text that comes from elsewhere, without what could turn or hide other text on a terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )


def _days(seconds: int) -> str:
    return f"{seconds / DAY:g} d"


# Numbers that are no Time, Share or enum by their type, but read as one.
_BY_NAME: Final[dict[str, Callable[[int], str]]] = {
    "deadline": moment,
    "amount": yuan,
    "ppm": share,
    **dict.fromkeys(
        (
            "minimum_notice",
            "minimum_acceptance",
            "maximum_term",
            "maximum_freeze",
            "renewal_opens",
            "renewal_closes",
        ),
        _days,
    ),
}
