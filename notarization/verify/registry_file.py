"""`registry/file.json`: what the registry did with the application, act by act.

It is made of the application's dossier, so it says nothing that the dossier does not; beside it lie
the papers that the registry hands over (opinions, receipts). A paper whose SHA-256 an act names is
bound to that act; any other is the registry's word.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Final

from ledger.domain.canonical import encode
from ledger.domain.dossier import Act, parse_act
from notarization.verify.digests import sha256
from notarization.verify.fields import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ledger.domain.dossier import RawAct

SCHEMA: Final = "datadeed/registry-file/1"
FOLDER: Final = "registry/"
FILE_NAME: Final = "registry/file.json"
DIGEST: Final = 32
# the members of terms that name papers by their digest
PAPERS: Final = ("document", "basis", "notice", "instrument", "authority")


def write_file(application: bytes, acts: Sequence[RawAct]) -> bytes:
    """The file's bytes. Raises ActMalformed, ActKindUnknown."""
    return encode(
        {
            "schema": SCHEMA,
            "application": shown(application),
            "acts": [_row(parse_act(raw)) for raw in acts],
        }
    )


def _row(act: Act) -> dict[str, str | int | list[str] | list[dict[str, str]]]:
    return {
        "seq": act.seq,
        "kind": act.kind.name,
        "block": act.raw.block,
        "time": act.raw.time,
        "actors": [
            {"party": shown(each.party), "role": each.role.name, "mode": each.mode.name}
            for each in act.actors
        ],
        "papers": [shown(each) for each in papers_of(act)],
    }


def papers_of(act: Act) -> list[bytes]:
    """The digests of papers that an act names, zero ones left out."""
    if not is_dataclass(act.terms):
        return []
    found = [getattr(act.terms, each.name) for each in fields(act.terms) if each.name in PAPERS]
    return [each for each in found if isinstance(each, bytes) and len(each) == DIGEST and any(each)]


def bound(papers: Mapping[str, bytes], acts: Iterable[Act]) -> dict[str, int]:
    """The papers that an act names, each with the act's count."""
    named = {digest: act.seq for act in acts for digest in papers_of(act)}
    digests = {name: sha256(data) for name, data in papers.items()}
    return {name: named[digest] for name, digest in digests.items() if digest in named}
