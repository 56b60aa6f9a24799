"""The product as a whole, once for the tests of a file, and its supervisor alone, once for each test that ends it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_product import Product, new_product, running_product

# In place of Django, which migrates, of web and of Celery: the supervisor knows no more of them than these do.
STAND_INS = {
    "django/__init__.py": "",
    "django/core/__init__.py": "",
    "django/core/management.py": "def execute_from_command_line(words): pass",
    "uvicorn.py": """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words):
        pass

HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Site).serve_forever()
""",
    "celery.py": """
import os, time
os.fork()  # the process of a pool, which nobody here tells anything
time.sleep(900)
""",
}
FAMILY = 8  # the supervisor, its warden, web, the worker, and for each of its two queues a process with a pool of one


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """As `make run` starts it for the first time: nothing is there."""
    with new_product(tmp_path_factory.mktemp("standing")) as product:
        yield product


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Product]:
    """The supervisor and the worker's own process, of stand-ins for what takes seconds to start."""
    for name, code in STAND_INS.items():
        file = tmp_path / "stand-ins" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code)
    with running_product(tmp_path, PYTHONPATH=str(tmp_path / "stand-ins")) as product:
        product.until_they_are(FAMILY)
        yield product
