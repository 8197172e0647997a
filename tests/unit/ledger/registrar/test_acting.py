"""What can be said of a command without a node."""

from ledger.bindings import artifacts
from ledger.chain.profile import BookName
from ledger.domain.acts import ACTS, ActKind
from ledger.registrar import (
    anchoring,
    application,
    change,
    directory,
    dispute,
    licence,
    mandate,
    officer,
    order,
    party,
    pledge,
    pledge_life,
    report,
    request,
    title,
)
from ledger.registrar.acting import Door

ROOMS = (
    *(anchoring, application, change, directory, dispute, licence, mandate, officer, order),
    *(party, pledge, pledge_life, report, request, title),
)
DOORS: tuple[Door[object], ...] = tuple(
    door for room in ROOMS for door in vars(room).values() if isinstance(door, Door)
)


def test_every_external_function_of_the_books_has_its_command() -> None:
    for book in BookName:
        writes = {
            entry["name"]
            for entry in artifacts.load(book.value).abi
            if entry["type"] == "function" and entry["stateMutability"] == "nonpayable"
        }
        assert {door.function for door in DOORS if door.book is book} == writes


def test_every_door_takes_the_terms_of_its_act() -> None:
    assert {door.kind for door in DOORS} <= set(ACTS)
    for door in DOORS:
        assert ACTS[door.kind] is door.terms


def test_every_kind_with_signed_terms_has_a_door() -> None:
    own = {ActKind.Founded, ActKind.BookAdmitted, ActKind.BookEnded, ActKind.IntakePaused}
    assert {door.kind for door in DOORS} == set(ACTS) - own
