"""What checks of documents found, in the shapes of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.present import stamp
from api.schemas.documents import CheckedOut, DifferenceOut, DigestCheckedOut, MarkOut, SignatureOut
from api.texts.shown import iso

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.paper.checking import Checked, Difference, DigestChecked
    from api.wiring import Reading
    from notarization.paper.marks import Signed


def checked_shape(found: Checked, now: Reading) -> CheckedOut:
    """A document that was brought."""
    return CheckedOut(
        agreement=found.agreement,
        reason=found.reason,
        number=found.number,
        block=found.block,
        face_check=found.face_check,
        face=_differences(found.face),
        fields=_differences(found.fields),
        since=_differences(found.since),
        signature=_signature(found.signature),
        as_of=stamp(now.as_of),
    )


def _signature(found: Signed) -> SignatureOut:
    return SignatureOut(
        grade=found.grade,
        signer=found.signer,
        time=iso(found.time) if found.time else "",
        marks=[
            MarkOut(code=each.code, grade=each.grade, detail=each.detail) for each in found.marks
        ],
    )


def digest_shape(found: DigestChecked, now: Reading) -> DigestCheckedOut:
    """A code that was read."""
    return DigestCheckedOut(
        agreement=found.agreement,
        reason=found.reason,
        number=found.number,
        block=found.block,
        digest=found.digest,
        standing=found.standing,
        as_of=stamp(now.as_of),
    )


def _differences(found: Sequence[Difference]) -> list[DifferenceOut]:
    return [
        DifferenceOut(field=each.field, document=each.document, ledger=each.ledger)
        for each in found
    ]
