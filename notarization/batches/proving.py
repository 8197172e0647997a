"""Proves digests of a log, and that it only grew, with what the log keeps: no node is asked."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from ledger.domain.merkle import consistency_path, path_in
from notarization.batches import anchors
from notarization.batches.errors import BatchAnchorMissing, BatchDigestUnknown, BatchLogBroken
from notarization.verify.batch import MOST_SERIES, MOST_STAMPS, BatchProof, GrowthProof
from notarization.verify.tlog import node_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from notarization.batches.log import DigestLog
    from notarization.verify.batch import AnchoredRoot, Digest

    Tokens = Callable[[AnchoredRoot], Mapping[str, Sequence[bytes]]]
    Stamps = tuple[tuple[bytes, ...], ...]


def no_tokens(root: AnchoredRoot) -> Mapping[str, Sequence[bytes]]:  # noqa: ARG001 (of any root)
    """No time stamps."""
    return {}


def prove(
    log: DigestLog, digests: Iterable[Digest], tokens: Tokens = no_tokens
) -> Iterator[BatchProof]:
    """The proof of each digest under the first batch that holds it: the earliest time known.

    `tokens` gives the series of time stamps over a root.
    Raises BatchDigestUnknown, BatchAnchorMissing, BatchLogBroken.
    """
    log.refresh()
    sizes = anchors.sizes(log.folder)
    built: dict[int, tuple[AnchoredRoot, list[list[bytes]], Stamps]] = {}
    for digest in digests:
        place = log.place(digest)
        if place is None:
            raise BatchDigestUnknown(str(digest))
        at = bisect_right(sizes, place)
        if at == len(sizes):
            raise BatchAnchorMissing(place + 1)
        size = sizes[at]
        if size not in built:
            anchor, levels = _tree(log, size)
            built[size] = (anchor, levels, _stamps(tokens(anchor)))
        anchor, levels, stamps = built[size]
        yield BatchProof(digest, place, path_in(levels, place), anchor, stamps)


def growth(log: DigestLog, first: int, second: int) -> GrowthProof:
    """What shows that the log of the second batch begins with that of the first.

    Raises BatchAnchorMissing, BatchLogBroken.
    """
    log.refresh()
    before, after = _anchor(log, first), _anchor(log, second)
    if first > second:
        raise BatchAnchorMissing(first)
    path = consistency_path(log.leaves(second), first, node_hash)
    return GrowthProof(before, after, path)


def _stamps(found: Mapping[str, Sequence[bytes]]) -> Stamps:
    """Whole series, by the names of their authorities, as many as a proof may hold."""
    series = [tuple(each) for _, each in sorted(found.items()) if each][:MOST_SERIES]
    while sum(map(len, series)) > MOST_STAMPS:
        series.pop()
    return tuple(series)


def _tree(log: DigestLog, size: int) -> tuple[AnchoredRoot, list[list[bytes]]]:
    anchor, levels = _anchor(log, size), log.levels(size)
    if levels[-1][0] != anchor.root:
        raise BatchLogBroken(str(log.folder), f"not the {size} digests that were anchored")
    return anchor, levels


def _anchor(log: DigestLog, size: int) -> AnchoredRoot:
    found = anchors.load(log.folder, size)
    if found is None:
        raise BatchAnchorMissing(size)
    return found
