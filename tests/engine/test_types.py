"""Results stored by an earlier version are read by this one."""

import json
from dataclasses import replace

import pytest

from recognition.engine.types import FaceBox, Overall, Quality, Scores, Segment

SAD = {"neutral": 0.1, "sad": 0.9}


def _segment(quality: Quality) -> Segment:
    return Segment(0, 0.0, 1.0, "", (), Scores(), {}, "", (), (), quality)


def test_a_segment_of_before_bandwidth_was_measured_is_read() -> None:
    stored = _segment(Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)).to_json()
    del stored["quality"]["bandwidth_hz"]
    assert Segment.from_json(stored).quality.bandwidth_hz is None


def test_bandwidth_survives_its_way_through_json() -> None:
    segment = _segment(Quality(snr_db=None, clipping=0.0, speech_ratio=1.0, bandwidth_hz=4000.0))
    assert Segment.from_json(segment.to_json()) == segment


@pytest.mark.parametrize(
    ("face", "reasons", "told"), [(None, (), {}), (None, ("no_face",), {"face": None}), (SAD, (), {"face": SAD})]
)
def test_only_models_of_faces_tell_of_a_face_and_null_has_its_reason(
    face: dict[str, float] | None, reasons: tuple[str, ...], told: dict[str, object]
) -> None:
    scores = Scores(voice=SAD, fused=SAD, face=face)
    segment = Segment(0, 0.0, 1.0, "", (), scores, {}, "sad", ("sad",), reasons, Quality(20.0, 0.0, 1.0))
    overall = Overall(scores, "sad", ("sad",), reasons)
    for whole, again in ((segment, Segment.from_json), (overall, Overall.from_json)):
        body = json.loads(json.dumps(whole.to_json()))
        assert body["scores"] == {"voice": SAD, "words": None, "fused": SAD, **told}
        assert again(body) == whole


def test_faces_are_told_of_films_alone_and_survive_their_way_through_json() -> None:
    segment = _segment(Quality(20.0, 0.0, 1.0))
    assert "faces" not in segment.to_json()
    for faces in ((), (FaceBox(at_s=0.5, x=0.25, y=0.1, width=0.5, height=0.75),)):
        seen = replace(segment, faces=faces)
        assert Segment.from_json(json.loads(json.dumps(seen.to_json()))) == seen
