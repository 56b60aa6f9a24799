"""Beat, the clock of many workers."""

import os
import subprocess
import sys
import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.services import free_port
from tests.worker_pools import WITHIN_S
from worker import beat, beat_health

ROOT = Path(__file__).resolve().parents[2]
OURS = ("UNDERTONE_", "DATABASE_URL", "REDIS_URL", "DJANGO_")


def test_it_asks_for_the_tasks_of_the_schedule_and_is_seen_to_tick(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment |= {"UNDERTONE_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.integration.quick_settings"}
    command, port = [sys.executable, "-m", "worker.beat"], free_port()
    process = subprocess.Popen([*command, "--health-port", str(port)], cwd=ROOT, env=environment)
    try:
        give_up = time.monotonic() + WITHIN_S
        while not list((tmp_path / "queue").glob("*.clock.msg")):
            assert process.poll() is None
            assert time.monotonic() < give_up
            time.sleep(0.2)
        assert subprocess.run([*command, "--check"], cwd=ROOT, env=environment, check=False).returncode == 0
        assert urlopen(f"http://127.0.0.1:{port}/", timeout=60).status == 200
    finally:
        process.terminate()
        assert process.wait(timeout=WITHIN_S) == 0


def test_it_is_missed_when_it_stands_still(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule, now = tmp_path / "schedule", 1_000_000_000.0
    monkeypatch.setattr(beat, "time", SimpleNamespace(time=lambda: now))
    assert beat.check(schedule) == 1
    file = tmp_path / "schedule.db"
    file.write_text("")
    os.utime(file, (now, now))
    assert beat.check(schedule) == 0
    os.utime(file, (now - 500, now - 500))
    assert beat.check(schedule) == 1
    assert capsys.readouterr().err.splitlines() == ["beat has not ticked yet", "beat last ticked 500 s ago"]


def test_who_can_only_ask_over_http_hears_the_same(tmp_path: Path) -> None:
    handler = type("BeatHealth", (beat_health.Health,), {"schedule": tmp_path / "schedule"})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        with pytest.raises(HTTPError, match="503"):
            urlopen(address, timeout=60)
        (tmp_path / "schedule.db").write_text("")
        assert urlopen(address, timeout=60).status == 200
        server.shutdown()
