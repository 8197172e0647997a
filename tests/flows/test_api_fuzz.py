"""Whatever is sent, the API answers as its own description says, and never with a failure."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from tests.site import Site

pytestmark = pytest.mark.node

EXAMPLES = 20
MODES = tuple(schemathesis.GenerationMode)
WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def fuzz(operation: schemathesis.APIOperation[Any, Any, Any, Any]) -> None:
    """Send one operation what its description allows, and what it does not."""
    checks: Any = CHECKS.get_by_names(list(WANTED))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in MODES)))
    def sent(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=checks)

    sent()


def test_the_api_keeps_to_its_own_description(site: Site) -> None:
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", site.client.app)
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    assert len(operations) >= 15
    for operation in operations:
        fuzz(operation)
