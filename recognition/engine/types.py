"""What travels through the pipeline and out of it. Plain data: importing this needs neither numpy nor torch."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from recognition.engine import __version__

RESULT_SCHEMA = "undertone.result/1"
NO_FACE = "no_face"  # of the reasons, `labels.REASONS`

ADDITIONS = ("explanation", "faces")  # to the contract's segment

EmotionScores = Mapping[str, float]
"""Probability by emotion name, in the model's label order; sums to 1."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in the recording, in seconds from its start."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word; `probability` is the speech engine's own, 0 to 1."""

    start_s: float
    end_s: float
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class SpeechEngineInfo:
    """Which speech engine made the words; `language_probability` is 1 when the language was given, not detected."""

    engine: str
    model: str
    language: str
    language_probability: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Emotion scores by stream; a stream that could not speak is None."""

    voice: EmotionScores | None = None
    words: EmotionScores | None = None
    fused: EmotionScores | None = None
    face: EmotionScores | None = None

    def to_json(self, reasons: Sequence[str]) -> dict[str, Any]:
        """Of models that read no face there is none; of those that do it is null where none was seen, as `reasons` say."""
        data = asdict(self)
        if self.face is None and NO_FACE not in reasons:
            del data["face"]
        return data


@dataclass(frozen=True, slots=True)
class Quality:
    """Signal quality: signal-to-noise ratio in dB, share of clipped samples, share of speech, and the frequency up to which
    speech can be heard. None where it cannot be estimated; results of before it was measured have no bandwidth."""

    snr_db: float | None
    clipping: float
    speech_ratio: float
    bandwidth_hz: float | None = None


@dataclass(frozen=True, slots=True)
class StretchEffect:
    """What a stretch of the voice did for the answer; times are the recording's."""

    start_s: float
    end_s: float
    effect: float


@dataclass(frozen=True, slots=True)
class WordEffect:
    """What a word did for the answer; `index` is its place in the segment's words."""

    index: int
    text: str
    effect: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the answer `label` rests on. An effect is by how much the logarithm of its fused probability falls when that
    part is taken away; a negative one spoke against the answer. `words` is None where words could not speak."""

    label: str
    voice: tuple[StretchEffect, ...]
    words: tuple[WordEffect, ...] | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Explanation":
        words = data["words"]
        return cls(
            label=data["label"],
            voice=tuple(StretchEffect(**stretch) for stretch in data["voice"]),
            words=None if words is None else tuple(WordEffect(**word) for word in words),
        )


@dataclass(frozen=True, slots=True)
class FaceBox:
    """Where in the film a face was read: the recording's time, and the corner and size as shares of the upright picture."""

    at_s: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of speech, 1 to 15 s, with its words and how it reads; why it reads so, where that was asked for; and
    the faces that were read, by models that look at the film."""

    index: int
    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...]
    scores: Scores
    weights: Mapping[str, float]
    top: str
    set: tuple[str, ...]
    reasons: tuple[str, ...]
    quality: Quality
    text_original: str | None = None
    explanation: Explanation | None = None
    faces: tuple[FaceBox, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """All of it; explanation and faces only where there are any, for they are additions to the contract's segment."""
        data = {**asdict(self), "scores": self.scores.to_json(self.reasons)}
        return {name: value for name, value in data.items() if value is not None or name not in ADDITIONS}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Segment":
        """Read back what `to_json` wrote (JSON turns tuples into lists)."""
        why, faces = data.get("explanation"), data.get("faces")
        return cls(
            **{
                **data,
                "words": tuple(Word(**word) for word in data["words"]),
                "scores": Scores(**data["scores"]),
                "set": tuple(data["set"]),
                "reasons": tuple(data["reasons"]),
                "quality": Quality(**data["quality"]),
                "explanation": None if why is None else Explanation.from_json(why),
                "faces": None if faces is None else tuple(FaceBox(**face) for face in faces),
            }
        )


@dataclass(frozen=True, slots=True)
class Overall:
    """How the whole recording reads. `top` is None when there was nothing to read.

    `interval` is the 90 % interval of each fused score over the segments; None where one segment is all there is.
    """

    scores: Scores
    top: str | None
    set: tuple[str, ...]
    reasons: tuple[str, ...]
    interval: Mapping[str, tuple[float, float]] | None = None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "scores": self.scores.to_json(self.reasons)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Overall":
        interval: Mapping[str, Sequence[float]] = data.get("interval") or {}
        return cls(
            scores=Scores(**data["scores"]),
            top=data["top"],
            set=tuple(data["set"]),
            reasons=tuple(data["reasons"]),
            interval={emotion: (low, high) for emotion, (low, high) in interval.items()} or None,
        )


@dataclass(frozen=True, slots=True)
class RecordingInfo:
    """What was analysed; `sha256` is of the file as it was given."""

    name: str
    duration_s: float
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """The emotion model that read it, traceable to its weights."""

    id: str
    version: str
    sha256: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpeakerBaseline:
    """Whether the voice was read against its speaker's own average, and over how many segments that average is.

    `offset` is how much more of each emotion this speaker's voice shows than the average speaker's, in logits; empty where
    no baseline was used. The recording is taken to have one speaker.
    """

    used: bool
    segments: int
    offset: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> "SpeakerBaseline":
        """Read back what `to_json` wrote; a result of before there were baselines has none."""
        return NO_BASELINE if data is None else cls(**data)


NO_BASELINE = SpeakerBaseline(used=False, segments=0)


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a result came about: product version, time (ISO 8601, UTC), and every setting that changes a number."""

    created_at: str
    settings: Mapping[str, Any]
    undertone: str = __version__


@dataclass(frozen=True, slots=True)
class Result:
    """A finished analysis: `undertone.result/1`."""

    recording: RecordingInfo
    model: ModelInfo
    asr: SpeechEngineInfo
    overall: Overall
    segments: tuple[Segment, ...]
    timings_s: Mapping[str, float]
    provenance: Provenance
    speaker_baseline: SpeakerBaseline = NO_BASELINE
    schema: str = field(default=RESULT_SCHEMA)

    @property
    def transcript(self) -> str:
        return " ".join(segment.text for segment in self.segments if segment.text)

    def to_json(self) -> dict[str, Any]:
        """The result in the order of the contract."""
        return {
            "schema": self.schema,
            "recording": asdict(self.recording),
            "model": asdict(self.model),
            "asr": asdict(self.asr),
            "transcript": self.transcript,
            "overall": self.overall.to_json(),
            "speaker_baseline": self.speaker_baseline.to_json(),
            "segments": [segment.to_json() for segment in self.segments],
            "timings_s": dict(self.timings_s),
            "provenance": asdict(self.provenance),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Result":
        """Read back what `to_json` wrote."""
        return cls(
            schema=data["schema"],
            recording=RecordingInfo(**data["recording"]),
            model=ModelInfo(**{**data["model"], "labels": tuple(data["model"]["labels"])}),
            asr=SpeechEngineInfo(**data["asr"]),
            overall=Overall.from_json(data["overall"]),
            speaker_baseline=SpeakerBaseline.from_json(data.get("speaker_baseline")),
            segments=tuple(Segment.from_json(segment) for segment in data["segments"]),
            timings_s=data["timings_s"],
            provenance=Provenance(**data["provenance"]),
        )
