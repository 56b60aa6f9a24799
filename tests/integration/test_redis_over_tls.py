"""Redis behind TLS, as a managed one is: the queue, the sockets' events, the counters and the doctor's look."""

import json
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import caches
from kombu import Connection
from pytest_django import Settings
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import RedisError

from emotion_site.settings.env import BadEnvironmentError, read
from recognition import checks, events
from tests.integration.running_site import running_site
from tests.services import READY_WITHIN_S, free_port, missing, used
from tests.storage.certificate import certificate

pytestmark = pytest.mark.services
PASSWORD = "key/with+signs="


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Of a Redis that speaks TLS alone, to those who know its password; without whom to trust."""
    program = shutil.which("redis-server")
    if program is None:
        missing("Redis")
    files, port = certificate(tmp_path), free_port()
    tls = ["--tls-cert-file", files.public, "--tls-key-file", files.key, "--tls-auth-clients", "no"]
    command = [program, "--port", "0", "--tls-port", port, *tls, "--requirepass", PASSWORD, "--bind", "127.0.0.1"]
    process = subprocess.Popen(
        [str(part) for part in [*command, "--save", "", "--dir", tmp_path]], stdout=subprocess.DEVNULL
    )
    try:
        _await(port, files.public)
        used["Redis"] = subprocess.check_output([str(program), "--version"], text=True).split()[2]
        yield f"rediss://:key%2Fwith%2Bsigns%3D@127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _await(port: int, trusted: Path) -> None:
    give_up = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            Redis(host="127.0.0.1", port=port, password=PASSWORD, ssl=True, ssl_ca_certs=str(trusted)).ping()
            return
        except RedisError:
            assert time.monotonic() < give_up
            time.sleep(0.1)


@pytest.fixture
def trusted(address: str, tmp_path: Path) -> str:
    return f"{address}?ssl_cert_reqs=required&ssl_ca_certs={tmp_path / 'certificate.pem'}"


def test_a_certificate_that_nobody_signed_is_refused(address: str) -> None:
    with pytest.raises(RedisError, match="CERTIFICATE_VERIFY_FAILED"):
        Redis.from_url(address).ping()


def test_the_cache_counts(trusted: str, settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": trusted}}
    caches["default"].set("asked", 1)
    assert caches["default"].incr("asked") == 2


async def test_a_hint_arrives_where_a_web_process_listens(trusted: str, settings: Settings) -> None:
    settings.REDIS_URL = trusted
    async with AsyncRedis.from_url(trusted) as redis, redis.pubsub() as hints:
        await hints.subscribe(events.CHANNEL)
        await sync_to_async(events.analysis_changed)(analysis_id=uuid4(), owner_id=7)
        told = [await hints.get_message(timeout=60) for _ in ("subscribed", "hint")]
    assert json.loads(told[1]["data"])["owner"] == 7


def test_messages_pass_through_our_transport(trusted: str) -> None:
    with Connection(trusted, transport="emotion_site.redis_queue:Transport") as broker:
        queue = broker.SimpleQueue("analyses")
        queue.put({"id": 1})
        message = queue.get(timeout=60)
        assert message.payload == {"id": 1}
        message.ack()


def test_the_check_says_what_is_wrong_with_the_certificate(
    address: str, trusted: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "REDIS_TIMEOUT_S", READY_WITHIN_S)
    settings.REDIS_URL = trusted
    assert checks.redis_answers() == []
    settings.REDIS_URL = address
    (found,) = checks.redis_answers()
    assert "certificate" in str(found.msg).lower()
    assert PASSWORD not in str(found)


def test_the_whole_product_works_over_it(address: str, trusted: str, tmp_path: Path) -> None:
    """web is told whose certificates to trust. The worker trusts whom its system trusts, without a word in the address: as with
    a managed Redis, whose certificate is signed by who is known."""
    clip = Path(__file__).resolve().parents[2] / "frontend" / "public" / "samples" / "happy.mp3"
    with running_site(tmp_path, REDIS_URL=trusted) as site:
        site.environment = {
            **site.environment,
            "REDIS_URL": address,
            "SSL_CERT_FILE": str(tmp_path / "certificate.pem"),
        }
        site.start_worker()
        ended = site.until(site.upload(clip), lambda body: body["status"] in ("done", "failed"))
        assert ended["status"] == "done", site.log()


@pytest.mark.parametrize("how", ["some", "CERT_NONE_", ""])
def test_how_to_look_at_certificates_is_one_of_three_words(how: str) -> None:
    with pytest.raises(BadEnvironmentError, match=r"REDIS_URL .*ssl_cert_reqs.* required, optional, none"):
        read({"REDIS_URL": f"rediss://host:6380/0?ssl_cert_reqs={how}"})


def test_where_nothing_is_said_certificates_are_looked_at() -> None:
    assert read({"REDIS_URL": "rediss://:key@host:10000/0"}).redis_url == (
        "rediss://:key@host:10000/0?ssl_cert_reqs=required"
    )
    assert read({"REDIS_URL": "redis://host:6379/0"}).redis_url == "redis://host:6379/0"


def test_the_test_s_certificate_is_for_this_address_alone(tmp_path: Path) -> None:
    context = ssl.create_default_context(cafile=str(certificate(tmp_path).public))
    assert context.verify_mode == ssl.CERT_REQUIRED
