"""What waits and what runs, for /metrics: counted in the rows when asked, so that every web process tells the same."""

from collections.abc import Iterator

import structlog
from django.db import DatabaseError
from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from recognition.models import Analysis, AnalysisStatus

logger = structlog.get_logger(__name__)

QUEUED = Q(status=AnalysisStatus.QUEUED)
RUNNING = Q(status=AnalysisStatus.RUNNING)


class QueueCollector(Collector):
    """Whoever scales workers by the length of the queue reads it here."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The names alone: registering asks for them before there is a database."""
        return iter(_gauges())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauges = _gauges()
        try:
            values = _values()
        except DatabaseError as error:
            logger.warning("queue_not_counted", error=str(error))
            return
        for gauge, value in zip(gauges, values, strict=True):
            gauge.add_metric([], value)
            yield gauge


def register() -> None:
    REGISTRY.register(QueueCollector())


def _gauges() -> tuple[GaugeMetricFamily, ...]:
    return (
        GaugeMetricFamily("undertone_analyses_queued", "Analyses that wait for a worker."),
        GaugeMetricFamily("undertone_analyses_running", "Analyses that a worker is at."),
        GaugeMetricFamily("undertone_queue_wait_seconds", "How long the first of those that wait has waited."),
    )


def _values() -> tuple[float, float, float]:
    counted = Analysis.objects.aggregate(
        queued=Count("pk", filter=QUEUED), running=Count("pk", filter=RUNNING), first=Min("queued_at", filter=QUEUED)
    )
    waited_s = (timezone.now() - counted["first"]).total_seconds() if counted["first"] else 0.0
    return counted["queued"], counted["running"], waited_s
