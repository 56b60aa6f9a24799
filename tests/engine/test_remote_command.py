"""`emotion remote` against the product's own processes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from recognition.engine.cli import DONE, FAILED, WRONG_USAGE, main
from recognition.engine.testing import noise, tone, write_wav
from tests.integration.running_site import RunningSite, running_site
from tests.services import free_port

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with running_site(tmp_path_factory.mktemp("site")) as site:
        site.start_worker()
        yield site


@pytest.fixture
def server(site: RunningSite) -> list[str]:
    return ["remote", "--server", f"http://127.0.0.1:{site.port}"]


@pytest.fixture(autouse=True)
def no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNDERTONE_TOKEN", raising=False)
    monkeypatch.delenv("UNDERTONE_TOKEN_FILE", raising=False)


def test_a_folder_of_files_is_uploaded_awaited_and_fetched(
    server: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clips = [write_wav(tmp_path / f"{name}.wav", noise(1.0, seed=seed)) for seed, name in enumerate(("one", 'ünö "2"'))]
    assert main([*server, "upload", *map(str, clips), "--language", "en", "--wait"]) == DONE
    ids = capsys.readouterr().out.split()
    assert len(ids) == 2
    out = tmp_path / "out"
    assert main([*server, "fetch", *ids, "--format", "json,srt", "--out", str(out)]) == DONE
    assert sorted(path.name for path in out.iterdir()) == ["one.json", "one.srt", 'ünö "2".json', 'ünö "2".srt']
    assert json.loads((out / "one.json").read_text())["segments"]


def test_a_file_that_is_refused_keeps_no_other_back(
    server: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = write_wav(tmp_path / "after.wav", tone(1.0, frequency_hz=300))
    assert main([*server, "upload", "nowhere.wav", __file__, str(clip), "--wait"]) == FAILED
    told = capsys.readouterr()
    assert len(told.out.split()) == 1
    assert "nowhere.wav" in told.err
    assert "not a sound or video format" in told.err
    assert told.err.strip().endswith("emotion: 2 of 3 files could not be used.")


def test_the_same_file_is_not_sent_twice(
    server: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], site: RunningSite
) -> None:
    clip = write_wav(tmp_path / "twice.wav", tone(1.0, frequency_hz=200))
    before = site.get("recordings/")["count"]
    assert main([*server, "upload", str(clip), "--title", "Spoken twice"]) == DONE
    first = capsys.readouterr().out
    assert main([*server, "upload", str(clip)]) == DONE
    again = capsys.readouterr()
    assert again.out == first
    assert "was there already" in again.err
    assert site.get("recordings/")["count"] == before + 1
    assert main([*server, "list", "--search", "spoken twice"]) == DONE
    assert capsys.readouterr().out.count("Spoken twice") == 1


def test_titles_alike_overwrite_no_file(server: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in (7, 8):
        clip = write_wav(tmp_path / "same.wav", noise(1.0, seed=seed))
        assert main([*server, "upload", str(clip), "--wait"]) == DONE
    ids = capsys.readouterr().out.split()
    assert main([*server, "fetch", *ids, "--out", str(tmp_path / "out")]) == DONE
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"same.json", f"{ids[1][:8]}-same.json"}


def test_standard_output_carries_the_result_alone(
    server: list[str], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    clip = write_wav(tmp_path / "out.wav", tone(1.0, frequency_hz=300))
    assert main([*server, "upload", str(clip), "--wait"]) == DONE
    id = capfdbinary.readouterr().out.decode().strip()
    assert main([*server, "fetch", id, "--out", "-"]) == DONE
    assert json.loads(capfdbinary.readouterr().out)["schema"] == "undertone.result/1"


@pytest.mark.parametrize(
    ("action", "complaint"),
    [
        (["upload", "nowhere.wav"], "nowhere.wav"),
        (["upload", __file__], "not a sound or video format"),
        (["upload", __file__, "--model", "crystal-ball"], "crystal-ball"),
        (["upload", "a.wav", "b.wav", "--title", "both"], "One title"),
        (["fetch", "00000000-0000-0000-0000-000000000000"], "Not found"),
        (["fetch", "../../../admin"], "Not found"),
        (["wait", "nonsense"], "Not found"),
        (["list", "--token", "two words"], "no token"),
        (["list", "--server", "http://undertone.invalid", "--token", "abc"], "--plain-http"),
        (["list", "--server", "undertone"], "no server's address"),
        (["list", "--server", f"http://127.0.0.1:{free_port()}", "--patience", "0"], "No answer"),
    ],
)
def test_refusals_are_one_line_on_stderr(
    server: list[str], action: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*server, *action]) == FAILED
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("emotion: ")
    assert complaint in said


@pytest.mark.parametrize("arguments", [[], ["upload"], ["wait"], ["fetch"], ["upload", "a", "--patience", "long"]])
def test_wrong_usage_is_told_apart(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["remote", *arguments])
    assert stop.value.code == WRONG_USAGE


def test_a_cancelled_analysis_ends_the_waiting(
    server: list[str], site: RunningSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id = site.upload(write_wav(tmp_path / "cancelled.wav", tone(1.0, frequency_hz=500)))
    site.http.post(f"/api/v1/analyses/{id}/cancel/").raise_for_status()
    assert main([*server, "wait", id]) == FAILED
    assert f"{id} was cancelled." in capsys.readouterr().err


def test_a_token_comes_from_a_file(
    server: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "token").write_text("two words\n")
    monkeypatch.setenv("UNDERTONE_TOKEN_FILE", str(tmp_path / "token"))
    assert main([*server, "list"]) == FAILED
    assert "no token" in capsys.readouterr().err
