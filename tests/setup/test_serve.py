"""The supervisor: one address, one web process, one worker, and nothing left behind."""

import os
import signal
import time
from urllib.request import urlopen

import psutil
import pytest

from tests.running_product import Product

WEB, WORKER = "uvicorn", "worker.process"


def worker_after(product: Product, pid: int, within_s: float = 15.0) -> psutil.Process:
    give_up = time.monotonic() + within_s
    while time.monotonic() < give_up:
        worker = product.child(WORKER)
        if worker is not None and worker.pid != pid:
            return worker
        time.sleep(0.1)
    pytest.fail(f"no other worker was started:\n{product.say()}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_stop_leaves_no_process(product: Product, number: signal.Signals) -> None:
    family = product.family()
    assert len(family) >= 3, "the supervisor, the web process, the worker"
    assert product.end(number) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []


def test_it_serves_on_loopback_alone(product: Product) -> None:
    web = product.child(WEB)
    assert web is not None
    listening = [one.laddr.ip for one in web.net_connections() if one.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]
    with urlopen(f"http://127.0.0.1:{product.port}/healthz", timeout=5) as answer:
        assert answer.status == 200


def test_a_killed_worker_is_started_again(product: Product) -> None:
    worker = product.child(WORKER)
    assert worker is not None
    pool = worker.children(recursive=True)
    worker.kill()
    assert worker_after(product, worker.pid).is_running()
    assert "The worker ended (SIGKILL); starting it again in 1 s." in product.say()
    assert psutil.wait_procs(pool, timeout=5)[1] == [], "the killed worker's pool went with it"


def test_everything_ends_when_the_web_process_dies(product: Product) -> None:
    family = product.family()
    web = product.child(WEB)
    assert web is not None
    web.kill()
    assert product.process.wait(timeout=30) == 1
    assert "The web process ended; stopping." in product.say()
    assert psutil.wait_procs(family, timeout=5)[1] == []


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="the parent-death signal is Linux's")
def test_web_and_worker_end_when_the_supervisor_is_killed(product: Product) -> None:
    family = product.family()
    product.process.kill()
    assert psutil.wait_procs(family, timeout=15)[1] == []
