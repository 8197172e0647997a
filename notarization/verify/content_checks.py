"""Whether dossiers, certificate, record and cover tell one story."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.domain.acts import ActKind, Application, Correction, Fulfilment, Issue, Notice
from ledger.domain.commitments import Disclosure
from ledger.domain.dossier import Act, Link
from ledger.domain.errors import DomainError
from ledger.domain.history import History
from ledger.domain.record import parse_notice
from ledger.domain.words import (
    CONTENT_KEY,
    RECORD_KEY,
    HoldingWord,
    filing_key,
    holding_key,
)
from notarization.verify.cover import SHEET_NAME, Cover, about
from notarization.verify.errors import VerificationError
from notarization.verify.fields import shown
from notarization.verify.manifest import Manifest
from notarization.verify.package import Evidence, cover_sheet

Histories = Mapping[bytes, History]

# The act in whose dossier the terms and signatures stand, for an act that has none of its own.
PRIMARIES: Final[dict[ActKind, frozenset[ActKind]]] = {
    ActKind.ApplicationCertified: frozenset(
        {
            ActKind.TitleIssued,
            ActKind.TitleRenewed,
            ActKind.TitleChanged,
            ActKind.TitleSurrendered,
        }
    ),
    ActKind.ObjectTitled: frozenset({ActKind.TitleIssued}),
    ActKind.ObjectFiled: frozenset({ActKind.ApplicationSubmitted}),
    ActKind.ObjectFilingEnded: frozenset({ActKind.ApplicationStepped}),
    ActKind.ObjectTitleClosed: frozenset(
        {ActKind.TitleRevoked, ActKind.TitleCancelled, ActKind.TitleSurrendered}
    ),
    ActKind.RenewalFiled: frozenset({ActKind.ApplicationSubmitted}),
    ActKind.RenewalEnded: frozenset({ActKind.ApplicationStepped}),
    ActKind.TitleSucceeded: frozenset({ActKind.PredecessorNamed}),
    ActKind.RequestFiled: frozenset({ActKind.ApplicationSubmitted}),
    ActKind.RequestEnded: frozenset({ActKind.ApplicationStepped}),
}
FILINGS: Final = frozenset({ActKind.ObjectFiled, ActKind.ObjectFilingEnded})


@dataclass(eq=False)
class LinkDisagrees(VerificationError):
    """Two dossiers do not agree about an act that touched both."""

    subject: bytes
    seq: int
    other: bytes
    fault: str
    code: ClassVar[str] = "LINK_DISAGREES"


@dataclass(eq=False)
class IssueDisagrees(VerificationError):
    """The title was issued otherwise than its application asked."""

    member: str
    expected: str
    found: str
    code: ClassVar[str] = "ISSUE_DISAGREES"


@dataclass(eq=False)
class RecordMismatch(VerificationError):
    """Opened fields do not give the record's root that was registered."""

    expected: bytes
    computed: bytes
    code: ClassVar[str] = "RECORD_MISMATCH"


@dataclass(eq=False)
class NoticeMismatch(VerificationError):
    """The fields that a notice published do not give the application's root."""

    seq: int
    expected: bytes
    computed: bytes
    code: ClassVar[str] = "NOTICE_MISMATCH"


@dataclass(eq=False)
class CoverDisagrees(VerificationError):
    """Cover, cover sheet and manifest do not say what the package holds."""

    member: str
    expected: str
    found: str
    code: ClassVar[str] = "COVER_DISAGREES"


def check_links(histories: Histories) -> int:
    """Every link between dossiers at hand is answered; how many. Raises LinkDisagrees."""
    links = 0
    for subject, history in sorted(histories.items()):
        for act in history.acts:
            for link in act.links:
                if link.subject in histories:
                    _check_link(subject, act, link, histories[link.subject])
                    links += 1
    return links


def _check_link(subject: bytes, act: Act, link: Link, history: History) -> None:
    place = (subject, act.seq, link.subject)
    if not 1 <= link.seq <= len(history.acts):
        raise LinkDisagrees(*place, f"has no act {link.seq}")
    other = history.acts[link.seq - 1]
    if Link(subject, act.seq) not in other.links:
        raise LinkDisagrees(*place, f"act {link.seq} does not name it")
    same = (act.raw.book, act.raw.block, act.raw.time)
    if same != (other.raw.book, other.raw.block, other.raw.time):
        raise LinkDisagrees(*place, f"act {link.seq} is of another moment")
    if act.actors and other.actors:
        raise LinkDisagrees(*place, "both carry actors")
    primaries = PRIMARIES.get(act.kind)
    if primaries and link == act.links[0] and other.kind not in primaries:
        raise LinkDisagrees(*place, f"act {link.seq} is {other.kind.name}")
    if act.kind in FILINGS and link == act.links[0]:
        _check_filings(place, act, history.states[link.seq].terms.get(CONTENT_KEY))


def _check_filings(place: tuple[bytes, int, bytes], act: Act, content: object) -> None:
    splits = content.splits if isinstance(content, Application) else ()
    if [key for key, _ in act.writes] != [filing_key(split.holder) for split in splits]:
        raise LinkDisagrees(*place, "the filings are not the applicants'")


def check_closings(histories: Histories) -> None:
    """The end of a title ends the filings of its first applicants.

    Raises LinkDisagrees.
    """
    for subject, history in histories.items():
        for act in history.acts:
            if act.kind is not ActKind.ObjectTitleClosed or act.links[0].subject not in histories:
                continue
            link = act.links[0]
            title = histories[link.subject].states[link.seq]
            issued = title.terms.get(RECORD_KEY)
            content = _content(issued, histories) if isinstance(issued, Issue) else None
            _check_filings((subject, act.seq, link.subject), act, content)


def check_issue(title: History, histories: Histories) -> Issue:
    """The title is what its application asked for: terms, count and every holder's shares.

    Returns what was issued. Raises IssueDisagrees.
    """
    first, state = title.acts[0], title.states[1]
    terms = state.terms.get(RECORD_KEY)
    if not isinstance(terms, Issue):
        raise IssueDisagrees("terms", "Issue", first.kind.name)
    content = _content(terms, histories)
    if not isinstance(content, Application):
        raise IssueDisagrees("application", "filed content", f"none at act {terms.seq}")
    for member in ("registry", "fingerprint", "record", "profile"):
        asked, given = getattr(content, member), getattr(terms, member)
        if asked != given:
            raise IssueDisagrees(member, _text(asked), _text(given))
    asked_shares = {
        holding_key(split.holder): (split.hold, split.use, split.oper) for split in content.splits
    }
    given_shares = {
        key: HoldingWord.parse(word).shares for key, word in first.writes if key != RECORD_KEY
    }
    if asked_shares != given_shares:
        raise IssueDisagrees("shares", _shares(asked_shares), _shares(given_shares))
    return terms


def _content(terms: Issue, histories: Histories) -> object:
    """What was on file when the title was issued."""
    application = histories.get(terms.application)
    if application is None or terms.seq >= len(application.states):
        return None
    return application.states[terms.seq].terms.get(CONTENT_KEY)


def check_record(disclosure: Disclosure, registered: bytes) -> str:
    """The opened fields are the registered record's; their names. Raises RecordMismatch."""
    if disclosure.root != registered:
        raise RecordMismatch(registered, disclosure.root)
    return ", ".join(opening.name for opening in disclosure.openings)


@dataclass(frozen=True, slots=True)
class Notices:
    """The notices of an application: how many opened its record, and which acts opened nothing."""

    read: int
    unread: tuple[int, ...]


def check_notices(*dossiers: History) -> Notices:
    """Every notice opens the content that it published, or nothing at all; so do corrections.

    The register takes any bytes for a notice. Bytes that are no notice claim nothing, so nothing is
    false about them: they are counted apart, for the report to say. Raises NoticeMismatch.
    """
    read, unread = 0, []
    for seq, clear, record in (each for dossier in dossiers for each in _publications(dossier)):
        try:
            root = parse_notice(clear).root
        except DomainError:
            unread.append(seq)
            continue
        if root != record:
            raise NoticeMismatch(seq, record, root)
        read += 1
    return Notices(read, tuple(unread))


def _publications(dossier: History) -> Iterator[tuple[int, bytes, bytes]]:
    """What was published, and of which record: the act's count, the bytes, the record's root."""
    for act, before in zip(dossier.acts, dossier.states, strict=False):
        content = before.terms.get(CONTENT_KEY)
        if isinstance(act.terms, Notice) and isinstance(content, Application):
            yield act.seq, act.terms.clear, content.record
        if isinstance(act.terms, Correction) and act.terms.clear:
            yield act.seq, act.terms.clear, act.terms.record
        if isinstance(act.terms, Fulfilment) and act.terms.clear:
            yield act.seq, act.terms.clear, dict(act.writes).get(CONTENT_KEY, b"")


def check_cover(evidence: Evidence, manifest: Manifest, files: Mapping[str, bytes]) -> None:
    """Cover, sheet and manifest say what the package holds. Raises CoverDisagrees."""
    for member, expected, found in _cover_values(evidence, manifest):
        if expected != found:
            raise CoverDisagrees(member, expected, found)
    if files.get(SHEET_NAME) != cover_sheet(evidence, files):
        raise CoverDisagrees(SHEET_NAME, "the sheet of cover.json", "another text")


def _cover_values(evidence: Evidence, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    cover: Cover = evidence.cover
    for member in ("title", "holder", "number"):
        expected, found = getattr(evidence.certificate, member), getattr(cover, member)
        yield member, _text(expected), _text(found)
    expected_about, found_about = about(cover), dict(manifest.about)
    yield "manifest.about", str(expected_about), str(found_about)


def _shares(shares: Mapping[bytes, tuple[int, ...]]) -> str:
    return ", ".join(f"{key[12:].hex()} {list(map(int, parts))}" for key, parts in shares.items())


def _text(value: object) -> str:
    return shown(value) if isinstance(value, bytes) else str(value)
