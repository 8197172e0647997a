"""`redaction.json`: which fields of the record are opened, and the commitment of each that is not.

It is made of the certificate's disclosure and the tombstones, so that who withholds a field cannot
leave out that he does: the root that is on the chain only comes out with every leaf in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.domain.canonical import encode
from notarization.verify.fields import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.commitments import Disclosure
    from notarization.verify.tombstones import Signed

SCHEMA: Final = "datadeed/redaction/1"
REDACTION_NAME: Final = "redaction.json"
WITHHELD, ERASED = "WITHHELD", "ERASED"


def write_redaction(record: bytes, disclosure: Disclosure, tombstones: Iterable[Signed]) -> bytes:
    """The file's bytes; `record` is the registered root."""
    erased = {each.tombstone.leaf for each in tombstones}
    return encode(
        {
            "schema": SCHEMA,
            "record": shown(record),
            "fields": len(disclosure.openings) + len(disclosure.withheld),
            "opened": [each.name for each in disclosure.openings],
            "withheld": [
                {
                    "position": each.position,
                    "leaf": shown(each.leaf),
                    "ground": ERASED if each.leaf in erased else WITHHELD,
                }
                for each in disclosure.withheld
            ],
        }
    )
