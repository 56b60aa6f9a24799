"""The web's own packages are all that it takes: here the tests' are there as well, so the others are kept from it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from scripts.preflight import ROOT

# What a container of web does first: it answers whether it is ready, on PostgreSQL and Redis, which here are both away.
ASKED = """
import json, re, sys
from importlib import metadata
from pathlib import Path

def plain(name): return re.sub(r"[-_.]+", "-", name).lower()

pinned = {plain(line.split("==")[0].split("[")[0]) for line in Path(sys.argv[1]).read_text().splitlines() if "==" in line}
packages = metadata.packages_distributions()

class OnlyPinned:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        from_packages = set() if Path(top).is_dir() else {plain(each) for each in packages.get(top, ())}
        if from_packages and not from_packages & pinned:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, OnlyPinned())

import emotion_site.asgi
from django.test import Client
from django.urls import get_resolver

get_resolver().url_patterns
answer = Client(raise_request_exception=False).get("/readyz", HTTP_HOST="localhost")
print(json.dumps([answer.status_code, answer.json(), "torch" in sys.modules]))
"""


def test_a_site_with_nothing_else_installed_answers_on_redis_and_postgresql(tmp_path: Path) -> None:
    away = {"REDIS_URL": "redis://127.0.0.1:9/0", "DATABASE_URL": "postgres://u:p@127.0.0.1:9/u"}
    settings = {
        "DJANGO_SETTINGS_MODULE": "emotion_site.settings",
        "UNDERTONE_DATA_DIR": str(tmp_path),
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(ROOT / "requirements" / "web.txt")],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings, **away},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    status, parts, torch = json.loads(done.stdout.splitlines()[-1])
    assert (status, set(parts), parts["storage"], torch) == (503, {"database", "queue", "storage"}, "ok", False)
