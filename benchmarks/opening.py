"""For how long a page hears no key and no click while it opens: what Chromium's long tasks take beyond 50 ms (web.dev/tbt).

Run, beside a site of its own with a finished analysis (`make run`):
    python -m benchmarks.opening [--url http://127.0.0.1:8000] [--openings 8] [--json OUT]

Each opening is in a new browser profile, without the service worker. Told are medians of the time blocked, of the longest
task, and of the first paint; the first opening, which warms up Chromium and the site, does not count.
"""

import argparse
import json
import shutil
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from scripts.page_shots import listed
from scripts.screenshots import FLAGS

LONG_MS = 50
SETTLED_MS = 2500
VIEW_WIDTH, VIEW_HEIGHT = 1350, 940

NOTE_LONG_TASKS = """
window.longTasks = [];
new PerformanceObserver(list => { for (const task of list.getEntries()) longTasks.push(task.duration); })
  .observe({ type: "longtask", buffered: true });
"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def main() -> None:
    """Open both pages, and print what was measured."""
    options = _options()
    finished = listed(options.url, "recordings/?status=done&page_size=1")
    if not finished:
        raise SystemExit("There is no finished analysis to open.")
    pages = {"New": "/", "Analysis": f"/analyses/{finished[0]['analysis']['id']}"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        figures = {name: _opened(browser, options.url + path, options.openings) for name, path in pages.items()}
        browser.close()
    for name, told in figures.items():
        print(f"{name:<10}" + ", ".join(f"{what.replace('_ms', '')} {ms:.0f} ms" for what, ms in told.items()))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def _opened(browser: Browser, address: str, openings: int) -> dict[str, float]:
    each = [_once(browser, address) for _ in range(openings + 1)][1:]
    return {what: median(once[what] for once in each) for what in each[0]}


def _once(browser: Browser, address: str) -> dict[str, float]:
    context = browser.new_context(
        viewport={"width": VIEW_WIDTH, "height": VIEW_HEIGHT}, service_workers="block", locale="en-GB"
    )
    page = context.new_page()
    page.add_init_script(NOTE_LONG_TASKS)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(SETTLED_MS)
    tasks: list[float] = page.evaluate("longTasks")
    painted: float = page.evaluate(FIRST_PAINT)
    context.close()
    return {
        "blocked_ms": sum(task - LONG_MS for task in tasks),
        "longest_task_ms": max(tasks, default=0.0),
        "first_paint_ms": painted,
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--openings", type=int, default=8)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
