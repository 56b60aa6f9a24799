"""The product as shipped: real settings, real pipeline, PocketSphinx, a bundled clip. Nothing is replaced."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from recognition.engine.fusion.cards import CARD, CHECKPOINTS_DIR
from recognition.engine.testing import silence, tone, write_media, write_wav
from tests.integration.running_site import ROOT, RunningSite, running_site

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]

SAMPLES = ROOT / "frontend" / "public" / "samples"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("site")
    with running_site(folder, settings="emotion_site.settings", UNDERTONE_ASR="pocketsphinx") as site:
        site.start_worker()
        yield site


@pytest.fixture(scope="module")
def analysis(site: RunningSite) -> dict[str, Any]:
    clip = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".json")[0]
    return site.until(site.upload(clip), lambda body: body["status"] in ("done", "failed"))


@pytest.fixture(scope="module")
def labels() -> list[str]:
    return list(json.loads((CHECKPOINTS_DIR / "voice-words" / CARD).read_text())["labels"])


def test_a_bundled_clip_is_read(site: RunningSite, analysis: dict[str, Any], labels: list[str]) -> None:
    assert analysis["error"] is None
    result = site.get(f"analyses/{analysis['id']}/result/")
    assert result["asr"]["engine"] == "pocketsphinx"
    assert result["model"]["labels"] == labels
    assert len(result["transcript"].split()) > 5
    for segment in result["segments"]:
        for scores in filter(None, segment["scores"].values()):
            assert list(scores) == labels
            assert sum(scores.values()) == pytest.approx(1.0, abs=1e-3)
    assert result["overall"]["top"] in labels
    assert set(result["timings_s"]) >= {"decode", "asr", "voice", "total"}


def test_its_waveform_and_sound_are_there(site: RunningSite, analysis: dict[str, Any]) -> None:
    recording = site.get(f"recordings/{analysis['recording']}/")
    peaks = site.get(f"recordings/{analysis['recording']}/peaks/")
    assert peaks["duration_s"] == pytest.approx(recording["duration_s"])
    assert max(peaks["peaks"]) == pytest.approx(1.0)
    part = site.http.get(f"/api/v1/recordings/{analysis['recording']}/media/", headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)


def test_a_corrected_segment_follows_its_words(site: RunningSite, analysis: dict[str, Any]) -> None:
    before = site.get(f"analyses/{analysis['id']}/result/")["segments"][0]
    answer = site.http.patch(
        f"/api/v1/analyses/{analysis['id']}/segments/0/", json={"text": "I am so happy, this is wonderful!"}
    )
    assert answer.status_code in (200, 202)
    site.until(analysis["id"], lambda _: site.get(f"analyses/{analysis['id']}/result/")["segments"][0]["text_original"])
    after = site.get(f"analyses/{analysis['id']}/result/")["segments"][0]
    assert after["text"] == "I am so happy, this is wonderful!"
    assert after["text_original"] == before["text"]
    assert after["scores"]["words"] != before["scores"]["words"]
    assert after["scores"]["voice"] == pytest.approx(before["scores"]["voice"])


def test_silence_is_done_without_segments(site: RunningSite, tmp_path: Path) -> None:
    analysis = site.upload(write_wav(tmp_path / "silence.wav", silence(2.0)))
    body = site.until(analysis, lambda body: body["status"] in ("done", "failed"))
    assert (body["status"], body["segment_count"]) == ("done", 0)
    assert "no_speech" in body["overall"]["reasons"]


def test_a_recording_that_a_browser_made_is_played_everywhere(site: RunningSite, tmp_path: Path) -> None:
    live = write_media(tmp_path / "r.webm", tone(1.0, rate_hz=48000), codec="libopus", rate_hz=48000, live=True)
    body = site.until(site.upload(live), lambda body: body["status"] in ("done", "failed"))
    site.until(body["id"], lambda _: _media_type(site, body["recording"]) == "audio/mpeg")


def _media_type(site: RunningSite, recording: str) -> str:
    return str(site.http.get(f"/api/v1/recordings/{recording}/media/").headers["Content-Type"])
