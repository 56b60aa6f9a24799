"""The pipeline with the shipped model, PocketSphinx and the bundled clips: nothing in it is replaced."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from recognition.engine import media
from recognition.engine.config import EngineConfig
from recognition.engine.errors import Cancelled, MediaError, UnknownComponentError
from recognition.engine.labels import DEFAULT_LABELS, REASONS, STAGES
from recognition.engine.media import Outline
from recognition.engine.pipeline import Pipeline, Request, spread, summarise
from recognition.engine.testing import noise, silence, write_wav
from recognition.engine.types import (
    NO_BASELINE,
    RESULT_SCHEMA,
    Result,
    Segment,
    Span,
    SpeakerBaseline,
    SpeechEngineInfo,
)

SAMPLES = Path(__file__).parents[2] / "frontend" / "public" / "samples"


@dataclass
class Recorder:
    """A listener that remembers, and that can stop the pipeline after some segments."""

    stop_after: int | None = None
    stages: list[tuple[str, float]] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    engine: SpeechEngineInfo | None = None
    duration_s: float = 0.0
    peaks: list[float] = field(default_factory=list)

    def on_stage(self, stage: str, progress: float) -> None:
        self.stages.append((stage, progress))

    def on_decoded(self, duration_s: float, outline: Outline) -> None:
        self.duration_s, self.peaks = duration_s, outline.peaks

    def on_speech_engine(self, info: SpeechEngineInfo) -> None:
        self.engine = info

    def on_segment(self, segment: Segment) -> None:
        self.segments.append(segment)
        if self.stop_after == len(self.segments):
            raise Cancelled

    def on_speaker_known(self, baseline: SpeakerBaseline, segments: Sequence[Segment]) -> None:
        self.segments = list(segments)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline(
        EngineConfig(models_dir=tmp_path_factory.mktemp("models"), asr="pocketsphinx", allow_downloads=False)
    )


@pytest.fixture(scope="module")
def clip() -> Path:
    return sorted(path for path in SAMPLES.iterdir() if path.suffix != ".json")[0]


@pytest.fixture(scope="module")
def heard(pipeline: Pipeline, clip: Path) -> tuple[Result, Recorder]:
    recorder = Recorder()
    return pipeline.run(Request(clip, clip.name), recorder), recorder


def test_segments_arrive_one_by_one_and_make_up_the_result(heard: tuple[Result, Recorder]) -> None:
    result, recorder = heard
    assert list(result.segments) == recorder.segments
    assert [segment.index for segment in result.segments] == list(range(len(result.segments)))
    assert len(result.segments) > 1
    assert all(
        before.end_s <= after.start_s for before, after in zip(result.segments, result.segments[1:], strict=False)
    )


def test_progress_never_falls_and_ends_at_one(heard: tuple[Result, Recorder]) -> None:
    stages, shares = zip(*heard[1].stages, strict=True)
    assert list(shares) == sorted(shares)
    assert shares[-1] == 1.0
    assert list(dict.fromkeys(stages)) == list(STAGES)


def test_the_listener_hears_of_the_waveform_and_the_engine(heard: tuple[Result, Recorder]) -> None:
    result, recorder = heard
    assert recorder.duration_s == pytest.approx(result.recording.duration_s, abs=0.001)
    assert max(recorder.peaks) == pytest.approx(1.0)
    assert recorder.engine == result.asr
    assert (result.asr.engine, result.asr.language) == ("pocketsphinx", "en")


def test_every_stream_scores_every_label_and_sums_to_one(heard: tuple[Result, Recorder]) -> None:
    for segment in heard[0].segments:
        for scores in (segment.scores.voice, segment.scores.fused, segment.scores.words):
            if scores is not None:
                assert tuple(scores) == DEFAULT_LABELS
                assert sum(scores.values()) == pytest.approx(1.0)
        assert segment.scores.fused is not None
        assert segment.top == segment.set[0]
        assert set(segment.reasons) <= set(REASONS)
        assert sum(segment.weights.values()) == pytest.approx(1.0, abs=1e-3)


def test_the_result_is_the_contract_and_reads_back(heard: tuple[Result, Recorder]) -> None:
    body = heard[0].to_json()
    assert list(body) == [
        "schema",
        "recording",
        "model",
        "asr",
        "transcript",
        "overall",
        "speaker_baseline",
        "segments",
        "timings_s",
        "provenance",
    ]
    assert body["schema"] == RESULT_SCHEMA
    assert list(body["timings_s"]) == ["decode", "segmentation", "asr", "voice", "words", "fusion", "total"]
    assert Result.from_json(body) == heard[0]


def test_a_second_run_says_the_same(pipeline: Pipeline, clip: Path, heard: tuple[Result, Recorder]) -> None:
    again = pipeline.run(Request(clip, clip.name), Recorder())
    assert again.segments == heard[0].segments


def test_a_stopped_run_goes_on_at_the_first_missing_segment(
    pipeline: Pipeline, clip: Path, heard: tuple[Result, Recorder]
) -> None:
    stopped = Recorder(stop_after=1)
    with pytest.raises(Cancelled):
        pipeline.run(Request(clip, clip.name), stopped)
    resumed = Recorder()
    result = pipeline.run(Request(clip, clip.name, done=stopped.segments), resumed)
    assert [segment.index for segment in resumed.segments] == list(range(1, len(result.segments)))
    assert result.segments == heard[0].segments


def test_silence_and_noise_have_no_speech_and_that_is_a_result(pipeline: Pipeline, tmp_path: Path) -> None:
    for name, samples in {"silence": silence(3.0), "noise": noise(3.0)}.items():
        path = write_wav(tmp_path / f"{name}.wav", samples)
        result = pipeline.run(Request(path, path.name), Recorder())
        assert result.segments == ()
        assert (result.overall.top, result.overall.reasons) == (None, ("no_speech",))


def test_a_language_that_the_engine_does_not_know_gets_no_invented_words(pipeline: Pipeline, clip: Path) -> None:
    result = pipeline.run(Request(clip, clip.name, language="pl"), Recorder())
    assert result.transcript == ""
    assert result.segments
    for segment in result.segments:
        assert segment.scores.words is None
        assert segment.scores.voice == pytest.approx(dict(segment.scores.fused or {}))
        assert {"no_words", "language_not_covered"} <= set(segment.reasons)


def test_other_words_change_words_and_fused_but_not_the_voice(
    pipeline: Pipeline, clip: Path, heard: tuple[Result, Recorder]
) -> None:
    first = heard[0].segments[0]
    happy = pipeline.rescore(clip, first, "I love this, thank you so much, it is wonderful!", language="en")
    assert happy.scores.words is not None
    assert max(happy.scores.words, key=happy.scores.words.__getitem__) == "happy"
    assert happy.scores.voice == pytest.approx(dict(first.scores.voice or {}), abs=1e-3)
    assert happy.text_original == first.text
    again = pipeline.rescore(clip, happy, "Something else", language="en")
    assert again.text_original == first.text
    back = pipeline.rescore(clip, again, first.text, language="en", heard=first.words)
    assert (back.text, back.words, back.text_original) == (first.text, first.words, None)
    assert back.scores.words == pytest.approx(first.scores.words)


def test_an_explanation_comes_on_request_and_the_same_afterwards(
    pipeline: Pipeline, clip: Path, heard: tuple[Result, Recorder]
) -> None:
    first = heard[0].segments[0]
    assert first.explanation is None
    assert "explanation" not in first.to_json()
    result = pipeline.run(Request(clip, clip.name, explain=True), Recorder())
    assert [replace(segment, explanation=None) for segment in result.segments] == list(heard[0].segments)
    explanation = result.segments[0].explanation
    assert explanation is not None
    assert explanation.label == first.top
    assert explanation.voice[0].start_s == first.start_s
    assert [word.text for word in explanation.words or ()] == [word.text for word in first.words]
    afterwards = pipeline.explain(clip, first, language="en")
    for before, after in zip(explanation.voice, afterwards.voice, strict=True):
        assert after.effect == pytest.approx(before.effect, abs=5e-3)  # an MP3 decoded from its middle is not bit-exact
    assert len(afterwards.words or ()) == len(first.words)
    assert Result.from_json(result.to_json()) == result


def test_a_segment_without_words_is_read_from_the_voice_alone(
    pipeline: Pipeline, clip: Path, heard: tuple[Result, Recorder]
) -> None:
    emptied = pipeline.rescore(clip, heard[0].segments[0], "  ", language="en")
    assert (emptied.text, emptied.words, emptied.scores.words) == ("", (), None)


def test_what_cannot_be_used_is_refused_by_code(pipeline: Pipeline, clip: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.wav"
    text.write_text("not sound")
    with pytest.raises(MediaError):
        pipeline.run(Request(text, text.name), Recorder())
    with pytest.raises(UnknownComponentError) as refusal:
        pipeline.run(Request(clip, clip.name, model="crystal-ball"), Recorder())
    assert refusal.value.code == "unknown_model"
    with pytest.raises(UnknownComponentError) as refusal:
        pipeline.run(Request(clip, clip.name, asr="parrot"), Recorder())
    assert refusal.value.code == "unknown_asr"


def test_a_recording_over_the_limit_is_refused(pipeline: Pipeline, clip: Path) -> None:
    strict = Pipeline(replace(pipeline.config, max_duration_s=1.0))
    with pytest.raises(MediaError) as refusal:
        strict.run(Request(clip, clip.name), Recorder())
    assert refusal.value.code == "too_long"


def test_summarising_stored_segments_gives_the_result_of_the_run(heard: tuple[Result, Recorder]) -> None:
    stored = [Segment.from_json(segment.to_json()) for segment in heard[0].segments]
    assert summarise(stored, "voice-words") == heard[0].overall


def test_written_words_are_spread_over_their_segment() -> None:
    words = spread("a longer word", Span(2.0, 4.0))
    assert [word.text for word in words] == ["a", "longer", "word"]
    assert (words[0].start_s, words[-1].end_s) == (2.0, 4.0)
    assert np.all(np.diff([word.start_s for word in words]) > 0)


@pytest.fixture(scope="module")
def monologue(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One voice, for more than eight segments."""
    with media.decode(clip) as pcm:
        samples = pcm.read()
    return write_wav(tmp_path_factory.mktemp("monologue") / "monologue.wav", np.tile(samples, 5))


@pytest.fixture(scope="module")
def known(pipeline: Pipeline, monologue: Path) -> tuple[Result, Recorder]:
    recorder = Recorder()
    return pipeline.run(Request(monologue, monologue.name), recorder), recorder


def test_somebody_who_speaks_for_long_is_read_against_the_own_average(
    pipeline: Pipeline, monologue: Path, known: tuple[Result, Recorder]
) -> None:
    result, recorder = known
    assert result.speaker_baseline.used
    assert result.speaker_baseline.segments >= 8
    assert set(result.speaker_baseline.offset) == set(DEFAULT_LABELS)
    assert list(result.segments) == recorder.segments
    alone = pipeline.run(Request(monologue, monologue.name, speaker_baseline=False), Recorder())
    assert alone.speaker_baseline == NO_BASELINE
    assert [segment.scores.voice for segment in alone.segments] != [segment.scores.voice for segment in result.segments]
    assert [segment.scores.words for segment in alone.segments] == [segment.scores.words for segment in result.segments]


def test_a_few_segments_are_too_little_to_know_a_speaker_by(heard: tuple[Result, Recorder]) -> None:
    assert heard[0].speaker_baseline == NO_BASELINE


def test_a_broken_run_ends_with_the_same_baseline(
    pipeline: Pipeline, monologue: Path, known: tuple[Result, Recorder]
) -> None:
    broken = Recorder(stop_after=4)
    with pytest.raises(Cancelled):
        pipeline.run(Request(monologue, monologue.name), broken)
    resumed = pipeline.run(Request(monologue, monologue.name, done=broken.segments), Recorder())
    assert resumed.speaker_baseline == known[0].speaker_baseline
    assert resumed.segments == known[0].segments


def test_a_correction_and_an_explanation_keep_the_speakers_baseline(
    pipeline: Pipeline, monologue: Path, known: tuple[Result, Recorder]
) -> None:
    result = known[0]
    segment, baseline = result.segments[1], result.speaker_baseline
    again = pipeline.rescore(monologue, segment, segment.text, language=result.asr.language, baseline=baseline)
    assert again.scores.voice == pytest.approx(segment.scores.voice, abs=1e-3)
    without = pipeline.rescore(monologue, segment, segment.text, language=result.asr.language)
    assert without.scores.voice != pytest.approx(segment.scores.voice, abs=1e-3)
    explanation = pipeline.explain(monologue, segment, language=result.asr.language, baseline=baseline)
    assert explanation != pipeline.explain(monologue, segment, language=result.asr.language)


def test_a_result_with_a_baseline_reads_back(known: tuple[Result, Recorder]) -> None:
    assert Result.from_json(known[0].to_json()) == known[0]
