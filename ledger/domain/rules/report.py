"""Reports of institutions on a title, and their withdrawal."""

from ledger.domain.acts import (
    Report,
    ReportKind,
    ReportPurpose,
    ReportState,
    ReportWithdrawal,
    TitleState,
    struct_hash,
)
from ledger.domain.dossier import Act
from ledger.domain.report_words import ReportWord, report_key
from ledger.domain.rules.outcome import Outcome, require
from ledger.domain.state import Dossier
from ledger.domain.values import replace
from ledger.domain.words import HoldingWord, TitleRecord, holding_key


def filed(state: Dossier, act: Act, terms: Report) -> Outcome:
    """A report is filed. The institution's listing stands in its own dossier: see conditions."""
    require("title is the dossier's", holds=terms.title == state.subject)
    _require_terms(terms, act.raw.time)
    require("title lives", holds=state.record(TitleRecord).state is TitleState.LIVE)
    own = state.read(holding_key(terms.institution), HoldingWord)
    require("the institution does not hold the title", holds=own.ended)
    report = struct_hash(terms)
    key = report_key(report)
    require("report is new", holds=key not in state.words, values=report.hex())
    word = ReportWord(terms.institution, ReportState.FILED, terms.kind, terms.valid_until)
    return Outcome(((key, word),), terms={key: terms})


def withdrawn(state: Dossier, _: Act, terms: ReportWithdrawal) -> Outcome:
    """A report counts no more."""
    require("title is the dossier's", holds=terms.title == state.subject)
    key = report_key(terms.report)
    word = state.read(key, ReportWord)
    stands = word.state is ReportState.FILED
    require("the report stands", holds=stands, values=terms.report.hex())
    require("a ground is named", holds=any(terms.ground))
    return Outcome(((key, replace(word, state=ReportState.WITHDRAWN)),))


def _require_terms(terms: Report, time: int) -> None:
    named = terms.kind is not ReportKind.NONE and terms.purpose is not ReportPurpose.NONE
    require("kind and purpose are named", holds=named)
    values = terms.kind is ReportKind.VALUATION
    amount = values == (terms.amount > 0)
    require("a valuation has an amount, no other has", holds=amount, values=terms.amount)
    one = not values or terms.purpose is not ReportPurpose.GENERAL
    require("a valuation is made for one purpose", holds=one)
    documents = (terms.record, terms.document, terms.independence)
    require("record and documents are named", holds=all(any(each) for each in documents))
    runs = 0 < terms.base_date <= time < terms.valid_until
    require("base date is past, the end is to come", holds=runs, values=terms.valid_until)
