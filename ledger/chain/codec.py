"""From the register's logs to the acts of the domain, strictly."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.chain.errors import ChainError
from ledger.chain.records import RawLog
from ledger.domain.abi import AbiError, Bytes, Row
from ledger.domain.dossier import RawAct
from ledger.domain.keccak import keccak256

ACTED: Final = keccak256(b"Acted(bytes32,uint8,address,bytes)")
TOPICS: Final = 4
WORD: Final = 32
ADDRESS: Final = 20
_DATA: Final = Row((Bytes(),))


@dataclass(eq=False)
class LogUnreadable(ChainError):
    """A log of the register is no act as this version knows them.

    `subject` is the dossier that its topics name, empty when they name none.
    """

    block: int
    log_index: int
    subject: bytes
    fault: str
    code: ClassVar[str] = "LOG_UNREADABLE"


def raw_act(log: RawLog, time: int) -> RawAct:
    """The act of a log in a block of this time. Raises LogUnreadable."""
    if len(log.topics) != TOPICS or log.topics[0] != ACTED:
        raise _unreadable(log, "its topics are not those of Acted")
    _, subject, kind, book = log.topics
    if any(kind[:-1]) or any(book[: WORD - ADDRESS]):
        raise _unreadable(log, "dirty topic")
    try:
        (data,) = _DATA.decode(log.data)
    except AbiError as fault:
        raise _unreadable(log, str(fault)) from fault
    return RawAct(
        subject=subject,
        kind=kind[-1],
        book=book[-ADDRESS:],
        data=data,
        block=log.block_number,
        time=time,
    )


def _unreadable(log: RawLog, fault: str) -> LogUnreadable:
    named = len(log.topics) == TOPICS and log.topics[0] == ACTED
    subject = log.topics[1] if named else b""
    return LogUnreadable(log.block_number, log.log_index, subject, fault)
