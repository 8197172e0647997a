"""docs/acts.md tells of every kind of act what it leaves: held against an act of each kind."""

import re
from typing import Final

import pytest

from ledger.domain.acts import ACTS, ActKind, SubjectKind, Tag
from ledger.domain.evolve import RULES
from tests.modules import ROOT
from tests.story import story
from tests.unit.ledger.domain.test_vectors import load, raw

PAGE: Final = (ROOT / "docs/acts.md").read_text(encoding="utf-8")
ROW: Final = re.compile(r"^\| (\w+) \| (\w*) ?\| ([A-Z, ]+) \| ([^|]*)\|$", re.MULTILINE)
ROWS: Final = {row[0]: row[1:] for row in ROW.findall(PAGE) if row[0] in ActKind.__members__}


def pattern(words: str) -> str:
    """The words of a row as a regular expression over tags."""
    tokens = re.sub(r"\(.*", "", words).split()
    return "".join(
        f"(?:{token.rstrip('?*+')} ){token[len(token.rstrip('?*+')) :]}" for token in tokens
    )


def found() -> list[tuple[str, str]]:
    """Kind and tags of acts: one of every kind among the vectors, and the story's."""
    vectors = [
        (each["kind"], [raw(write)[0] for write in each["writes"]])
        for each in load("dossier")["vectors"]
    ]
    acts = [
        (act.kind.name, [key[0] for key, _ in act.writes])
        for history in story().histories().values()
        for act in history.acts
    ]
    return [
        (kind, "".join(f"{Tag(tag).name} " for tag in tags)) for kind, tags in (*vectors, *acts)
    ]


def test_every_kind_has_its_row_with_its_body_and_dossiers() -> None:
    told = {kind: (body, set(places.split(", "))) for kind, (body, places, _) in ROWS.items()}
    assert told == {
        kind.name: (
            ACTS[kind].__name__ if kind in ACTS else "",
            {SubjectKind(each).name for each in RULES[kind][0]},
        )
        for kind in ActKind
        if kind
    }


# the words of these follow from their terms, or from another act of theirs
WITHOUT_RULES: Final = {
    *("Founded", "BookAdmitted", "IntakePaused", "ConsentRevoked", "ApplicationCertified"),
    *("ObjectFilingEnded", "ObjectTitled", "ObjectTitleClosed", "RenewalEnded", "RequestEnded"),
}


def test_rules_are_told_of_every_kind_that_has_some() -> None:
    section = PAGE[PAGE.index("## Rules by kind") : PAGE.index("## What other dossiers")]
    named = re.findall(r"^\| ([A-Z]\w+(?:, \w+)*) \|", section, re.MULTILINE)
    kinds = {kind for row in named for kind in row.split(", ")}
    assert kinds == set(ROWS) - WITHOUT_RULES


@pytest.mark.parametrize("kind", ROWS)
def test_acts_leave_the_words_of_their_row(kind: str) -> None:
    tags = [words for own, words in found() if own == kind]
    assert tags
    for words in tags:
        assert re.fullmatch(pattern(ROWS[kind][2]), words), words


def test_words_that_no_row_tells_of_are_found() -> None:
    assert not re.fullmatch(pattern("RECORD HOLDING+ (each)"), "RECORD ")
    assert not re.fullmatch(pattern("LOT PLEDGE HOLDING?"), "PLEDGE LOT ")
