"""The product as shipped: real settings, real pipeline, PocketSphinx, a bundled clip. Nothing is replaced."""

import json
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from recognition.engine.fusion.cards import CARD, CHECKPOINTS_DIR
from recognition.engine.media import decode
from recognition.engine.testing import silence, tone, write_media, write_wav
from tests.integration.running_site import ROOT, RunningSite, running_site

pytestmark = pytest.mark.services

PATIENCE_S = 200.0
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


def test_what_was_said_live_reads_as_its_upload_does(site: RunningSite, tmp_path: Path) -> None:
    clip = write_wav(tmp_path / "said.wav", _said())
    with wave.open(str(clip)) as file:
        sound = file.readframes(file.getnframes())
    half = len(sound) // 4 * 2
    with _live(site) as line:
        line.send(json.dumps({"type": "start", "sample_rate_hz": 16000, "asr": "pocketsphinx", "title": "Said live"}))
        session = json.loads(line.recv(timeout=PATIENCE_S))["session"]
        line.send(sound[:half])
        assert _reading(line, lambda segment: segment["scores"]["voice"])["speaking"] in (True, False)
    with _live(site) as line:
        line.send(json.dumps({"type": "resume", "session": session}))
        assert json.loads(line.recv(timeout=PATIENCE_S))["received"] == half
        line.send(sound[half:])
        _reading(line, lambda segment: segment["text"])  # words come, too
        line.send(json.dumps({"type": "end"}))
        while (message := json.loads(line.recv(timeout=PATIENCE_S)))["type"] != "saved":
            assert message["type"] in ("reading", "saving"), message
    results = []
    for analysis in (message["analysis"], site.upload(clip, asr="pocketsphinx")):
        assert site.until(analysis, lambda body: body["status"] in ("done", "failed"))["error"] is None
        results.append(site.get(f"analyses/{analysis}/result/"))
    live, uploaded = results
    assert live["transcript"] == uploaded["transcript"]
    assert live["recording"]["duration_s"] == uploaded["recording"]["duration_s"]
    assert live["overall"]["scores"]["fused"] == pytest.approx(uploaded["overall"]["scores"]["fused"], abs=1e-3)
    for said, sent in zip(live["segments"], uploaded["segments"], strict=True):
        assert (said["start_s"], said["end_s"], said["text"]) == (sent["start_s"], sent["end_s"], sent["text"])
        for stream, scores in sent["scores"].items():
            assert said["scores"][stream] == pytest.approx(scores, abs=1e-3)


def _said() -> Any:
    clip = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".json")[0]
    with decode(clip) as pcm:
        return np.concatenate([pcm.read(0.0, 4.0), silence(1.5)])


def _live(site: RunningSite) -> ClientConnection:
    address = f"127.0.0.1:{site.port}"
    return connect(
        f"ws://{address}/ws/live/", origin=Origin(f"http://{address}"), open_timeout=PATIENCE_S, ping_interval=None
    )


def _reading(line: ClientConnection, told: Callable[[Any], Any]) -> Any:
    """The first reading of which one sentence is told."""
    while True:
        message = json.loads(line.recv(timeout=PATIENCE_S))
        assert message["type"] == "reading", message
        if any(told(segment) for segment in message["segments"]):
            return message
