"""Which store an installation has: on IPFS where nodes are named, else in a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notarization.content.directory import DirectoryStore
from notarization.content.errors import NoNode

if TYPE_CHECKING:
    from ledger.settings import Settings
    from notarization.content.ipfs import IpfsStore
    from notarization.content.sealing import Reader


def store_of(settings: Settings, *staff: Reader) -> IpfsStore | DirectoryStore:
    """The content store; `staff` can open all that is not public."""
    return ipfs_of(settings, *staff) or DirectoryStore(settings.content, staff)


def require_nodes(settings: Settings) -> None:
    """Raise NoNode where contents lie on IPFS and no node is named: none of them could be read."""
    if not settings.ipfs and any(settings.content.glob("??/*.json")):
        raise NoNode(str(settings.content))


def ipfs_of(settings: Settings, *staff: Reader) -> IpfsStore | None:
    """The store on IPFS; None where no node is named."""
    if not settings.ipfs:
        return None
    # loaded only where it is used: its client is slow to load
    from notarization.content.ipfs import IpfsStore
    from notarization.content.node import Node

    return IpfsStore(settings.content, tuple(map(Node, settings.ipfs)), staff)
