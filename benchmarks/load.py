"""Many users at once: open sockets, a steady stream of uploads, and somebody who reads all the time.

    python -m benchmarks.load [--users 50] [--rate 10] [--seconds 120] [--clip-s 5] [--workers 2]

Real processes on loopback: PostgreSQL, Redis, web, workers and beat, accounts required, every user with a session and a token, and
the tests' instant pipeline. Uploads start when their time has come, whether the last one was answered or not. An event is late by
the time from the row's `finished_at` to its arrival at the user's socket.
"""

import argparse
import asyncio
import json
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import websockets

from benchmarks.scaled_site import ROOT, ScaledSite, scaled_site, until_works
from recognition.engine.testing import tone, write_wav

DRAIN_S = 30.0
SETTLED = 0.25  # of the run, before which memory still grows into what it needs
UNLIMITED = {
    "UNDERTONE_ACCOUNTS": "required",
    "UNDERTONE_SECRET_KEY": "of a load test, and of nothing else; it goes with its folder",
    "UNDERTONE_REQUESTS_PER_MINUTE": "1000000",
    "UNDERTONE_UPLOADS_PER_MINUTE": "1000000",
    "UNDERTONE_MAX_CONCURRENT_ANALYSES": "100000",
    "BENCH_SEGMENTS": "3",
}


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
    read_s: list[float] = field(default_factory=list)
    uploaded: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    cut_off: int = 0
    ended: int = 0
    memory: list[tuple[float, float, float]] = field(default_factory=list)


def main() -> None:
    """Run it and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--rate", type=float, default=10.0, help="uploads a second")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--clip-s", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="undertone-load-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user
        with scaled_site(
            folder, data=folder / "data", workers=options.workers, variables=UNLIMITED, segment_s=0
        ) as site:
            until_works(site)
            users = _users(site, options.users)
            clip = write_wav(folder / "clip.wav", tone(options.clip_s)).read_bytes()
            seen = asyncio.run(_load(site, users, clip, options))
            seen.ended = _ended(site)
    _print(seen, options)


def _users(site: ScaledSite, count: int) -> list[User]:
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.load_users", str(count)],
        cwd=ROOT, env=dict(site.running.environment), check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [User(**one) for one in json.loads(made.stdout.splitlines()[-1])]


def _ended(site: ScaledSite) -> int:
    """What the rows say, whatever the sockets were told."""
    with site.postgres.connect() as connection:
        row = connection.execute("SELECT count(*) FROM recognition_analysis WHERE status = 'done'").fetchone()
    return int(row[0]) if row else 0


async def _load(site: ScaledSite, users: Sequence[User], clip: bytes, options: argparse.Namespace) -> Seen:
    seen = Seen()
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
    async with httpx.AsyncClient(base_url=site.url, timeout=60, limits=limits) as http:
        listening = [asyncio.create_task(_listen(site, user, seen)) for user in users]
        background = [asyncio.create_task(_read(http, users, seen)), asyncio.create_task(_watch(site, seen))]
        await asyncio.sleep(2)  # all sockets are open
        await _upload_all(http, users, clip, seen, options)
        give_up = time.monotonic() + DRAIN_S
        while seen.uploaded - seen.done and time.monotonic() < give_up:
            await asyncio.sleep(0.2)
        for task in (*background, *listening):
            task.cancel()
        await asyncio.gather(*background, *listening, return_exceptions=True)
    return seen


async def _upload_all(
    http: httpx.AsyncClient, users: Sequence[User], clip: bytes, seen: Seen, options: argparse.Namespace
) -> None:
    start, sending = time.monotonic(), []
    for number in range(round(options.rate * options.seconds)):
        await asyncio.sleep(max(0.0, start + number / options.rate - time.monotonic()))
        # Every clip is another: its last samples count.
        content = clip[:-4] + struct.pack("<I", number)
        sending.append(asyncio.create_task(_upload(http, users[number % len(users)], content, seen)))
    await asyncio.gather(*sending)


async def _upload(http: httpx.AsyncClient, user: User, content: bytes, seen: Seen) -> None:
    start = time.monotonic()
    try:
        answer = await http.post(
            "/api/v1/recordings/",
            files={"file": ("clip.wav", content)},
            headers={"Authorization": f"Bearer {user.token}"},
        )
    except httpx.HTTPError as error:
        seen.failed.append(type(error).__name__)
        return
    seen.upload_s.append(time.monotonic() - start)
    if answer.status_code == 201:
        seen.uploaded.add(answer.json()["analysis"]["id"])
    else:
        seen.failed.append(f"{answer.status_code} {answer.text[:200]}")


async def _listen(site: ScaledSite, user: User, seen: Seen) -> None:
    address = site.url.replace("http", "ws") + "/ws/"
    headers = {"Cookie": f"sessionid={user.session}"}
    # As the page does, it connects again when it was cut off.
    async for page in websockets.connect(address, additional_headers=headers, origin=websockets.Origin(site.url)):
        try:
            async for message in page:
                _note_event(json.loads(message), seen)
        except websockets.ConnectionClosed:
            seen.cut_off += 1


def _note_event(message: dict[str, Any], seen: Seen) -> None:
    analysis = message.get("analysis") or {}
    if analysis.get("status") == "done" and analysis["id"] not in seen.done:
        seen.done.add(analysis["id"])
        finished = datetime.fromisoformat(analysis["finished_at"]).timestamp()
        seen.event_s.append(time.time() - finished)


async def _read(http: httpx.AsyncClient, users: Sequence[User], seen: Seen) -> None:
    """One after the other, without a pause."""
    while True:
        for user in users:
            start = time.monotonic()
            answer = await http.get("/api/v1/recordings/", headers={"Authorization": f"Bearer {user.token}"})
            if answer.status_code != 200:
                seen.failed.append(f"read {answer.status_code}")
            seen.read_s.append(time.monotonic() - start)
            await asyncio.sleep(0)


async def _watch(site: ScaledSite, seen: Seen) -> None:
    assert site.web is not None
    start, web = time.monotonic(), site.web.pid
    while True:
        worker = sum(_family_mb(process.pid) for process in site.workers)
        seen.memory.append((time.monotonic() - start, _family_mb(web), worker))
        await asyncio.sleep(1)


def _family_mb(pid: int) -> float:
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(_rss(process) for process in family) / 2**20


def _rss(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _print(seen: Seen, options: argparse.Namespace) -> None:
    print(
        f"{options.users} users with open sockets, {options.rate:g} uploads of {options.clip_s:g} s a second for "
        f"{options.seconds:g} s, {options.workers} workers; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(f"uploads {len(seen.uploaded)}, done {seen.ended}, not done after half a minute more {len(seen.uploaded) - seen.ended}, "
          f"refused or failed {len(seen.failed)}")  # fmt: skip
    print(f"told to a socket {len(seen.uploaded & seen.done)}, sockets cut off {seen.cut_off}")
    for sentence in sorted(set(seen.failed))[:5]:
        print(f"  {sentence}")
    for name, times in (("upload", seen.upload_s), ("event", seen.event_s), ("read", seen.read_s)):
        print(
            f"{name:<7} median {statistics.median(times) * 1000:6.0f} ms   p95 {_p95(times) * 1000:6.0f} ms   of {len(times)}"
        )
    print(f"reads a second beside it, one after the other: {len(seen.read_s) / seen.memory[-1][0]:.1f}")
    for place, name in ((1, "web"), (2, "workers")):
        print(_memory_line(name, [(row[0], row[place]) for row in seen.memory]))


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _memory_line(name: str, rows: Sequence[tuple[float, float]]) -> str:
    """First and last, and the slope of a line through what came after the start."""
    settled = rows[int(SETTLED * len(rows)) :]
    slope = statistics.linear_regression(*zip(*settled, strict=True)).slope if len(settled) > 1 else 0.0
    return (f"memory of {name:<8} {rows[0][1]:.0f} MB at the start, {settled[0][1]:.0f} settled, {rows[-1][1]:.0f} at the end, "
            f"{slope * 60:+.1f} MB a minute once settled")  # fmt: skip


if __name__ == "__main__":
    main()
