"""What the Dockerfiles promise, tried without an engine: each image's steps in an empty folder and virtual environment.

Copies what each Dockerfile copies, installs what it installs, and starts what it starts: web, with torch not importable, takes
an upload; the worker, with its requirements alone, analyses it with PocketSphinx; the page is built from its own files.

python -m scripts.prove_images           all; minutes, and some gigabytes below TMPDIR
python -m scripts.prove_images web       web alone; so with frontend, or with web worker
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.install import say
from scripts.preflight import ROOT

CLIP = ROOT / "frontend" / "public" / "samples" / "happy.mp3"
WITHIN_S = 600.0
PORTS = {"8000": "18730", "9100": "18731"}


@dataclass(frozen=True)
class Image:
    """What would be an image: its files, its Python, and what it starts."""

    name: str
    folder: Path
    environment: Mapping[str, str]
    command: list[str]

    @property
    def python(self) -> Path:
        return self.folder / "venv" / "bin" / "python"

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command, cwd=self.folder / "srv", env=self.environment, text=True, capture_output=True, check=False
        )

    def start(self) -> "subprocess.Popen[bytes]":
        program = self.folder / "venv" / "bin" / self.command[0]
        return subprocess.Popen([str(program), *self.command[1:]], cwd=self.folder / "srv", env=self.environment)


def build(name: str, folder: Path, data: Path) -> Image:
    """The Dockerfile's own lines, one after the other."""
    text = (ROOT / "docker" / f"{name}.Dockerfile").read_text().replace("\\\n", " ")
    _header, first, last = text.split("\nFROM ")
    (folder / "srv").mkdir(parents=True)
    for line in re.findall(r"^COPY (?!--from)(.+)$", last, re.MULTILINE):
        source, target = line.split()
        _copy(ROOT / source, folder / "srv" / target)
    venv.create(folder / "venv", with_pip=True)
    for line in re.findall(r"/opt/undertone/bin/pip (install [^&\n]+)", first):
        say(f"{name}: pip {line.strip()}")
        command = [str(folder / "venv" / "bin" / "pip"), "--quiet", "--disable-pip-version-check", *shlex.split(line)]
        subprocess.run(command, cwd=ROOT, check=True)
    started = json.loads(re.findall(r"^CMD (\[.+\])$", last, re.MULTILINE)[-1])
    command = [PORTS.get(each, each).replace("0.0.0.0", "127.0.0.1") for each in started]
    variables = {
        "PATH": f"{folder / 'venv' / 'bin'}:/usr/bin:/bin",
        "HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "emotion_site.settings",
        "UNDERTONE_DATA_DIR": str(data),
        "UNDERTONE_ASR": "pocketsphinx",
    }
    return Image(name, folder, variables, command)


def build_page(folder: Path) -> None:
    """The first stage of the page's Dockerfile; its second is nginx with templates, which tests/packaging run.

    Raises:
        SystemExit: when there is no page at the end.
    """
    text = (ROOT / "docker" / "frontend.Dockerfile").read_text()
    _header, first, _last = text.split("\nFROM ")
    folder.mkdir()
    for instruction, rest in re.findall(r"^(COPY|RUN) (.+)$", first, re.MULTILINE):
        if instruction == "RUN":
            say(f"frontend: {rest}")
            subprocess.run(shlex.split(rest), cwd=folder, check=True, stdout=subprocess.DEVNULL)
            continue
        for source in rest.split()[:-1]:
            _copy_tracked(source, folder)
    if not (folder / "dist" / "index.html").is_file():
        raise SystemExit("frontend: no page was built")
    built = sum(file.stat().st_size for file in (folder / "dist").rglob("*") if file.is_file())
    say(f"frontend: the page is built, {built / 2**20:.1f} MB")


def _copy_tracked(source: str, folder: Path) -> None:
    """A file, or what of a folder belongs to the repository: neither what was installed in it nor what was built."""
    listed = subprocess.run(["git", "ls-files", source], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in listed.splitlines():
        target = folder / Path(name).relative_to(source if (ROOT / source).is_dir() else Path(source).parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy2(source, target)


def main() -> int:
    """Build, start, upload, and with a worker wait for the result."""
    names = sys.argv[1:] or ["frontend", "web", "worker"]
    with tempfile.TemporaryDirectory(prefix="undertone-images-") as made:
        folder = Path(made)
        if "frontend" in names:
            names.remove("frontend")
            build_page(folder / "frontend")
        if not names:
            return 0
        images = [build(name, folder / name, folder / "data") for name in names]
        web = images[0]
        torch = web.run(str(web.python), "-c", "import torch")
        if torch.returncode == 0:
            raise SystemExit("web: torch can be imported")
        say(f"web: {torch.stderr.strip().splitlines()[-1]}")
        migrated = web.run(str(web.python), "manage.py", "migrate", "--verbosity", "0")
        if migrated.returncode != 0:
            raise SystemExit(f"web: manage.py migrate failed:\n{migrated.stderr}")
        started = [image.start() for image in images]
        try:
            _prove(with_worker=len(images) > 1)
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=60)
    return 0


def _prove(*, with_worker: bool) -> None:
    _until(lambda: _get("/readyz"), "web is ready")
    analysis = _upload(CLIP)
    say(f"web took an upload; the analysis is {analysis['status']}")
    if with_worker:
        ended = _until(lambda: _ended(analysis["id"]), "the worker has ended the analysis")
        if ended["status"] != "done":
            raise SystemExit(f"the analysis is {ended['status']}: {ended['error']}")
        result = _get(f"/api/v1/analyses/{analysis['id']}/result/")
        say(f"the result: {result['transcript']!r}, {ended['overall']['top']}")


def _ended(analysis: str) -> Any:
    body = _get(f"/api/v1/analyses/{analysis}/")
    return body if body["status"] in ("done", "failed") else None


def _until(look: Any, what: str) -> Any:
    give_up = time.monotonic() + WITHIN_S
    while time.monotonic() < give_up:
        try:
            if found := look():
                say(what)
                return found
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit(f"not within {WITHIN_S:.0f} s: {what}")


def _get(path: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{PORTS['8000']}{path}", timeout=20) as answer:
        return json.load(answer)


def _upload(clip: Path) -> Any:
    edge = os.urandom(12).hex()
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{clip.name}"\r\n\r\n'.encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORTS['8000']}/api/v1/recordings/",
        data=head + clip.read_bytes() + f"\r\n--{edge}--\r\n".encode(),
        headers={"Content-Type": f"multipart/form-data; boundary={edge}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["analysis"]


if __name__ == "__main__":
    sys.exit(main())
