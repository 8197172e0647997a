"""JSON-RPC over HTTP, one request or a batch: answers or typed errors, nothing between."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit

import msgspec
import requests
from requests.adapters import HTTPAdapter
from web3 import HTTPProvider
from web3.types import RPCEndpoint, RPCResponse

from ledger.chain.errors import ChainError, NodeLies, NodeUnreachable

Request: TypeAlias = tuple[str, Sequence[Any]]
T = TypeVar("T")

TIMEOUT: Final = 10.0
CONNECTIONS: Final = 64
SHOWN: Final = 200
# a node that says how long to wait is waited for, this long in all
MOST_HELD: Final = 30.0
TOO_MANY: Final = 429
BATCH_STATUS: Final = frozenset({400, 403, 405, 413, 415, 422, 501})


@dataclass(eq=False)
class RpcFault(ChainError):
    """The node's own error object: the client gives it a meaning."""

    method: str
    number: int
    message: str
    data: bytes | None = None
    code: ClassVar[str] = "RPC_FAULT"


@dataclass(eq=False)
class BatchRefused(RpcFault):
    """The node answered a batch as a whole, or its start, with an error: ask for less at a time."""


class Shaped(msgspec.Struct, Generic[T], gc=False):
    """An answer whose result has a shape; None where the node answered with an error."""

    result: T | None = None


class _Provider(HTTPProvider):
    """web3's provider with a faster JSON reader and without its silent retries."""

    @staticmethod
    def decode_rpc_response(raw_response: bytes) -> RPCResponse:
        """The JSON of an answer."""
        return cast("RPCResponse", msgspec.json.decode(raw_response))

    def raw_answer(self, method: str, params: Sequence[Any]) -> bytes:
        """The bytes that the node answers with."""
        name = RPCEndpoint(method)
        return self._make_request(name, self.encode_rpc_request(name, params))


class Rpc:
    """A node's door. Threads may share it: they take connections from one pool."""

    def __init__(
        self, url: str, *, timeout: float = TIMEOUT, headers: Mapping[str, str] | None = None
    ) -> None:
        parts = urlsplit(url)
        # A URL may carry a password or an access key: only scheme, host and port are ever shown.
        self.shown = f"{parts.scheme}://{parts.hostname}:{parts.port or ''}".rstrip(":")
        options: dict[str, Any] = {"timeout": timeout}
        if headers:
            options["headers"] = {"Content-Type": "application/json", **headers}
        self._provider = _Provider(
            url, request_kwargs=options, session=_session(), exception_retry_configuration=None
        )

    def ask(self, method: str, *params: Any) -> Any:
        """The result of one request.

        Raises:
            NodeUnreachable: no answer.
            RpcFault: the node answered with an error.
        """
        try:
            answer: Any = _held(lambda: self._provider.make_request(RPCEndpoint(method), params))
        except (requests.RequestException, msgspec.DecodeError, OSError) as fault:
            raise self._unreachable(fault) from fault
        return _result(method, answer)

    def ask_as(
        self, decoder: msgspec.json.Decoder[Shaped[T]], method: str, *params: Any
    ) -> T | Any:
        """The result of one request: of the decoder's shape if it has it, else as `ask` gives it.

        Raises:
            NodeUnreachable, RpcFault, NodeLies: as `ask`.
        """
        try:
            raw = _held(lambda: self._provider.raw_answer(method, params))
            try:
                found = decoder.decode(raw).result
            except msgspec.ValidationError:
                found = None
            if found is not None:
                return found
            answer: Any = msgspec.json.decode(raw)
        except (requests.RequestException, msgspec.DecodeError, OSError) as fault:
            raise self._unreachable(fault) from fault
        return _result(method, answer)

    def ask_all(self, questions: Sequence[Request]) -> list[Any]:
        """The results of a batch, in the order of the questions; the first error is raised.

        Raises:
            BatchRefused: the node takes no batch, or none of this size.
            NodeUnreachable, RpcFault, NodeLies: as `ask`.
        """
        if not questions:
            return []
        batch = [(RPCEndpoint(method), params) for method, params in questions]
        try:
            answers: Any = _held(lambda: self._provider.make_batch_request(batch))
        except requests.HTTPError as fault:
            raise self._refused_batch(fault, questions[0][0]) from fault
        except (requests.RequestException, msgspec.DecodeError, OSError) as fault:
            raise self._unreachable(fault) from fault
        return _results(questions, answers)

    def _refused_batch(self, fault: requests.HTTPError, method: str) -> ChainError:
        """A gateway that takes no batch says so by its status; 429 asks to wait, not for less."""
        status = 0 if fault.response is None else fault.response.status_code
        if status in BATCH_STATUS:
            return BatchRefused(method, 0, f"HTTP status {status}")
        return self._unreachable(fault)

    def _unreachable(self, fault: Exception) -> ChainError:
        if isinstance(fault, requests.HTTPError) and fault.response is not None:
            status = fault.response.status_code
            return NodeUnreachable(self.shown, f"HTTP status {status}")
        return NodeUnreachable(self.shown, type(fault).__name__)


def _held(ask: Callable[[], T]) -> T:
    """What is answered in the end by a node that may say "too many requests, later".

    Raises what `ask` raises; so does a refusal without a time, or after too long a wait.
    """
    held = 0.0
    while True:
        try:
            return ask()
        except requests.HTTPError as fault:
            pause = _asked_to_wait(fault)
            held += pause
            if not pause or held > MOST_HELD:
                raise
        time.sleep(pause)


def _asked_to_wait(fault: requests.HTTPError) -> float:
    """The seconds that a node asks to wait; 0 where it names none. A date is none."""
    if fault.response is None or fault.response.status_code != TOO_MANY:
        return 0.0
    told = fault.response.headers.get("Retry-After", "")
    return float(told) if told.isdecimal() else 0.0


def _session() -> requests.Session:
    """Connections that are kept; a proxy of the environment has no business with our node."""
    session = requests.Session()
    session.trust_env = False
    adapter = HTTPAdapter(pool_maxsize=CONNECTIONS)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def _results(questions: Sequence[Request], answers: Any) -> list[Any]:
    if not isinstance(answers, list):
        answers = [answers]
    if len(answers) != len(questions):
        # geth answers a batch that is too large with one error in a list, Besu with a bare one
        for answer in answers:
            if isinstance(answer, Mapping) and (error := answer.get("error")) is not None:
                fault = _fault(questions[0][0], error)
                raise BatchRefused(fault.method, fault.number, fault.message)
        raise NodeLies("batch", f"{len(questions)} answers", str(len(answers)))
    return [_result(method, answer) for (method, _), answer in zip(questions, answers, strict=True)]


def _result(method: str, answer: Any) -> Any:
    if not isinstance(answer, Mapping):
        raise NodeLies(method, "a JSON-RPC answer", type(answer).__name__)
    if (error := answer.get("error")) is not None:
        raise _fault(method, error)
    if "result" not in answer:
        raise NodeLies(method, "a result", "none")
    return answer["result"]


def _fault(method: str, error: Any) -> RpcFault:
    if not isinstance(error, Mapping):
        return RpcFault(method, 0, str(error)[:SHOWN])
    number, message = error.get("code"), str(error.get("message"))[:SHOWN]
    data = error.get("data")
    while isinstance(data, Mapping):
        data = data.get("data")
    return RpcFault(method, number if isinstance(number, int) else 0, message, _revert_data(data))


def _revert_data(data: Any) -> bytes | None:
    """Revert data where the node gives some; a text about it (some nodes) is none."""
    if not isinstance(data, str) or not data.startswith("0x"):
        return None
    try:
        return bytes.fromhex(data[2:])
    except ValueError:
        return None
