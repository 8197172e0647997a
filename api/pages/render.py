"""Templates with what each of them needs: language, words, formats."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import segno
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.answers import UNAUTHORIZED
from api.language import COOKIE, chosen, language_of
from api.middleware import SCRIPTED
from api.pages.sent import READING, place_of, typed
from api.texts import shown
from api.texts.entering import member, needed
from api.texts.remedies import remedy
from api.texts.scripts import sentences
from api.texts.words import word
from ledger.domain.acts import Right
from ledger.domain.numbers import written
from notarization.verify.report import Language, Message

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.pages.views import Bar
    from api.problems import Problem

TEMPLATES: Final = Path(__file__).parent / "templates"
YEAR: Final = 365 * 86_400
MENU: Final = (
    ("/", Message("查询", "Search")),
    ("/verdicts", Message("按用途核验", "Verdict")),
    ("/notices", Message("公示栏", "Notice board")),
    ("/apply", Message("申请登记", "Apply")),
    ("/mine", Message("我的登记", "Mine")),
    ("/packages/check", Message("核验证据包", "Check a package")),
    ("/documents/check", Message("核对文件", "Check a paper")),
    ("/institutions", Message("机构名录", "Institutions")),
    ("/portfolio", Message("质押组合", "Portfolio")),
    ("/proposals", Message("质押与转让", "Pledge, transfer")),
    ("/uses", Message("许可与报告", "Licences")),
    ("/status", Message("状态", "Status")),
    ("/desk", Message("工作台", "Desk")),
)
MIRROR_STATES: Final = {
    "live": Message("镜像与链同步", "the mirror follows the chain"),
    "behind": Message("镜像尚未读完最新的区块", "the mirror has not read the newest blocks yet"),
    "unreachable": Message(
        "镜像联系不到链，以下内容可能已经过时",
        "the mirror cannot reach the chain: what stands here may be out of date",
    ),
    "stopped": Message(
        "镜像已停止，以下内容可能已经过时",
        "the mirror has stopped: what stands here may be out of date",
    ),
    "doubtful": Message(
        "链节点互不一致，或缺少镜像已读取的区块，以下内容可能被链撤回",
        "the chain's nodes disagree or lack what was read: what stands here may be taken back",
    ),
}


@cache
def environment() -> Environment:
    """The templates, compiled once."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "counted": shown.counted,
        "moment": shown.moment,
        "day": shown.day,
        "share": shown.share,
        "yuan": shown.yuan,
        "short": shown.short,
        "party": shown.party,
        "number": written,
    }
    return made


def scripted(request: Request, template: str, **values: Any) -> HTMLResponse:
    """A page with scripts of this site; `texts` is what they say, by code."""
    words = sentences(language_of(request.scope))
    response = page(request, template, texts=words, **values)
    response.headers["content-security-policy"] = SCRIPTED
    return response


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the language of the request."""
    language = language_of(request.scope)
    html = environment().get_template(template).render(**_common(request, language), **values)
    response = HTMLResponse(html, status_code=status)
    if chosen(request.scope) is not None:
        response.set_cookie(COOKIE, language.value, max_age=YEAR, samesite="lax", httponly=True)
    response.headers["content-language"] = "zh-CN" if language is Language.ZH else "en"
    response.headers["vary"] = "cookie"
    return response


def problem_page(request: Request, problem: Problem) -> HTMLResponse:
    """A problem as a page, with what was typed: nobody types it twice."""
    told, place = typed(request, language_of(request.scope)), place_of(request)
    response = page(
        request,
        "problem.html",
        status=problem.status,
        problem=problem,
        remedy=remedy(problem.code, problem.status),
        typed=told,
        to=urlencode({"to": place}),
        back="" if request.method in READING else place,
        q="",
    )
    if problem.status == UNAUTHORIZED:
        response.headers["www-authenticate"] = "Bearer"
    return response


def qr(text: str) -> str:
    """A QR code as SVG without any style of its own."""
    made: str = segno.make(text, error="m").svg_inline(
        border=4, omitsize=True, svgclass=None, lineclass=None
    )
    return made


def _common(request: Request, language: Language) -> dict[str, Any]:
    def say(chinese: str, english: str) -> str:
        return chinese if language is Language.ZH else english

    def rights_of(mask: int) -> str:
        return shown.rights(mask, language)

    def bar_label(bar: Bar) -> str:
        parts = (
            f"{part.name} {shown.share(part.ppm)}"
            + (say("，其中质押 ", ", of which pledged ") + shown.share(part.pledged))
            * bool(part.pledged)
            for part in bar.parts
        )
        return f"{bar.name}: {'; '.join(parts) or say('未登记', 'not registered')}"

    other = Language.EN if language is Language.ZH else Language.ZH
    return {
        "language": language,
        "zh": language is Language.ZH,
        "say": say,
        "w": lambda member: word(member, language),
        "rights_of": rights_of,
        "bar_label": bar_label,
        "rights": tuple(Right),
        "zero": b"\x00",
        "called": lambda name: member(name).text(language),
        "needed": lambda said: needed(said).text(language),
        "mirror_state": lambda state: MIRROR_STATES[state].text(language),
        "menu": [(path, text.text(language)) for path, text in MENU],
        "here": request.url.path,
        "other_language": _with_language(request, other),
        "as_of": getattr(request.state, "as_of", None),
    }


def _with_language(request: Request, language: Language) -> str:
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"{place_of(request)}?{urlencode([*query, ('lang', language.value)])}"
