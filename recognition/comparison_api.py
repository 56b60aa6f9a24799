"""The shipped models side by side, as `emotion compare-models` measured them, beside what is published."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recognition import catalogue

REAL, PAIRS = "real", "pairs"


def _interval(help_text: str) -> serializers.ListField:
    return serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2, help_text=help_text)


class StreamFiguresSerializer(serializers.Serializer[Any]):
    """How often one stream of a model is right."""

    examples = serializers.IntegerField()
    speakers = serializers.IntegerField(required=False, help_text="None where nobody speaks: faces alone.")
    seeds = serializers.IntegerField(required=False, help_text="The figures are the mean of so many trainings.")
    wa = serializers.FloatField(help_text="Top-1: the share of readings that are right.")
    wa_interval = _interval("95 %, by bootstrap over speakers.")
    top_5 = serializers.FloatField(required=False, help_text="The right answer is among the five likeliest.")
    ua = serializers.FloatField(help_text="The mean of every emotion's recall.")
    ua_interval = _interval("95 %, by bootstrap over speakers.")
    ece = serializers.FloatField(help_text="How far probabilities are from what happened.")


class ComparedModelSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    version = serializers.CharField()


class ComparedSerializer(serializers.Serializer[Any]):
    """One system of a table."""

    model = ComparedModelSerializer()
    evidence = serializers.ChoiceField(
        choices=[REAL, PAIRS],
        help_text="“real”: sound and face are of one moment. “pairs”: the face is another person's, of the same emotion.",
    )
    parameters = serializers.IntegerField(help_text="Between a segment and its scores.")
    seconds_per_minute = serializers.FloatField(
        help_text="The processor's, on one thread, for a minute of segments; recognising words and finding faces left out."
    )
    streams = serializers.DictField(child=StreamFiguresSerializer(), help_text="By “voice”, “words”, “face”, “fused”.")


class PublishedSerializer(serializers.Serializer[Any]):
    """A figure that others published on the same data."""

    stream = serializers.CharField()
    system = serializers.CharField()
    wa = serializers.FloatField()


class ComparisonTableSerializer(serializers.Serializer[Any]):
    """Systems on the same examples, among the same emotions."""

    dataset = serializers.CharField()
    split = serializers.CharField()
    classes = serializers.ListField(child=serializers.CharField())
    command = serializers.CharField(help_text="What gives these figures again.")
    models = ComparedSerializer(many=True)
    published = PublishedSerializer(many=True)


class ModelComparison(APIView):
    @extend_schema(
        operation_id="models_comparison_list",
        summary="The shipped models side by side, and beside what is published",
        tags=["models"],
        responses=ComparisonTableSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(ComparisonTableSerializer(catalogue.comparison_tables(), many=True).data)
