"""What the values of the search's facets are called, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.texts import shown
from api.texts.words import word
from ledger.domain.acts import ApplicationState, Origin, Right, TitleState
from ledger.domain.clock import Standing
from ledger.domain.codes import tables
from ledger.domain.codes.tables import Family
from ledger.domain.profiles import by_digest
from ledger.domain.seats import seat_of
from ledger.domain.verdict import Result
from ledger.queries.ranking import Sort
from ledger.store.shelf import UNLICENSED, Facet, Licensed
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.domain.codes.tables import Label
    from ledger.queries.search import Count

FACETS: Final = {
    Facet.RIGHT: Message("权利", "Right"),
    Facet.INDUSTRY: Message("行业", "Industry"),
    Facet.REGION: Message("地域", "Region"),
    Facet.SOURCE: Message("来源", "Source"),
    Facet.STATUS: Message("状态", "Status"),
    Facet.PROFILE: Message("规则", "Rules"),
    Facet.REGISTRY: Message("登记机构", "Registry"),
    Facet.LICENCE: Message("许可", "Licence"),
}
LICENCES: Final = {
    Licensed.EXCLUSIVE.name: Message("独占许可", "Exclusive"),
    Licensed.PLAIN.name: Message("普通许可", "Plain"),
    UNLICENSED: Message("无许可", "None"),
}
SORTS: Final = {
    Sort.RELEVANCE: Message("最相关", "Most relevant"),
    Sort.NEWEST: Message("最新", "Newest"),
    Sort.OLDEST: Message("最早", "Oldest"),
}
WIDE: Final = {
    "national": Message("全国", "National"),
    "international": Message("国际", "International"),
}


# a closed set is matched, one line a member
def value_name(  # noqa: PLR0911
    facet: Facet, value: str, language: Language
) -> str:
    """What a value of a facet is called; a code without a name stands for itself."""
    match facet:
        case Facet.RIGHT:
            return word(Right[value], language)
        case Facet.SOURCE:
            return word(Origin[value], language)
        case Facet.STATUS:
            return status_name(value, language)
        case Facet.INDUSTRY:
            return _called(tables.sections(), value, language)
        case Facet.REGION:
            return (
                WIDE[value].text(language)
                if value in WIDE
                else _called(tables.provinces(), value, language)
            )
        case Facet.PROFILE:
            known = by_digest(bytes.fromhex(value))
            return known.id if known else shown.short(value)
        case Facet.REGISTRY:
            return f"{value} {shown.province(seat_of(int(value)), language)}".rstrip()
        case Facet.LICENCE:
            return LICENCES[value].text(language)


def status_name(value: str, language: Language) -> str:
    """What a record's status is called."""
    if value == Result.UNKNOWN:
        return word(Result.UNKNOWN, language)
    if value in Standing.__members__:
        return word(Standing[value], language)
    kind = TitleState if value in TitleState.__members__ else ApplicationState
    return word(kind[value], language)


def scenarios_named(scenarios: Iterable[str], language: Language) -> str:
    """Scenarios in words, one after the other; one that no table has stays as it was written."""
    between = "、" if language is Language.ZH else ", "
    known = tables.latest(Family.SCENARIOS).entries
    return between.join(_called(known, each, language) for each in scenarios)


def count_text(count: Count) -> str:
    """A count as it is shown: exact, or `10,000+`."""
    return f"{count.number:,}{'+' if count.more else ''}"


def _called(names: Mapping[str, Label], value: str, language: Language) -> str:
    found = names.get(value)
    return Message(found.zh, found.en).text(language) if found else value
