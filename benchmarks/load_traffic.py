"""What the users of a load test do: keep a socket open, upload, read."""

import asyncio
import json
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from typing import Any

import websockets

from benchmarks.load_client import FORM_TYPE, LightClient, form

API = "/api/v1/"


@dataclass
class User:
    """Signed in on a page, and with a token in a script."""

    session: str
    token: str


@dataclass
class Seen:
    """What was measured."""

    upload_s: list[float] = field(default_factory=list)
    event_s: list[float] = field(default_factory=list)
    read_s: dict[str, list[float]] = field(default_factory=dict)
    uploaded: dict[str, tuple[User, str]] = field(default_factory=dict)  # the analysis' id: whose, the recording's id
    done: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    events: int = 0
    cut_off: int = 0
    last_upload_at: float = 0.0
    last_done_at: float = 0.0

    @property
    def waiting(self) -> bool:
        return bool(self.uploaded.keys() - self.done)


class Traffic:
    """All users of one site, in one process."""

    def __init__(self, port: int, users: Sequence[User], clip: bytes) -> None:
        self.users, self.seen = users, Seen()
        self._port, self._http = port, LightClient(port)
        # Every clip is another: its last samples count.
        self._clip, self._form = clip[:-4], form("clip.wav")
        size = len(clip) + sum(map(len, self._form))
        self._upload_heads = {
            user.token: self._http.head("POST", f"{API}recordings/", token=user.token, length=size, content_type=FORM_TYPE)
            for user in users
        }  # fmt: skip

    async def upload_all(self, *, rate: float, seconds: float) -> None:
        """Each starts when its time has come, whether the last one was answered or not."""
        start, sending = time.monotonic(), []
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            sending.append(asyncio.create_task(self._upload(self.users[number % len(self.users)], number)))
        await asyncio.gather(*sending)

    async def _upload(self, user: User, number: int) -> None:
        before, after = self._form
        request = (self._upload_heads[user.token], before, self._clip, struct.pack("<I", number), after)
        try:
            answer = await self._http.ask(*request)
        except (OSError, EOFError) as error:
            self.seen.failed.append(f"upload: {type(error).__name__}")
            return
        if answer.status != 201:
            self.seen.failed.append(f"upload: {answer.status} {answer.body[:200]!r}")
            return
        self.seen.upload_s.append(answer.took_s)
        made = json.loads(answer.body)
        self.seen.uploaded[made["analysis"]["id"]] = (user, made["id"])
        self.seen.last_upload_at = time.monotonic()

    async def listen(self, user: User) -> None:
        """As the page does, it connects again when it was cut off."""
        site = f"127.0.0.1:{self._port}"
        headers, origin = {"Cookie": f"sessionid={user.session}"}, websockets.Origin(f"http://{site}")
        async for page in websockets.connect(f"ws://{site}/ws/", additional_headers=headers, origin=origin):
            try:
                async for message in page:
                    self._note(json.loads(message)["analysis"])
            except websockets.ConnectionClosed:
                self.seen.cut_off += 1

    def _note(self, analysis: dict[str, Any]) -> None:
        self.seen.events += 1
        if analysis["status"] == "done" and analysis["id"] not in self.seen.done:
            self.seen.done.add(analysis["id"])
            self.seen.last_done_at = time.monotonic()
            self.seen.event_s.append(time.time() - datetime.fromisoformat(analysis["finished_at"]).timestamp())

    async def read_on(self) -> None:
        """The library, one after the other, without a pause."""
        for user in cycle(self.users):
            await self._read("library, beside", user, "recordings/")
            await asyncio.sleep(0)

    async def read_all(self, *, rate: float, seconds: float) -> None:
        """Everything that a page reads, in turn; each starts when its time has come."""
        start, reading = time.monotonic(), []
        known = cycle(self.seen.uploaded.items())
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            analysis_id, (user, recording_id) = next(known)
            addresses = {
                "library": "recordings/",
                "recording": f"recordings/{recording_id}/",
                "analysis": f"analyses/{analysis_id}/",
                "result": f"analyses/{analysis_id}/result/",
            }
            kind = [*addresses][number % len(addresses)]
            reading.append(asyncio.create_task(self._read(kind, user, addresses[kind])))
        await asyncio.gather(*reading)

    async def _read(self, kind: str, user: User, path: str) -> None:
        try:
            answer = await self._http.ask(self._http.head("GET", API + path, token=user.token))
        except (OSError, EOFError) as error:
            self.seen.failed.append(f"{kind}: {type(error).__name__}")
            return
        if answer.status != 200:
            self.seen.failed.append(f"{kind}: {answer.status}")
        self.seen.read_s.setdefault(kind, []).append(answer.took_s)
