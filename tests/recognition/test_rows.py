"""Rows are told by our own short way as by REST framework's."""

import pytest
from rest_framework.serializers import ModelSerializer

from recognition import selectors
from recognition.hits import hits_attach
from recognition.library_serializers import DeletedRecordingSerializer
from recognition.models import Analysis, AnalysisStatus, Recording
from recognition.serializers import AnalysisSerializer, RecordingDetailSerializer, RecordingSerializer
from tests.recognition.library import add_analysis, make_recording

pytestmark = pytest.mark.django_db
OVERALL = {
    "scores": {"voice": {"sad": 1.0}, "words": None, "fused": {"sad": 1.0}},
    "top": "sad",
    "set": [],
    "reasons": [],
}


@pytest.fixture
def recording() -> Recording:
    made = make_recording("one", "a word", overall=OVERALL, speech_engine={"engine": "x"}, eta_s=None)
    add_analysis(made, status=AnalysisStatus.FAILED, error_code="no_speech", error_message="Nothing was said.")
    return selectors.recordings_of(made.owner).get(pk=made.pk)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [RecordingSerializer, RecordingDetailSerializer, DeletedRecordingSerializer])
def test_a_recording(recording: Recording, kind: type[RecordingSerializer]) -> None:
    told = kind().to_representation(recording)
    assert told == ModelSerializer.to_representation(kind(), recording)
    assert "hit" not in told


def test_a_recording_that_was_found(recording: Recording) -> None:
    hits_attach([recording], [("word",)])
    told = RecordingSerializer().to_representation(recording)
    assert told == ModelSerializer.to_representation(RecordingSerializer(), recording)
    assert told["hit"]["text"]


def test_an_analysis_done_and_failed(recording: Recording) -> None:
    for row in selectors.analyses_all().filter(recording=recording):
        told = AnalysisSerializer().to_representation(row)
        assert told == ModelSerializer.to_representation(AnalysisSerializer(), row)
    assert Analysis.objects.count() == 2
