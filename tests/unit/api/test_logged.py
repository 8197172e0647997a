"""A record of a server's log is one line, whatever is in it."""

import logging
from types import TracebackType

import pytest

from api.logged import FORMAT, OneLine

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | None


def logged(text: str, caught: Caught = None) -> str:
    record = logging.LogRecord("a", logging.ERROR, "a.py", 1, "fault=%s", (text,), caught)
    return OneLine(FORMAT).format(record)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\v", "\x1c", "\x85", "\u2028"])
def test_a_fault_of_several_lines_is_told_on_one(end: str) -> None:
    line = logged(f"Bad Gateway{end}time=2026-12-01 level=INFO all is well")
    assert len(line.splitlines()) == 1
    assert line.endswith(f"Bad Gateway{ascii(end)[1:-1]}time=2026-12-01 level=INFO all is well")


def test_chinese_stays_as_it_is() -> None:
    assert logged("节点没有应答").endswith("level=ERROR fault=节点没有应答")


def broken() -> None:
    raise ValueError("broken\ntime=2026-12-01 level=INFO all is well")


def test_no_line_of_a_trace_passes_for_a_record() -> None:
    with pytest.raises(ValueError, match="broken") as caught:
        broken()
    found = (caught.type, caught.value, caught.tb)
    first, *trace = logged("it ended", found).splitlines()
    assert first.endswith("fault=it ended")
    assert trace[-1].strip() == "time=2026-12-01 level=INFO all is well"
    assert all(line.startswith("    ") for line in trace)
