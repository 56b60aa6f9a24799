"""From `make run` to a finished radar: how long each step takes, and how much memory each process needs. Linux.

Run: .venv/bin/python -m benchmarks.upload_to_radar FILE… [--joined-s 60] [--asr pocketsphinx] [--within-s 900] [--json OUT]

It starts the product with `make run` on a free port and with a data folder of its own, uploads each file over HTTP
twice, ends the product as Ctrl-C does, and looks for what is left. The first upload of all is cold: it waits for the
models to load. `--joined-s 60` adds a recording of that length, the files one after another as often as it takes.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import numpy as np
import psutil

from benchmarks.process_tree import ProcessTree
from recognition.engine.media import SAMPLE_RATE_HZ, decode
from recognition.engine.testing import write_wav
from scripts.preflight import HOST, ROOT
from tests.loopback import free_port

READY_LINE = "Undertone is ready"
READY_WITHIN_S = 900.0  # a first start installs
STOP_WITHIN_S = 20.0
LOOK_EVERY_S = 0.2  # looking costs the web process time, too
ENDS = ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file's way: seconds until the answer to its upload, until the radar, and by stage."""

    name: str
    cold: bool
    duration_s: float
    status: str
    uploaded_s: float
    done_s: float
    segments: int
    top: str | None
    timings_s: dict[str, float]


def main() -> int:
    """Measure, print, and fail if anything failed or was left."""
    options = _options()
    with TemporaryDirectory(prefix="undertone-benchmark-") as name:
        report = _measured(options, Path(name))
    _print(report)
    if options.json:
        options.json.write_text(json.dumps(report, indent=2) + "\n")
    failed = [upload["name"] for upload in report["uploads"] if upload["status"] != "done"]
    return 1 if failed or report["left"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--joined-s", type=float, help="also a recording of this many seconds, joined from the files")
    parser.add_argument("--asr", default="pocketsphinx", help="the speech engine (default: %(default)s)")
    parser.add_argument(
        "--within-s", type=float, default=900.0, help="longest wait for one file (default: %(default)s)"
    )
    parser.add_argument("--once", action="store_true", help="upload each file once")
    parser.add_argument("--json", type=Path, metavar="OUT")
    return parser.parse_args()


def _measured(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    files = list(options.files)
    if options.joined_s:
        files.append(_joined(options.files, options.joined_s, folder / f"joined-{options.joined_s:g}-s.wav"))
    with started(folder) as (process, tree, url, ready_s), httpx.Client(base_url=url, timeout=60) as http:
        readyz = http.get("/readyz").json()
        rounds = [file for file in files for _ in range(1 if options.once else 2)]
        uploads = [asdict(_upload(http, file, options, cold=index == 0)) for index, file in enumerate(rounds)]
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole foreground group
        stopped_s = _seconds(lambda: process.wait(STOP_WITHIN_S))
        left = tree.survivors(within_s=2.0)
    memory = [asdict(peak) for peak in tree.peaks()]
    return {
        "worker_mb": tree.worker_mb,
        "ready_s": ready_s,
        "readyz": readyz,
        "uploads": uploads,
        "memory": memory,
        "stopped_s": stopped_s,
        "left": left,
    }


@contextmanager
def started(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], ProcessTree, str, float]]:
    """The product, with a data folder below that one: its process, all of its processes, its address, seconds to ready."""
    port, log = free_port(), folder / "log"
    environment = {**os.environ, "PORT": str(port), "UNDERTONE_DATA_DIR": str(folder / "data")}
    with log.open("wb") as out:
        # A session of its own, so that its foreground group can be told of Ctrl-C without us.
        process = subprocess.Popen(
            ["make", "run"],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    tree = ProcessTree(psutil.Process(process.pid))
    try:
        ready_s = _seconds(lambda: _until_ready(process, log))
        yield process, tree, f"http://{HOST}:{port}", ready_s
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(STOP_WITHIN_S)
        tree.close()


def _until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + READY_WITHIN_S
    while READY_LINE not in log.read_text():
        if process.poll() is not None or time.monotonic() > give_up:
            sys.exit(f"It did not start:\n{log.read_text()}")
        time.sleep(LOOK_EVERY_S)


def _upload(http: httpx.Client, file: Path, options: argparse.Namespace, *, cold: bool) -> Upload:
    start = time.monotonic()
    with file.open("rb") as content:
        answer = http.post("/api/v1/recordings/", data={"asr": options.asr}, files={"file": (file.name, content)})
    if answer.is_error:
        sys.exit(f"{file.name}: {answer.text}")
    uploaded_s = time.monotonic() - start
    analysis = f"/api/v1/analyses/{answer.json()['analysis']['id']}/"
    while (body := http.get(analysis).json())["status"] not in ENDS and time.monotonic() - start < options.within_s:
        time.sleep(LOOK_EVERY_S)
    done_s = time.monotonic() - start
    result = http.get(f"{analysis}result/").json()
    top = (result["overall"] or {}).get("top")
    duration_s = result["recording"]["duration_s"]
    return Upload(
        file.name,
        cold,
        duration_s,
        body["status"],
        uploaded_s,
        done_s,
        len(result["segments"]),
        top,
        result["timings_s"],
    )


def _joined(files: list[Path], seconds: float, target: Path) -> Path:
    """The files' sound, one after another, over and over until it is long enough."""
    wanted, parts, count = round(seconds * SAMPLE_RATE_HZ), [], 0
    for file in cycle(files):
        with decode(file) as pcm:
            parts.append(pcm.read())
        count += parts[-1].size
        if count >= wanted:
            return write_wav(target, np.concatenate(parts)[:wanted])
    raise AssertionError("cycle does not end")


def _seconds(call: Any) -> float:
    start = time.monotonic()
    call()
    return round(time.monotonic() - start, 2)


def _print(report: dict[str, Any]) -> None:
    print(f"\nready line after {report['ready_s']} s; /readyz {report['readyz']}")
    print(f"\n{'file':28} {'':4} {'length':>7} {'done in':>8}  stages (s)")
    for upload in report["uploads"]:
        stages = "  ".join(f"{name} {seconds:.2f}" for name, seconds in upload["timings_s"].items())
        heat = "cold" if upload["cold"] else "warm"
        print(
            f"{upload['name'][:28]:28} {heat} {upload['duration_s']:6.1f}s {upload['done_s']:7.2f}s  {stages or upload['status']}"
        )
    print(f"\n{'process':40} {'peak memory':>12}")
    for peak in report["memory"]:
        print(f"{peak['role']:40} {peak['peak_mb']:9.0f} MB")
    print(f"{'the worker together, shared pages once':40} {report['worker_mb']:9.0f} MB")
    print(f"\nended {report['stopped_s']} s after Ctrl-C; left: {', '.join(report['left']) or 'nothing'}")


if __name__ == "__main__":
    sys.exit(main())
