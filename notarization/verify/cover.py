"""`cover.json` and `cover.zh.txt`: who asked for the package, for what, as of when, and its answer.

The sheet for people is made of the data; the verifier makes it again and compares, so that nobody
reads another sheet than the one that was checked.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.canonical import encode
from ledger.domain.numbers import read_number, written
from ledger.domain.verdict import Purpose, Result, Verdict
from notarization.verify.certificate import Certificate
from notarization.verify.claim import ChainClaim
from notarization.verify.fields import Fields, shown
from notarization.verify.inventory import FIRST_REASONS, REASONS, Absence, Entry, part_text
from notarization.verify.report import Message
from notarization.verify.wording import (
    FINDINGS,
    FIRST_FINDINGS,
    NOT_HELD,
    NOT_PROVEN,
    PURPOSES,
    RESULTS,
    beijing,
    findings,
    one_line,
    printable,
    shares,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ledger.domain.canonical import JsonValue
    from ledger.domain.commitments import Opening

FIRST: Final = "datadeed/cover/1"
SCHEMA: Final = "datadeed/cover/2"
COVER_NAME: Final = "cover.json"
SHEET_NAME: Final = "cover.zh.txt"
ID: Final = 32


@dataclass(frozen=True, slots=True)
class Words:
    """What the sheets of one schema say. Words are never changed: others are another schema."""

    findings: "Mapping[str, Message]"
    reasons: "Mapping[Absence, Message]"
    not_held: tuple[Message, ...]
    line: "Callable[[str], str]"


WORDS: Final = {
    FIRST: Words(FIRST_FINDINGS, FIRST_REASONS, (), printable),
    SCHEMA: Words(FINDINGS, REASONS, NOT_HELD, one_line),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict as its codes."""

    result: Result
    blocks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """The request that a package answers. Times in seconds since 1970."""

    requester: str
    purpose: Purpose
    case_ref: str
    as_of: int
    prepared_at: int
    title: bytes
    holder: bytes
    number: int
    answer: Answer
    schema: str = SCHEMA


def answer_of(verdict: Verdict) -> Answer:
    """A verdict's codes."""
    return Answer(
        verdict.result,
        tuple(finding.code for finding in verdict.blocks),
        tuple(finding.code for finding in verdict.warnings),
    )


def about(cover: Cover) -> dict[str, str]:
    """What the manifest says that the package is."""
    return {
        "asOf": str(cover.as_of),
        "certificate": written(cover.number),
        "purpose": cover.purpose.value,
        "title": shown(cover.title),
    }


def write_cover(cover: Cover) -> bytes:
    """The file's bytes."""
    return encode(
        {
            "schema": cover.schema,
            "requester": cover.requester,
            "purpose": cover.purpose.value,
            "caseRef": cover.case_ref,
            "asOf": cover.as_of,
            "preparedAt": cover.prepared_at,
            "title": shown(cover.title),
            "holder": shown(cover.holder),
            "number": written(cover.number),
            "answer": {
                "result": cover.answer.result.value,
                "blocks": cover.answer.blocks,
                "warnings": cover.answer.warnings,
            },
        }
    )


def read_cover(value: "JsonValue") -> Cover:
    """The cover of a parsed file. Raises FieldError, NumberMalformed."""
    fields = Fields(value, COVER_NAME)
    schema = fields.schema(*WORDS)
    answer = fields.inner("answer")
    cover = Cover(
        requester=fields.text("requester"),
        purpose=fields.member("purpose", Purpose),
        case_ref=fields.text("caseRef"),
        as_of=fields.natural("asOf", 2**40),
        prepared_at=fields.natural("preparedAt", 2**40),
        title=fields.data("title", ID),
        holder=fields.data("holder", ID),
        number=read_number(fields.text("number")),
        answer=Answer(
            answer.member("result", Result), answer.texts("blocks"), answer.texts("warnings")
        ),
        schema=schema,
    )
    answer.end()
    fields.end()
    return cover


def sheet(
    cover: Cover,
    certificate: Certificate,
    claim: ChainClaim,
    names: "Iterable[str]",
    parts: tuple[Entry, ...] | None = None,
) -> bytes:
    """The Chinese cover sheet, UTF-8 with line feeds; `parts` are those of version 2."""
    words = WORDS[cover.schema]
    contents = [f"  {part_text(each, words.reasons)}" for each in parts or ()]
    lines = [
        "数契 DataDeed 数据产权登记证据包",
        "",
        *_request_lines(cover, words),
        "",
        *_certificate_lines(cover, certificate, words),
        "",
        *_chain_lines(claim),
        "",
        *_answer_lines(cover, words),
        "",
        *(["内容目录：", *contents, ""] if contents else []),
        "文件清单：",
        *(f"  {each}" for each in sorted(names)),
        "",
        "本证据包不证明：",
        *_numbered(NOT_PROVEN),
        "",
        *(["本证据包不含：", *_numbered(words.not_held), ""] if words.not_held else []),
        "核验方法：datadeed verify 证据包 --trust 核验方自备的信任文件（信任文件不在本包内）",
        "",
    ]
    return "\n".join(lines).encode()


def _request_lines(cover: Cover, words: Words) -> list[str]:
    return [
        f"申请人：{words.line(cover.requester)}",
        f"用途：{PURPOSES[cover.purpose].zh}",
        f"案号或业务编号：{words.line(cover.case_ref)}",
        f"证据截止时间：{beijing(cover.as_of)}（北京时间）",
        f"制作时间：{beijing(cover.prepared_at)}（北京时间）",
    ]


def _certificate_lines(cover: Cover, certificate: Certificate, words: Words) -> list[str]:
    opened = certificate.disclosure.openings if certificate.disclosure else ()
    name = next((_text(each) for each in opened if each.name == "data_name"), "（未披露）")
    version = f"第 {certificate.version} 版{'，已注销' if certificate.closed else ''}"
    begin, end = beijing(certificate.registered_at), beijing(certificate.valid_until)
    return [
        f"登记凭证编号：{written(cover.number)}（{version}）",
        f"数据名称：{words.line(name)}",
        f"登记标识：{shown(cover.title)}",
        f"权利人标识：{shown(cover.holder)}",
        f"份额：{shares(certificate.shares).zh}",
        f"其中已质押：{shares(certificate.pledged).zh}",
        f"登记时间：{begin}；有效期至：{end}（北京时间）",
    ]


def _chain_lines(claim: ChainClaim) -> list[str]:
    return [
        f"链标识：{claim.chain_id}",
        f"登记簿合约地址：{shown(claim.register.address)}",
        f"登记簿代码哈希：{shown(claim.register.code_hash)}",
        f"区块：{claim.number}，时间 {beijing(claim.time)}（北京时间）",
        f"区块哈希：{shown(claim.hash)}",
    ]


def _answer_lines(cover: Cover, words: Words) -> list[str]:
    result = cover.answer.result
    return [
        f"结论（{PURPOSES[cover.purpose].zh}）：{result.value} {RESULTS[result].zh}",
        f"妨碍事项：{findings(cover.answer.blocks, words.findings).zh}",
        f"提示事项：{findings(cover.answer.warnings, words.findings).zh}",
    ]


def _numbered(messages: tuple[Message, ...]) -> list[str]:
    return [f"  {place}. {message.zh}" for place, message in enumerate(messages, start=1)]


def _text(opening: "Opening") -> str:
    """A field in words: a text as it is, anything else as JSON."""
    value = opening.json()
    return value if isinstance(value, str) else opening.value.decode()
