"""Lighthouse's four scores of a running Undertone's New and Analysis pages; fails below 95.

    python -m scripts.lighthouse [--url http://127.0.0.1:8000] [--mobile]

Lighthouse itself (180 MB) is fetched by npx when it is asked for; it drives the installed Chromium.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.install import say
from scripts.page_shots import listed

LIGHTHOUSE = "lighthouse@12.8.2"  # the last that runs on Node 20
LEAST = 0.95
WITHIN_S = 300


def main() -> int:
    """Measure both pages, say their scores and what cost them points."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--mobile", action="store_true", help="a slow phone instead of a desktop")
    arguments = parser.parse_args()
    finished = listed(arguments.url, "recordings/?status=done&page_size=1")
    analysis = {"Analysis": f"/analyses/{finished[0]['analysis']['id']}"} if finished else {}
    reports = {
        name: report(f"{arguments.url}{path}", mobile=arguments.mobile)
        for name, path in {"New": "/", **analysis}.items()
    }
    for name, told in reports.items():
        say(f"{name:<10} {scores(told)}")
        for line in losses(told):
            say(f"{'':<10} {line}")
    low = any(each["score"] < LEAST for told in reports.values() for each in told["categories"].values())
    return 1 if low else 0


def report(address: str, *, mobile: bool) -> dict[str, Any]:
    """Lighthouse's report on one page."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={file}",
                   "--chrome-flags=--headless=new --no-sandbox", *([] if mobile else ["--preset=desktop"])]  # fmt: skip
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or ""
        subprocess.run(command, check=True, timeout=WITHIN_S, env={**os.environ, "CHROME_PATH": chromium})
        told: dict[str, Any] = json.loads(file.read_text())
        return told


def scores(told: dict[str, Any]) -> str:
    """The four, out of a hundred."""
    return ", ".join(f"{each['title']} {round(each['score'] * 100)}" for each in told["categories"].values())


def losses(told: dict[str, Any]) -> list[str]:
    """What counts and was not perfect."""
    counting = {ref["id"] for each in told["categories"].values() for ref in each["auditRefs"] if ref["weight"] > 0}
    audits = (told["audits"][name] for name in sorted(counting))
    return [
        f"{audit['title']}: {audit['score']:.2f} {audit.get('displayValue', '')}".rstrip()
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]


if __name__ == "__main__":
    sys.exit(main())
