import pytest

from tests.cast import ALL, Cast, Stage

pytestmark = pytest.mark.node


def test_an_application_becomes_a_title_with_a_number_a_holder(stage: Stage, cast: Cast) -> None:
    issued = stage.issued_title({cast.registrant: ALL})
    assert set(issued.issued.numbers) == {cast.registrant.party}
