"""From scores to an answer: the top emotion, the prediction set, and the reasons to be unsure. Plain Python."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from recognition.engine.types import EmotionScores, Overall, Quality, Scores, Segment

SHORT_S = 1.0
NOISY_DB = 10.0
CLIPPED_SHARE = 0.01
NARROW_BAND_HZ = (
    5000.0  # a telephone ends at 3.4 kHz (ITU-T G.712), its 8 kHz sampling at 4, and codecs smear past that
)
BAND_TOLD_DB = 20.0  # in more noise high tones are hidden rather than missing
LOW_ASR_CONFIDENCE = 0.5
EQUAL = 1e-6  # probabilities that lie no further apart are the same
EACH_EXPECTED = 1.0  # of each emotion, in segments, before any is heard: a uniform prior
ROUNDS, SETTLED = 30, 1e-4
SHARED_ERROR = 0.13
"""How alike a recording's segments are misread: same voice, same room. `benchmarks.overall_mixtures --side dev` tells how
many true shares lie inside the intervals; with this, nine in ten."""
Z_90 = 1.6449  # two-sided 90 % of the normal distribution, as the prediction sets
STREAMS = ("voice", "words", "face", "fused")

MOST_OF_THE_TIME = (
    "noisy",
    "clipped",
    "narrow_band",
    "unfamiliar_voice",
    "no_words",
    "language_not_covered",
    "low_asr_confidence",
    "no_face",
    "several_faces",
    "small_face",
)
"""Doubts about a segment that are doubts about the whole when they hold for most of its time, the gravest first."""

LOOKED = ("several_faces", "small_face")
"""Doubts that come of looking at a film; what is not in a segment's reasons by then is not known of it."""


def top_of(scores: EmotionScores) -> str:
    """The likeliest emotion."""
    return max(scores, key=lambda emotion: scores[emotion])


def prediction_set(scores: EmotionScores, threshold: float) -> tuple[str, ...]:
    """Every emotion at least as likely as `threshold`, likeliest first; where there is none, the likeliest and its equals.

    With the threshold fitted by split conformal prediction (Sadinle et al. 2019, arXiv:1609.00451) it holds the right
    one for 90 % of people not heard in training.
    """
    ordered = sorted(scores, key=lambda emotion: -scores[emotion])
    least = min(threshold, scores[ordered[0]] - EQUAL)
    return tuple(emotion for emotion in ordered if scores[emotion] >= least)


def segment_reasons(
    *,
    duration_s: float,
    scores: Scores,
    quality: Quality,
    answers: Sequence[str],
    asr_confidence: float | None,
    language_covered: bool,
    unfamiliar: bool = False,
    face_seen: bool = True,
    looked: Sequence[str] = (),
) -> tuple[str, ...]:
    """Why a segment's reading may be unsure: codes from `labels.REASONS`, the gravest first.

    `unfamiliar` says that the voice is unlike all that the model was trained on, `face_seen` that there was a face for a
    model that reads faces, `looked` how a film shows it: `several_faces`, `small_face`.
    """
    found = {
        "too_short": duration_s < SHORT_S,
        "noisy": quality.snr_db is not None and quality.snr_db < NOISY_DB,
        "clipped": quality.clipping > CLIPPED_SHARE,
        "narrow_band": narrow_band(quality),
        "unfamiliar_voice": unfamiliar,
        "no_words": asr_confidence is None,
        "language_not_covered": not language_covered,
        "low_asr_confidence": asr_confidence is not None and asr_confidence < LOW_ASR_CONFIDENCE,
        "no_face": not face_seen,
        **{reason: reason in looked for reason in LOOKED},
        "disagreement": disagree(scores),
        "face_disagrees": contradict(scores.voice, scores.face),
        "close_call": len(answers) > 1,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def narrow_band(quality: Quality) -> bool:
    """Whether the recording lacks high tones. Noise hides them too, so in noise nothing is said."""
    return (
        quality.bandwidth_hz is not None
        and quality.bandwidth_hz < NARROW_BAND_HZ
        and quality.snr_db is not None
        and quality.snr_db >= BAND_TOLD_DB
    )


def disagree(scores: Scores) -> bool:
    """Whether voice and words each name an emotion, and not the same one. Neutral says nothing, so it disagrees with none."""
    return contradict(scores.voice, scores.words)


def contradict(one: EmotionScores | None, other: EmotionScores | None) -> bool:
    """The same of any two streams; one that could not speak contradicts nothing."""
    if one is None or other is None:
        return False
    tops = (top_of(one), top_of(other))
    return tops[0] != tops[1] and "neutral" not in tops


def in_company(scores: Sequence[EmotionScores], seconds: Sequence[float]) -> list[EmotionScores]:
    """Each segment's scores once more, expecting of it what the others show.

    How common each emotion is in the recording is inferred from all segments but the one that is read (collapsed
    variational Bayes, Asuncion et al. 2009, arXiv:1205.2662, with a uniform prior), longer ones counting for more. An
    unsure segment says little of that, whichever emotion it leans to, and follows the sure ones; one alone stays as it is.
    """
    mean_s = sum(seconds) / len(seconds)
    weights = [length_s / mean_s for length_s in seconds]
    again, shares = list(scores), weighted_mean(scores, weights)
    for _ in range(ROUNDS):
        again = [
            _expecting(
                own, {emotion: share * len(scores) - weight * read[emotion] for emotion, share in shares.items()}
            )
            for own, read, weight in zip(scores, again, weights, strict=True)
        ]
        before, shares = shares, weighted_mean(again, weights)
        if max(abs(shares[emotion] - before[emotion]) for emotion in shares) < SETTLED:
            break
    return again


def _expecting(scores: EmotionScores, counts: EmotionScores) -> EmotionScores:
    expected = {emotion: score * (EACH_EXPECTED + counts[emotion]) for emotion, score in scores.items()}
    total = sum(expected.values())
    return {emotion: value / total for emotion, value in expected.items()}


def weighted_mean(scores: Sequence[EmotionScores], weights: Sequence[float]) -> EmotionScores:
    """Of scores of the same emotions."""
    total = sum(weights)
    return {
        emotion: sum(weight * own[emotion] for weight, own in zip(weights, scores, strict=True)) / total
        for emotion in scores[0]
    }


def summarise_segments(segments: Sequence[Segment], thresholds: Mapping[str, float]) -> Overall:
    """How the whole reads: what share of it each stream takes to be of each emotion, over the segments in which it spoke."""
    if not segments:
        return Overall(scores=Scores(), top=None, set=(), reasons=("no_speech",))
    shares = {stream: share for stream in STREAMS if (share := _shares(segments, stream))}
    scores = Scores(**{stream: share.scores for stream, share in shares.items()})
    if scores.fused is None:
        return Overall(scores=scores, top=None, set=(), reasons=("no_speech",))
    answers = prediction_set(scores.fused, thresholds["fused"])
    return Overall(
        scores=scores,
        top=top_of(scores.fused),
        set=answers,
        reasons=_overall_reasons(segments, scores, answers),
        interval=shares["fused"].interval,
    )


class Shares(NamedTuple):
    """Scores, and the 90 % interval of each where there are segments to tell it from."""

    scores: EmotionScores
    interval: Mapping[str, tuple[float, float]] | None


def _shares(segments: Sequence[Segment], stream: str) -> Shares | None:
    spoken = [(segment.end_s - segment.start_s, scores) for segment in segments if (scores := _of(segment, stream))]
    seconds = [length_s for length_s, _ in spoken]
    if sum(seconds) <= 0:
        return None
    read = in_company([scores for _, scores in spoken], seconds)
    mean = weighted_mean(read, seconds)
    told = list(zip(seconds, read, strict=True))
    return Shares(
        mean, {emotion: _interval(told, emotion, share) for emotion, share in mean.items()} if len(told) > 1 else None
    )


def _of(segment: Segment, stream: str) -> EmotionScores | None:
    scores: EmotionScores | None = getattr(segment.scores, stream)
    return scores


def _interval(told: Sequence[tuple[float, EmotionScores]], emotion: str, mean: float) -> tuple[float, float]:
    """Of a weighted mean: how far segments lie apart (Cochran 1977, Sampling Techniques, 6.4), how unsure each of them is by
    itself, and what no number of segments averages out, since they are misread alike (intraclass correlation, Kish 1965,
    Survey Sampling, 5.4)."""
    segments, total = len(told), sum(weight for weight, _ in told)
    spread = sum((weight * (scores[emotion] - mean)) ** 2 for weight, scores in told)
    unsure = sum(weight**2 * scores[emotion] * (1.0 - scores[emotion]) for weight, scores in told)
    alone = (segments / (segments - 1) * spread + unsure) / total**2
    margin = Z_90 * sqrt(alone + SHARED_ERROR * mean * (1.0 - mean))
    return max(0.0, mean - margin), min(1.0, mean + margin)


def _overall_reasons(segments: Sequence[Segment], scores: Scores, answers: Sequence[str]) -> tuple[str, ...]:
    """A doubt about the sound or the words counts when it holds for most of the time."""
    total = sum(segment.end_s - segment.start_s for segment in segments)
    shares = {
        reason: sum(segment.end_s - segment.start_s for segment in segments if reason in segment.reasons) / total
        for reason in MOST_OF_THE_TIME
    }
    reasons = ["too_short"] if total < SHORT_S else []
    reasons += [reason for reason, share in shares.items() if share > 0.5]
    reasons += ["disagreement"] if disagree(scores) else []
    reasons += ["face_disagrees"] if contradict(scores.voice, scores.face) else []
    reasons += ["close_call"] if len(answers) > 1 else []
    return tuple(reasons)
