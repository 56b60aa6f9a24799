"""Results stored by an earlier version are read by this one."""

from recognition.engine.types import Quality, Scores, Segment


def _segment(quality: Quality) -> Segment:
    return Segment(0, 0.0, 1.0, "", (), Scores(), {}, "", (), (), quality)


def test_a_segment_of_before_bandwidth_was_measured_is_read() -> None:
    stored = _segment(Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)).to_json()
    del stored["quality"]["bandwidth_hz"]
    assert Segment.from_json(stored).quality.bandwidth_hz is None


def test_bandwidth_survives_its_way_through_json() -> None:
    segment = _segment(Quality(snr_db=None, clipping=0.0, speech_ratio=1.0, bandwidth_hz=4000.0))
    assert Segment.from_json(segment.to_json()) == segment
