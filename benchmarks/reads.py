"""What one read costs web: seconds of CPU, queries, and bytes, for everything that a page reads.

    python -m benchmarks.reads [--recordings 100] [--segments 2000] [--times 300] [--profile KIND]

In one process, against a PostgreSQL and a Redis of its own, the site is asked as uvicorn would ask it, one request after
the other. Its CPU time is told in milliseconds and in yardsticks, which are taken between the requests: on a busy machine a
millisecond of CPU does less, and does less of the yardstick too.
"""

import argparse
import asyncio
import cProfile
import json
import os
import pstats
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partialmethod
from pathlib import Path
from typing import Any

from benchmarks.own_services import OwnPostgres, OwnRedis

WARM_UP = 20
YARDSTICK = {str(number): {"a": number, "b": [number / 7]} for number in range(10)}


@dataclass(frozen=True, slots=True)
class Read:
    """An address, and what the one who asks says besides."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Answer:
    """What came back."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def main() -> None:
    """Run it and print a line for each kind of read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recordings", type=int, default=100)
    parser.add_argument("--segments", type=int, default=2000, help="of the long recording")
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--only", metavar="KINDS", help="these kinds, with commas between")
    parser.add_argument("--profile", metavar="KIND", help="print where the time of this kind goes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="undertone-reads-") as name, _site(Path(name)):
        from benchmarks import reads_seed

        seeded = {
            kind: Read(asked.pop("path"), asked)
            for kind, asked in reads_seed.seed(recordings=options.recordings, segments=options.segments).items()
        }
        asyncio.run(_measure(seeded, options))


@contextmanager
def _site(folder: Path) -> Iterator[None]:
    """Django, made ready for services of its own."""
    folder.chmod(0o755)  # PostgreSQL runs as another user
    (folder / "redis").mkdir()
    redis, postgres = OwnRedis(folder / "redis"), OwnPostgres(folder / "postgres")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.load_settings",
        "UNDERTONE_DATA_DIR": str(folder / "data"),
        "UNDERTONE_ACCOUNTS": "required",
        "UNDERTONE_SECRET_KEY": "of a benchmark, and of nothing else; it goes with its folder",
        "UNDERTONE_REQUESTS_PER_MINUTE": "1000000",
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis.url,
    }
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield
    finally:
        from django.db import connection

        connection.close_pool()  # type: ignore[attr-defined]
        postgres.stop()
        redis.kill()


async def _measure(seeded: Mapping[str, Read], options: argparse.Namespace) -> None:
    from emotion_site.asgi import application

    print(f"{'read':<24} {'status':>6} {'bytes':>9} {'queries':>8} {'CPU ms':>7} {'yardsticks':>11}")
    for kind, read in seeded.items():
        if options.only and kind not in options.only.split(","):
            continue
        for _ in range(WARM_UP):
            answer = await ask(application, read)
        cpu_s, yardstick_s = 0.0, 0.0
        for _ in range(options.times):
            start = time.process_time()
            await ask(application, read)
            between = time.process_time()
            _yardstick()
            cpu_s, yardstick_s = cpu_s + between - start, yardstick_s + time.process_time() - between
        print(
            f"{kind:<24} {answer.status:>6} {len(answer.body):>9} {await _queries(application, read):>8} "
            f"{cpu_s * 1000 / options.times:>7.2f} {cpu_s / yardstick_s:>11.2f}",
            flush=True,
        )
        if kind == options.profile:
            await _profile(application, read, options.times)


async def ask(application: Any, read: Read) -> Answer:
    """One request, from the first byte to the last of its answer."""
    answer, asked, over = Answer(), False, asyncio.Event()
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": read.path.partition("?")[0], "raw_path": read.path.encode(), "root_path": "",
        "query_string": read.path.partition("?")[2].encode(), "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 80),
        "headers": [(b"host", b"127.0.0.1"), *((name.lower().encode(), value.encode()) for name, value in read.headers.items())],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await over.wait()
            return {"type": "http.disconnect"}
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")
            if not message.get("more_body"):
                over.set()

    await application(scope, receive, send)
    return answer


async def _queries(application: Any, read: Read) -> int:
    """Those that Django sends for one request, in whatever thread."""
    from django.db.backends.utils import CursorWrapper

    seen: list[str] = []
    plain = CursorWrapper.execute

    def noting(self: Any, sql: Any, params: Any = None) -> Any:
        seen.append(str(sql))
        return plain(self, sql, params)

    CursorWrapper.execute = noting  # type: ignore[method-assign]
    try:
        await ask(application, read)
    finally:
        CursorWrapper.execute = plain  # type: ignore[method-assign]
    if os.environ.get("READS_SQL"):
        print(*(f"    {each[:400]}" for each in seen), sep="\n")
    return len(seen)


def _yardstick() -> None:
    """A piece of work that is always the same, a millisecond on an idle core of 2024: a busy machine is as slow with it."""
    for _ in range(40):
        json.loads(json.dumps(YARDSTICK, default=str))


async def _profile(application: Any, read: Read, times: int) -> None:
    """Of the thread in which Django works."""
    from recognition.handler import LanesHandler

    profile, plain = cProfile.Profile(time.thread_time), LanesHandler.work
    LanesHandler.work = partialmethod(lambda *arguments: profile.runcall(plain, *arguments))  # type: ignore[assignment]
    try:
        for _ in range(times):
            await ask(application, read)
    finally:
        LanesHandler.work = plain  # type: ignore[method-assign]
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile).sort_stats(order).print_stats(45)


if __name__ == "__main__":
    main()
