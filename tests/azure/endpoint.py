"""Where the shim `az` calls in: each call is read by the real parser, done by the stand-in, and remembered."""

import os
import re
import signal
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.azure import cloud_apps, cloud_base, cloud_network, cloud_watch
from tests.azure.calls import AzureError, Call
from tests.azure.cloud import Cloud, is_change
from tests.azure.grammar import Grammar

HANDLERS = (cloud_apps, cloud_base, cloud_network, cloud_watch)  # imported so that they are known
# What is another in every run: the temporary folder.
VARYING = re.compile(r"/[^ @]*undertone-azure\.[^/]+/")

INJECTED = "InjectedFault"


@dataclass(frozen=True)
class Fault:
    """A call goes wrong before Azure did anything, or after: then it is still making what was asked for."""

    after: bool = False
    message: str = "What was asked for went wrong."
    killed_by: signal.Signals | None = None


@dataclass(frozen=True)
class Answer:
    status: int
    text: str = ""
    error: str = ""


class Endpoint:
    """One stand-in, listening; `calls` are those of the current run."""

    def __init__(self, cloud: Cloud, grammar: Grammar) -> None:
        self.cloud, self.grammar = cloud, grammar
        self.calls: list[Call] = []
        self.misused: list[str] = []  # what the real parser refuses, and what no stand-in should have been asked
        self.fault: Callable[[Call], Fault | None] | None = None
        self.faulted: list[Call] = []  # what went wrong so
        self.watch_processes = False
        self.command_lines: set[str] = set()
        endpoint = self

        class Connection(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                caller = _word(self)
                if not caller:
                    return  # the one who called was killed
                count = int(_word(self))
                answer = endpoint.answer(int(caller), tuple(_word(self) for _each in range(count)))
                self.wfile.write(f"{answer.status}\n{answer.text}\0{answer.error}\0".encode())

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def changes(self) -> list[str]:
        """The calls that change something, by their commands."""
        return [call.command for call in self.calls if is_change(call)]

    def answer(self, caller: int, arguments: tuple[str, ...]) -> Answer:
        call = Call.of(arguments)
        self.calls.append(call)
        if self.watch_processes:
            self.command_lines |= set(_command_lines())
        parsed = self.grammar.parse(arguments, same_as=tuple(VARYING.sub("…/", each) for each in arguments))
        if parsed.get("command") != call.command:
            self.misused.append(f"az {' '.join(arguments)}: {parsed}")
            return Answer(2, error=f"ERROR: {parsed.get('error')}\n")
        if "--yaml" in call.options:
            self.misused += [f"{call['name']}: the CLI drops {each}" for each in self._dropped(call)]
        try:
            return self._done(caller, call)
        except AzureError as error:
            return Answer(error.status, error.said, str(error))
        except Exception as error:  # noqa: BLE001 - the test shall fail by it, not hang
            self.misused.append(f"az {' '.join(arguments)}: {type(error).__name__}: {error}")
            return Answer(1, error=f"ERROR: stand-in: {error}\n")

    def _dropped(self, call: Call) -> list[str]:
        """What the real CLI's models would not send to Azure of an app's description."""
        kind = "ContainerAppsJob" if " job " in call.command else "ContainerApp"
        wished = call.document("yaml")
        sent = self.grammar.sent(kind, call["yaml"])
        return list(missing({name: each for name, each in wished.items() if name not in ("name", "type")}, sent))

    def _done(self, caller: int, call: Call) -> Answer:
        fault = self.fault(call) if self.fault else None
        if fault:
            return self._failed(caller, call, fault)
        value = self.cloud.run(call)
        if isinstance(value, str):
            return Answer(0, value)
        return Answer(0, self.grammar.show(value, call.get("query") or None, call.get("output", "json")))

    def _failed(self, caller: int, call: Call, fault: Fault) -> Answer:
        if fault.after:
            self.cloud.leave_unfinished = True
            try:
                self.cloud.run(call)  # where Azure refuses it anyway, nothing else goes wrong
            finally:
                self.cloud.leave_unfinished = False
        self.faulted.append(call)
        if fault.killed_by is None:
            raise AzureError(INJECTED, fault.message)
        os.killpg(os.getpgid(caller), fault.killed_by)
        return Answer(130)


def missing(wished: Any, sent: Any, path: str = "") -> Iterator[str]:
    """Where what is sent is not what was wished; more may be sent than was."""
    if isinstance(wished, dict) and isinstance(sent, dict):
        for name, each in wished.items():
            yield from missing(each, sent.get(name), f"{path}/{name}")
    elif isinstance(wished, list) and isinstance(sent, list) and len(wished) == len(sent):
        for number, (each, its) in enumerate(zip(wished, sent, strict=True)):
            yield from missing(each, its, f"{path}/{number}")
    elif wished != sent:
        yield f"{path}: {wished} became {sent}"


def _word(connection: socketserver.StreamRequestHandler) -> str:
    word = bytearray()
    while (byte := connection.rfile.read(1)) not in (b"\0", b""):
        word += byte
    return word.decode()


def _command_lines() -> list[str]:
    """Of every process of this machine, at this moment."""
    lines = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue  # it has ended meanwhile
    return lines
