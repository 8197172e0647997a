"""Dossiers that were read last, by their heads: a head has one state, whenever it is asked for."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Final

from ledger.queries.replay import replayed_states
from ledger.store.repositories import mirror

if TYPE_CHECKING:
    from collections.abc import Collection

    from ledger.domain.state import Dossier
    from ledger.queries.as_of import Moment
    from ledger.store.engine import Session

MOST: Final = 4_096


class Recent:
    """A process's last dossiers. A head commits to every act, so a state under it never ages."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._states: OrderedDict[tuple[bytes, bytes], Dossier] = OrderedDict()
        self._lock = Lock()

    def states(
        self, session: Session, subjects: Collection[bytes], moment: Moment
    ) -> dict[bytes, Dossier]:
        """The states of these dossiers at a moment; those that cannot be read are left out."""
        heads = mirror.readable_heads(session, subjects)
        # of an earlier moment a head says nothing
        last = {
            subject: (subject, head.head)
            for subject, head in heads.items()
            if moment.block is not None and head.block <= moment.block
        }
        with self._lock:
            found = {
                subject: self._states[key] for subject, key in last.items() if key in self._states
            }
        missing = {each: head for each, head in heads.items() if each not in found}
        read = replayed_states(session, missing, moment.bounds)
        with self._lock:
            for subject, state in read.items():
                if subject in last and state.head == last[subject][1]:
                    self._states[last[subject]] = state
            while len(self._states) > self.most:
                self._states.popitem(last=False)
        return found | read
