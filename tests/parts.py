"""What of the machine a test needs, and what is said where it is missing."""

from typing import Final

REQUIRED: Final = "DATADEED_REQUIRE_PARTS"
MISSING: Final = "no Chromium on this machine (Debian and Ubuntu: apt-get install chromium)"
