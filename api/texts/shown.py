"""Values as a person reads them: times of the day in China, shares in per cent, short ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from api.texts.words import word
from ledger.domain.acts import (
    DisputeBlock,
    DisputeClaim,
    DisputeState,
    Effect,
    EndGround,
    OrderKind,
    OrderScope,
    PartyKind,
    Realisation,
    ReportKind,
    ReportPurpose,
    RevocationGround,
    Right,
    SecurityKind,
    TitleState,
)
from ledger.domain.codes.tables import provinces
from ledger.domain.licences import LicenceStanding
from ledger.domain.ranks import Shown
from ledger.domain.reports import ReportStanding
from ledger.domain.uses import MISSING, OTHER_PURPOSE
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Callable

CHINA: Final = timezone(timedelta(hours=8), "UTC+8")
CYCLE: Final = 146_097 * 86_400
LAST: Final = 253_370_764_800  # 9999-01-01T00:00Z: a time zone must not carry it past year 9999
EXPANDED: Final = 10_000
PER_CENT: Final = 10_000
FEN: Final = 100
HOUR: Final = 3_600
SHORT: Final = 8
_KINDS: Final = {
    **{kind.name: kind for kind in OrderKind},
    **{kind.name: kind for kind in PartyKind},
    **{kind.name: kind for kind in SecurityKind if kind},
}
LAWS: Final = {
    "NAT-2026 Art. 3": "《数据产权登记工作指引（试行）》第三条",
    "Civil Code Art. 414: by filing time": "《民法典》第四百一十四条：按登记时间先后",
    "Civil Code Art. 440": "《民法典》第四百四十条",
    "SPC Security Interpretation Art. 5": "《担保制度司法解释》第五条",
    "SPC Security Interpretation Art. 6": "《担保制度司法解释》第六条",
    "CaiKuai [2023] 11": "财会〔2023〕11号",
    "Company Law Art. 48": "《公司法》第四十八条",
    "Guidelines on Collateral of Commercial Banks (Yinjianfa [2017] 16)": "《商业银行押品管理指引》（银监发〔2017〕16号）",
}


def moment(time: int) -> str:
    """Date and time in China, of seconds since 1970."""
    return _written(time, CHINA, " %H:%M")


def day(time: int) -> str:
    """The date in China."""
    return _written(time, CHINA, "")


def clock(text: str) -> str:
    """An ISO time in UTC by the clock of China; one that no calendar reaches stays as it is."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return found.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S %Z")


def iso(time: int) -> str:
    """The time in UTC as ISO 8601."""
    return _written(time, UTC, "T%H:%M:%SZ")


def _written(time: int, zone: tzinfo, clock: str) -> str:
    """A time of any year: terms may name one that no calendar library reaches.

    The calendar repeats after 400 years. A year of five digits gets a sign (ISO 8601, expanded).
    """
    cycles = max(0, time - LAST) // CYCLE + (time > LAST)
    found = datetime.fromtimestamp(time - cycles * CYCLE, zone)
    year = found.year + 400 * cycles
    shown = f"{year:04d}" if year < EXPANDED else f"+{year}"
    return shown + found.strftime("-%m-%d" + clock)


def hours(seconds: int, language: Language) -> str:
    """A length of time in whole hours, the last one begun left out."""
    return Message(f"{seconds // HOUR} 小时", f"{seconds // HOUR} h").text(language)


def counted(number: int, unit: str) -> str:
    """So many of an English unit: 1 day, 2 days."""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def share(ppm: int) -> str:
    """Parts per million in per cent, exactly."""
    return f"{(Decimal(ppm) / PER_CENT).normalize():f}%"


def yuan(fen: int) -> str:
    """An amount in yuan."""
    return f"{Decimal(fen) / FEN:,.2f}"


def short(hexes: str) -> str:
    """The ends of a long hexadecimal text."""
    bare = hexes.removeprefix("0x")
    return bare if len(bare) <= 2 * SHORT else f"{bare[:SHORT]}…{bare[-SHORT:]}"


def rights(mask: int, language: Language) -> str:
    """The rights of a mask (bit n: Right n)."""
    named = [word(right, language) for right in Right if mask >> right & 1]
    return ("、" if language is Language.ZH else ", ").join(named)


def party(subject: str) -> str:
    """The ends of a party's id, of which the first twelve bytes say nothing."""
    return short(subject[-40:])


def called(name: str, kind: PartyKind, subject: str, language: Language) -> str:
    """A party by its public name; where nothing public names it, by its kind and a short id."""
    if name:
        return name
    return f"{word(kind, language)} {party(subject)}" if kind else party(subject)


def province(code: str, language: Language) -> str:
    """A province by its first two digits; one that no table has stands for itself."""
    found = provinces().get(code)
    return Message(found.zh, found.en).text(language) if found else code


def value(name: str, given: Any, language: Language) -> str:
    """A value of a finding in words, by its name there."""
    shown = _SHOWN.get(name)
    return str(given) if shown is None else shown(given, language)


def _plain(shown: Callable[[Any], str]) -> Callable[[Any, Language], str]:
    return lambda given, _: shown(given)


def _yes(given: Any, language: Language) -> str:
    yes, no = ("是", "否") if language is Language.ZH else ("yes", "no")
    return yes if given else no


def _law(given: Any, language: Language) -> str:
    return LAWS.get(given, given) if language is Language.ZH else str(given)


def _place(given: Any, language: Language) -> str:
    """The place in a queue of orders; the first is in force."""
    in_force = "生效中" if language is Language.ZH else "in force"
    waits = f"轮候第 {given} 位" if language is Language.ZH else f"waits at place {given}"
    return waits if given else in_force


def _shares(given: Any, language: Language) -> str:
    parts = [
        f"{word(right, language)} {share(part)}"
        for right, part in zip(Right, given, strict=True)
        if part
    ]
    if not parts:
        return "无" if language is Language.ZH else "none"
    return ("、" if language is Language.ZH else ", ").join(parts)


def _lack(given: Any, language: Language) -> str:
    """Why no report meets a need."""
    said = {
        MISSING: Message("未登记", "none was filed"),
        OTHER_PURPOSE: Message("用途不符", "made for another purpose"),
    }
    found = said.get(given)
    return word(ReportStanding(given), language) if found is None else found.text(language)


def _provinces(given: Any, language: Language) -> str:
    """Provinces by the first two digits of GB/T 2260; where none is named, none is another."""
    codes = [given] if isinstance(given, str) else given
    none = "本地或未公示" if language is Language.ZH else "the same, or not published"
    names = [province(each, language) for each in codes if each]
    return ("、" if language is Language.ZH else ", ").join(names) or none


_SHOWN: Final[dict[str, Callable[[Any, Language], str]]] = {
    "seat": _provinces,
    "applicants_of": _provinces,
    "data_of": _provinces,
    "licensor": _plain(party),
    "licensee": _plain(party),
    "disputant": _plain(party),
    "institution": _plain(party),
    "licence": _plain(short),
    "report": _plain(short),
    "document": _plain(short),
    "exclusive": _yes,
    "entrusted": _yes,
    "licence_from": _plain(day),
    "licence_until": _plain(day),
    "claim": lambda name, language: word(DisputeClaim[name], language),
    "dispute_state": lambda name, language: word(DisputeState[name], language),
    "blocked_by": lambda name, language: word(DisputeBlock[name], language),
    "licence_standing": lambda name, language: word(LicenceStanding(name), language),
    "base_date": _plain(day),
    "report_until": _plain(day),
    "report_kind": lambda name, language: word(ReportKind[name], language),
    "report_purpose": lambda name, language: word(ReportPurpose[name], language),
    "report_standing": lambda name, language: word(ReportStanding(name), language),
    "why": _lack,
    "registered_at": _plain(day),
    "valid_until": _plain(day),
    "until": _plain(moment),
    "since": _plain(moment),
    "clerk": _plain(party),
    "ground": lambda name, language: word(RevocationGround[name], language),
    "filed_at": _plain(moment),
    "term_end": _plain(day),
    "pledge_state": lambda name, language: word(Shown[name], language),
    "rank_agreed": _yes,
    "realisation": lambda name, language: word(Realisation[name], language),
    "known_seizure": _plain(lambda time: moment(time) if time else "—"),
    "time": _plain(moment),
    "checked_at": _plain(moment),
    "noted_at": _plain(moment),
    "filing_end": _plain(moment),
    "cancelled_at": _plain(moment),
    "objected_at": _plain(moment),
    "released_at": _plain(moment),
    "due": _plain(moment),
    "age": hours,
    "ppm": _plain(share),
    "amount_fen": _plain(lambda fen: yuan(int(fen))),
    "noted_fen": _plain(lambda fen: yuan(int(fen))),
    "party": _plain(party),
    "holder": _plain(party),
    "pledgor": _plain(party),
    "pledgee": _plain(party),
    "court": _plain(party),
    "subject": _plain(short),
    "head": _plain(short),
    "fingerprint": _plain(short),
    "pledge": _plain(short),
    "lot": _plain(short),
    "order": _plain(short),
    "article": _law,
    "rule": _law,
    "waiting": _place,
    "expired": _yes,
    "maximum": _yes,
    "noted_maximum": _yes,
    "shares": _shares,
    "pledged": _shares,
    "rights": rights,
    "right": lambda name, language: word(Right[name], language),
    "end_ground": lambda name, language: word(EndGround[name], language),
    "ended_since": _plain(day),
    "state": lambda name, language: word(TitleState[name], language),
    "scope": lambda name, language: word(OrderScope[name], language),
    "effect": lambda name, language: word(Effect[name], language),
    "kind": lambda name, language: word(_KINDS[name], language),
}
