"""An error becomes one problem document: its status, its code, its values, and no secret."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import api
import ledger
import ledger.bindings.errors
import notarization
from api.answers import problem_response
from api.problems import ROOTS, STATUS, ApiError, EntryUnclear, Internal, code_of, problem_of
from api.texts.problems import FAMILIES, TITLES
from api.texts.remedies import BY_CODE, SAID, remedy
from ledger.bindings.errors.register import ConsentExpired, SignatureWrong
from ledger.bindings.revert import ContractError
from ledger.chain.errors import NodeUnreachable
from ledger.domain.numbers import NumberMalformed
from ledger.indexer.errors import MirrorAheadOfChain
from ledger.queries.errors import NumberUnknown
from ledger.store.errors import CursorMissing, StoreUnavailable
from notarization.verify.report import Language

BOOKS = ("book", "filing_desk", "order_desk", "party_book", "pledge_book", "register", "title_book")

MET_BY_USERS = (
    "api",
    "ledger.chain",
    "ledger.deposit",
    "ledger.indexer",
    "ledger.queries",
    "ledger.registrar",
    "ledger.settings",
    "ledger.store",
    "notarization.content",
    "notarization.evidence",
    "notarization.fingerprint",
    "notarization.headers",
    "notarization.paper",
)
# The roots stand for whole families and are raised by nobody.
FAMILY_CODES = {"API"}


def subclasses(kind: type) -> set[type]:
    below: set[type] = set(kind.__subclasses__())
    return below.union(*map(subclasses, below)) if below else below


def test_a_value_that_breaks_a_rule_is_named() -> None:
    problem = problem_of(NumberMalformed("SJ1"))
    assert (problem.status, problem.code, problem.fields) == (
        400,
        "NUMBER_MALFORMED",
        {"text": "SJ1"},
    )
    assert problem.title.zh.startswith("登记编号")


@pytest.mark.parametrize("kind", [SignatureWrong, ConsentExpired])
def test_a_wrong_or_late_signature_is_forbidden(kind: type[ContractError]) -> None:
    assert STATUS[kind] == 403


@pytest.mark.parametrize("language", Language)
def test_what_a_field_needs_is_said_in_both_languages_as_faults_of_a_form_are(
    language: Language,
) -> None:
    answer = problem_response(problem_of(EntryUnclear("until", "a day to come")), language, "/")
    assert json.loads(bytes(answer.body))["fields"] == {
        "member": "until",
        "needs": "a day to come",
        "zh": "将来的日期",
    }


def test_an_unknown_number_is_not_found_and_never_invalid() -> None:
    assert problem_of(NumberUnknown(1)).status == 404


@pytest.mark.parametrize(
    "fault",
    [
        NodeUnreachable("http://user:secret@node", "secret"),
        StoreUnavailable("password=secret"),
        CursorMissing(),
    ],
)
def test_an_outage_is_503_and_names_no_address(fault: Exception) -> None:
    problem = problem_of(fault)
    assert problem.status == 503
    assert problem.fields == {}


def test_what_is_no_error_of_ours_says_nothing_of_itself() -> None:
    problem = problem_of(RuntimeError("secret"))
    assert (problem.status, problem.code, problem.fields) == (500, "INTERNAL", {})


def test_every_refusal_of_a_book_has_a_chinese_title() -> None:
    missing = []
    for name in BOOKS:
        module = importlib.import_module(f"ledger.bindings.errors.{name}")
        for kind in vars(module).values():
            ours = isinstance(kind, type) and issubclass(kind, ContractError)
            if ours and kind.__module__ == module.__name__:
                missing += [code_of(kind)] if code_of(kind) not in TITLES else []
    assert missing == []


def load_every_room() -> None:
    for room in (api, ledger, notarization):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if "__main__" not in found.name and "migrations" not in found.name:
                importlib.import_module(found.name)


def codes(within: tuple[str, ...]) -> set[str]:
    """The codes of all errors of ours below these rooms."""
    load_every_room()
    kinds = {kind for root in ROOTS for kind in subclasses(root) | {root}}
    return {code_of(kind) for kind in kinds if kind.__module__.startswith(within)}


def test_every_error_that_users_meet_has_a_chinese_title() -> None:
    assert sorted(codes(MET_BY_USERS) - set(TITLES) - FAMILY_CODES) == []


def test_no_title_stands_for_an_error_that_is_gone() -> None:
    assert sorted(set(TITLES) - codes(("api", "ledger", "notarization"))) == []


def test_a_mirror_ahead_of_its_chain_is_told_the_command_that_cures_it() -> None:
    title = problem_of(MirrorAheadOfChain(7, b"\x01" * 32, b"\x02" * 32)).title
    for text in (title.zh, title.en):
        assert "`datadeed mirror rebuild --from-chain`" in text


def test_every_error_has_a_status_and_a_title() -> None:
    for module in pkgutil.iter_modules(ledger.bindings.errors.__path__):
        importlib.import_module(f"ledger.bindings.errors.{module.name}")
    for kind in subclasses(ContractError) | subclasses(ApiError):
        assert any(each in STATUS or each.__name__ in FAMILIES for each in kind.__mro__)
        assert code_of(kind).isupper()


def test_a_long_value_is_cut_and_bytes_are_shown_in_hex() -> None:
    @dataclass(eq=False)
    class Planted(ApiError):
        """A fault."""

        text: str
        data: bytes
        large: int

    fields = problem_of(Planted("x" * 999, b"\x01", 2**60)).fields
    assert fields == {"text": "x" * 200, "data": "0x01", "large": str(2**60)}


def test_the_servers_own_failure_is_500() -> None:
    assert problem_of(Internal()).status == 500


def refusals() -> Iterator[type[Exception]]:
    """Every error of ours that is answered with 4xx."""
    for root in (api, ledger, notarization):
        for each in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
            if each.name.rpartition(".")[2].endswith("errors"):
                importlib.import_module(each.name)
    for kind in {*ROOTS, *(each for root in ROOTS for each in subclasses(root))}:
        if 400 <= problem_status(kind) < 500:
            yield kind


def problem_status(kind: type[Exception]) -> int:
    if issubclass(kind, ApiError):
        return kind.status
    return next((STATUS[each] for each in kind.__mro__ if each in STATUS), 0)


def test_every_refusal_says_what_to_do_in_both_languages() -> None:
    found = list(refusals())
    assert len(found) > 200
    for kind in found:
        code, status = code_of(kind), problem_status(kind)
        told = remedy(code, status)
        assert code in SAID or told is not None, code
        assert told is None or (told.zh.endswith("。") and told.en.endswith("."))
    assert SAID | BY_CODE.keys() <= {code_of(each) for each in found}
    assert remedy("STORE_UNAVAILABLE", 503) is None


@pytest.mark.parametrize(
    ("language", "said"), [(Language.ZH, "请核对编号"), (Language.EN, "Check the number")]
)
def test_what_to_do_is_said_in_the_language_asked_for(language: Language, said: str) -> None:
    answer = problem_response(problem_of(NumberUnknown(1)), language, "/")
    assert json.loads(bytes(answer.body))["detail"].startswith(said)
    own = problem_response(problem_of(CursorMissing()), language, "/")
    assert "detail" not in json.loads(bytes(own.body))
