"""The terms of an act in clear words: what somebody who signs them agrees to."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, get_type_hints

from api.texts.anchor_terms import ANCHORING_ACTS, ANCHORING_LABELS
from api.texts.shown import moment, rights, share, yuan
from api.texts.words import word
from ledger.domain.acts import (
    AgentPower,
    Application,
    InstitutionKind,
    Issue,
    PartyId,
    Role,
    Share,
    Split,
    Time,
)
from ledger.domain.errors import DomainError
from ledger.domain.ids import application_id, title_id
from ledger.domain.movables import filing_number
from ledger.domain.record import clear_fields, parse_notice
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from enum import IntEnum

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
        "Files a data object for registration; the holders have these shares of its three rights. Every holder signs.",
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
    "pledge-amendment": Message(
        "变更质押：担保金额、最高额或债务期限改为下列内容。加重的，须该份额的全部质权人签署（民法典第四百零九条）。",
        "Amends a pledge: amount, maximum or term as below. Where it weighs more, every pledgee of the"
        " lot signs (Civil Code Art. 409).",
    ),
    "pledge-assignment": Message(
        "债权转让，质权随之转移，顺位不变（民法典第四百零七条、第五百四十七条）。原、新质权人均须签署。",
        "Assigns the claim and its pledge with it; the rank stays (Civil Code Arts. 407, 547). Old and"
        " new pledgee sign.",
    ),
    "pledge-ranking": Message(
        "变更顺位：该份额的全部质押按下列次序，先列者在先，全部质权人签署（民法典第四百零九条）。",
        "Ranks all pledges of the lot in this order, the first in rank first. Every pledgee signs"
        " (Civil Code Art. 409).",
    ),
    "lot-shrinking": Message(
        "部分解除：质押的标的份额缩减至下列份额。持有人与全部质权人签署。",
        "Frees a part of a lot: what is below stays pledged. The holder and every pledgee sign.",
    ),
    "seizure-knowledge": Message(
        "记载最高额质押的质权人知道查封、冻结的时间，债权自此确定（民法典第四百二十三条第四项）。",
        "Notes since when the pledgee of a maximum amount knows of a seizure: the claim is fixed from"
        " then on (Civil Code Art. 423(4)).",
    ),
    "pledge-enforcement": Message(
        "声明违约而实现质权；其后可让与许可收益，或撤回声明（民法典第四百三十六条）。",
        "Declares default, so that the pledge is enforced; afterwards assigns the income from licences,"
        " or takes the declaration back (Civil Code Art. 436).",
    ),
    "pledge-judgment": Message(
        "依生效法律文书终止质押：已消灭或自始无效。两名经办人签署（民法典第三百九十三条）。",
        "Ends a pledge by a judgment: discharged, or void. Two order clerks sign (Civil Code Art. 393).",
    ),
    "lot-sale": Message(
        "实现质权：标的份额整体归买受人，所列质押消灭，其余随之转移（民法典第四百一十条、第四百三十六条）。"
        "协议或自行变卖由持有人、买受人与全部质权人签署，司法变卖由两名经办人签署。",
        "Realises a pledge: the lot goes whole to its taker, the pledges named end, the others follow"
        " (Civil Code Arts. 410, 436). By agreement or own sale the holder, the taker and every pledgee"
        " sign; by a court's sale two order clerks.",
    ),
    "order": Message(
        "办理协助执行：在下列范围内限制处分，两名经办人均须签署。",
        "Records an order that bars disposal within this scope. Two order clerks sign.",
    ),
    "lift": Message(
        "解除协助执行事项，两名经办人均须签署；由原机关或其上级决定，已届满的除外。",
        "Lifts an order, on the word of who gave it or stands above, unless it has run out. Two order"
        " clerks sign.",
    ),
    "order-extension": Message(
        "续行未届满的协助执行事项至下列日期，轮候的仍为轮候（查封规定第二十七条）。两名经办人均须签署。",
        "Extends an order before its end to this date; those that wait behind it wait on (SPC Provisions"
        " on Seizure Art. 27). Two order clerks sign.",
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
    "institution-listing": Message(
        "将机构列入名录，或续展其名录登记；治理人与该机构均须签署。暂停不因续展而解除。",
        "Lists an institution in the directory, or renews its listing. Governor and institution sign. A"
        " renewal does not lift a suspension.",
    ),
    "listing-suspension": Message(
        "暂停机构的名录登记，或解除暂停。治理人签署。",
        "Suspends a listing in the directory, or resumes it. The governor signs.",
    ),
    "superior-naming": Message(
        "载明某法院或机关的上级：上级可以解除、续行其事项。治理人签署。",
        "Names the court or organ above another, which may lift and extend its orders. The governor"
        " signs.",
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
    "title-change": Message(
        "依全体权利人申请变更登记：以申请所载的登记事项替换原有事项，各凭证换发新版本。审查、复核两人签署；"
        "变更描述且有质押备注的，全部质权人一并签署。",
        "Changes a title as all its holders applied for: the application's record replaces the old"
        " one, and every certificate gets a new version. Examiner and reviewer sign; where a"
        " description changes and the title is pledged, every pledgee as well.",
    ),
    "account-recovery": Message(
        "恢复遗失的账户：新账户自下列时间起启用，遗失的账户同时停用；此前当事人可用其任一账户提出异议。"
        "审查、复核两人签署。",
        "Makes the loss of an account good: the new one acts from this time on and the lost one ends"
        " then, unless the party objects before by any account of its own. Examiner and reviewer sign.",
    ),
    "account-recovery-end": Message(
        "终止账户恢复：新账户不启用，遗失的账户继续有效。由当事人（异议）或申请恢复的登记机构两人签署。",
        "Ends a recovery: the new account never acts and the lost one acts on. The party signs, which"
        " objects, or two of the registry that filed it.",
    ),
    "party-absorption": Message(
        "吸收合并：被合并方的账户、代理人即时停用，由承继方的账户代为签署；其名下登记仍在原名下，直至依转让转入承继方。"
        "审查、复核、承继方与被合并方签署。",
        "Records a merger: the accounts and agents of the absorbed party end at once and those of the"
        " successor sign for it; what it holds stays under its name until it is transferred to the"
        " successor. Examiner, reviewer, successor and absorbed party sign.",
    ),
    "party-renaming": Message(
        "更名：以新的实名承诺替换原有承诺，原名留存于卷宗。审查、复核与当事人签署。",
        "Records a new name: a new commitment to the real name; those before stay in the dossier."
        " Examiner, reviewer and the party sign.",
    ),
    "officer-naming": Message(
        "设首席数据官共同签署：此后该主体的每次签署须由其自有账户与首席数据官账户共同作出。该主体与首席数据官签署。",
        "Names a chief data officer: from now on every signature of the party is by an account of its"
        " own and the officer's beside it. The party and the officer sign.",
    ),
    "officer-ending": Message(
        "终止首席数据官共同签署：其账户停用，该主体恢复单独签署。该主体与首席数据官共同签署。",
        "Ends the officer's term: that account ends and the party signs alone again. Both sign.",
    ),
    "title-succession": Message(
        "载明本登记所承接的同一数据对象的原登记（原登记已终止或届满，不因此恢复效力）。用印人员签署。",
        "Names the earlier title over the same data that this one follows; it is over and stays so."
        " The seal keeper signs.",
    ),
    "title-surrender": Message(
        "依全体权利人申请注销登记，全部凭证关闭。审查、复核两人签署；有质押备注的，全部质权人一并签署。",
        "Cancels a title at the request of all its holders; all certificates are closed. Examiner"
        " and reviewer sign; where it is pledged, every pledgee as well.",
    ),
    "licence": Message(
        "许可他人使用或者经营数据：普通许可可并存；独占许可存续期间，同一权利不再许可他人。许可不因份额转让而消灭。"
        "许可人、被许可人签署；许可人的份额已质押的，各质权人一并签署。",
        "Licenses others to use or to operate the data. Plain licences run side by side; while an"
        " exclusive one runs nobody else is licensed. A licence stays when the share is sold. Licensor"
        " and licensee sign; where the licensor's share is pledged, every pledgee as well.",
    ),
    "breach-notice": Message(
        "通知被许可人违约：自登记之日起满三十日、一年之内，许可人可以解除该许可。许可人签署。",
        "Gives notice of a breach: from thirty days after its entry until a year after it the licensor"
        " may end the licence. The licensor signs.",
    ),
    "licence-ending": Message(
        "终止许可：协议终止由双方签署，放弃由被许可人签署，违约解除与期满注销由许可人签署，依生效法律文书由两名协助执行"
        "人员签署。",
        "Ends a licence: by agreement both sign, a waiver the licensee, for breach or after its term the"
        " licensor, on an instrument two order clerks.",
    ),
    "report": Message(
        "登记机构出具的报告：合规、质量、价值、安全评估或者公证书，对应下列登记事项版本，至下列日期有效。出具机构签署。",
        "Files an institution's report on compliance, quality, value or security, or a notarial deed, on"
        " this version of the record and good until this date. The institution signs.",
    ),
    "dispute": Message(
        "对已登记的权属提出争议：须实名，附利害关系说明与证据。争议只作提示，不限制处分。争议人签署。",
        "Disputes an issued title, by name, with interest and evidence. It warns only. Its maker signs.",
    ),
    "dispute-step": Message(
        "争议程序：受理人员通知或退回，权利人承认或否认，任一方提交他处，争议人撤回；依法院裁定的由两名经办人签署。",
        "A step in a dispute: notified or returned, admitted or denied, referred, withdrawn, or a court's.",
    ),
    "dispute-ruling": Message(
        "登记机构处理争议：结论、结案，或限制、解除限制处分。由未经办该登记的审查、复核两人签署。",
        "Rules on a dispute: concludes, closes, blocks or unblocks. Two who did not pass the title sign.",
    ),
    **ANCHORING_ACTS,
    "report-withdrawal": Message(
        "撤回已登记的报告：自此不再作为依据。出具机构签署。",
        "Withdraws a report: nothing rests on it any more. The institution that filed it signs.",
    ),
}
LABELS: Final = {
    "absorbed": Message("被合并方", "absorbed party"),
    "account": Message("账户", "account"),
    "action": Message("步骤", "step"),
    "added": Message("增加的账户", "account added"),
    "agent": Message("代理人", "agent"),
    "amount": Message("金额（元）", "amount (CNY)"),
    "application": Message("登记申请", "application"),
    "base_date": Message("基准日", "base date"),
    "authority": Message("授权委托书摘要", "digest of the written authority"),
    "by": Message("终止方", "ended by"),
    "basis": Message("依据文件摘要", "digest of the document that it is founded on"),
    "clear": Message("公开的内容", "fields made public"),
    "before": Message("原登记的条款", "terms of the earlier title's issue"),
    "claim": Message("争议事项", "what is disputed"),
    "court": Message("法院或机关", "court or organ"),
    "data_class": Message("数据类别", "class of the data"),
    "deadline": Message("签署有效期至", "signature good until"),
    "digest": Message("所撤回的签署摘要", "digest of the consent"),
    "document": Message("文件摘要", "digest of the document"),
    "dispute": Message("争议", "dispute"),
    "disputant": Message("争议人", "disputant"),
    "due": Message("期限至", "due"),
    "entrusted": Message("仅供许可人自用（委托处理）", "for the licensor's own use only"),
    "evidence": Message("证据摘要", "digest of the evidence"),
    "exclusive": Message("独占", "exclusive"),
    "filed_at": Message("动产登记时间", "filed in the movables register"),
    "filing": Message("动产登记编号", "number in the movables register"),
    "filed": Message("原登记的申请", "application that it came from"),
    "fingerprint": Message("数据指纹", "fingerprint of the data"),
    "for_another": Message("为他人债务担保", "secures what another owes"),
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
    "independence": Message("无利害关系声明摘要", "digest of the conflict statement"),
    "instrument": Message("法律文书摘要", "digest of the instrument"),
    "interest": Message("利害关系说明摘要", "digest of the statement of interest"),
    "issued": Message("原登记的条款", "terms of its issue"),
    "keyed": Message("加密钥指纹", "keyed fingerprint"),
    "kind": Message("类别", "kind"),
    "kinds": Message("机构种类", "kinds of institution"),
    "licence": Message("许可", "licence"),
    "licensee": Message("被许可人", "licensee"),
    "licensor": Message("许可人", "licensor"),
    "lost": Message("遗失的账户", "account that was lost"),
    "lot": Message("质押标的份额", "lot"),
    "lots": Message("所列质押标的份额", "lots named"),
    "maximum": Message("最高额", "maximum amount"),
    "maximum_freeze": Message("最长查封期限", "longest freeze"),
    "maximum_term": Message("最长有效期", "longest term"),
    "minimum_acceptance": Message("最短受理期限", "shortest time for acceptance"),
    "minimum_notice": Message("最短公示期", "shortest notice"),
    "notice": Message("通知文件摘要", "digest of the notice"),
    "oper": Message("经营权份额", "share of the operating right"),
    "order": Message("协助执行事项", "order"),
    "origin": Message("数据来源", "origin of the data"),
    "participants": Message("未持份额的融合参与方", "others who took part in the fusion"),
    "officer": Message("首席数据官账户", "account of the chief data officer"),
    "party": Message("当事人", "party"),
    "past_term": Message("接受债务期限晚于有效期", "may fall due after the title's term"),
    "pledge": Message("质押备注", "pledge"),
    "pledgee": Message("质权人", "pledgee"),
    "pledges": Message("所列质押备注", "pledges named"),
    "pledgor": Message("出质人", "pledgor"),
    "ppm": Message("份额", "share"),
    "powers": Message("权限", "powers"),
    "predecessor": Message("所承接的原登记", "title that it follows"),
    **ANCHORING_LABELS,
    "previous": Message("所补正的申请", "application that is corrected"),
    "principal": Message("委托人", "principal"),
    "profile": Message("规则集摘要", "digest of the rule profile"),
    "purpose": Message("用途", "purpose"),
    "record": Message("登记事项承诺", "commitment to the record"),
    "registration": Message("登记类型", "kind of registration"),
    "registered_at": Message("登记日期", "registered on"),
    "registry": Message("登记机构", "registry"),
    "remaining": Message("尚存的协助执行事项", "orders that remain"),
    "renewal_closes": Message("续期申请截止（届满前）", "renewal closes before the end"),
    "renewal_opens": Message("续期申请开始（届满前）", "renewal opens before the end"),
    "report": Message("报告", "report"),
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
    "successor": Message("承继方", "successor"),
    "superior": Message("上级机关", "court or organ above"),
    "suspended": Message("暂停", "suspended"),
    "taker": Message("受让人", "taker"),
    "term_end": Message("债务期限至", "debt due on"),
    "title": Message("权属", "title"),
    "assignee": Message("新质权人", "new pledgee"),
    "ended": Message("消灭的质押（按位）", "pledges that end (by bit)"),
    "known_at": Message("知道的时间", "known since"),
    "pledged": Message("原登记的质押条款", "terms of the pledge as recorded"),
    "realisation": Message("实现方式", "how it is realised"),
    "state": Message("结果", "outcome"),
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
    if name in _SETS:
        members = (each for each in _SETS[name] if value >> each & 1)
        return _joined((word(each, language) for each in members), language)
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
def _plain(value: Any, language: Language) -> str:  # noqa: PLR0911
    match value:
        case bool():
            yes, no = ("是", "否") if language is Language.ZH else ("yes", "no")
            return yes if value else no
        case bytes():
            return "0x" + value.hex() if any(value) else "—"
        case Issue():
            return "0x" + title_id(value).hex()
        case Application():
            return "0x" + application_id(value).hex()
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


# Numbers that are sets: bit n stands for member n.
_SETS: Final[dict[str, type[IntEnum]]] = {
    "kinds": InstitutionKind,
    "powers": AgentPower,
    "roles": Role,
}
# Numbers that are no Time, Share or enum by their type, but read as one.
_BY_NAME: Final[dict[str, Callable[[Any], str]]] = {
    "filing": lambda word: filing_number(word) or ("0x" + word.hex() if any(word) else "—"),
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
