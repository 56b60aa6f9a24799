"""The plain way says what the model says, both get the same sound and words, and the command tells what it measured."""

import json
import wave
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch

from recognition.engine import cli
from recognition.engine.bench import bench
from recognition.engine.bench.given_words import GivenWords
from recognition.engine.bench.measuring import Measured, in_turns
from recognition.engine.bench.plain import PlainPipeline
from recognition.engine.bench.recordings import PAUSE_S, Clip, joined
from recognition.engine.commands.bench import SAMPLES
from recognition.engine.features.base import frames_of
from recognition.engine.media import SAMPLE_RATE_HZ
from recognition.engine.testing import noise, tone
from recognition.engine.types import Word

TINY_WHISPER = Path(__file__).parents[2] / "fixtures" / "tiny-whisper.pt"
ONE = Clip(tone(1.0), (Word(0.1, 0.4, "good", 0.9), Word(0.5, 0.9, "day", 0.8)))
TWO = Clip(tone(2.0), (Word(0.2, 1.8, "indeed", 0.7),))


def test_a_recording_is_the_clips_in_turn_with_pauses_and_ends_on_time(tmp_path: Path) -> None:
    recording = joined([ONE, TWO], 5.0, tmp_path / "joined.wav")
    with wave.open(str(recording.path)) as sound:
        assert sound.getnframes() == 5 * SAMPLE_RATE_HZ
    assert [sentence.text for sentence in recording.sentences] == ["good day", "indeed", "good"]
    assert [sentence.start_s for sentence in recording.sentences] == pytest.approx([0, 1 + PAUSE_S, 3 + 2 * PAUSE_S])
    assert recording.sentences[1].words[0].start_s == pytest.approx(1 + PAUSE_S + 0.2)
    assert recording.sentences[-1].end_s == pytest.approx(5.0)  # cut with its clip


def test_given_words_are_those_of_the_stretch_that_is_asked_for(tmp_path: Path) -> None:
    engine = GivenWords(joined([ONE, TWO], 5.0, tmp_path / "joined.wav").sentences)
    heard = engine.transcribe(np.zeros(2 * SAMPLE_RATE_HZ, np.float32), language="en", offset_s=0.45)
    assert [word.text for word in heard] == ["day"]  # the next one ends after these samples
    assert engine.transcribe(np.zeros(SAMPLE_RATE_HZ, np.float32), language="en", offset_s=60.0) == []


def test_the_plain_way_hears_what_the_shipped_model_hears() -> None:
    plain = PlainPipeline()
    samples = noise(7.3, level=0.05) + tone(7.3, frequency_hz=220.0)
    with torch.inference_mode():
        ours = plain.model.hear(frames_of(plain.model.extract, samples, None))
        theirs = plain.hear(samples)
    assert theirs.logits.shape == ours.logits.shape
    torch.testing.assert_close(theirs.logits, ours.logits, atol=1e-3, rtol=0)


def test_the_plain_way_understands_what_the_shipped_model_understands() -> None:
    """One is transformers' BERT, the other the same weights without padding and masks."""
    plain = PlainPipeline()
    with torch.inference_mode():
        ours, theirs = plain.model.understand(["What a day!"]), plain.understand("What a day!")
    torch.testing.assert_close(ours.embedding, theirs.embedding, atol=1e-5, rtol=0)
    torch.testing.assert_close(ours.logits, theirs.logits, atol=1e-4, rtol=0)


def test_jobs_run_in_turns_and_medians_are_told() -> None:
    order: list[str] = []
    seconds = iter([3.0, 9.0, 1.0, 8.0, 2.0, 7.0])

    def job(name: str) -> Mapping[str, float]:
        order.append(name)
        return {"total": next(seconds)}

    measured = in_turns({"ours": lambda: job("ours"), "plain": lambda: job("plain")}, runs=3)
    assert order == ["ours", "plain"] * 3
    assert {name: each.seconds["total"] for name, each in measured.items()} == {"ours": 2.0, "plain": 8.0}


def test_a_ratio_is_how_many_times_as_long_the_plain_way_takes() -> None:
    plain = Measured({"voice": 4.0, "words": 2.0, "total": 8.0}, 0.0, None)
    ours = Measured({"segmentation": 0.5, "voice": 1.0, "words": 0.5, "total": 2.0}, 0.0, None)
    assert bench.ratios(plain, ours) == {
        "segmentation": None,
        "voice": 4.0,
        "words": 4.0,
        "total": 4.0,
        "emotion": 4.0,
    }


def test_growth_in_proportion_has_the_exponent_one() -> None:
    rows = [
        {"threads": 1, "audio_s": s, "ours": {"seconds": {"total": s / 50}, "memory_mb": 9.0}} for s in (30, 600, 7200)
    ]
    told = bench.growth(rows)
    assert [each["exponent"] for each in told["exponents"]] == [1.0, 1.0]
    assert told["memory_mb"] == {"30": 9.0, "600": 9.0, "7200": 9.0}


def test_the_command_measures_a_clip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "bench.json"
    arguments = [
        "bench",
        str(SAMPLES / "happy.mp3"),
        "--lengths",
        "6",
        "--threads",
        "1",
        "--runs",
        "1",
        "--asr",
        "pocketsphinx",
    ]
    assert cli.main([*arguments, "--json", str(report)]) == cli.DONE
    told = json.loads(report.read_text())
    (row,) = told["rows"]
    for side in ("plain", "ours"):
        assert {"decode", "voice", "words", "fusion", "total"} <= row[side]["seconds"].keys()
        assert row[side]["seconds"]["voice"] > 0
    assert row["first_segment_s"] > 0
    assert told["cold_start_s"] > 0
    printed = capsys.readouterr().out
    for row in ("voice", "emotion", "first segment", "CPU s for an hour", "memory, MB"):
        assert f"| 6 s | 1 | {row} |" in printed


def test_alone_it_tells_all_the_memory_and_compares_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "cold_start_s", lambda *_: 1.0)
    arguments = ["bench", str(SAMPLES / "happy.mp3"), "--alone", "--lengths", "6", "--threads", "1", "--runs", "1"]
    assert cli.main([*arguments, "--asr", "pocketsphinx"]) == cli.DONE
    printed = capsys.readouterr().out
    assert "| 6 s | 1 | emotion | 0.000 |" in printed
    assert "| 6 s | 1 | CPU s for an hour | – |" in printed
    assert "| 6 s | 1 | memory with models, MB | – |" in printed


def test_with_whisper_both_find_the_words_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "cold_start_s", lambda *_: 1.0)
    report = tmp_path / "bench.json"
    arguments = ["--models-dir", str(tmp_path), "bench", str(SAMPLES / "happy.mp3"), "--whisper", str(TINY_WHISPER)]
    assert cli.main([*arguments, "--lengths=6", "--threads=1", "--runs=1", "--json", str(report)]) == cli.DONE
    told = json.loads(report.read_text())
    (row,) = told["rows"]
    assert told["asr"] == "measured"
    assert min(row[side]["seconds"]["asr"] for side in ("plain", "ours")) > 0


def test_a_checkpoint_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--whisper", str(tmp_path / "none.pt")]) == cli.FAILED
    assert "There is no checkpoint at" in capsys.readouterr().err


@pytest.mark.parametrize("lengths", ["", "0", "5,-1", "five"])
def test_lengths_that_are_none_are_refused(lengths: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", f"--lengths={lengths}"]) == cli.FAILED
    assert "--lengths" in capsys.readouterr().err


def test_a_clip_without_words_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    silent = joined([Clip(np.zeros(SAMPLE_RATE_HZ, np.float32), ())], 1.0, tmp_path / "silence.wav").path
    assert cli.main(["bench", str(silent), "--asr", "pocketsphinx", "--lengths", "5"]) == cli.FAILED
    assert "No words were found" in capsys.readouterr().err
