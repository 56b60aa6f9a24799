"""A recording of four hours from its upload to every export: seconds, bytes, and the memory of each process.

Run: .venv/bin/python -m benchmarks.four_hours FILE [--workers 2] [--embedded] [--json FILE]

FILE is any recording up to the limit, such as speech that ffmpeg repeats:
    ffmpeg -stream_loop -1 -i speech.opus -t 14390 -c copy four-hours.opus
Decoding, finding speech, cutting, measuring, sharing out over workers, peaks and rendition are the product's. Speech engine and
emotion model take no time (`four_hours_pipeline`), or this would measure them.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil

from benchmarks.process_tree import ProcessTree
from recognition.engine.exporters.base import TEXT_FORMATS
from tests.integration.running_site import SIZES, RunningSite, site_of_size

WITHIN_S = 2 * 3600.0
LOOK_EVERY_S = 2.0
RENDITION = "audio/mpeg"


def main() -> None:
    """Upload, wait, ask for everything, and print."""
    options = _options()
    size = SIZES[0] if options.embedded or not shutil.which("redis-server") else SIZES[1]
    with (
        tempfile.TemporaryDirectory(prefix="undertone-four-hours-") as folder,
        site_of_size(size, Path(folder), settings="benchmarks.four_hours_settings", OMP_NUM_THREADS="1") as site,
    ):
        trees = {"web": ProcessTree(psutil.Process(site.processes[0].pid))}
        for number in range(options.workers):
            trees[f"worker {number + 1}"] = ProcessTree(psutil.Process(site.start_worker().pid))
        figures = measured(site, options.file)
        for tree in trees.values():
            tree.close()
        figures["peak MB"] = {
            f"{name}, {peak.role}": round(peak.peak_mb) for name, tree in trees.items() for peak in tree.peaks()
        }
    text = json.dumps(figures, indent=1)
    print(text)
    if options.json:
        options.json.write_text(f"{text}\n")


def measured(site: RunningSite, file: Path) -> dict[str, Any]:
    """What a person does with it, one after the other."""
    site_get = _timed(site)
    began = time.monotonic()
    analysis = site.upload(file)
    figures: dict[str, Any] = {"upload s": _since(began), "MB": round(file.stat().st_size / 2**20)}
    body = _ended(site, analysis)
    recording = body["recording"]
    figures |= {"analysed s": _since(began), "segments": body["segment_count"]}
    figures["length s"] = site.get(f"recordings/{recording}/")["duration_s"]
    figures["workers' s"] = site.get(f"analyses/{analysis}/result/")["timings_s"]
    figures["result"] = site_get(f"analyses/{analysis}/result/")
    figures["status"] = site_get(f"analyses/{analysis}/")
    figures["peaks"] = site_get(f"recordings/{recording}/peaks/")
    middle_s = figures["length s"] / 2
    closer = f"start_s={middle_s - 5:.1f}&end_s={middle_s + 5:.1f}"
    figures["peaks of ten seconds"] = site_get(f"recordings/{recording}/peaks/?{closer}")
    figures["exports"] = {each: site_get(f"analyses/{analysis}/export/{each}/") for each in TEXT_FORMATS}
    figures["rendition s"] = _rendered(site, recording, began)
    figures["a range in the middle"] = _range_in_the_middle(site, recording)
    return figures


def _range_in_the_middle(site: RunningSite, recording: str) -> tuple[int, int]:
    """Status and bytes of what a player asks for where somebody jumps."""
    answer = site.http.get(f"/api/v1/recordings/{recording}/media/", headers={"Range": "bytes=0-0"})
    middle = int(answer.headers["content-range"].rpartition("/")[2]) // 2
    wanted = {"Range": f"bytes={middle}-{middle + 2**16 - 1}"}
    answer = site.http.get(f"/api/v1/recordings/{recording}/media/", headers=wanted)
    return answer.status_code, len(answer.content)


def _timed(site: RunningSite) -> Callable[[str], Mapping[str, Any]]:
    def get(path: str) -> Mapping[str, Any]:
        began = time.monotonic()
        answer = site.http.get(f"/api/v1/{path}", timeout=600)
        told = {"status": answer.status_code, "s": _since(began), "kB": len(answer.content) // 1024}
        return told if answer.is_success else told | {"said": answer.text[:300]}

    return get


def _ended(site: RunningSite, analysis: str) -> dict[str, Any]:
    give_up = time.monotonic() + WITHIN_S
    while (body := site.get(f"analyses/{analysis}/"))["status"] in ("queued", "running"):
        if time.monotonic() > give_up:
            raise SystemExit(f"it did not end: {body}\n{site.log()}")
        time.sleep(LOOK_EVERY_S)
    if body["status"] != "done":
        raise SystemExit(f"it did not end well: {body}\n{site.log()}")
    return dict(body)


def _rendered(site: RunningSite, recording: str, began: float) -> float | None:
    """When there was something that every browser plays."""
    give_up = time.monotonic() + WITHIN_S
    while time.monotonic() < give_up:
        head = site.http.get(f"/api/v1/recordings/{recording}/media/", headers={"Range": "bytes=0-0"}).headers
        if head["content-type"] == RENDITION:
            return _since(began)
        time.sleep(LOOK_EVERY_S)
    return None


def _since(began: float) -> float:
    return round(time.monotonic() - began, 2)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--embedded", action="store_true")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
