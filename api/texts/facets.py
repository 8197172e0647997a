"""What the values of the search's facets are called, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from api.texts import shown
from api.texts.words import word
from ledger.domain.acts import ApplicationState, Origin, Right, TitleState
from ledger.domain.profiles import load
from ledger.queries.ranking import Sort
from ledger.store.shelf import EXPIRED, Facet
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.queries.search import Count

FACETS: Final = {
    Facet.RIGHT: Message("权利", "Right"),
    Facet.INDUSTRY: Message("行业", "Industry"),
    Facet.REGION: Message("地域", "Region"),
    Facet.SOURCE: Message("来源", "Source"),
    Facet.STATUS: Message("状态", "Status"),
    Facet.PROFILE: Message("规则", "Rules"),
}
SORTS: Final = {
    Sort.RELEVANCE: Message("最相关", "Most relevant"),
    Sort.NEWEST: Message("最新", "Newest"),
    Sort.OLDEST: Message("最早", "Oldest"),
}
OVER: Final = Message("已届满", "Expired")
# ledger.domain.codes.SCENARIOS
SCENARIOS: Final = {
    "工业制造": "Manufacturing",
    "现代农业": "Modern agriculture",
    "商贸流通": "Trade and distribution",
    "交通运输": "Transport",
    "金融服务": "Financial services",
    "科技创新": "Science and innovation",
    "文化旅游": "Culture and tourism",
    "医疗健康": "Health care",
    "应急管理": "Emergency management",
    "气象服务": "Weather services",
    "城市治理": "City governance",
    "绿色低碳": "Green and low-carbon",
}
# GB/T 4754-2017, the sections
INDUSTRIES: Final = {
    "A": Message("农、林、牧、渔业", "Agriculture, forestry, animal husbandry and fishery"),
    "B": Message("采矿业", "Mining"),
    "C": Message("制造业", "Manufacturing"),
    "D": Message("电力、热力、燃气及水生产和供应业", "Electricity, heat, gas and water"),
    "E": Message("建筑业", "Construction"),
    "F": Message("批发和零售业", "Wholesale and retail trade"),
    "G": Message("交通运输、仓储和邮政业", "Transport, storage and post"),
    "H": Message("住宿和餐饮业", "Hotels and catering"),
    "I": Message(
        "信息传输、软件和信息技术服务业", "Information transmission, software and IT services"
    ),
    "J": Message("金融业", "Finance"),
    "K": Message("房地产业", "Real estate"),
    "L": Message("租赁和商务服务业", "Leasing and business services"),
    "M": Message("科学研究和技术服务业", "Scientific research and technical services"),
    "N": Message(
        "水利、环境和公共设施管理业", "Water conservancy, environment and public facilities"
    ),
    "O": Message("居民服务、修理和其他服务业", "Services to households, repair and other services"),
    "P": Message("教育", "Education"),
    "Q": Message("卫生和社会工作", "Health and social work"),
    "R": Message("文化、体育和娱乐业", "Culture, sports and entertainment"),
    "S": Message(
        "公共管理、社会保障和社会组织", "Public management, social security and organisations"
    ),
    "T": Message("国际组织", "International organisations"),
}
# GB/T 2260, the province part; and the two scopes that lie in none
REGIONS: Final = {
    "11": Message("北京市", "Beijing"),
    "12": Message("天津市", "Tianjin"),
    "13": Message("河北省", "Hebei"),
    "14": Message("山西省", "Shanxi"),
    "15": Message("内蒙古自治区", "Inner Mongolia"),
    "21": Message("辽宁省", "Liaoning"),
    "22": Message("吉林省", "Jilin"),
    "23": Message("黑龙江省", "Heilongjiang"),
    "31": Message("上海市", "Shanghai"),
    "32": Message("江苏省", "Jiangsu"),
    "33": Message("浙江省", "Zhejiang"),
    "34": Message("安徽省", "Anhui"),
    "35": Message("福建省", "Fujian"),
    "36": Message("江西省", "Jiangxi"),
    "37": Message("山东省", "Shandong"),
    "41": Message("河南省", "Henan"),
    "42": Message("湖北省", "Hubei"),
    "43": Message("湖南省", "Hunan"),
    "44": Message("广东省", "Guangdong"),
    "45": Message("广西壮族自治区", "Guangxi"),
    "46": Message("海南省", "Hainan"),
    "50": Message("重庆市", "Chongqing"),
    "51": Message("四川省", "Sichuan"),
    "52": Message("贵州省", "Guizhou"),
    "53": Message("云南省", "Yunnan"),
    "54": Message("西藏自治区", "Tibet"),
    "61": Message("陕西省", "Shaanxi"),
    "62": Message("甘肃省", "Gansu"),
    "63": Message("青海省", "Qinghai"),
    "64": Message("宁夏回族自治区", "Ningxia"),
    "65": Message("新疆维吾尔自治区", "Xinjiang"),
    "71": Message("台湾省", "Taiwan"),
    "81": Message("香港特别行政区", "Hong Kong"),
    "82": Message("澳门特别行政区", "Macao"),
    "national": Message("全国", "National"),
    "international": Message("国际", "International"),
}


def value_name(facet: Facet, value: str, language: Language) -> str:
    """What a value of a facet is called; a code without a name stands for itself."""
    match facet:
        case Facet.RIGHT:
            return word(Right[value], language)
        case Facet.SOURCE:
            return word(Origin[value], language)
        case Facet.STATUS:
            return status_name(value, language)
        case Facet.INDUSTRY:
            return _called(INDUSTRIES, value, language)
        case Facet.REGION:
            return _called(REGIONS, value, language)
        case Facet.PROFILE:
            known = load()
            return known.id if value == known.digest.hex() else shown.short(value)


def status_name(value: str, language: Language) -> str:
    """What a record's status is called."""
    if value == EXPIRED:
        return OVER.text(language)
    kind = TitleState if value in TitleState.__members__ else ApplicationState
    return word(kind[value], language)


def scenarios_named(scenarios: Iterable[str], language: Language) -> str:
    """Scenarios in words, one after the other; one that no list has stays as it was written."""
    if language is Language.ZH:
        return "、".join(scenarios)
    return ", ".join(SCENARIOS.get(each, each) for each in scenarios)


def count_text(count: Count) -> str:
    """A count as it is shown: exact, or `10,000+`."""
    return f"{count.number:,}{'+' if count.more else ''}"


def _called(names: dict[str, Message], value: str, language: Language) -> str:
    found = names.get(value)
    return found.text(language) if found else value
