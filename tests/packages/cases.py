"""The forty cases in which a verifier must refuse, each with what shows it or why it cannot come.

A case may have both: what of it belongs to packages has a fixture, and `why` says what does not.
docs/evidence-package.md has the same list.
"""

from dataclasses import dataclass
from typing import Final

from forgeries_form import unsealed

from ledger.domain import canonical
from notarization.verify.manifest import MANIFEST_NAME
from tests.packages.fixtures import TITLE, Asked, Fixture, forged, held, honest, lied
from tests.packages.fixtures_beside import BATCHES, STAMPS
from tests.packages.fixtures_chain import (
    SEALS,
    account_of_another,
    long_form_header,
    older,
    swapped_heads,
)
from tests.packages.fixtures_log import LOGS
from tests.packages.test_forgeries import (
    PACKAGE,
    with_old_heads_only,
    with_old_state,
    with_old_title,
)
from tests.simulators.lying_register import Lies
from tests.simulators.trie import long_form, odd_padding


@dataclass(frozen=True, slots=True)
class Case:
    """A case: what a forger does, the fixtures of it, and what of it has no place in a package."""

    what: str
    fixtures: tuple[Fixture, ...] = ()
    why: str = ""


def without_sm3() -> Asked:
    """The manifest gives a file's SHA-256 alone."""

    def change(files: dict[str, bytes]) -> dict[str, bytes]:
        manifest = canonical.parse_canonical(files[MANIFEST_NAME])
        assert isinstance(manifest, dict)
        assert isinstance(manifest["files"], list)
        assert isinstance(manifest["files"][0], dict)
        del manifest["files"][0]["sm3"]
        return {**files, MANIFEST_NAME: canonical.encode(manifest)}

    return Asked(unsealed(change)(PACKAGE))


CASES: Final[dict[int, Case]] = {
    1: Case(
        "a proof of another slot or account",
        (
            Fixture("two dossiers' proofs exchanged", "PROOF_NODE_HASH", older(swapped_heads)),
            Fixture("the proof of another account", "PROOF_NODE_HASH", account_of_another, honest),
            *BATCHES[1],
        ),
    ),
    2: Case("a proof cut above its leaf", (forged("proof-truncated"),)),
    3: Case(
        "an older block's proof under a newer header",
        (
            Fixture("the title of the older block", "PROOF_NODE_HASH", older(with_old_title)),
            Fixture("the state of the older block", "PROOF_NODE_HASH", older(with_old_state)),
            Fixture("older acts, newer proofs", "HEAD_MISMATCH", older(with_old_heads_only)),
        ),
    ),
    4: Case("an older block under a fresh time stamp", STAMPS[4]),
    5: Case("the register's account is not proven", (forged("account-unproven"),)),
    6: Case("a slot's proof from another storage root", (forged("other-root"),)),
    7: Case("a copy of the register at another address", (forged("other-register"),)),
    8: Case(
        "the right address with other code",
        (
            forged("other-code"),
            held(
                "other code in the proven account", Lies(code_hash=b"\x44" * 32), "CODE_NOT_ALLOWED"
            ),
            lied("a book of other code"),
        ),
    ),
    9: Case(
        "nodes too many, doubled or reversed",
        (forged("account-node-added"), forged("proof-reversed"), forged("proof-node-twice")),
    ),
    10: Case(
        "RLP in another than its one form",
        (
            forged("header-leading-zero"),
            forged("header-trailing-byte"),
            Fixture("a long form for a short string", "HEADER_MALFORMED", long_form_header),
            held("a long form in a node", Lies(make=long_form), "PROOF_NODE_MALFORMED"),
        ),
    ),
    11: Case(
        "a leaf's flag or padding altered",
        (
            forged("leaf-flag-altered"),
            held("odd padding, every hash fits", Lies(make=odd_padding), "PROOF_NODE_MALFORMED"),
        ),
    ),
    12: Case(
        "a leaf of zero for nothing",
        (
            held(
                "a head of zero",
                Lies(heads={TITLE: 0}),
                "NON_CANONICAL_ZERO_LEAF",
                development=False,
            ),
        ),
    ),
    13: Case(
        "the state root replaced under the old seals or pin",
        (forged("state-root-replaced"), *SEALS[13]),
    ),
    14: Case("too few seals, or one validator's twice", SEALS[14]),
    15: Case("seals of another round or block", SEALS[15]),
    16: Case("validators of the attacker's own", SEALS[16]),
    17: Case("validators of another epoch", SEALS[17]),
    18: Case("F + 1 seals, as GoQuorum took them", SEALS[18]),
    19: Case("another chain of the same validators", SEALS[19]),
    20: Case("extra data of IBFT2", SEALS[20]),
    21: Case("too few witnesses, or one for two", LOGS[21]),
    22: Case("two checkpoints of one size", LOGS[22]),
    23: Case("a wrong place or size in a tree", (*LOGS[23], *BATCHES[23])),
    24: Case("an inner node as leaf, a leaf without prefix", (*LOGS[24], *BATCHES[24])),
    25: Case(
        "a failed transaction's receipt, an event of another contract",
        (lied("a book without the power"),),
        "no receipt or event is in a package: an act counts because the register's head, which a"
        " failed transaction leaves as it was, is the digest of all acts",
    ),
    26: Case(
        "a receipt's index or type wrongly encoded",
        why="no receipt is in a package, and nothing in one is found by a receipt's index",
    ),
    27: Case(
        "an act shown although the state went on",
        (forged("tail-cut"), forged("act-removed-renumbered")),
    ),
    28: Case(
        "a time stamp over something else, by an unfit certificate, or before its block",
        STAMPS[28],
        "a missing nonce: only who asked for a token knows the nonce, and keeps no token without"
        " it (`TOKEN_WRONG` when stamping)",
    ),
    29: Case("a time stamp that brings its own root", STAMPS[29]),
    30: Case(
        "JSON in another than its one form",
        tuple(
            forged(name)
            for name in (
                "key-twice",
                "number-too-large",
                "not-a-number",
                "byte-order-mark",
                "line-ends",
                "upper-hex",
            )
        ),
    ),
    31: Case(
        "a container that two programs read differently",
        tuple(
            forged(name)
            for name in (
                "two-manifests",
                "climbing-name",
                "symbolic-link",
                "ten-gigabytes",
                "file-unlisted",
            )
        ),
    ),
    32: Case(
        "SM3 other or absent, digests of something else",
        (
            forged("sm3-altered"),
            Fixture("no SM3 in the manifest", "MANIFEST_MALFORMED", without_sm3),
            forged("object-swapped"),
        ),
    ),
    33: Case(
        "a signed PDF that was changed after signing",
        why="no PDF is a part of a package: one that is attached is named as not examined."
        " `datadeed document check` judges signed PDFs, with tests of its own",
    ),
    34: Case(
        "a credential by a revoked key, or of another certificate",
        (lied("a retired account"), forged("issue-rebound")),
        "no verifiable credential is a part of a package: signed acts and certificate.json are in"
        " its place",
    ),
    35: Case(
        "a signature for another contract or chain",
        (lied("signed for another book"), lied("signed for another chain")),
    ),
    36: Case(
        "a CID of another profile, a gateway that gives other bytes",
        why="a package holds neither content nor CID: it binds the object by its digests (32)."
        " What a node or gateway gives is compared where content is read, with tests of its own",
    ),
    37: Case("a batch root that was never stored, or stored later", BATCHES[37]),
    38: Case("a number that was given again", (forged("issue-rebound"),)),
    39: Case("seals on another curve", SEALS[39]),
    40: Case(
        "a chain's clock far from the authority's",
        STAMPS[40],
        "a clock that is behind: a stamp may be as late as it likes, and says so",
    ),
}


def table() -> str:
    """The cases as docs/evidence-package.md lists them."""
    rows = ["| № | what is false | refused for |", "|---|---|---|"]
    for number, case in CASES.items():
        codes = ", ".join(dict.fromkeys(map(told, case.fixtures)))
        rest = "the rest does not apply" if codes else "does not apply"
        why = f"{rest}: {case.why}" if case.why else ""
        rows.append(f"| {number} | {case.what} | {'; '.join(filter(None, (codes, why)))} |")
    return "\n".join(rows) + "\n"


def told(fixture: Fixture) -> str:
    """A fixture's code, and the one beside it."""
    beside = f" beside `{fixture.beside}`" if fixture.beside else ""
    return f"`{fixture.code}`{beside}"
