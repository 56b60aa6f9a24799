"""JSON of what an analysis found: its segments, what they rest on, and the whole."""

from typing import Any

from rest_framework import serializers

from recognition.models import ExplanationsStatus
from recognition.serializers import (
    EmotionScoresField,
    ErrorSerializer,
    OverallSerializer,
    ScoresSerializer,
    SpeechEngineSerializer,
)


class WordSerializer(serializers.Serializer[Any]):
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    text = serializers.CharField()
    probability = serializers.FloatField()


class QualitySerializer(serializers.Serializer[Any]):
    snr_db = serializers.FloatField(allow_null=True)
    clipping = serializers.FloatField()
    speech_ratio = serializers.FloatField()
    bandwidth_hz = serializers.FloatField(
        allow_null=True,
        default=None,
        help_text="The frequency up to which speech can be heard; null where it cannot be told.",
    )


class StretchEffectSerializer(serializers.Serializer[Any]):
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    effect = serializers.FloatField()


class WordEffectSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="The word's place in the segment's words.")
    text = serializers.CharField()
    effect = serializers.FloatField()


class ExplanationSerializer(serializers.Serializer[Any]):
    """What the answer rests on: by how much the logarithm of its fused probability falls without a part."""

    label = serializers.CharField()  # type: ignore[assignment]  # the stubs think of Field.label
    voice = StretchEffectSerializer(many=True)
    words = WordEffectSerializer(many=True, allow_null=True)


class SegmentExplanationSerializer(serializers.Serializer[Any]):
    """One segment's explanation, and how far it is."""

    status = serializers.ChoiceField(choices=ExplanationsStatus.choices)
    explanation = ExplanationSerializer(allow_null=True, help_text="Once it is ready.")
    error = ErrorSerializer(allow_null=True, help_text="Why it failed.")


class FaceBoxSerializer(serializers.Serializer[Any]):
    """Where in the film a face was read; shares of the picture as it is shown, upright."""

    at_s = serializers.FloatField(help_text="The recording's time.")
    x = serializers.FloatField(help_text="Of the left edge.")
    y = serializers.FloatField(help_text="Of the upper edge.")
    width = serializers.FloatField()
    height = serializers.FloatField()


class SegmentSerializer(serializers.Serializer[Any]):
    index = serializers.IntegerField()
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    text = serializers.CharField(allow_blank=True)
    text_original = serializers.CharField(allow_null=True, allow_blank=True)
    words = WordSerializer(many=True)
    scores = ScoresSerializer()
    weights = EmotionScoresField()
    top = serializers.CharField()
    set = serializers.ListField(child=serializers.CharField())
    reasons = serializers.ListField(child=serializers.CharField())
    quality = QualitySerializer()
    faces = FaceBoxSerializer(
        many=True,
        required=False,
        help_text="Of models that look at the film: where the face was at the moments that were looked at; empty where "
        "none was seen.",
    )
    explanation = ExplanationSerializer(required=False, help_text="On request, once it is made.")


class SegmentTextSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=5000, allow_blank=True)
    text_seen = serializers.CharField(
        required=False,
        allow_blank=True,
        trim_whitespace=False,
        help_text="What the segment said to whoever corrects it. Where it says something else by now, the answer is 409 "
        "`text_changed`, and nothing is changed.",
    )


class RecordingInfoSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    duration_s = serializers.FloatField(allow_null=True)
    sha256 = serializers.CharField()


class ModelInfoSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    version = serializers.CharField()
    sha256 = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField())


class ProvenanceSerializer(serializers.Serializer[Any]):
    undertone = serializers.CharField()
    created_at = serializers.CharField()
    settings = serializers.DictField()


class SpeakerBaselineSerializer(serializers.Serializer[Any]):
    """Whether segments were read against the speaker's own average, and over how many it was taken."""

    used = serializers.BooleanField()
    segments = serializers.IntegerField()
    offset = serializers.DictField(
        child=serializers.FloatField(),
        required=False,
        help_text="By how much more of each emotion the voice shows than the average speaker's, in logits; empty where "
        "none was used.",
    )


class ResultQuerySerializer(serializers.Serializer[Any]):
    explain = serializers.BooleanField(
        required=False, default=False, help_text="Also what each segment's answer rests on."
    )


class ResultSerializer(serializers.Serializer[Any]):
    """`undertone.result/1`. What a running analysis does not know yet is null."""

    schema = serializers.CharField()
    recording = RecordingInfoSerializer()
    model = ModelInfoSerializer(allow_null=True)
    asr = SpeechEngineSerializer(allow_null=True)
    transcript = serializers.CharField(allow_blank=True)
    overall = OverallSerializer(allow_null=True)
    segments = SegmentSerializer(many=True)
    timings_s = serializers.DictField(child=serializers.FloatField())
    provenance = ProvenanceSerializer(allow_null=True)
    speaker_baseline = SpeakerBaselineSerializer(
        required=False, allow_null=True, help_text="Not used until a running analysis is at its end."
    )
    explanations = serializers.ChoiceField(
        choices=ExplanationsStatus.choices, required=False, help_text="How far they are, where they were asked for."
    )
    explanations_error = ErrorSerializer(required=False, allow_null=True)
