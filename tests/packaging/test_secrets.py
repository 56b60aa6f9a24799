"""docker/make-secrets.sh: what it writes, and what it leaves alone."""

import re
import stat
import subprocess
from pathlib import Path

import pytest

from emotion_site.settings import env
from recognition import compose_secrets
from scripts.preflight import ROOT

NAMES = set(re.findall(r"\./secrets/(\w+)", (ROOT / "docker-compose.yml").read_text()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "secrets"


def make(folder: Path) -> "subprocess.CompletedProcess[str]":
    script = [str(ROOT / "docker" / "make-secrets.sh"), str(folder)]
    return subprocess.run(script, capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_all_that_compose_names_are_made_and_are_such_as_the_site_takes(folder: Path) -> None:
    assert make(folder).returncode == 0
    assert set(contents(folder)) == NAMES
    read = env.read(
        {
            "UNDERTONE_ACCOUNTS": "required",
            "UNDERTONE_SECRET_KEY_FILE": str(folder / "secret_key"),
            "DATABASE_URL_FILE": str(folder / "database_url"),
            "REDIS_URL_FILE": str(folder / "redis_url"),
            "UNDERTONE_EMAIL_URL_FILE": str(folder / "email_url"),
        }
    )
    assert len(read.secret_key or "") >= 50
    assert (folder / "postgres_password").read_text() in (read.database_url or "")
    assert (folder / "redis_password").read_text() in (read.redis_url or "")
    assert read.email_url is None


def test_the_folder_is_closed_to_others_and_a_container_s_user_reads_the_files(folder: Path) -> None:
    make(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o644}


def test_a_second_run_changes_nothing(folder: Path) -> None:
    make(folder)
    (folder / "email_url").write_text("smtp://mail.example.org")
    before = contents(folder)
    again = make(folder)
    assert (again.returncode, again.stdout) == (0, f"{folder} has all there is; nothing was changed.\n")
    assert contents(folder) == before


def test_what_an_earlier_version_did_not_make_is_added(folder: Path) -> None:
    make(folder)
    before = contents(folder)
    for name in ("email_url", "oidc_client_secret"):
        (folder / name).unlink()
    again = make(folder)
    assert again.stdout.splitlines() == [
        f"{folder}/{name} was written." for name in ("email_url", "oidc_client_secret")
    ]
    assert contents(folder) == before


@pytest.mark.parametrize("lost", sorted(NAMES))
def test_whichever_is_lost_comes_back_fitting_the_others(folder: Path, lost: str) -> None:
    make(folder)
    before = contents(folder)
    (folder / lost).unlink()
    assert make(folder).returncode == 0
    after = contents(folder)
    kept = NAMES - {lost}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after[lost] == before[lost] or lost == "secret_key"
    assert stat.S_IMODE((folder / lost).stat().st_mode) == 0o644


def test_an_address_of_one_s_own_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "database_url").write_text("postgres://me:p4ss@db.example.org:5432/mine")
    assert make(folder).returncode == 0
    assert contents(folder)["database_url"] == "postgres://me:p4ss@db.example.org:5432/mine"


def test_one_that_is_empty_and_must_not_be_is_told_and_left(folder: Path) -> None:
    make(folder)
    (folder / "secret_key").write_text("")
    again = make(folder)
    assert (again.returncode, again.stderr) == (1, f"{folder}/secret_key is empty. Remove it, and run this again.\n")
    assert contents(folder)["secret_key"] == ""


def test_the_doctor_says_which_are_missing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / compose_secrets.COMPOSE_FILE).write_text((ROOT / compose_secrets.COMPOSE_FILE).read_text())
    assert list(compose_secrets.look(tmp_path)) == [], "nobody runs docker-compose here"
    make(folder)
    assert [each.state for each in compose_secrets.look(tmp_path)] == ["ok"]
    (folder / "email_url").unlink()
    (finding,) = compose_secrets.look(tmp_path)
    assert (finding.state, "secrets/email_url" in finding.detail) == ("problem", True)
    assert "make-secrets.sh" in finding.advice


def test_a_site_without_its_secret_says_what_to_run(folder: Path) -> None:
    with pytest.raises(env.BadEnvironmentError, match=r"make-secrets\.sh adds what is missing"):
        env.read({"REDIS_URL_FILE": str(folder / "redis_url")})
