"""Many users at once: open sockets, a steady stream of uploads, and somebody who reads all the time.

    python -m benchmarks.load [--users 50] [--rate 10] [--seconds 120] [--clip-s 5] [--workers 2]

Real processes on loopback, this one among them: PostgreSQL, Redis, web, workers and beat with the product's own times, accounts
required, every user with a session and a token, and the tests' instant pipeline. An event is late by the time from the row's
`finished_at` to its arrival at the user's socket. Afterwards, once all is done, everything that a page reads is read at a
steady rate. What each process cost is told in seconds of CPU, which other programs' work changes less than any time.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load_traffic import Seen, Traffic, User
from benchmarks.process_costs import Cost, Group, costs, machine_cpu_s
from benchmarks.scaled_site import ROOT, ScaledSite, scaled_site, until_works
from recognition.engine.testing import tone, write_wav

DRAIN_S = 300.0
LOOK_EVERY_S = 5.0
UNLIMITED = {
    "UNDERTONE_ACCOUNTS": "required",
    "UNDERTONE_SECRET_KEY": "of a load test, and of nothing else; it goes with its folder",
    "UNDERTONE_REQUESTS_PER_MINUTE": "1000000",
    "UNDERTONE_UPLOADS_PER_MINUTE": "1000000",
    "UNDERTONE_MAX_CONCURRENT_ANALYSES": "100000",
    "BENCH_SEGMENTS": "3",
}

Look = tuple[float, Mapping[str, Cost]]


@dataclass
class Phase:
    """A stretch of the run: how long it took, and what it cost whom."""

    wall_s: float
    machine_s: float
    costs: Mapping[str, Cost]


@dataclass
class Run:
    """All that is told at the end."""

    seen: Seen
    uploads: Phase
    reads: Phase
    looks: list[Look] = field(default_factory=list)


def main() -> None:
    """Run it and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--rate", type=float, default=10.0, help="uploads a second")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--clip-s", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--readers", type=int, default=1, help="who read the library all the time, beside the uploads")
    parser.add_argument("--reads-rate", type=float, default=100.0, help="reads a second, after the uploads")
    parser.add_argument("--reads-seconds", type=float, default=20.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="undertone-load-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user
        with scaled_site(
            folder, data=folder / "data", workers=options.workers, variables=UNLIMITED,
            segment_s=0, settings="benchmarks.load_settings",
        ) as site:  # fmt: skip
            until_works(site)
            users = _users(site, options.users)
            clip = write_wav(folder / "clip.wav", tone(options.clip_s)).read_bytes()
            run = asyncio.run(_load(site, Traffic(site.running.port, users, clip), options))
            rows = _rows(site)
            log = site.log()
    _print(run, rows, options)
    if run.seen.failed or rows.get("done", 0) != len(run.seen.uploaded):
        sys.exit(log)


def _users(site: ScaledSite, count: int) -> list[User]:
    made = subprocess.run(
        [sys.executable, "-m", "benchmarks.load_users", str(count)],
        cwd=ROOT, env=dict(site.running.environment), check=True, capture_output=True, text=True,
    )  # fmt: skip
    return [User(**one) for one in json.loads(made.stdout.splitlines()[-1])]


def _rows(site: ScaledSite) -> dict[str, int]:
    """What the rows say, whatever the sockets were told: analyses by state, and ends that were stored more than once."""
    with site.postgres.connect() as connection:
        states = connection.execute("SELECT status, count(*) FROM recognition_analysis GROUP BY status").fetchall()
        ended = "SELECT count(*) FROM ledger WHERE what = 'done' GROUP BY analysis HAVING count(*) > 1"
        return {**dict(states), "twice": len(connection.execute(ended).fetchall())}


async def _load(site: ScaledSite, traffic: Traffic, options: argparse.Namespace) -> Run:
    groups, looks = _groups(site), list[Look]()
    listening = [asyncio.create_task(traffic.listen(user)) for user in traffic.users]
    await asyncio.sleep(3)  # all sockets are open
    watching = asyncio.create_task(_watch(groups, looks))
    readers = [asyncio.create_task(traffic.read_on()) for _ in range(options.readers)]
    begin = _now(groups)
    await traffic.upload_all(rate=options.rate, seconds=options.seconds)
    give_up = time.monotonic() + DRAIN_S
    while traffic.seen.waiting and time.monotonic() < give_up:
        await asyncio.sleep(0.1)
    for task in (*readers, watching):
        task.cancel()
    uploaded = _now(groups)
    await traffic.read_all(rate=options.reads_rate, seconds=options.reads_seconds)
    read = _now(groups)
    for task in listening:
        task.cancel()
    await asyncio.gather(*readers, watching, *listening, return_exceptions=True)
    return Run(traffic.seen, _phase(begin, uploaded), _phase(uploaded, read), looks)


def _groups(site: ScaledSite) -> dict[str, Group]:
    assert site.web is not None
    workers = [process.pid for process in site.workers]
    named = {site.web.pid, *workers}
    return {
        "web": Group([site.web.pid], alone=True),
        "its probing": Group([site.web.pid], below=True),
        "workers": Group(workers),
        "quick and beat": Group([each.pid for each in site.running.processes if each.pid not in named]),
        "postgres": Group([site.postgres.pid]),
        "redis": Group([site.redis.pid]),
        "these users": Group([os.getpid()], alone=True),
    }


_Moment = tuple[float, float, Mapping[str, Cost]]


def _now(groups: Mapping[str, Group]) -> _Moment:
    return time.monotonic(), machine_cpu_s(), costs(groups)


def _phase(begin: _Moment, end: _Moment) -> Phase:
    return Phase(end[0] - begin[0], end[1] - begin[1], {name: end[2][name] - begin[2][name] for name in end[2]})


async def _watch(groups: Mapping[str, Group], looks: list[Look]) -> None:
    start = time.monotonic()
    while True:
        looks.append((time.monotonic() - start, costs(groups)))
        await asyncio.sleep(LOOK_EVERY_S)


def _print(run: Run, rows: Mapping[str, int], options: argparse.Namespace) -> None:
    seen = run.seen
    print(
        f"{options.users} users with open sockets, {options.rate:g} uploads of {options.clip_s:g} s a second for "
        f"{options.seconds:g} s, {options.workers} workers, {os.cpu_count()} cores for all of it"
    )
    print(f"uploads {len(seen.uploaded)}, done {rows.get('done', 0)}, told to a socket {len(seen.uploaded.keys() & seen.done)}, "
          f"ended twice {rows['twice']}, refused or failed {len(seen.failed)}, sockets cut off {seen.cut_off}")  # fmt: skip
    for sentence in sorted(set(seen.failed))[:5]:
        print(f"  {sentence}")
    print(f"the last was done {seen.last_done_at - seen.last_upload_at:.1f} s after the last upload was answered; "
          f"{seen.events / max(1, len(seen.done)):.1f} messages for each")  # fmt: skip
    for name, times in {"upload": seen.upload_s, "event": seen.event_s, **seen.read_s}.items():
        print(_times_line(name, times))
    print(f"reads beside the uploads {len(seen.read_s.get('library, beside', ())) / run.uploads.wall_s:.1f} a second, "
          f"after them {options.reads_rate:g}")  # fmt: skip
    _print_costs(run, uploads=len(seen.uploaded), reads=round(options.reads_rate * options.reads_seconds))
    for name in ("web", "its probing", "workers", "postgres", "redis"):
        print(_memory_line(name, [(at, look[name].memory_mb) for at, look in run.looks]))


def _times_line(name: str, times: Sequence[float]) -> str:
    if not times:
        return f"{name:<16} none"
    return f"{name:<16} median {statistics.median(times) * 1000:6.0f} ms   p95 {_p95(times) * 1000:6.0f} ms   of {len(times)}"


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[int(0.95 * (len(times) - 1))]


def _print_costs(run: Run, *, uploads: int, reads: int) -> None:
    """Of an upload, all that comes of it and is read beside it; of a read, what is read when nothing else happens."""
    print(f"{'CPU':<16} {'s':>7} {'ms an upload':>13} {'ms a read':>10}")
    spent = [(name, cost.cpu_s, run.reads.costs[name].cpu_s) for name, cost in run.uploads.costs.items()]
    ours_s, ours_reading_s = sum(each[1] for each in spent), sum(each[2] for each in spent)
    for name, upload_s, read_s in [*spent, ("all", ours_s, ours_reading_s)]:
        print(
            f"{name:<16} {upload_s:7.1f} {upload_s / max(1, uploads) * 1000:13.1f} {read_s / max(1, reads) * 1000:10.2f}"
        )
    others_s = run.uploads.machine_s - ours_s
    print(f"in {run.uploads.wall_s:.0f} s; other programs took {others_s:.1f} s of CPU meanwhile")


def _memory_line(name: str, rows: Sequence[tuple[float, float]]) -> str:
    """The slope is that of a line through the second half."""
    half = rows[len(rows) // 2 :]
    slope = statistics.linear_regression(*zip(*half, strict=True)).slope if len(half) > 1 else 0.0
    return (f"memory of {name:<14} {rows[0][1]:5.0f} MB at the start, {half[0][1]:5.0f} half-way, {rows[-1][1]:5.0f} at the end, "
            f"{slope * 60:+.1f} MB a minute over the second half")  # fmt: skip


if __name__ == "__main__":
    main()
