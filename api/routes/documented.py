"""The problems that every operation documents."""

from typing import Any, Final

from api.problems import MEDIA
from api.schemas.common import ProblemDocument


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}},
    }


_LATER: Final = {
    "headers": {
        "Retry-After": {
            "description": "Seconds to wait.",
            "schema": {"type": "integer", "minimum": 1},
            "required": True,
        }
    }
}
_PROBLEM: Final = {"model": ProblemDocument}
READS: Final[dict[int | str, dict[str, Any]]] = {
    400: {**_PROBLEM, **_problem("The request cannot be read")},
    404: {**_PROBLEM, **_problem("No such record at the mirror's block")},
    408: {**_PROBLEM, **_problem("The request did not arrive in time")},
    413: {**_PROBLEM, **_problem("The body is too long")},
    422: {**_PROBLEM, **_problem("A value does not have the form that it needs")},
    429: {**_PROBLEM, **_problem("Too many requests a minute of one client"), **_LATER},
    431: {**_PROBLEM, **_problem("Address and headers are too long")},
    500: {**_PROBLEM, **_problem("The server failed, and logged why")},
    502: {**_PROBLEM, **_problem("The node's answer cannot be used")},
    503: {
        **_PROBLEM,
        **_problem("Nothing can be said now: mirror, database or node is down, or all are busy"),
    },
}
WRITES: Final[dict[int | str, dict[str, Any]]] = {
    **READS,
    403: {**_PROBLEM, **_problem("A signature or a role is missing or wrong")},
    409: {**_PROBLEM, **_problem("The register refused the act")},
}
SIGNED_IN: Final[dict[int | str, dict[str, Any]]] = {
    **WRITES,
    401: {
        **_PROBLEM,
        **_problem("Nobody is signed in, or the session is over"),
        "headers": {
            "WWW-Authenticate": {
                "description": "How to sign in.",
                "schema": {"type": "string"},
                "required": True,
            }
        },
    },
}
