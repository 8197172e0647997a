"""The twenty questions of a bank and their answers in words, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.texts import shown
from api.texts.findings import describe
from api.texts.words import word
from ledger.domain.acts import DataClass, DataGrade, Origin, PartyKind, Registration
from ledger.domain.claims import ClaimedEffect
from ledger.domain.clock import Standing
from ledger.domain.directory import ListingState
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

QUESTIONS: Final[dict[str, Message]] = {
    "ISSUED": Message(
        "凭证编号存在，由名录内机构签发？", "Does the number exist, given by a known registry?"
    ),
    "DEPOSITED": Message("与存证的登记事项一致？", "Is it the deposited record?"),
    "TERM_LEFT": Message(
        "状态与剩余期限，是否覆盖贷款到期日？",
        "State, term left, and does it reach the loan's end?",
    ),
    "IDENTITY": Message(
        "权利人是谁，有无承继？", "Who is the holder, and does another go on for it?"
    ),
    "RIGHTS_HELD": Message(
        "持有哪些权利，是否含经营权？", "Which rights, and the operating right among them?"
    ),
    "ORIGIN": Message("数据来源及其限制？", "Where do the data come from, with what limits?"),
    "UPSTREAM_TERM": Message(
        "上游授权或合同期限不早于贷款到期日？",
        "Do mandate or source contract last as long as the loan?",
    ),
    "CO_HOLDERS_OF_TITLE": Message("共有人及其份额？", "Who holds the rest?"),
    "SAME_DATA": Message("同一数据的其他登记？", "Other titles over the same data?"),
    "ENCUMBRANCES": Message("在先担保及其顺位、金额？", "Earlier pledges, with rank and amount?"),
    "LICENCES": Message("独占许可及其条件？", "Exclusive licences and their terms?"),
    "ORDERS": Message(
        "查封、轮候、行政限制、破产？", "Freezes, those that wait, holds, insolvency?"
    ),
    "PENDING": Message("未决的异议、争议或申请？", "Objections, disputes or applications pending?"),
    "CLASS": Message("个人信息或重要数据？", "Personal or important data?"),
    "MAY_SECURE": Message("权利人可否提供担保？", "May the holder give security?"),
    "VALUATION": Message("评估报告是否有效？", "Is there a valid valuation?"),
    "FINGERPRINT_OF_COPY": Message(
        "留存副本的指纹与登记一致？", "Is the escrowed copy's fingerprint the registered one?"
    ),
    "COMPLETENESS": Message(
        "截至该时点再无其他记载的证明？", "Is it proven that nothing else is recorded?"
    ),
    "OTHER_REGISTERS": Message(
        "国家系统与动产融资登记的最近同步？",
        "Last word of the national system and the movables register?",
    ),
    "BOOK_ENTRY": Message("是否已入表？", "Is it on the holder's books?"),
}
NOT_KEPT: Final[dict[str, Message]] = {
    "UPSTREAM_TERM": Message(
        "本登记簿不载授权与来源合同：请查验原件", "Not kept here: look at mandate and contract"
    ),
    "OTHER_REGISTERS": Message(
        "未连接动产融资统一登记公示系统：请另行查询",
        "The movables register is not connected: search it as well",
    ),
    "BOOK_ENTRY": Message(
        "本登记簿不载权利人账簿；登记不证明已满足确认条件",
        "The holder's books are not kept here; registration proves no recognition",
    ),
}
# what holds an approval back and is no finding of the verdict: nothing else says it in words
HELD_BACK: Final[dict[str, Message]] = {
    "MOVABLES_NOT_CONNECTED": NOT_KEPT["OTHER_REGISTERS"],
    "UPSTREAM_ENDS_FIRST": Message(
        "上游授权或来源合同先于贷款届满", "The mandate or source contract ends before the loan"
    ),
    "TITLE_ENDS_FIRST": Message("登记有效期先于贷款届满", "The title ends before the loan"),
    "COPY_DIFFERS": Message(
        "留存副本的指纹与所登记的不同：不是所登记的数据",
        "The escrowed copy has another fingerprint: it is not the data that are registered",
    ),
}
YES: Final = Message("是", "yes")
NO: Final = Message("否", "no")
NOT_ASKED: Final = Message("未告知，未比较", "not told, not compared")


def question(code: str, language: Language) -> str:
    """What is asked."""
    return QUESTIONS[code].text(language)


def answered(
    code: str, values: Mapping[str, Any], language: Language, names: Mapping[str, str]
) -> str:
    """What is answered; `names` are what parties are called, by id."""
    if code in NOT_KEPT and not values:
        return NOT_KEPT[code].text(language)
    between = "；" if language is Language.ZH else "; "
    if code in _NAMING:
        return between.join(_NAMING[code](values, language, names))
    return between.join(_PARTS[code](values, language))


def _yes(value: bool | None, language: Language) -> str:  # noqa: FBT001 (what is asked for)
    if value is None:
        return NOT_ASKED.text(language)
    return (YES if value else NO).text(language)


def _issued(values: Mapping[str, Any], language: Language) -> list[str]:
    known = (
        Message("在册凭证", "a standing certificate")
        if values["open"]
        else Message("已关闭", "closed")
    )
    registry = Message(f"登记机构 {values['registry']}", f"registry {values['registry']}")
    return [f"{values['number']}", registry.text(language), known.text(language)]


def _deposited(values: Mapping[str, Any], language: Language) -> list[str]:
    at = shown.moment(values["deposited_at"])
    said = Message(f"存证时间 {at}", f"deposited {at}")
    return [said.text(language), shown.short(values["record"])]


def _term(values: Mapping[str, Any], language: Language) -> list[str]:
    until, left = shown.day(values["valid_until"]), values["days_left"]
    covers = _yes(values["covers_loan"], language)
    return [
        word(Standing[values["standing"]], language),
        Message(f"至 {until}，余 {left} 天", f"until {until}, {shown.counted(left, 'day')}").text(
            language
        ),
        Message(f"覆盖贷款期限：{covers}", f"reaches the loan's end: {covers}").text(language),
    ]


def _upstream(values: Mapping[str, Any], language: Language) -> list[str]:
    until, covers = shown.day(values["upstream_end"]), _yes(values["covers_loan"], language)
    told = [
        Message(f"据查验人所述至 {until}", f"until {until}, as the asker tells").text(language),
        Message(f"覆盖贷款期限：{covers}", f"reaches the loan's end: {covers}").text(language),
    ]
    if basis := values.get("basis"):
        told.append(
            Message(f"依据文件摘要 {basis[:16]}…", f"basis on record {basis[:16]}…").text(language)
        )
    return told


def _identity(values: Mapping[str, Any], language: Language, names: Mapping[str, str]) -> list[str]:
    who = _named(values["party"], names)
    told = [who, values["uscc"]] if values["uscc"] else [who]
    if values["absorbed_by"]:
        heir = _named(values["absorbed_by"], names)
        told.append(Message(f"已由 {heir} 承继", f"absorbed by {heir}").text(language))
    return told


def _named(party: str, names: Mapping[str, str]) -> str:
    return names.get(party) or shown.party(party)


def _rights(values: Mapping[str, Any], language: Language) -> list[str]:
    held = shown.value("shares", values["shares"], language)
    pledged = shown.value("pledged", values["pledged"], language)
    return [
        held,
        Message(f"其中已备注质押：{pledged}", f"of which pledged: {pledged}").text(language),
    ]


def _origin(values: Mapping[str, Any], language: Language) -> list[str]:
    if values["origin"] is None:
        return [
            Message("申请卷宗不可用", "the application's dossier is not at hand").text(language)
        ]
    basis = (
        Message("附依据文件", "with a basis")
        if values["basis"]
        else Message("无须依据", "no basis")
    )
    return [word(Origin[values["origin"]], language), basis.text(language)]


def _class(values: Mapping[str, Any], language: Language) -> list[str]:
    if values["data_class"] is None:
        return [
            Message("申请卷宗不可用", "the application's dossier is not at hand").text(language)
        ]
    grade = word(DataGrade[values["grade"]], language)
    return [word(DataClass[values["data_class"]], language), grade]


def _co_holders(
    values: Mapping[str, Any], language: Language, names: Mapping[str, str]
) -> list[str]:
    if not values["holders"]:
        return [Message("无", "none").text(language)]
    return [
        f"{_named(each['party'], names)} {shown.value('shares', each['shares'], language)}"
        for each in values["shares"]
    ]


def _same_data(values: Mapping[str, Any], language: Language) -> list[str]:
    if values["keyed"]:
        return [
            Message("加密指纹，无法检查", "keyed fingerprint: cannot be checked").text(language)
        ]
    count = values["titles"]
    told = [Message(f"同一指纹另有 {count} 项", f"{count} under this fingerprint").text(language)]
    linked = Message("（与本登记前后承接）", " (follows this one, or is followed by it)").text(
        language
    )
    numbers = (each + linked if each in values["linked"] else each for each in values["numbers"])
    return [*told, *numbers]


def _pledges(values: Mapping[str, Any], language: Language) -> list[str]:
    if not values["pledges"]:
        return [Message("无未注销的质押备注", "no open pledge note").text(language)]
    told = []
    for each in values["pledges"]:
        filed, amount = shown.moment(each["filed_at"]), shown.yuan(int(each["amount_fen"]))
        claimed = word(ClaimedEffect[each["claimed_effect"]], language)
        most = Message("最高额 ", "up to ") if each["maximum"] else Message("", "")
        state, whose = shown.value("pledge_state", each["pledge_state"], language), _whose(each)
        told.append(
            Message(
                f"第 {each['rank']} 顺位，{filed} 登记，{most.zh}{amount} 元，{claimed}，{state}{whose.zh}",
                f"rank {each['rank']}, filed {filed}, {most.en}CNY {amount}, {claimed}, {state}{whose.en}",
            ).text(language)
        )
    return told


def _whose(each: Mapping[str, Any]) -> Message:
    """That a pledge or an order is on what another holds."""
    if each["own"]:
        return Message("", "")
    return Message("（其他权利人的份额）", " (another holder's share)")


def _heard(national: Mapping[str, Any], language: Language) -> Message:
    """When the national system was last heard."""
    if not national["connected"]:
        return Message(
            "未连接国家数据产权登记服务系统", "the national registration system is not connected"
        )
    if not national["heard_at"]:
        return Message("国家系统尚无应答", "national system: no answer yet")
    at, age = shown.moment(national["heard_at"]), shown.hours(national["age"], language)
    old = Message("，已逾时", ", too old") if national["stale"] else Message("", "")
    return Message(
        f"国家系统应答于 {at}（{age}前）{old.zh}", f"national system: {at}, {age} ago{old.en}"
    )


def _others(values: Mapping[str, Any], language: Language) -> list[str]:
    told = [_heard(values["national"], language)]
    if not values["connected"]:
        return [*(each.text(language) for each in told), NOT_KEPT["OTHER_REGISTERS"].text(language)]
    if values["checked_at"]:
        at, age = shown.moment(values["checked_at"]), shown.hours(values["age"], language)
        told.append(Message(f"中登网应答于 {at}（{age}前）", f"movables register: {at}, {age} ago"))
    else:
        told.append(Message("中登网尚无应答", "movables register: no answer yet"))
    if values["stale"]:
        told.append(Message("已逾时，须另行查询", "too old or lacking: search it as well"))
    remarks = [
        describe(each["code"], {k: v for k, v in each.items() if k != "code"}, language)
        for each in values["remarks"]
    ]
    return [*(each.text(language) for each in told), *remarks]


def _licences(values: Mapping[str, Any], language: Language, names: Mapping[str, str]) -> list[str]:
    if not values["licences"]:
        return [Message("无在册许可", "no licence that binds").text(language)]
    told = []
    for each in values["licences"]:
        kind = Message("独占", "exclusive") if each["exclusive"] else Message("普通", "plain")
        who, until = _named(each["licensee"], names), shown.day(each["licence_until"])
        right = shown.value("right", each["right"], language)
        said = Message(
            f"{kind.zh}：{right}，{who}，至 {until}", f"{kind.en}: {right}, {who}, until {until}"
        )
        told.append(said.text(language))
    return told


def _valuation(
    values: Mapping[str, Any], language: Language, names: Mapping[str, str]
) -> list[str]:
    if not values["valuations"]:
        return [Message("未登记评估报告", "no valuation was filed").text(language)]
    told = []
    for each in values["valuations"]:
        who, base = _named(each["institution"], names), shown.day(each["base_date"])
        until, amount = shown.day(each["report_until"]), shown.yuan(int(each["amount_fen"]))
        purpose = shown.value("report_purpose", each["report_purpose"], language)
        stands = shown.value("report_standing", each["report_standing"], language)
        listed = word(ListingState(each["listing"]), language) if each["listing"] else "—"
        said = Message(
            f"{amount} 元（{purpose}，{stands}），基准日 {base}，有效期至 {until}，{who}（名录：{listed}）",
            f"CNY {amount} ({purpose}, {stands}), base date {base}, until {until}, {who} (listing: {listed})",
        )
        told.append(said.text(language))
    return told


def _orders(values: Mapping[str, Any], language: Language) -> list[str]:
    if not values["orders"]:
        return [Message("无", "none").text(language)]
    told = []
    for each in values["orders"]:
        kind, until = shown.value("kind", each["kind"], language), shown.moment(each["until"])
        place, whose = shown.value("waiting", each["waiting"], language), _whose(each)
        said = Message(f"{kind}，至 {until}，{place}", f"{kind}, until {until}, {place}")
        told.append(said.text(language) + whose.text(language))
    return told


def _pending(values: Mapping[str, Any], language: Language) -> list[str]:
    told = []
    if values["requested"]:
        told.append(word(Registration[values["requested"]], language))
    if values["renewal"]:
        told.append(word(Registration.RENEWAL, language))
    for each in values["disputes"]:
        claim = shown.value("claim", each["claim"], language)
        state = shown.value("dispute_state", each["dispute_state"], language)
        told.append(
            Message(f"争议：{claim}（{state}）", f"dispute: {claim} ({state})").text(language)
        )
    if values["contested"]:
        bars = Message("因权属争议限制处分", "disposal is barred by a dispute over the ownership")
        told.append(bars.text(language))
    none = Message("无未决申请或争议", "no application or dispute pending")
    return told or [none.text(language)]


def _may_secure(values: Mapping[str, Any], language: Language) -> list[str]:
    told = [word(PartyKind[values["kind"]], language)]
    if values["barred"]:
        told.append(Message("不得提供担保", "may not").text(language))
    elif values["legal_review"]:
        told.append(Message("须法律审查", "after legal review").text(language))
    limit = Message("公司决议与国资批准请查验原件", "look at resolutions and approvals themselves")
    return [*told, limit.text(language)]


def _fingerprint(values: Mapping[str, Any], language: Language) -> list[str]:
    same = _yes(values["same"], language)
    return [
        shown.short(values["fingerprint"]),
        Message(f"一致：{same}", f"the same: {same}").text(language),
    ]


def _complete(values: Mapping[str, Any], language: Language) -> list[str]:
    acts, block = values["acts"], values["block"]
    return [
        Message(
            f"卷宗共 {acts} 项行为，卷宗头 {shown.short(values['head'])}",
            f"{acts} acts, head {shown.short(values['head'])}",
        ).text(language),
        Message(
            f"区块 {block}；以证据包离线证明",
            f"block {block}; the evidence package proves it offline",
        ).text(language),
    ]


_PARTS: Final[dict[str, Callable[[Mapping[str, Any], Language], list[str]]]] = {
    "ISSUED": _issued,
    "DEPOSITED": _deposited,
    "TERM_LEFT": _term,
    "RIGHTS_HELD": _rights,
    "ORIGIN": _origin,
    "UPSTREAM_TERM": _upstream,
    "SAME_DATA": _same_data,
    "ENCUMBRANCES": _pledges,
    "ORDERS": _orders,
    "PENDING": _pending,
    "CLASS": _class,
    "MAY_SECURE": _may_secure,
    "FINGERPRINT_OF_COPY": _fingerprint,
    "COMPLETENESS": _complete,
    "OTHER_REGISTERS": _others,
}
_NAMING: Final[dict[str, Callable[[Mapping[str, Any], Language, Mapping[str, str]], list[str]]]] = {
    "IDENTITY": _identity,
    "LICENCES": _licences,
    "VALUATION": _valuation,
    "CO_HOLDERS_OF_TITLE": _co_holders,
}
