import pytest
from demo_screen import Screen


def test_a_claim_that_does_not_hold_ends_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(8_000)
    screen.check("this holds", holds=True)
    with pytest.raises(SystemExit) as ended:
        screen.check("this does not", holds=False)
    assert (ended.value.code, screen.checks) == (1, 2)
    assert "does not hold: this does not" in capsys.readouterr().out


def test_a_step_without_a_place_to_look_ends_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(8_000)
    screen.title("一", "one")
    screen.look("/status")
    screen.title("二", "two")
    with pytest.raises(SystemExit) as ended:
        screen.end_step()
    assert ended.value.code == 1
    assert "step 2 names no place to look" in capsys.readouterr().out
