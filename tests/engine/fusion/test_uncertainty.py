import itertools
import json
import sys
from math import sqrt

import pytest

from recognition.engine.fusion.uncertainty import (
    MOST_OF_THE_TIME,
    SHARED_ERROR,
    Z_90,
    disagree,
    in_company,
    prediction_set,
    segment_reasons,
    summarise_segments,
)
from recognition.engine.labels import REASONS
from recognition.engine.types import Overall, Quality, Scores, Segment

CLEAN = Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0)
HAPPY = {"neutral": 0.1, "happy": 0.8, "sad": 0.1}
SAD = {"neutral": 0.1, "happy": 0.2, "sad": 0.7}
NEUTRAL = {"neutral": 0.9, "happy": 0.05, "sad": 0.05}


def _segment(start_s: float, end_s: float, scores: Scores, reasons: tuple[str, ...] = ()) -> Segment:
    return Segment(0, start_s, end_s, "", (), scores, {}, "", (), reasons, CLEAN)


def test_the_set_holds_every_emotion_above_the_threshold_likeliest_first() -> None:
    assert prediction_set(SAD, 0.15) == ("sad", "happy")


def test_the_set_is_never_empty() -> None:
    assert prediction_set(SAD, 0.99) == ("sad",)


def test_where_nothing_was_read_the_set_holds_everything() -> None:
    assert prediction_set({"neutral": 1 / 3, "happy": 1 / 3, "sad": 1 / 3}, 0.5) == ("neutral", "happy", "sad")


def test_a_plain_segment_has_no_reason_to_doubt() -> None:
    assert _reasons() == ()


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("too_short", {"duration_s": 0.6}),
        ("noisy", {"quality": Quality(snr_db=3.0, clipping=0.0, speech_ratio=1.0)}),
        ("clipped", {"quality": Quality(snr_db=30.0, clipping=0.2, speech_ratio=1.0)}),
        ("narrow_band", {"quality": Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0, bandwidth_hz=3500.0)}),
        ("unfamiliar_voice", {"unfamiliar": True}),
        ("no_words", {"asr_confidence": None}),
        ("low_asr_confidence", {"asr_confidence": 0.2}),
        ("language_not_covered", {"language_covered": False}),
        ("disagreement", {"scores": Scores(HAPPY, SAD, HAPPY)}),
        ("no_face", {"face_seen": False}),
        ("face_disagrees", {"scores": Scores(HAPPY, None, HAPPY, SAD)}),
        ("close_call", {"answers": ("happy", "sad")}),
    ],
)
def test_each_doubt_has_its_reason_and_its_words(reason: str, change: dict[str, object]) -> None:
    assert _reasons(**change) == (reason,)
    assert reason in REASONS


def test_high_tones_that_noise_hides_are_not_said_to_be_missing() -> None:
    hidden = Quality(snr_db=15.0, clipping=0.0, speech_ratio=1.0, bandwidth_hz=3500.0)
    assert _reasons(quality=hidden) == ()


def _reasons(**change: object) -> tuple[str, ...]:
    plain: dict[str, object] = {
        "duration_s": 3.0,
        "scores": Scores(HAPPY, HAPPY, HAPPY),
        "quality": CLEAN,
        "answers": ("happy",),
        "asr_confidence": 0.9,
        "language_covered": True,
    }
    return segment_reasons(**{**plain, **change})  # type: ignore[arg-type]


def test_neutral_disagrees_with_nobody() -> None:
    assert disagree(Scores(HAPPY, SAD))
    assert not disagree(Scores(HAPPY, NEUTRAL))
    assert not disagree(Scores(HAPPY, None))


def test_longer_segments_count_for_more() -> None:
    overall = summarise_segments(
        [_segment(0, 3, Scores(HAPPY, None, HAPPY)), _segment(3, 4, Scores(SAD, SAD, SAD))], {"fused": 0.3}
    )
    assert overall.top == "happy"
    assert overall.scores.fused is not None
    assert sum(overall.scores.fused.values()) == pytest.approx(1.0)
    assert overall.scores.fused["happy"] > overall.scores.fused["sad"] > overall.scores.fused["neutral"]


def test_one_segment_is_the_whole_and_so_is_the_only_one_in_which_words_spoke() -> None:
    alone = summarise_segments([_segment(0, 3, Scores(HAPPY, None, HAPPY))], {"fused": 0.3})
    assert alone.scores.fused == pytest.approx(HAPPY)
    two = [_segment(0, 3, Scores(HAPPY, None, HAPPY)), _segment(3, 4, Scores(SAD, SAD, SAD))]
    assert summarise_segments(two, {"fused": 0.3}).scores.words == pytest.approx(SAD)


def test_a_few_sure_segments_do_not_outweigh_many_unsure_ones() -> None:
    """By certainty alone the two happy ones would have it."""
    hardly_neutral = {"neutral": 0.5, "happy": 0.25, "sad": 0.25}
    segments = [
        _segment(at, at + 1, Scores(one, None, one)) for at, one in enumerate([hardly_neutral] * 8 + [HAPPY] * 2)
    ]
    overall = summarise_segments(segments, {"fused": 0.3})
    assert overall.scores.fused is not None
    assert overall.top == "neutral"
    assert 0.15 < overall.scores.fused["happy"] < 0.35  # two of ten, and by the mean of the scores it would be .36


def test_segments_that_say_nothing_follow_the_others() -> None:
    nothing = dict.fromkeys(HAPPY, 1 / 3)
    *sure, unsure = in_company([NEUTRAL] * 6 + [nothing], [1.0] * 7)
    assert max(unsure, key=lambda emotion: unsure[emotion]) == "neutral"
    assert all(read["neutral"] > NEUTRAL["neutral"] for read in sure)
    assert in_company([nothing] * 5, [1.0] * 5)[0] == pytest.approx(nothing)


def test_it_does_not_matter_which_emotion_prevails() -> None:
    turned = {"neutral": "happy", "happy": "sad", "sad": "neutral"}
    scores = [HAPPY, SAD, NEUTRAL, NEUTRAL]
    one = in_company(scores, [1.0, 2.0, 3.0, 4.0])
    other = in_company([{turned[name]: score for name, score in own.items()} for own in scores], [1.0, 2.0, 3.0, 4.0])
    for own, read in zip(one, other, strict=True):
        assert {turned[name]: score for name, score in own.items()} == pytest.approx(read)


def test_ten_times_the_segments_are_put_together_with_ten_times_the_work() -> None:
    assert _steps_for(750) < 12 * _steps_for(75)


def _steps_for(segments: int) -> int:
    """Calls, and values drawn from generators: what a loop within a loop would have more of."""
    steps = itertools.count()
    sys.setprofile(lambda *_: next(steps))
    try:
        in_company([HAPPY, SAD, NEUTRAL] * (segments // 3), [5.0] * segments)
    finally:
        sys.setprofile(None)
    return next(steps)


def test_the_interval_narrows_as_segments_agree_and_is_absent_with_one() -> None:
    def width(*scores: dict[str, float]) -> float:
        segments = [_segment(at, at + 1, Scores(one, None, one)) for at, one in enumerate(scores)]
        overall = summarise_segments(segments, {"fused": 0.3})
        assert overall.interval is not None
        assert overall.scores.fused is not None
        low, high = overall.interval["happy"]
        assert 0.0 <= low <= overall.scores.fused["happy"] <= high <= 1.0
        return high - low

    assert width(HAPPY, SAD, HAPPY, SAD) > width(*[HAPPY, SAD] * 20)
    assert width(HAPPY, SAD) > width(HAPPY, HAPPY)
    assert summarise_segments([_segment(0, 1, Scores(HAPPY, None, HAPPY))], {"fused": 0.3}).interval is None


def test_a_thousand_segments_leave_the_interval_wide_because_they_are_misread_alike() -> None:
    segments = [_segment(at, at + 1, Scores(own, None, own)) for at, own in enumerate([HAPPY, SAD] * 500)]
    overall = summarise_segments(segments, {"fused": 0.3})
    assert overall.interval is not None
    assert overall.scores.fused is not None
    share, (low, high) = overall.scores.fused["happy"], overall.interval["happy"]
    assert (high - low) / 2 >= Z_90 * sqrt(SHARED_ERROR * share * (1.0 - share))


def test_the_whole_survives_its_way_through_json() -> None:
    segments = [_segment(at, at + 1, Scores(one, None, one)) for at, one in enumerate((HAPPY, SAD))]
    overall = summarise_segments(segments, {"fused": 0.3})
    assert Overall.from_json(json.loads(json.dumps(overall.to_json()))) == overall


def test_a_doubt_about_most_of_the_time_is_one_about_the_whole() -> None:
    noisy = _segment(0, 3, Scores(HAPPY, None, HAPPY), ("noisy",))
    clean = _segment(3, 4, Scores(HAPPY, None, HAPPY), ("clipped",))
    assert summarise_segments([noisy, clean], {"fused": 0.5}).reasons == ("noisy",)


@pytest.mark.parametrize("reason", MOST_OF_THE_TIME)
def test_a_doubt_about_most_segments_is_one_about_the_whole(reason: str) -> None:
    segments = [_segment(at, at + 1, Scores(HAPPY, None, HAPPY), (reason,) if at else ()) for at in range(3)]
    assert summarise_segments(segments, {"fused": 0.5}).reasons == (reason,)
    assert reason in REASONS


def test_a_face_of_some_segments_is_weighed_by_them_alone() -> None:
    with_face = _segment(0, 1, Scores(HAPPY, None, SAD, SAD))
    without = _segment(1, 4, Scores(HAPPY, None, HAPPY), ("no_face",))
    overall = summarise_segments([with_face, without], {"fused": 0.5})
    assert overall.scores.face == pytest.approx(SAD)
    assert overall.reasons[0] == "no_face"
    assert "face_disagrees" in overall.reasons


def test_without_segments_there_was_no_speech() -> None:
    overall = summarise_segments([], {"fused": 0.5})
    assert (overall.top, overall.set, overall.reasons, overall.scores) == (None, (), ("no_speech",), Scores())
