"""How smoothly the page of a two-hour analysis of 2,000 segments opens, plays, scrolls, zooms and answers keys. Chromium.

Run: .venv/bin/python -m benchmarks.long_analysis [--segments 2000] [--hours 2] [--json OUT]   (the page must be built)

It starts the product with a data folder of its own, puts a made-up analysis there (`long_analysis_seed`), and notes the
time between animation frames while a real Chromium works: 16.7 ms is every frame of 60 a second. Headless Chromium paints
in software, so a desktop with a graphics card does better. “busy” is the processor time that the page's own thread took per
frame: of 16.7 ms, and whatever else the machine does meanwhile.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from scripts.preflight import ROOT
from tests.running_product import running_product

WATCHED_S = 5
FRAME_MS = 1000 / 60
LATE_MS = FRAME_MS * 1.5  # a frame was left out
KEYS = 20
MAIN_THREAD = "CrRendererMain"
VIEW = {"width": 1440, "height": 900}

WATCH_FRAMES = """(seconds) => new Promise((resolve) => {
  const times = [];
  const end = performance.now() + seconds * 1000;
  const step = (now) => { times.push(now); now < end ? requestAnimationFrame(step) : resolve(times); };
  requestAnimationFrame(step);
})"""

KEY_TO_FRAME = """(key) => new Promise((resolve) => {
  const shown = () => document.querySelector("[aria-label='Emotion radar'] h2").textContent;
  const before = shown();
  const began = performance.now();
  dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const look = () => shown() !== before || performance.now() - began > 5000
    ? requestAnimationFrame(() => resolve(performance.now() - began)) : requestAnimationFrame(look);
  look();
})"""

SCROLL = "(pixels) => { const go = () => { scrollBy(0, pixels); window.__go = requestAnimationFrame(go); }; go(); }"


def main() -> None:
    """Measure and print."""
    options = _options()
    with TemporaryDirectory(prefix="undertone-long-") as name, running_product(Path(name)) as product:
        analysis = _seeded(Path(name) / "data", options)
        figures = measure(f"http://127.0.0.1:{product.port}/analyses/{analysis}")
    figures["segments"] = options.segments
    _print(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


def measure(address: str) -> dict[str, Any]:
    """Every figure of one opened page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--mute-audio"],
        )
        page = browser.new_page(viewport=VIEW)  # type: ignore[arg-type]  # a TypedDict of just these two
        page.goto(address)
        page.locator("[data-segment='0']").wait_for(timeout=60_000)
        opened_ms = page.evaluate("performance.now()")
        figures = {
            "opened_ms": round(opened_ms),
            "still": frames(page, lambda: None),
            "playing": frames(page, lambda: page.keyboard.press(" ")),
            "playing, zoomed": frames(page, lambda: _come_closer(page, steps=6)),
            "playing and scrolling": frames(page, lambda: page.evaluate(SCROLL, 12)),
            "keys_ms": _keys(page),
            "rows": page.locator("[data-segment]").count(),
            "elements": page.evaluate("document.getElementsByTagName('*').length"),
        }
        browser.close()
    return figures


def _come_closer(page: Page, *, steps: int) -> None:
    for _ in range(steps):
        page.keyboard.press("+")


def frames(page: Page, begin: Callable[[], object]) -> dict[str, float]:
    """Times between frames for a few seconds from `begin` on, and what they cost."""
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=["toplevel"])
    begin()
    times = page.evaluate(WATCH_FRAMES, WATCHED_S)
    tasks_ms = _main_thread_tasks(json.loads(browser.stop_tracing())["traceEvents"])
    gaps = sorted(later - before for before, later in pairwise(times))
    return {
        "frames_per_s": round(len(gaps) / (sum(gaps) / 1000), 1),
        "median_ms": round(statistics.median(gaps), 1),
        "p95_ms": round(gaps[int(0.95 * len(gaps))], 1),
        "longest_ms": round(gaps[-1], 1),
        "late_share": round(sum(gap > LATE_MS for gap in gaps) / len(gaps), 3),
        "busy_ms": round(sum(tasks_ms) / len(gaps), 1),
        "longest_task_ms": round(max(tasks_ms), 1),
    }


def _main_thread_tasks(events: list[dict[str, Any]]) -> list[float]:
    """Processor time of each task of the page's own thread, in ms."""
    threads = {(each["pid"], each["tid"]): each["args"]["name"] for each in events if each.get("name") == "thread_name"}
    return [
        each.get("tdur", 0) / 1000
        for each in events
        if each.get("ph") == "X"
        and "RunTask" in each["name"]
        and threads.get((each["pid"], each["tid"])) == MAIN_THREAD
    ]


def _keys(page: Page) -> dict[str, float]:
    """From a key to the frame in which the radar names the next segment."""
    page.evaluate("cancelAnimationFrame(window.__go)")
    page.keyboard.press(" ")
    page.wait_for_timeout(500)
    waits = sorted(page.evaluate(KEY_TO_FRAME, "j") for _ in range(KEYS))
    return {"median": round(statistics.median(waits), 1), "longest": round(waits[-1], 1)}


def _seeded(data: Path, options: argparse.Namespace) -> str:
    """The id of the made-up analysis; Django is set up in a process of its own."""
    module = [sys.executable, "-m", "benchmarks.long_analysis_seed"]
    asked = ["--segments", str(options.segments), "--hours", str(options.hours)]
    environment = {**os.environ, "UNDERTONE_DATA_DIR": str(data)}
    answer = subprocess.run([*module, *asked], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return answer.stdout.split()[-1]


def _print(figures: dict[str, Any]) -> None:
    print(f"{figures['segments']} segments: the first row after {figures['opened_ms']} ms; {figures['rows']} rows and")
    print(f"{figures['elements']} elements exist; a key shows the next segment after {figures['keys_ms']['median']} ms")
    print(f"(longest of {KEYS}: {figures['keys_ms']['longest']} ms)\n")
    print(f"{'':24}{'frames/s':>10}{'median':>10}{'95 %':>10}{'longest':>10}{'late':>8}{'busy':>9}")
    for name, each in figures.items():
        if isinstance(each, dict) and "frames_per_s" in each:
            cells = (
                f"{each['frames_per_s']:>10}{each['median_ms']:>7} ms{each['p95_ms']:>7} ms{each['longest_ms']:>7} ms"
            )
            print(f"{name:24}{cells}{each['late_share']:>8.1%}{each['busy_ms']:>6} ms")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=2000)
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
