"""The floor of line coverage bites: too few lines, or a contract that the report leaves out."""

import coverage_of_contracts as coverage

REPORT = """TN:
SF:contracts/Register.sol
DA:10,4
DA:11,0
DA:12,1
end_of_record
SF:contracts/test/Base.sol
DA:5,0
end_of_record
SF:contracts/libraries/Book.sol
DA:7,1
DA:7,0
end_of_record
"""


def test_only_contracts_count_and_each_line_once() -> None:
    register, book = coverage.read(REPORT)
    assert (book.source, book.hits, book.missed) == ("contracts/libraries/Book.sol", {7: 1}, [])
    assert (register.missed, round(register.percent, 2)) == ([11], 66.67)
    assert coverage.share([book, register]) == 75.0


def test_too_few_lines_are_a_fault() -> None:
    files = coverage.read(REPORT)
    sources = {each.source for each in files}
    assert list(coverage.faults(files, sources)) == [
        "75.00 % of the lines are covered, at least 95 % are needed"
    ]
    assert list(coverage.faults(files, sources, floor=75.0)) == []


def test_a_contract_that_the_report_leaves_out_is_a_fault() -> None:
    files = coverage.read(REPORT)
    sources = {*(each.source for each in files), "contracts/TitleBook.sol"}
    (left_out,) = coverage.faults(files, sources, floor=0.0)
    assert left_out.startswith("contracts/TitleBook.sol: not in the report")


def test_an_empty_report_covers_nothing() -> None:
    assert len(list(coverage.faults([], coverage.contracts()))) == len(coverage.contracts()) + 1


def test_every_contract_with_code_is_asked_for() -> None:
    wanted = coverage.contracts()
    assert {"contracts/Register.sol", "contracts/types/Words.sol"} <= wanted
    assert not any(each.startswith(("contracts/test", "contracts/interfaces")) for each in wanted)
