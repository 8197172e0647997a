"""The problems that every operation documents."""

from collections.abc import Iterable
from typing import Any, Final

from fastapi import FastAPI

from api.problems import MEDIA
from api.schemas.common import ProblemDocument

SCHEMAS: Final = "#/components/schemas/"
PROBLEM: Final = ProblemDocument.__name__
SESSION: Final = "session"
BEARER: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "The token that POST /v1/sessions gives to a party's key.",
}
# Who opens a session has none yet.
OPENING: Final = (("post", "/v1/sessions/challenge"), ("post", "/v1/sessions"))
# Who ends one may have none any more: it is over then as well.
ENDING: Final = ("delete", "/v1/sessions")


class Described(FastAPI):
    """An API whose operations share one shape of problem.

    It stands beside the shapes of the answers once: named as the model of each of a dozen problems
    of each operation, it would be built two thousand times over before the first answer.
    """

    def openapi(self) -> dict[str, Any]:
        """The description, with the problem's shape and what opens the doors of sessions."""
        told = super().openapi()
        shape = ProblemDocument.model_json_schema(ref_template=f"{SCHEMAS}{{model}}")
        # what it refers to is a part of the answers too
        shape.pop("$defs")
        told["components"]["schemas"][PROBLEM] = shape
        told["components"]["securitySchemes"] = {SESSION: BEARER}
        for path, operations in told["paths"].items():
            for method, operation in operations.items():
                if asks_session(method, path, operation["responses"]):
                    without: list[dict[str, Any]] = [{}] if (method, path) == ENDING else []
                    operation["security"] = [{SESSION: []}, *without]
        return told


def asks_session(method: str, path: str, responses: Iterable[int | str]) -> bool:
    """Whether an operation with these responses is closed to who has no session."""
    return "401" in map(str, responses) and (method.lower(), path) not in OPENING


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA: {"schema": {"$ref": f"{SCHEMAS}{PROBLEM}"}}},
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
READS: Final[dict[int | str, dict[str, Any]]] = {
    400: _problem("The request cannot be read"),
    404: _problem("No such record at the mirror's block"),
    408: _problem("The request did not arrive in time"),
    413: _problem("The body is too long"),
    422: _problem("A value does not have the form that it needs"),
    429: {**_problem("Too many requests a minute of one client"), **_LATER},
    431: _problem("Address and headers are too long"),
    500: _problem("The server failed, and logged why"),
    502: _problem("The node's answer cannot be used"),
    503: _problem("Nothing can be said now: mirror, database or node is down, or all are busy"),
}
WRITES: Final[dict[int | str, dict[str, Any]]] = {
    **READS,
    403: _problem("A signature or a role is missing or wrong"),
    409: _problem("The register refused the act"),
}
SIGNED_IN: Final[dict[int | str, dict[str, Any]]] = {
    **WRITES,
    401: {
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
