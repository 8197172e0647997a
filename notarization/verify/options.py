"""What the verifier's command line understands, said once for both of its names."""

from datetime import datetime, timedelta, timezone
from typing import Final

BEIJING: Final = timezone(timedelta(hours=8))


def moment(text: str) -> int:
    """Seconds since 1970 of an ISO 8601 time; without an offset it is Beijing time.

    Raises ValueError.
    """
    found = datetime.fromisoformat(text)
    return int((found if found.tzinfo else found.replace(tzinfo=BEIJING)).timestamp())
