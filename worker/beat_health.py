"""Beat's health for platforms that can only ask over HTTP: 200 while it ticks, 503 when it stands still.

Loaded by `--include worker.beat_health`; `worker.beat --health-port` says where.
"""

import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from celery.signals import worker_ready

from worker.beat import HEALTH_PORT, seconds_since, stands_still


class Health(BaseHTTPRequestHandler):
    """One answer, whatever the address."""

    schedule: Path

    def do_GET(self) -> None:
        """By the age of the file that beat writes with every task it asks for."""
        age_s = seconds_since(self.schedule)
        self.send_response(503 if stands_still(age_s) else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Who asks every few seconds is not worth a line."""


@worker_ready.connect
def answer(sender: Any, **_kwargs: Any) -> None:
    """From a thread of Celery's main process: it ends with it."""
    port = os.environ.get(HEALTH_PORT)
    if not port:
        return
    handler = type("BeatHealth", (Health,), {"schedule": Path(sender.app.conf.beat_schedule_filename)})
    try:
        server = ThreadingHTTPServer(("0.0.0.0", int(port)), handler)
    except OSError as error:
        sys.exit(f"beat's health cannot be told on port {port}: {error}")
    threading.Thread(target=server.serve_forever, name="beat-health", daemon=True).start()
