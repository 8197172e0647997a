"""How a server logs: a line for each record, whatever the text of a fault has in it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import TracebackType

    Caught = (
        tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    )

FORMAT: Final = "time=%(asctime)s level=%(levelname)s %(message)s"
# all that some reader of the log takes for the end of a line (str.splitlines)
_ENDS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_WRITTEN: Final = {ord(each): ascii(each)[1:-1] for each in _ENDS}
INDENT: Final = "    "


class OneLine(logging.Formatter):
    """A record is one line; where a fault of ours happened follows, each of its lines indented."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own)
        """The line."""
        return super().formatMessage(record).translate(_WRITTEN)

    def formatException(self, ei: Caught) -> str:  # noqa: N802 (logging's own)
        """The trace, no line of which can be taken for a record."""
        return "\n".join(INDENT + line for line in super().formatException(ei).splitlines())


def log_to_stderr() -> None:
    """Begin to log, unless somebody else decided how."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
