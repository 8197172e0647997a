"""Presentations in the shape of the API, for its route, its page and its command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api import judging, present
from api.present import stamp
from api.schemas.presentations import AnswerOut, PresentationOut
from api.texts.questions import answered, question
from api.texts.shown import iso
from notarization.verify.report import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.queries.presentation import Answer, Presentation
    from ledger.store.engine import ReadSession


def presentation_shape(session: ReadSession, found: Presentation) -> PresentationOut:
    """A presentation with its verdict."""
    names = judging.names_of(session, found.verdicts)
    spoken = called_in(session, found)
    return PresentationOut(
        verdict=judging.one(found.verdicts, names),
        answers=[_answer(each, spoken) for each in found.answers],
        automatic=not found.held_back,
        held_back=list(found.held_back),
        time=iso(found.verdicts.time),
        as_of=stamp(found.verdicts.as_of),
    )


def called_in(session: ReadSession, found: Presentation) -> dict[Language, dict[str, str]]:
    """What the parties of a presentation are called, by language and id."""
    names = {**judging.names_of(session, found.verdicts), **found.page.names}
    return {language: judging.called(names, language) for language in Language}


def _answer(each: Answer, spoken: Mapping[Language, Mapping[str, str]]) -> AnswerOut:
    values = present.terms(each.values)
    return AnswerOut(
        number=each.number,
        code=each.code,
        source=each.source.value,
        question_zh=question(each.code, Language.ZH),
        question_en=question(each.code, Language.EN),
        zh=answered(each.code, each.values, Language.ZH, spoken[Language.ZH]),
        en=answered(each.code, each.values, Language.EN, spoken[Language.EN]),
        values=values,
        subject=each.subject.hex(),
    )
