"""One way each in which things break, while clips are uploaded and analysed; at its end everything is mended."""

import json
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.scaled_site import ScaledSite
from recognition.client import Client, RemoteError
from recognition.client.form import Form

Clips = list[Path]


@dataclass(frozen=True)
class Breakage:
    """Uploads the clips, all of them acknowledged when it returns, and breaks something at a random moment."""

    title: str
    run: Callable[[ScaledSite, Clips, random.Random], None]


def _uploaded(site: ScaledSite, clips: Clips) -> None:
    """All at once, each again until it is acknowledged."""

    def upload(clip: Path) -> None:
        while True:
            try:
                site.client.upload(clip)
                return
            except RemoteError as error:
                if error.code not in ("storage_full", "error"):
                    raise
                time.sleep(0.2)

    with ThreadPoolExecutor(len(clips)) as pool:
        list(pool.map(upload, clips))


def _uploading(site: ScaledSite, clips: Clips) -> threading.Thread:
    thread = threading.Thread(target=_uploaded, args=(site, clips))
    thread.start()
    return thread


def kill_worker(site: ScaledSite, clips: Clips, chance: random.Random) -> None:
    """With all its processes, and started again as a supervisor would."""
    _uploaded(site, clips)
    time.sleep(chance.uniform(0, 0.8))
    site.kill(chance.choice(site.workers))
    site.start_worker()


def kill_pool_process(site: ScaledSite, clips: Clips, chance: random.Random) -> None:
    """The one that computes, alone; Celery starts another."""
    _uploaded(site, clips)
    time.sleep(chance.uniform(0, 0.8))
    children = psutil.Process(chance.choice(site.workers).pid).children(recursive=True)
    if children:
        children[-1].kill()


def empty_redis(site: ScaledSite, clips: Clips, chance: random.Random) -> None:
    """Killed while clips are uploaded and analysed; gone for a moment; empty when it is back."""
    uploading = _uploading(site, clips)
    time.sleep(chance.uniform(0, 0.8))
    site.redis.kill()
    time.sleep(chance.uniform(0, 1.0))
    site.redis.start()
    uploading.join()


def restart_postgres(site: ScaledSite, clips: Clips, chance: random.Random) -> None:
    """Told to cut all connections, or as if it had crashed."""
    uploading = _uploading(site, clips)
    time.sleep(chance.uniform(0, 0.8))
    site.postgres.stop(chance.choice([signal.SIGINT, signal.SIGQUIT]))
    time.sleep(chance.uniform(0, 1.0))
    site.postgres.start()
    uploading.join()


def kill_web(site: ScaledSite, clips: Clips, chance: random.Random) -> None:
    """While uploads are half received, checked, stored or just answered."""
    slow = [threading.Thread(target=_trickle, args=(site, clip, chance.uniform(0.2, 1.0))) for clip in clips[:1]]
    for thread in slow:
        thread.start()
    uploading = _uploading(site, clips[1:])
    time.sleep(chance.uniform(0, 0.6))
    assert site.web is not None
    site.kill(site.web)
    site.start_web()
    uploading.join()
    for thread in slow:
        thread.join()
    _uploaded(site, clips[:1])  # its sender was cut off, and comes again


def fill_disk(site: ScaledSite, clips: Clips, chance: random.Random) -> None:
    """To the last bytes, while uploads come; what is refused is sent again once there is room."""
    ballast = site.data / "ballast"
    uploading = _uploading(site, clips)
    time.sleep(chance.uniform(0, 0.3))
    room = chance.choice([0, 4_096, 12_000, 40_000])
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(65_536))
        except OSError:
            file.truncate(max(0, file.tell() - room))
    time.sleep(chance.uniform(0.3, 1.0))
    ballast.unlink()
    uploading.join()


def claim_twice(site: ScaledSite, clips: Clips, chance: random.Random) -> None:
    """Every message five times, before two workers that go on at the same moment."""
    for worker in site.workers:
        site.signal(worker, signal.SIGSTOP)
    _uploaded(site, clips)
    queue = site.redis.client
    for message in queue.lrange("analyses", 0, -1):
        for number in range(4):
            copy = json.loads(message)
            copy["properties"]["delivery_tag"] += f"-{number}"
            queue.lpush("analyses", json.dumps(copy))
    time.sleep(chance.uniform(0, 0.3))
    for worker in site.workers:
        site.signal(worker, signal.SIGCONT)


def slow_sockets(site: ScaledSite, clips: Clips, chance: random.Random) -> None:
    """One upload that trickles, and pages that open a socket and never read it, beside uploads of others."""
    trickling = threading.Thread(target=_trickle, args=(site, clips[0], chance.uniform(1.0, 2.0)))
    trickling.start()
    deaf = [_deaf_page(site) for _ in range(5)]
    _uploaded(site, clips[1:])
    trickling.join()
    for page in deaf:
        page.close()
    found = site.client.upload(clips[0])
    assert found.was_there, "the slow upload was not stored"


def _trickle(site: ScaledSite, clip: Path, seconds: float) -> None:
    """An upload of small pieces; it ends when the other side does."""
    client = Client(site.url, patience_s=0)
    form = Form.of(clip, {})
    whole = b"".join(form.blocks(lambda _share: None))
    size = max(1, len(whole) // 20)

    def pieces() -> Iterator[bytes]:
        for first in range(0, len(whole), size):
            yield whole[first : first + size]
            time.sleep(seconds / 20)

    try:
        client.connection.once("POST", "recordings/", body=pieces(), headers=form.headers)
    except RemoteError:
        return


def _deaf_page(site: ScaledSite) -> socket.socket:
    page = socket.create_connection(("127.0.0.1", site.running.port))
    page.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    page.sendall(
        f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{site.running.port}\r\nOrigin: {site.url}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    return page


BREAKAGES: Mapping[str, Breakage] = {
    "worker": Breakage("a worker killed, all its processes", kill_worker),
    "pool": Breakage("a worker's computing process killed", kill_pool_process),
    "redis": Breakage("Redis killed, started again empty", empty_redis),
    "postgres": Breakage("PostgreSQL stopped or crashed", restart_postgres),
    "web": Breakage("web killed during uploads", kill_web),
    "disk": Breakage("disk full during uploads", fill_disk),
    "claim": Breakage("every message five times", claim_twice),
    "sockets": Breakage("slow upload, pages that never read", slow_sockets),
}
