"""The web process and workers as they run in production, with short times."""

import contextlib
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from redis import Redis

from tests import gate, migrated
from tests.integration.slow_pipeline import TRACE
from tests.services import free_port, postgres_database, redis_server

ROOT = Path(__file__).resolve().parents[2]
WITHIN_S = 120.0  # a busy machine; no test is about speed
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # reading those of the system takes longer than a request


@dataclass
class RunningSite:
    folder: Path
    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """A program in a session of its own, to be killed with all its children."""
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def start_worker(self) -> "subprocess.Popen[bytes]":
        """One that is told to stop is given all the time it wants to hand back what it is at."""
        return self.start("-m", "worker.process", "--patience", str(WITHIN_S))

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def migrate(self) -> None:
        """As `make run` does."""
        if "DATABASE_URL" in self.environment:
            migrated.postgresql(self.environment["DATABASE_URL"])
        else:
            migrated.sqlite(self.data)

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """SIGKILL for the program and everything it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=WITHIN_S)
        self.processes.remove(process)

    @property
    def http(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=WITHIN_S, verify=NO_CERTIFICATES)

    def get(self, path: str) -> Any:
        return self.http.get(f"/api/v1/{path}").raise_for_status().json()

    def upload(self, clip: Path, **form: str) -> str:
        """The id of the new analysis."""
        with clip.open("rb") as file:
            answer = self.http.post("/api/v1/recordings/", data=form, files={"file": (clip.name, file)})
        assert answer.is_success, f"{answer.status_code} {answer.text}\n{self.log()}"
        return str(answer.json()["analysis"]["id"])

    def until(self, analysis_id: str, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        give_up = time.monotonic() + WITHIN_S
        while not condition(body := self.get(f"analyses/{analysis_id}/")):
            assert time.monotonic() < give_up, f"still {body}\n{self.log()}"
            time.sleep(0.2)
        return dict(body)

    def hold_from(self, segment: int) -> None:
        """No segment from this one on is read before `let_go`, whichever worker comes to it."""
        gate.hold(self.data, from_segment=segment)

    def until_held(self, workers: int = 1) -> None:
        """Until so many processes wait before a segment."""
        give_up = time.monotonic() + WITHIN_S
        while len(list((self.data / gate.HELD).glob("*"))) < workers:
            assert time.monotonic() < give_up, self.log()
            time.sleep(0.05)

    def let_go(self) -> None:
        gate.let_go(self.data)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def workers(self) -> list["subprocess.Popen[bytes]"]:
        """All that runs beside the web process, and has not ended."""
        return [process for process in self.processes[1:] if process.poll() is None]

    def clear(self) -> None:
        """No worker, nothing stored, no message, no trace of what was computed."""
        for process in self.processes[1:]:
            self.kill(process)
        self.forget()
        self.lose_messages()

    def forget(self) -> None:
        """Nothing stored, no trace of what was computed, nothing held up."""
        self.let_go()
        for dead in (self.data / gate.HELD).glob("*"):
            dead.unlink(missing_ok=True)
        for recording in self.get("recordings/")["results"]:
            self.http.delete(f"/api/v1/recordings/{recording['id']}/").raise_for_status()
        (self.data / TRACE).unlink(missing_ok=True)

    def lose_messages(self) -> None:
        if url := self.environment.get("REDIS_URL"):
            Redis.from_url(url).flushall()
        else:
            for message in (self.data / "queue").glob("*.msg"):
                message.unlink(missing_ok=True)

    def log(self) -> str:
        return (self.folder / "log").read_text()[-6000:]


@contextmanager
def running_site(
    folder: Path, *, settings: str = "tests.integration.quick_settings", **variables: str
) -> Iterator[RunningSite]:
    data = str(folder / "data")
    site = RunningSite(
        folder, migrated.environment(DJANGO_SETTINGS_MODULE=settings, UNDERTONE_DATA_DIR=data, **variables)
    )
    try:
        site.migrate()
        site.start("-m", "uvicorn", "emotion_site.asgi:application", "--port", str(site.port), "--log-level", "warning")
        _until_ready(site)
        yield site
    finally:
        for process in list(site.processes):
            site.kill(process)


SIZES = ("filesystem and SQLite", "Redis and PostgreSQL")


@contextmanager
def site_of_size(size: str, folder: Path, **settings: str) -> Iterator[RunningSite]:
    """Embedded, or scaled out with a Redis and a database of its own."""
    if size == SIZES[0]:
        with running_site(folder, **settings) as site:
            yield site
        return
    with (
        postgres_database() as database,
        redis_server(folder) as broker,
        running_site(folder, DATABASE_URL=database, REDIS_URL=broker, **settings) as site,
    ):
        yield site


def _until_ready(site: RunningSite) -> None:
    give_up = time.monotonic() + WITHIN_S
    while True:
        try:
            if site.http.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < give_up, site.log()
        time.sleep(0.1)
