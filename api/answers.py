"""The document of a problem, as it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from fastapi.responses import JSONResponse

from api.problems import MEDIA
from api.schemas.common import ProblemDocument
from api.texts.entering import needed
from api.texts.faults import faulted
from api.texts.remedies import remedy

if TYPE_CHECKING:
    from api.problems import Problem
    from api.schemas.common import AsOf
    from notarization.verify.report import Language

UNAUTHORIZED: Final = 401


def problem_response(
    problem: Problem, language: Language, path: str, as_of: AsOf | None = None
) -> JSONResponse:
    """The problem document (RFC 9457) in one language, with both titles."""
    told = remedy(problem.code, problem.status)
    document = ProblemDocument(
        type=f"urn:datadeed:problem:{problem.code}",
        title=problem.title.text(language),
        titles={"zh": problem.title.zh, "en": problem.title.en},
        detail=told.text(language) if told else None,
        status=problem.status,
        code=problem.code,
        fields=_worded(problem.fields),
        instance=path,
        as_of=as_of,
    )
    body: dict[str, Any] = document.model_dump(mode="json", exclude_none=True)
    # RFC 9110: who is refused for not having signed in is told how
    headers = {"www-authenticate": "Bearer"} if problem.status == UNAUTHORIZED else None
    return JSONResponse(body, status_code=problem.status, media_type=MEDIA, headers=headers)


def _worded(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a problem; what a field needs, or what is wrong with it, in Chinese too."""
    if "needs" in values:
        return {**values, "zh": needed(values["needs"]).zh}
    told = faulted(str(values.get("fault", "")))
    return values if told.zh == told.en else {**values, "zh": told.zh}
