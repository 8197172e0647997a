"""What people type into forms, read exactly: per cent, yuan, days and times of China."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Final

from api.problems import EntryUnclear
from api.texts.shown import CHINA, FEN, PER_CENT
from ledger.domain.proceeds import Deposit

_PER_CENT: Final = re.compile(r"\d{1,3}(\.\d{1,4})?")
_YUAN: Final = re.compile(r"\d{1,30}(\.\d{1,2})?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
END_OF_DAY: Final = "T23:59:59"


def ppm_of(member: str, text: str) -> int:
    """Parts per million of a percentage of at most four places. Raises EntryUnclear."""
    if not _PER_CENT.fullmatch(text.strip()):
        raise EntryUnclear(member, "0.0001 – 100 %")
    return int(Decimal(text.strip()) * PER_CENT)


def fen_of(member: str, text: str) -> int:
    """Fen of an amount in yuan, with or without commas. Raises EntryUnclear."""
    plain = text.strip().replace(",", "").replace("，", "")
    if not _YUAN.fullmatch(plain):
        raise EntryUnclear(member, "yuan, as 8000000.00")
    return int(Decimal(plain) * FEN)


def seconds_of(member: str, text: str) -> int:
    """Seconds since 1970 of a time in China, of a day its last second. Raises EntryUnclear."""
    whole = text.strip() + (END_OF_DAY if _DAY.fullmatch(text.strip()) else "")
    try:
        found = datetime.fromisoformat(whole)
        return int(found.replace(tzinfo=found.tzinfo or CHINA).timestamp())
    except (ValueError, OverflowError, OSError) as fault:
        raise EntryUnclear(
            member, "a day or time of China, as 2026-11-23 or 2026-11-23T10:05:11"
        ) from fault


def octets_of(member: str, text: str, *, optional: bool = False) -> bytes:
    """32 bytes of hexadecimal digits, zeros of nothing where it may lack. Raises EntryUnclear."""
    digits = text.strip().lower().removeprefix("0x")
    if optional and not digits:
        return bytes(32)
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise EntryUnclear(member, "64 hexadecimal digits")
    return bytes.fromhex(digits)


def deposit_of(depositary: str, amount: str, receipt: str) -> Deposit | None:
    """What of a price is deposited; None where nothing of it is told. Raises EntryUnclear."""
    if not any(map(str.strip, (depositary, amount, receipt))):
        return None
    return Deposit(
        depositary, fen_of("proceeds", amount or "0"), octets_of("receipt", receipt, optional=True)
    )
