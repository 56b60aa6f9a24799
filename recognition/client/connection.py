"""Requests to one server: time limits, patience with what is safe to ask again, and its refusals as errors."""

import contextlib
import http.client
import json
import random
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import urlencode

from recognition.client.address import Address
from recognition.client.errors import LostConnection, RemoteError

API = "/api/v1/"
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 8.0
UNREADY = (500, 502, 503, 504)  # its database may be starting again, or nobody be there behind its proxy
LASTING = ("model_unavailable", "checksum_mismatch")  # answered with 503 too, and no waiting helps

Body = bytes | Iterable[bytes] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Message
    content: bytes

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.content)
        except ValueError as error:
            raise RemoteError("That server's answer is not Undertone's.", code="not_undertone") from error

    @property
    def refusal(self) -> dict[str, Any] | None:
        """The first error of the API's one shape, if it is of that shape."""
        try:
            error = json.loads(self.content)["errors"][0]
            return {"code": str(error["code"]), "detail": str(error["detail"]), "attr": error.get("attr")}
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            return None

    @property
    def retry_after_s(self) -> float | None:
        said = self.headers.get("Retry-After", "")
        return float(said) if said.isdigit() else None


@dataclass(slots=True)
class Connection:
    """A server and how to speak to it.

    Args:
        address: where it is.
        token: sent with every request, to this server alone: no redirection is followed.
        timeout_s: how long the network may be silent.
        patience_s: how long to go on asking a server that does not answer or asks to be left alone.
        on_wait: told the sentence to say before each pause.
    """

    address: Address
    token: str | None = None
    timeout_s: float = 60.0
    patience_s: float = 30.0
    on_wait: Callable[[str], None] = lambda _sentence: None
    _sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def get(self, path: str, **query: str) -> Answer:
        """Ask, and ask again."""
        return self.patiently(lambda: self.once("GET", path, query=query))

    def patiently(self, request: Callable[[], Answer]) -> Answer:
        """Do what may be done twice until it is answered.

        Raises:
            RemoteError: what the server refused, or `unreachable` once patience is over.
        """
        give_up = time.monotonic() + self.patience_s
        for wait_s in _waits():
            try:
                answer = request()
            except LostConnection as error:
                self._pause(error, wait_s, give_up)
                continue
            trouble = self._refused(answer)
            if trouble is None:
                return answer
            if not trouble.retryable:
                raise trouble
            self._pause(trouble, answer.retry_after_s or wait_s, give_up)
        raise AssertionError("waits never end")

    def _pause(self, trouble: RemoteError, wait_s: float, give_up: float) -> None:
        if time.monotonic() + wait_s > give_up:
            raise trouble
        self.on_wait(f"{trouble.message} Trying again in {wait_s:.0f} s.")
        self._sleep(wait_s)

    def once(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Body = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """Send one request.

        Raises:
            LostConnection: when nothing was answered.
            RemoteError: `unreachable` where asking again will not help.
        """
        target = self.address.path + API + path + (f"?{urlencode(query)}" if query else "")
        sent = {"Accept": "application/json", "User-Agent": "undertone-client", **(headers or {})}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        connection = self._open()
        try:
            # A server may answer before it has read everything, and close: a file that is too large, a full disk.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, target, body, sent)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except ssl.SSLCertVerificationError as error:
            raise RemoteError(
                f"{self.address} could not prove that it is who it says: {error.verify_message}.", code="unreachable"
            ) from error
        except (OSError, http.client.HTTPException) as error:
            raise LostConnection(str(self.address), _reason(error)) from error
        finally:
            connection.close()

    def _open(self) -> http.client.HTTPConnection:
        host, port = self.address.host, self.address.port
        if self.address.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self.timeout_s, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=self.timeout_s)

    def _refused(self, answer: Answer) -> RemoteError | None:
        """The error that an answer means, if it means one; retryable where asking again may help."""
        if answer.status < 300:
            return None
        if answer.status < 400:
            elsewhere = answer.headers.get("Location", "another address")
            return RemoteError(f"{self.address} sends us to {elsewhere}; use that one.", code="bad_address")
        refusal = answer.refusal
        if refusal is None:
            said = f"{self.address} answered {answer.status} {http.client.responses.get(answer.status, '')}".rstrip()
            return RemoteError(f"{said}.", code="not_undertone", retryable=answer.status in UNREADY)
        asked_to_wait = answer.status == http.HTTPStatus.TOO_MANY_REQUESTS and answer.retry_after_s is not None
        again = asked_to_wait or (answer.status in UNREADY and refusal["code"] not in LASTING)
        return RemoteError(_sentence(refusal, answer.status), code=refusal["code"], retryable=again)


def _waits() -> Iterator[float]:
    """Longer and longer, each a little off: clients that lost one server at once do not come back at once."""
    wait_s = FIRST_WAIT_S
    while True:
        yield wait_s * random.uniform(0.8, 1.2)
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)


def _sentence(refusal: Mapping[str, Any], status: int) -> str:
    said = f"{refusal['attr']}: {refusal['detail']}" if refusal["attr"] else str(refusal["detail"])
    if status == http.HTTPStatus.UNAUTHORIZED:
        said += " A token is made on the server's Settings page; --token or UNDERTONE_TOKEN_FILE names it."
    return said


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "the connection was cut off"
