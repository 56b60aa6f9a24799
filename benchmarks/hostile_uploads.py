"""Hostile files, each uploaded to the real site and, where it is taken, decoded by the real worker.

    python -m benchmarks.hostile_uploads [--count 200] [--seed 1]

Every one has to be refused with a stable code or analysed; no 5xx, no row or file that belongs to nothing, nobody asks the address
that some of them name, and nobody needs long or much memory. Exit status 1 where that is not so.
"""

import argparse
import http.client
import json
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil

from scripts.hostile_files import Hostile, hostile_files
from tests.integration.running_site import RunningSite, running_site

BOUNDARY = "hostile-files-are-cut-here"
LONGEST_S = 60.0
ENDED = ("done", "failed", "cancelled")
DERIVED = ("rendition.mp3", "peaks")  # what is made of an original, beside it


@dataclass
class Outcome:
    """What became of one file: the answer's status, a code or the analysis' end, and how long it took to say so."""

    hostile: Hostile
    status: int
    code: str
    seconds: float
    analysis: str | None = None

    @property
    def is_bad(self) -> bool:
        return self.status >= 500 or self.code in ("?", "internal_error", "worker_lost") or self.seconds > LONGEST_S


@dataclass
class Report:
    """All of them, and what is left behind."""

    outcomes: list[Outcome]
    orphans: list[str]
    canary_hits: int
    web_mb: float
    worker_mb: float
    web_cpu_s: float

    @property
    def problems(self) -> list[str]:
        bad = [
            f"{one.hostile.name[:60]!r}: {one.status} {one.code} in {one.seconds:.1f} s"
            for one in self.outcomes
            if one.is_bad
        ]
        hits = [f"{self.canary_hits} requests to the address they name"] if self.canary_hits else []
        return [*bad, *(f"belongs to nothing: {file}" for file in self.orphans), *hits]


def main() -> int:
    """Upload them and print a table by kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = hostile_run(Path(folder), count=arguments.count, seed=arguments.seed)
    print_table(report, seed=arguments.seed)
    return 1 if report.problems else 0


def hostile_run(folder: Path, *, count: int, seed: int) -> Report:
    """Upload so many to a site of their own in `folder`."""
    with _canary() as (address, hits), running_site(folder, settings="benchmarks.decoding_settings") as site:
        site.start_worker()
        web = psutil.Process(site.processes[0].pid)
        with _peaks(site) as peaks:
            before_s = _cpu_s(web)
            outcomes = [_uploaded(site, hostile) for hostile in hostile_files(count, seed=seed, canary=address)]
            for outcome in outcomes:
                _await_end(site, outcome)
        web_mb, worker_mb = peaks
        return Report(outcomes, _orphans(site), len(hits), web_mb, worker_mb, _cpu_s(web) - before_s)


def _uploaded(site: RunningSite, hostile: Hostile) -> Outcome:
    name = hostile.name.encode("utf-8", "surrogatepass").replace(b'"', b'\\"')
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="'.encode()
    body = head + name + b'"\r\nContent-Type: audio/wav\r\n\r\n' + hostile.content + f"\r\n--{BOUNDARY}--\r\n".encode()
    start = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=LONGEST_S)
    try:
        connection.request(
            "POST", "/api/v1/recordings/", body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        )
        answer = connection.getresponse()
        status, content = answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return Outcome(hostile, 0, "?", time.monotonic() - start)
    finally:
        connection.close()
    return _told(hostile, status, content, time.monotonic() - start)


def _told(hostile: Hostile, status: int, content: bytes, seconds: float) -> Outcome:
    try:
        body = json.loads(content)
        if status == 201:
            return Outcome(hostile, status, "taken", seconds, body["analysis"]["id"])
        return Outcome(hostile, status, body["errors"][0]["code"], seconds)
    except (ValueError, KeyError, IndexError, TypeError):
        return Outcome(hostile, status, "?", seconds)


def _await_end(site: RunningSite, outcome: Outcome) -> None:
    if outcome.analysis is None:
        return
    body = site.until(outcome.analysis, lambda body: body["status"] in ENDED)
    outcome.code = body["error"]["code"] if body["error"] else f"analysis {body['status']}"
    site.get(f"analyses/{outcome.analysis}/export/json/")


def _orphans(site: RunningSite) -> list[str]:
    """Files of no recording, once the worker has made what browsers play and lies idle."""
    give_up = time.monotonic() + LONGEST_S
    while (found := _belonging_to_nothing(site)) and time.monotonic() < give_up:
        time.sleep(0.2)
    return found


def _belonging_to_nothing(site: RunningSite) -> list[str]:
    rows = int(site.get("recordings/")["count"])
    data = site.folder / "data"
    half = [file.name for file in (data / "uploads").rglob("*") if file.is_file()]
    originals = [file for file in (data / "media").rglob("*") if file.is_file() and file.name not in DERIVED]
    return half + ([f"{len(originals)} files for {rows} recordings"] if len(originals) != rows else [])


@contextmanager
def _canary() -> Iterator[tuple[str, list[str]]]:
    """An address that remembers whoever asks for it."""
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_error(404)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/canary", hits
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _peaks(site: RunningSite) -> Iterator[list[float]]:
    """The most memory that web and worker took, each with its children, in MB; complete once the context ends."""
    peaks, stop = [0.0, 0.0], threading.Event()

    def watch() -> None:
        while not stop.wait(0.05):
            for place, process in enumerate(site.processes[:2]):
                peaks[place] = max(peaks[place], _family_mb(process.pid))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        stop.set()
        thread.join()


def _family_mb(pid: int) -> float:
    total = 0
    try:
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total / 2**20


def _cpu_s(web: psutil.Process) -> float:
    """Its own and that of the children that it waited for, and of those that live."""
    total = 0.0
    for process in (web, *web.children(recursive=True)):
        times = process.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
    return total


def print_table(report: Report, *, seed: int) -> None:
    """By kind: how many, what was said, and the longest that an answer took."""
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in report.outcomes:
        kinds[outcome.hostile.kind].append(outcome)
    print(f"{len(report.outcomes)} hostile files, seed {seed}")
    for kind, outcomes in kinds.items():
        codes = ", ".join(f"{code} {count}" for code, count in Counter(one.code for one in outcomes).most_common())
        print(f"{kind:<17} {len(outcomes):3}  longest {max(one.seconds for one in outcomes):5.2f} s  {codes}")
    server_errors = sum(one.status >= 500 for one in report.outcomes)
    print(f"5xx: {server_errors}; belonging to nothing: {len(report.orphans)}; addresses asked: {report.canary_hits}")
    print(
        f"web: {report.web_cpu_s:.0f} s of CPU, at most {report.web_mb:.0f} MB; worker: at most {report.worker_mb:.0f} MB"
    )
    for problem in report.problems:
        print(f"PROBLEM {problem}")


if __name__ == "__main__":
    sys.exit(main())
