"""What can be asked of a server: upload, look, wait, fetch, list."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from recognition.client.address import address_read, token_check
from recognition.client.connection import Answer, Connection
from recognition.client.errors import RemoteError
from recognition.client.form import Form, OnProgress, sha256_of

LOCAL_SERVER = "http://127.0.0.1:8000"  # where `make run` serves
ENDED = ("done", "failed", "cancelled")
PAGE_SIZE = 100
SHORTEST_LOOK_S, LONGEST_LOOK_S = 0.5, 5.0

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choices:
    """How to analyse; None leaves it to the server's settings."""

    model: str | None = None
    asr: str | None = None
    language: str | None = None

    @property
    def named(self) -> dict[str, str]:
        pairs = (("model", self.model), ("asr", self.asr), ("language", self.language))
        return {name: value for name, value in pairs if value is not None}

    def are_those_of(self, analysis: Mapping[str, Any]) -> bool:
        """Whether an analysis was asked for like this; what is not named may be anything."""
        return all((analysis[name] or "auto") == value for name, value in self.named.items())


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The analysis of a file, and whether the server had the file already."""

    analysis: Body
    was_there: bool


@dataclass(frozen=True, slots=True)
class Exported:
    """A result in one format, with the name that the server gives it: a bare file name."""

    name: str
    content: bytes


class Client:
    """One server.

    Args:
        server: its address, `https://undertone.example`.
        token: one made on its Settings page; a server for one person needs none.
        plain_http: whether to send the token over http to another machine, where others can read it.
        timeout_s: how long the network may be silent.
        patience_s: how long to go on asking a server that does not answer or asks to be left alone.
        on_wait: told the sentence to say before each pause.

    Raises:
        RemoteError: `bad_address`, `bad_token`, `insecure`.
    """

    def __init__(
        self,
        server: str = LOCAL_SERVER,
        *,
        token: str | None = None,
        plain_http: bool = False,
        timeout_s: float = 60.0,
        patience_s: float = 30.0,
        on_wait: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        address = address_read(server)
        checked = token_check(token, address, plain_http=plain_http) if token is not None else None
        self.connection = Connection(address, checked, timeout_s, patience_s, on_wait)

    def upload(
        self,
        path: Path,
        choices: Choices | None = None,
        *,
        title: str = "",
        on_progress: OnProgress = lambda _share: None,
    ) -> Uploaded:
        """Have a file analysed. One that the server has is not sent again: its analysis with these choices is given, or made.

        Args:
            path: the file.
            choices: how to analyse it.
            title: its title, where it is new.
            on_progress: told the share sent, 0 to 1.

        Raises:
            RemoteError: what the server refuses, or `unreachable`.
            OSError: when the file cannot be read.
        """
        choices = choices or Choices()
        digest = sha256_of(path)
        self._size_check(path)
        form = Form.of(path, choices.named | ({"title": title} if title else {}))

        def attempt() -> Answer:
            # Asked before every attempt: the answer to the last one may be all that was lost.
            found = self._recordings(1, sha256=digest)["results"]
            if found:
                return self._analysed(found[0]["id"], choices)
            return self.connection.once("POST", "recordings/", body=form.blocks(on_progress), headers=form.headers)

        body = self.connection.patiently(attempt).json
        if "analyses" in body:
            return Uploaded(next(one for one in body["analyses"] if _is_wanted(one, choices)), was_there=True)
        return Uploaded(body.get("analysis", body), was_there="analysis" not in body)

    def _analysed(self, recording_id: str, choices: Choices) -> Answer:
        """The recording, if it was analysed like this; else a further analysis of it."""
        recording = self.connection.get(f"recordings/{recording_id}/")
        if any(_is_wanted(analysis, choices) for analysis in recording.json["analyses"]):
            return recording
        content = json.dumps(choices.named).encode()
        return self.connection.once("POST", f"recordings/{recording_id}/analyses/", body=content, headers=_JSON)

    def _size_check(self, path: Path) -> None:
        limit = int(self.connection.get("limits/").json["max_bytes"])
        if path.stat().st_size > limit:
            raise RemoteError(f"{path} is larger than {limit / 2**20:g} MB, the limit there.", code="too_large")

    def analysis(self, id: str) -> Body:
        """An analysis by its id, or the latest one of a recording by the recording's.

        Raises:
            RemoteError: `not_found`.
        """
        id = quote(id, safe="")
        try:
            return dict(self.connection.get(f"analyses/{id}/").json)
        except RemoteError as error:
            if error.code != "not_found":
                raise
        latest = self.connection.get(f"recordings/{id}/").json["analysis"]
        if latest is None:
            raise RemoteError("That recording has no analysis.", code="not_found")
        return dict(latest)

    def wait(self, id: str, *, on_change: Callable[[Body], None] = lambda _analysis: None) -> Body:
        """The analysis, once it is done, failed or cancelled.

        Args:
            id: an analysis', or a recording's for its latest.
            on_change: told the analysis at every look.
        """
        look_s = SHORTEST_LOOK_S
        analysis = self.analysis(id)
        while analysis["status"] not in ENDED:
            on_change(analysis)
            time.sleep(look_s)
            look_s = min(1.2 * look_s, LONGEST_LOOK_S)
            analysis = self.analysis(analysis["id"])
        on_change(analysis)
        return analysis

    def export(self, id: str, format: str = "json") -> Exported:
        """The result in a format: json, csv, words.csv, srt, vtt, textgrid.

        Raises:
            RemoteError: `not_found`, `unknown_format`.
        """
        analysis = self.analysis(id)
        answer = self.connection.get(f"analyses/{analysis['id']}/export/{quote(format, safe='')}/")
        return Exported(_file_name(answer.headers, f"{analysis['id']}.{format}"), answer.content)

    def recordings(self, *, search: str = "") -> Iterator[Body]:
        """Recordings, newest first."""
        page, more = 1, True
        while more:
            # Counted here, not by the answer's own link: a token goes nowhere that an answer names.
            body = self._recordings(page, search=search)
            yield from body["results"]
            page, more = page + 1, body["next"] is not None

    def _recordings(self, page: int, **query: str) -> Body:
        return dict(self.connection.get("recordings/", page=str(page), page_size=str(PAGE_SIZE), **query).json)


_JSON = {"Content-Type": "application/json"}


def _is_wanted(analysis: Mapping[str, Any], choices: Choices) -> bool:
    return analysis["status"] not in ("failed", "cancelled") and choices.are_those_of(analysis)


def _file_name(headers: Message, otherwise: str) -> str:
    """The server's name for a file, without any folder it may name and never a hidden one."""
    said = headers.get_filename() or ""
    name = PureWindowsPath(PurePosixPath(said).name).name.lstrip(".")
    return "".join(character for character in name if character.isprintable()) or otherwise
