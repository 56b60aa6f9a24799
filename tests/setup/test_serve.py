"""The supervisor: one address, one web process, one worker, and nothing left behind."""

import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import urlopen

import httpx
import psutil
import pytest

from recognition.engine.testing import tone, write_wav
from scripts.serve import missing_at
from tests.fake_pipeline import BASELINE_FROM
from tests.integration.slow_pipeline import BEFORE_END
from tests.running_product import READY_WITHIN_S, Product, running_product
from tests.worker_pools import await_pools

WEB, WORKER = "uvicorn", "worker.process"


def worker_after(product: Product, pid: int, within_s: float = READY_WITHIN_S) -> psutil.Process:
    give_up = time.monotonic() + within_s
    while time.monotonic() < give_up:
        worker = product.child(WORKER)
        if worker is not None and worker.pid != pid:
            return worker
        time.sleep(0.1)
    pytest.fail(f"no other worker was started:\n{product.say()}")


def test_it_serves_on_loopback_alone(standing: Product) -> None:
    web = standing.child(WEB)
    assert web is not None
    listening = [one.laddr.ip for one in web.net_connections() if one.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]
    with urlopen(f"http://127.0.0.1:{standing.port}/healthz", timeout=READY_WITHIN_S) as answer:
        assert answer.status == 200


def test_a_killed_worker_takes_its_processes_along_and_is_started_again(standing: Product) -> None:
    """Its processes end although nobody is left who could tell them: the supervisor is suspended meanwhile."""
    worker = standing.child(WORKER)
    assert worker is not None
    pools = await_pools(worker.pid)
    standing.supervisor.suspend()
    try:
        worker.kill()
        assert psutil.wait_procs(pools, timeout=READY_WITHIN_S)[1] == []
    finally:
        standing.supervisor.resume()
    assert worker_after(standing, worker.pid).is_running()
    assert "The worker ended (SIGKILL); starting it again in 1 s." in standing.say()


def test_ctrl_c_leaves_no_process(standing: Product) -> None:
    """The last that `standing` is asked for."""
    worker = standing.child(WORKER)
    assert worker is not None
    await_pools(worker.pid)
    family = standing.family()
    assert standing.end(signal.SIGINT) == 0
    assert psutil.wait_procs(family, timeout=READY_WITHIN_S)[1] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_stop_leaves_no_process(supervised: Product, number: signal.Signals) -> None:
    family = supervised.family()
    assert supervised.end(number) == 0
    assert psutil.wait_procs(family, timeout=READY_WITHIN_S)[1] == []


def test_everything_ends_when_the_web_process_dies(supervised: Product) -> None:
    family = supervised.family()
    web = supervised.child(WEB)
    assert web is not None
    web.kill()
    assert supervised.process.wait(timeout=READY_WITHIN_S) == 1
    assert "The web process ended (SIGKILL); stopping. Nothing is lost" in supervised.say()
    assert psutil.wait_procs(family, timeout=READY_WITHIN_S)[1] == []


def test_all_end_when_the_supervisor_is_killed_in_the_middle_of_a_segment(tmp_path: Path) -> None:
    """The pool's process hears of nothing until its segment is read, which here lasts for longer than anybody looks."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / BEFORE_END).touch()
    with running_product(tmp_path, DJANGO_SETTINGS_MODULE="tests.integration.quick_settings") as product:
        _read_until_it_lingers(product, write_wav(tmp_path / "clip.wav", tone(2.0)))
        family = product.family()
        product.process.kill()
        product.process.wait(timeout=READY_WITHIN_S)
        assert psutil.wait_procs(family, timeout=READY_WITHIN_S)[1] == []


def _read_until_it_lingers(product: Product, clip: Path) -> None:
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{product.port}/api/v1/", timeout=READY_WITHIN_S) as http,
        clip.open("rb") as file,
    ):
        made = http.post("recordings/", files={"file": (clip.name, file)}).raise_for_status().json()
        give_up = time.monotonic() + READY_WITHIN_S
        while http.get(f"analyses/{made['analysis']['id']}/").json()["segment_count"] < BASELINE_FROM:
            assert time.monotonic() < give_up, product.say()
            time.sleep(0.1)


def test_what_is_waited_for_is_named_by_what_the_site_says_of_itself() -> None:
    """The supervisor's line on a slow machine, and its last one where nothing comes."""
    answers = [
        (503, b'{"database": "ok", "queue": "unreachable", "storage": "unreachable"}'),
        (503, b'{"type": "client_error", "errors": [{"code": "busy"}]}'),
        (502, b"<html>"),
        (200, b'{"database": "ok", "queue": "ok", "storage": "ok"}'),
    ]

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers.pop(0)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Site) as server:
        url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        said = [missing_at(url) for _answer in range(4)]
        server.shutdown()
        thread.join()
    assert said == ["the queue, the storage", "the site", "the site", ""]
    assert missing_at(url) == "the site to answer"
