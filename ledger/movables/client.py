"""The movables register over HTTP: what it holds of a number or a debtor, and filing in it."""

from __future__ import annotations

import time
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Protocol

import httpx

from ledger.domain import canonical
from ledger.domain.movables import By
from ledger.domain.movables_answer import Answer, MovablesWrong, answer_of
from ledger.domain.movables_filing import filing_receipt
from ledger.movables.errors import FilingRefused, MovablesUnreachable, MovablesUnreadable
from ledger.outside import (
    AnswerTooLong,
    NoAnswer,
    Patience,
    RefusalUnclear,
    answered,
    patiently,
    refusal_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.domain.movables import Question
    from ledger.domain.movables_filing import Filing, FilingReceipt, Later

PATH: Final = "/v1/filings"
KEY: Final = "Idempotency-Key"
MOST_ANSWER: Final = 2**20
MOST_PAGES: Final = 50
TAKEN: Final = frozenset({200, 201})
REFUSED: Final = frozenset({403, 404, 409, 422})


class MovablesRegister(Protocol):
    """The movables register, as we meet it."""

    def ask(self, question: Question) -> Answer:
        """All that it holds on a question; nothing where it knows nothing.

        Raises:
            MovablesUnreachable, MovablesUnreadable: nobody knows; ask again.
            MovablesWrong: it answers something else.
        """

    def file(self, filing: Filing) -> FilingReceipt:
        """File as a secured party; the same twice is one filing.

        Raises:
            MovablesUnreachable, MovablesUnreadable: nobody knows whether it was filed; ask again.
            FilingRefused: it takes no such filing.
            MovablesWrong: it answers with the receipt of something else.
        """

    def enter(self, later: Later) -> FilingReceipt:
        """Enter something later on a filing; the same twice is one entry. Raises as `file`."""


class HttpMovables:
    """The movables register behind an address. One question at a time."""

    def __init__(
        self,
        url: str,
        patience: Patience | None = None,
        *,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.patience = patience or Patience()
        self.wait = wait

    def ask(self, question: Question) -> Answer:
        """See MovablesRegister."""
        whole = self._page(question, "")
        pages = 1
        while whole.more:
            if pages == MOST_PAGES:
                raise MovablesUnreadable(self.url, f"more than {MOST_PAGES} pages")
            whole = _joined(whole, self._page(question, whole.statements[-1].number))
            pages += 1
        return whole

    def file(self, filing: Filing) -> FilingReceipt:
        """See MovablesRegister."""
        return self._entered(PATH, filing.body)

    def enter(self, later: Later) -> FilingReceipt:
        """See MovablesRegister."""
        return self._entered(f"{PATH}/{later.number}/entries", later.body)

    def _page(self, question: Question, after: str) -> Answer:
        query = {"by": question.by.value, "key": question.key, "after": after}
        request = httpx.Request("GET", self.url + PATH, params=query)
        status, data = self._patient(request)
        if status not in TAKEN:
            raise MovablesUnreachable(self.url, f"HTTP status {status}")
        try:
            answer = answer_of(question, data)
        except canonical.CanonicalJsonError as fault:
            raise MovablesUnreadable(self.url, fault.code) from fault
        first = answer.statements[0].number if answer.statements else ""
        if (after and first <= after) or (answer.more and not answer.statements):
            raise MovablesWrong("filings", f"behind {after}", first)
        if question.by is By.NUMBER and answer.more:
            raise MovablesWrong("more", "false", "true")
        return answer

    def _entered(self, path: str, body: bytes) -> FilingReceipt:
        headers = {"Content-Type": "application/json", KEY: sha256(body).hexdigest()}
        request = httpx.Request("POST", self.url + path, content=body, headers=headers)
        status, data = self._patient(request)
        if status in REFUSED:
            raise self._refusal(data)
        if status not in TAKEN:
            raise MovablesUnreachable(self.url, f"HTTP status {status}")
        try:
            return filing_receipt(body, data)
        except canonical.CanonicalJsonError as fault:
            raise MovablesUnreadable(self.url, fault.code) from fault

    def _patient(self, request: httpx.Request) -> tuple[int, bytes]:
        """What is answered; asked again, each time after twice the pause."""
        again = (MovablesUnreachable, MovablesUnreadable)
        return patiently(lambda: self._answer(request), again, self.patience, self.wait)

    def _answer(self, request: httpx.Request) -> tuple[int, bytes]:
        try:
            return answered(request, self.patience, MOST_ANSWER)
        except NoAnswer as fault:
            raise MovablesUnreachable(self.url, fault.fault) from fault
        except AnswerTooLong as fault:
            raise MovablesUnreadable(self.url, f"more than {fault.most} bytes") from fault

    def _refusal(self, data: bytes) -> FilingRefused | MovablesUnreadable:
        try:
            return FilingRefused(*refusal_of(data))
        except RefusalUnclear as fault:
            return MovablesUnreadable(self.url, fault.fault)


def _joined(first: Answer, behind: Answer) -> Answer:
    """Two pages as one answer: it is as old as the older, and as many bytes as both."""
    return replace(
        behind,
        as_of=min(first.as_of, behind.as_of),
        statements=(*first.statements, *behind.statements),
        data=first.data + behind.data,
    )
