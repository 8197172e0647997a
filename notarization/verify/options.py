"""What the verifier's command line understands, said once for both of its names.

`python -m notarization.verify` builds its parser from it, `datadeed verify` its options and help.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from ledger.domain.verdict import Purpose
from notarization.verify.report import Language, Message

BEIJING: Final = timezone(timedelta(hours=8))
# A wrong command line must not look like a grade (0 to 3): sysexits.h EX_USAGE.
USAGE: Final = 64


def moment(text: str) -> int:
    """Seconds since 1970 of an ISO 8601 time; without an offset it is Beijing time.

    Raises ValueError.
    """
    found = datetime.fromisoformat(text)
    return int((found if found.tzinfo else found.replace(tzinfo=BEIJING)).timestamp())


@dataclass(frozen=True, slots=True)
class Option:
    """One option; `parse` reads its value and raises ValueError, None for a switch."""

    flag: str
    help: Message
    parse: Callable[[str], object] | None = None
    shown: str = ""
    required: bool = False


ABOUT: Final = Message(
    "离线核验证据包，不需要链、数据库与网络。信任文件须由核验人自备。"
    "退出码：0 通过，1 不通过，2 不完整，3 无法读取，64 用法错误。",
    "Check an evidence package without chain, database or network, against a trust file of your"
    " own. Exit code: 0 VERIFIED, 1 REJECTED, 2 INCOMPLETE, 3 unreadable, 64 wrong usage.",
)
PACKAGE: Final = Message(
    "证据包（.evidence.zip），或批次证明", "the evidence package (.evidence.zip), or a batch proof"
)
PURPOSES: Final = ", ".join(Purpose)
OPTIONS: Final = (
    Option(
        "--trust",
        Message("核验人自己的信任文件", "The verifying party's own trust file"),
        Path,
        "FILE",
        required=True,
    ),
    Option(
        "--purpose",
        Message("封面以外的用途：" + PURPOSES, "Another purpose than the cover's: " + PURPOSES),
        Purpose,
        "PURPOSE",
    ),
    Option(
        "--at",
        Message(
            "封面以外的时点，如 2026-01-31T12:00:00+08:00；未写时区的按北京时间",
            "Another moment, as 2026-01-31T12:00:00+08:00; Beijing time where no offset is named",
        ),
        moment,
        "TIME",
    ),
    Option(
        "--verdict",
        Message(
            "登记机构签署的核验结论（JWS），按其区块重算并比较",
            "A verdict that the registry signed (JWS): worked out anew as of its block",
        ),
        Path,
        "FILE",
    ),
    Option(
        "--lang",
        Message("报告的语言：zh 或 en", "Language of the report: zh or en"),
        Language,
        "LANG",
    ),
    Option("--json", Message("以规范 JSON 输出全部核验", "The whole report as canonical JSON")),
)
