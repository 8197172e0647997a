"""JSON-RPC over HTTP, one request or a batch: answers or typed errors, nothing between."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeAlias, TypeVar, cast
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec
import urllib3

from ledger.chain.errors import ChainError, NodeLies, NodeUnreachable
from ledger.chain.wire import MOST_BYTES, pool_of

if TYPE_CHECKING:
    from web3.types import RPCEndpoint

Request: TypeAlias = tuple[str, Sequence[Any]]
T = TypeVar("T")

TIMEOUT: Final = 10.0
SHOWN: Final = 200
# a node that says how long to wait is waited for, this long in all
MOST_HELD: Final = 30.0
SCHEMES: Final = frozenset({"http", "https"})
OK: Final = 200
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


@dataclass(eq=False)
class AnswerTooLarge(NodeLies):
    """The node answered with more than any answer may have: ask for less, where there is less."""


class Shaped(msgspec.Struct, Generic[T], gc=False):
    """An answer whose result has a shape; None where the node answered with an error."""

    result: T | None = None


class StatusFault(Exception):
    """An answer with another HTTP status than 200; `pause` are the seconds that it asks to wait."""

    def __init__(self, answer: urllib3.BaseHTTPResponse) -> None:
        super().__init__(f"HTTP status {answer.status}")
        told = answer.headers.get("Retry-After", "") if answer.status == TOO_MANY else ""
        self.status = answer.status
        # a date is none
        self.pause = float(told) if told.isdecimal() else 0.0


# what a request may end with that is no answer
FAULTS: Final = (urllib3.exceptions.HTTPError, StatusFault, msgspec.DecodeError, OSError)


class _Provider:
    """web3's provider with a faster JSON reader, on connections without layers or silent retries.

    A proxy of the environment has no business with our node, and a node sends us nowhere else.
    """

    def __init__(
        self, url: str, timeout: float, headers: Mapping[str, str], most_bytes: int | None
    ) -> None:
        # a second to load, and most of what a party runs asks no node
        from web3 import HTTPProvider  # noqa: PLC0415

        self._web3 = HTTPProvider(url, exception_retry_configuration=None)
        parts = urlsplit(url)
        self._target = parts._replace(scheme="", netloc="", path=parts.path or "/").geturl()
        self._headers = {**self._web3.get_request_headers(), **_asking(parts), **headers}
        # what is no address of the web has no connections: it is unreachable when it is asked
        self._pool = pool_of(url, timeout) if parts.scheme in SCHEMES and parts.hostname else None
        self._most = most_bytes

    def raw_answer(self, method: str, params: Sequence[Any]) -> bytes:
        """The bytes that the node answers with. Raises one of FAULTS."""
        return self._posted(self._web3.encode_rpc_request(cast("RPCEndpoint", method), params))

    def answer(self, method: str, params: Sequence[Any]) -> Any:
        """The node's answer. Raises one of FAULTS."""
        return msgspec.json.decode(self.raw_answer(method, params))

    def answers(self, questions: Sequence[Request]) -> Any:
        """The node's answers to a batch, in the order of the questions. Raises one of FAULTS."""
        batch = [(cast("RPCEndpoint", method), params) for method, params in questions]
        answers: Any = msgspec.json.decode(self._posted(self._web3.encode_batch_rpc_request(batch)))
        # a node may answer in any order (JSON-RPC 2.0, 6); an error about the whole has no number
        numbered = isinstance(answers, list) and all(map(_numbered, answers))
        return sorted(answers, key=lambda answer: answer["id"]) if numbered else answers

    def _posted(self, body: bytes) -> bytes:
        if self._pool is None:
            raise urllib3.exceptions.LocationValueError
        answer = self._pool.urlopen(
            "POST",
            self._target,
            body,
            self._headers,
            retries=False,
            redirect=False,
            preload_content=False,
        )
        try:
            if answer.status != OK:
                raise StatusFault(answer)
            return _whole(answer, self._most)
        finally:
            # an answer that was read whole has left its connection to the next one already
            answer.close()
            answer.release_conn()


def _whole(answer: urllib3.BaseHTTPResponse, most: int | None) -> bytes:
    """An answer's body, unpacked. Raises AnswerTooLarge."""
    length = None if "Content-Encoding" in answer.headers else answer.length_remaining
    if most is None or (length is not None and length <= most):
        # in one piece, which spares a copy
        return answer.read()
    if length is None and len(body := answer.read(most + 1)) <= most:
        return body
    raise AnswerTooLarge("answer", f"at most {most} bytes", "more")


def _numbered(answer: Any) -> bool:
    return isinstance(answer, Mapping) and isinstance(answer.get("id"), int)


def _asking(parts: SplitResult) -> dict[str, str]:
    """Headers that let a node answer in fewer bytes, and tell it the user that the URL names."""
    user = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return urllib3.make_headers(accept_encoding=True, basic_auth=user if user != ":" else None)


class Rpc:
    """A node's door. Threads may share it: they take connections from one pool."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float = TIMEOUT,
        headers: Mapping[str, str] | None = None,
        most_bytes: int | None = MOST_BYTES,
    ) -> None:
        parts = urlsplit(url)
        # A URL may carry a password or an access key: only scheme, host and port are ever shown.
        self.shown = f"{parts.scheme}://{parts.hostname}:{parts.port or ''}".rstrip(":")
        self._provider = _Provider(url, timeout, headers or {}, most_bytes)

    def ask(self, method: str, *params: Any) -> Any:
        """The result of one request.

        Raises:
            NodeUnreachable: no answer, or none in time.
            RpcFault: the node answered with an error.
            AnswerTooLarge: the node answered with more than `most_bytes`.
        """
        try:
            answer: Any = _held(lambda: self._provider.answer(method, params))
        except FAULTS as fault:
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
        except FAULTS as fault:
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
        try:
            answers: Any = _held(lambda: self._provider.answers(questions))
        except AnswerTooLarge as fault:
            raise BatchRefused(questions[0][0], 0, str(fault)) from fault
        except StatusFault as fault:
            raise self._refused_batch(fault, questions[0][0]) from fault
        except FAULTS as fault:
            raise self._unreachable(fault) from fault
        return _results(questions, answers)

    def _refused_batch(self, fault: StatusFault, method: str) -> ChainError:
        """A gateway that takes no batch says so by its status; 429 asks to wait, not for less."""
        if fault.status in BATCH_STATUS:
            return BatchRefused(method, 0, str(fault))
        return self._unreachable(fault)

    def _unreachable(self, fault: Exception) -> ChainError:
        said = str(fault) if isinstance(fault, StatusFault) else type(fault).__name__
        return NodeUnreachable(self.shown, said)


def _held(ask: Callable[[], T]) -> T:
    """What is answered in the end by a node that may say "too many requests, later".

    Raises what `ask` raises; so does a refusal without a time, or after too long a wait.
    """
    held = 0.0
    while True:
        try:
            return ask()
        except StatusFault as fault:
            held += fault.pause
            if not fault.pause or held > MOST_HELD:
                raise
            pause = fault.pause
        time.sleep(pause)


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
