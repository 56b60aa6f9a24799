"""JSON in and out. What mirrors `recognition.engine.types` is declared field by field, so that clients get types for it."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import Model
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from recognition.models import Analysis, AnalysisStage, AnalysisStatus, Recording
from recognition.outlines import DEFAULT_POINTS, MAX_POINTS

Row = TypeVar("Row", bound=Model)


class EmotionScoresField(serializers.DictField):
    """Probability by emotion name."""

    child = serializers.FloatField()


class ScoresSerializer(serializers.Serializer[Any]):
    voice = EmotionScoresField(allow_null=True)
    words = EmotionScoresField(allow_null=True)
    fused = EmotionScoresField(allow_null=True)
    face = EmotionScoresField(
        required=False,
        allow_null=True,
        help_text="Of models that read faces; results of before there were any have none.",
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """As stored: null is of a face that was not seen, and of models that read none there is no word."""
        scores = super().to_representation(instance)
        return {name: scores[name] for name in scores if name != "face" or name in instance}


class IntervalsField(serializers.DictField):
    """From and to, by emotion name."""

    child = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class AsStoredSerializer(serializers.Serializer[Any]):
    """Of what the engine wrote down: it is told as it stands there, and the fields are for the schema."""

    def to_representation(self, instance: Any) -> Any:
        return instance


def _reader(source: str) -> Callable[[Any], Any]:
    return attrgetter(source) if source != "*" else lambda row: row  # of a method: it takes the whole row


def _moment(value: datetime) -> str:
    """As REST framework writes it, which looks the time zone up for each; rows have them in UTC."""
    return value.astimezone(UTC).isoformat()[: -len("+00:00")] + "Z"


def _writer(field: "serializers.Field[Any, Any, Any, Any]") -> Callable[[Any], Any]:
    return _moment if isinstance(field, serializers.DateTimeField) else field.to_representation


class RowSerializer(serializers.ModelSerializer[Row]):
    # Rows are read with what was found out about the fields once: a list has a thousand of them.
    # A docstring would be the description of every serializer that is made of this one.

    @cached_property
    def readers(self) -> list[tuple[str, bool, Callable[[Any], Any], Callable[[Any], Any]]]:
        return [
            (str(field.field_name), field.required, _reader(str(field.source)), _writer(field))
            for field in self._readable_fields
        ]

    def to_representation(self, instance: Row) -> dict[str, Any]:
        told = {}
        for name, required, read, write in self.readers:
            try:
                value = read(instance)
            except AttributeError:
                if required:
                    raise
                continue
            told[name] = None if value is None else write(value)
        return told


class OverallSerializer(AsStoredSerializer):
    scores = ScoresSerializer()
    top = serializers.CharField(allow_null=True)
    set = serializers.ListField(child=serializers.CharField())
    reasons = serializers.ListField(child=serializers.CharField())
    interval = IntervalsField(
        required=False,
        allow_null=True,
        help_text="The 90 % interval of each fused score over the segments; null where there is but one.",
    )


class SpeechEngineSerializer(AsStoredSerializer):
    engine = serializers.CharField()
    model = serializers.CharField()
    language = serializers.CharField()
    language_probability = serializers.FloatField()


class ErrorSerializer(AsStoredSerializer):
    code = serializers.CharField()
    message = serializers.CharField()


class AnalysisSerializer(RowSerializer[Analysis]):
    """The same body over HTTP and over the socket."""

    recording = serializers.UUIDField(source="recording_id", read_only=True)
    recording_title = serializers.CharField(source="recording.title", read_only=True)
    status = serializers.ChoiceField(choices=AnalysisStatus.choices, read_only=True)
    stage = serializers.ChoiceField(choices=AnalysisStage.choices, read_only=True, allow_null=True)
    error = ErrorSerializer(read_only=True, allow_null=True)
    speech_engine = SpeechEngineSerializer(read_only=True, allow_null=True)
    overall = OverallSerializer(read_only=True, allow_null=True)
    speaker_baseline = serializers.BooleanField(
        source="speaker_baseline_wanted",
        read_only=True,
        help_text="As it was asked for; the result says what came of it.",
    )
    segment_count = serializers.IntegerField(read_only=True)
    eta_s = serializers.FloatField(
        source="left_s",
        read_only=True,
        allow_null=True,
        help_text="Seconds left when this was answered; null when unknown.",
    )

    class Meta:
        model = Analysis
        fields = [
            "id",
            "recording",
            "recording_title",
            "status",
            "stage",
            "progress",
            "eta_s",
            "error",
            "model",
            "asr",
            "language",
            "speaker_baseline",
            "speech_engine",
            "overall",
            "segment_count",
            "attempts",
            "created_at",
            "started_at",
            "finished_at",
            "updated_at",
        ]
        read_only_fields = fields


class PartSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(trim_whitespace=False)
    found = serializers.BooleanField(help_text="Whether this piece was looked for.")


class HitSerializer(serializers.Serializer[Any]):
    """Where a search found what it looked for; texts in pieces, so that a hit can be marked."""

    title = PartSerializer(many=True)
    analysis = serializers.UUIDField(allow_null=True, help_text="Null where only the title has it.")
    segment = serializers.IntegerField(allow_null=True)
    start_s = serializers.FloatField(allow_null=True)
    text = PartSerializer(many=True)


class RecordingSerializer(RowSerializer[Recording]):
    has_action_units = serializers.BooleanField(
        source="action_units", read_only=True, help_text="Whether models that read action units can be used."
    )
    analysis = AnalysisSerializer(source="latest_analysis", read_only=True, allow_null=True)
    hit = HitSerializer(required=False, help_text="In a list, where something was searched.")

    class Meta:
        model = Recording
        fields = [
            "id",
            "title",
            "name",
            "duration_s",
            "size_bytes",
            "sha256",
            "media_type",
            "has_video",
            "has_action_units",
            "created_at",
            "analysis",
            "hit",
        ]
        read_only_fields = fields


@extend_schema_serializer(component_name="Recording")
class RecordingTitleSerializer(serializers.Serializer[Any]):
    """What of a recording can be changed."""

    title = serializers.CharField(max_length=200)


class RecordingDetailSerializer(RecordingSerializer):
    analyses = AnalysisSerializer(many=True, read_only=True)

    class Meta(RecordingSerializer.Meta):
        fields = [*RecordingSerializer.Meta.fields, "analyses"]


class LeftOutBooleanField(serializers.BooleanField):
    """In a form too, what is left out is not said; a checkbox would mean “no”."""

    default_empty_html = serializers.empty


@extend_schema_serializer(component_name="Analysis")  # as a request: “AnalysisRequest”
class AnalysisChoicesSerializer(serializers.Serializer[Any]):
    """What a user may choose; what is left out is as the settings have it."""

    model = serializers.CharField(max_length=64, required=False)
    asr = serializers.CharField(max_length=64, required=False)
    language = serializers.RegexField(
        r"^([a-z]{2,3}|auto)$", required=False, allow_null=True, help_text="A code like “en”, or “auto”."
    )
    speaker_baseline = LeftOutBooleanField(
        required=False,
        help_text="Whether to read the voice against the speaker's own average where there is speech enough. That takes "
        "the recording to have one speaker: false for a conversation.",
    )


ACTION_UNITS_HELP = "The face of the same film: the CSV that OpenFace 2 writes with -aus, for models that read faces."


@extend_schema_serializer(component_name="RecordingUpload")
class RecordingUploadSerializer(AnalysisChoicesSerializer):
    file = serializers.FileField(allow_empty_file=True, max_length=None)
    title = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    action_units = serializers.FileField(
        required=False, allow_empty_file=True, max_length=None, help_text=ACTION_UNITS_HELP
    )


class ActionUnitsUploadSerializer(serializers.Serializer[Any]):
    action_units = serializers.FileField(allow_empty_file=True, max_length=None, help_text=ACTION_UNITS_HELP)


class PeaksQuerySerializer(serializers.Serializer[Any]):
    start_s = serializers.FloatField(required=False, help_text="Where a range begins; without, at the beginning.")
    end_s = serializers.FloatField(required=False, help_text="Where it ends; without, at the end.")
    points = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_POINTS,
        help_text=f"At most so many peaks; {DEFAULT_POINTS} if not said.",
    )


class PeaksSerializer(serializers.Serializer[Any]):
    duration_s = serializers.FloatField()
    start_s = serializers.FloatField(
        required=False, help_text="Where the peaks begin. Only when a range was asked for, and is known more finely."
    )
    end_s = serializers.FloatField(required=False, help_text="Where they end; as `start_s`.")
    peaks = serializers.ListField(child=serializers.FloatField())


class ModelSerializer(serializers.Serializer[Any]):
    """One line of the models list, taken from the model's card."""

    id = serializers.CharField()
    version = serializers.CharField()
    task = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField())
    modalities = serializers.ListField(child=serializers.CharField())
    needs = serializers.ListField(
        child=serializers.CharField(),
        help_text="What a recording must have for it: “action_units”, “video”, or nothing.",
    )
    usable = serializers.BooleanField()
    missing = serializers.CharField(allow_null=True, help_text="What to do where it is not usable.")


class ModelCardSerializer(ModelSerializer):
    """The whole card; models differ in what theirs holds."""

    architecture = serializers.DictField(required=False)
    training = serializers.DictField(required=False, help_text="Recipe, its hash, and the command that trains it.")
    datasets = serializers.ListField(child=serializers.DictField(), required=False)
    licence = serializers.CharField(required=False, help_text="Of the weights.")
    metrics = serializers.ListField(child=serializers.DictField(), required=False)
    calibration = serializers.DictField(required=False)
    human_yardstick = serializers.DictField(required=False, help_text="How well people do on the same kind of task.")
    limits = serializers.ListField(child=serializers.CharField(), required=False)
    int8 = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="What the 8-bit variant gains or loses, by data set."
    )


class EngineSerializer(serializers.Serializer[Any]):
    """A speech engine, and whether it can be used here."""

    id = serializers.CharField()
    usable = serializers.BooleanField()
    reason = serializers.CharField(help_text="Why it is usable or not, in words.")
    missing = serializers.CharField(allow_null=True, help_text="What to do where it is not usable.")
