"""docker-compose.yml: what Compose makes of it, and what every service in it is held to."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest
import yaml
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import AuthenticationError
from redis.retry import Retry

from emotion_site.settings import env
from scripts.preflight import ROOT
from tests import services

ENDS = {"migrate", "weights"}
SERVICES = {"postgres", "redis", "migrate", "weights", "web", "live", "worker", "worker-cuda", "beat", "frontend"}


@cache
def composed() -> dict[str, Any]:
    """The file as Compose reads it, with nothing set."""
    program = shutil.which("docker-compose")
    if program is None:
        services.missing("docker-compose")
    with NamedTemporaryFile() as empty:  # not an .env that a developer has
        done = subprocess.run(
            [str(program), "--profile", "cuda", "--env-file", empty.name, "config"],
            cwd=ROOT, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = yaml.safe_load(done.stdout)
    return read


@pytest.fixture(params=sorted(SERVICES))
def service(request: pytest.FixtureRequest) -> dict[str, Any]:
    made: dict[str, Any] = composed()["services"][request.param]
    return {"name": request.param, **made}


def test_all_services_are_here() -> None:
    assert set(composed()["services"]) == SERVICES


def test_a_service_has_no_rights_it_does_not_need(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service.get("user", "") != "0"
    assert "privileged" not in service


def test_a_service_has_limits(service: dict[str, Any]) -> None:
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["logging"]["options"]["max-size"]


def test_a_service_that_stays_is_watched(service: dict[str, Any]) -> None:
    if service["name"] in ENDS:
        assert service["restart"] == "no"
        assert service["healthcheck"] in ({"disable": True}, {"test": ["NONE"]})  # as the versions of Compose write it
    else:
        assert service["restart"] == "unless-stopped"
        dockerfile = service.get("build", {}).get("dockerfile")
        assert "healthcheck" in service or "HEALTHCHECK" in (ROOT / dockerfile).read_text()


def test_no_secret_stands_in_an_environment(service: dict[str, Any]) -> None:
    named = {
        name for name in service.get("environment", {}) if re.search("PASSWORD|SECRET|DATABASE_URL|REDIS_URL", name)
    }
    assert all(name.endswith("_FILE") for name in named), named


def test_what_an_image_is_without_root_as_its_user() -> None:
    for file in (ROOT / "docker").glob("*.Dockerfile"):
        users = re.findall(r"^USER (\S+)$", file.read_text(), re.MULTILINE)
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1]), file.name


def test_the_worker_cannot_reach_the_internet_and_only_the_page_is_published() -> None:
    made = composed()
    assert made["networks"]["inner"]["internal"] is True
    assert made["networks"]["live"]["internal"] is True
    assert set(made["services"]["worker"]["networks"]) == {"inner"}
    assert set(made["services"]["live"]["networks"]) == {"inner", "live"}
    published = {name: each["ports"] for name, each in made["services"].items() if each.get("ports")}
    assert list(published) == ["frontend"]
    assert "127.0.0.1" in str(published["frontend"]), "wider only by somebody's choice"


def test_redis_asks_for_the_password_shows_it_to_nobody_and_is_told_to_stop_itself(tmp_path: Path) -> None:
    """What the container runs, with the paths of this test."""
    (tmp_path / "password").write_text("s3cret")
    port = services.free_port()
    shell, option, script = composed()["services"]["redis"]["command"]
    ours = script.replace("$$", "$").replace("/run/secrets/redis_password", str(tmp_path / "password"))
    ours = ours.replace("--dir /tmp", f"--dir {tmp_path} --bind 127.0.0.1 --port {port}")
    with subprocess.Popen([shell, option, ours], stdout=subprocess.DEVNULL) as process:
        try:
            signed_in = Redis(port=port, password="s3cret", retry=Retry(ConstantBackoff(0.1), 100))
            assert signed_in.ping()
            with pytest.raises(AuthenticationError):
                Redis(port=port).ping()
            assert "s3cret" not in Path(f"/proc/{process.pid}/cmdline").read_text()
        finally:
            process.terminate()
        assert process.wait(timeout=60) == 0


def test_every_variable_that_is_passed_on_is_one_that_the_site_reads(tmp_path: Path) -> None:
    text = (ROOT / "emotion_site" / "settings" / "env.py").read_text()
    for name in ("web", "live", "worker", "worker-cuda", "beat", "migrate"):
        for variable in composed()["services"][name]["environment"]:
            assert f'"{variable.removesuffix("_FILE")}"' in text, variable


def test_the_example_names_every_variable_and_is_taken_as_it_stands() -> None:
    lines = [line for line in (ROOT / ".env.example").read_text().splitlines() if line and not line.startswith("#")]
    example = dict(line.split("=", 1) for line in lines)
    assert env.read(example) == env.read({})
    compose = (ROOT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"\$\{(\w+)", compose))
    known = set(re.findall(r'environ, "(\w+)"', (ROOT / "emotion_site" / "settings" / "env.py").read_text()))
    assert asked | known == set(example)
