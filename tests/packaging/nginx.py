"""nginx with the configuration that the page's image has, on loopback."""

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from scripts.preflight import ROOT
from tests import services

TEMPLATES = ROOT / "docker" / "frontend"


def configured(folder: Path, page: Path, *, port: int, web_port: int, live_port: int, max_upload_mb: str) -> Path:
    """The templates, filled in as the image's start-up does it; /tmp is the test's folder."""
    limit = TEMPLATES / "15-upload-limit.envsh"
    counted = subprocess.run(
        ["sh", "-c", f'. "{limit}"; printf %s "$UNDERTONE_MAX_BODY_KB"'],
        env={"UNDERTONE_MAX_UPLOAD_MB": max_upload_mb}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    values = {
        "LISTEN": f"127.0.0.1:{port}",
        "PAGE": str(page),
        "WEB": f"127.0.0.1:{web_port}",
        "LIVE_WEB": f"127.0.0.1:{live_port}",
        "RESOLVER": "127.0.0.11",
        "MAX_UPLOAD_MB": max_upload_mb,
        "MAX_BODY_KB": counted.stdout,
        "FORM_TARGETS": form_targets(""),
    }
    for template in TEMPLATES.glob("*.template"):
        text = template.read_text().replace("/tmp/", f"{folder}/")
        filled = re.sub(r"\$\{UNDERTONE_(\w+)\}", lambda found: values[found[1]], text)
        (folder / template.stem).write_text(filled)
    return folder / "nginx.conf"


def form_targets(provider: str) -> str:
    script = TEMPLATES / "16-form-targets.envsh"
    return subprocess.run(
        ["sh", "-c", f'. "{script}"; printf %s "$UNDERTONE_FORM_TARGETS"'],
        env={"PATH": "/usr/bin:/bin", "UNDERTONE_OIDC_URL": provider}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


@contextmanager
def nginx_in_front_of(
    web_port: int, folder: Path, *, max_upload_mb: str, page: Path | None = None, live_port: int = 9
) -> Iterator[int]:
    """Started and answering; the port on which it listens."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        services.missing("nginx")
    port = services.free_port()
    ports = {"port": port, "web_port": web_port, "live_port": live_port}
    file = configured(folder, page or folder, **ports, max_upload_mb=max_upload_mb)
    # root keeps root's rights here, to read the test's folder; in the image it is nobody's user.
    command = [str(program), "-c", str(file), "-e", str(folder / "error.log"), "-g", "user root; daemon off;"]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    version = subprocess.run([str(program), "-v"], capture_output=True, text=True, check=True).stderr
    services.used["nginx"] = version.strip().rpartition("/")[2]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _await_answer(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def _await_answer(port: int, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + services.READY_WITHIN_S
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz")
            return
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < give_up
            time.sleep(0.1)
