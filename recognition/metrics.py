"""What waits, what runs and what failed, for /metrics: counted in the rows when asked, so that every web process tells the same."""

from collections.abc import Iterator

import structlog
from django.db import Error
from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from recognition.models import Analysis, AnalysisStatus
from recognition.part_models import Part, PartStatus

logger = structlog.get_logger(__name__)

QUEUED = Q(status=AnalysisStatus.QUEUED)
RUNNING = Q(status=AnalysisStatus.RUNNING)


class QueueCollector(Collector):
    """Whoever scales workers by the length of the queue reads it here."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The names alone: registering asks for them before there is a database."""
        yield from _gauges()
        yield from (_by_status(), _by_failure())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            counted = [*_counted()]
        except Error as error:
            logger.warning("queue_not_counted", error=str(error))
            return
        yield from counted


def register() -> None:
    REGISTRY.register(QueueCollector())


def _gauges() -> tuple[GaugeMetricFamily, ...]:
    return (
        GaugeMetricFamily("undertone_analyses_queued", "Analyses that wait for a worker."),
        GaugeMetricFamily("undertone_analyses_running", "Analyses that a worker is at."),
        GaugeMetricFamily("undertone_parts_queued", "Parts of long recordings that wait for a worker."),
        GaugeMetricFamily("undertone_queue_wait_seconds", "How long the first of those that wait has waited."),
    )


def _by_status() -> GaugeMetricFamily:
    return GaugeMetricFamily("undertone_analyses", "Analyses that are kept, by how far they are.", labels=["status"])


def _by_failure() -> GaugeMetricFamily:
    return GaugeMetricFamily("undertone_analyses_failed", "Failed analyses that are kept, by why.", labels=["code"])


def _counted() -> Iterator[GaugeMetricFamily]:
    for gauge, value in zip(_gauges(), _values(), strict=True):
        gauge.add_metric([], value)
        yield gauge
    yield _labelled(_by_status(), "status", dict.fromkeys(AnalysisStatus.values, 0))
    yield _labelled(_by_failure(), "error_code", {}, Q(status=AnalysisStatus.FAILED))


def _labelled(
    gauge: GaugeMetricFamily, column: str, known: dict[str, int], which: Q | None = None
) -> GaugeMetricFamily:
    rows = Analysis.objects.filter(which or Q()).order_by().values_list(column).annotate(Count("pk"))
    for label, count in {**known, **dict(rows)}.items():
        gauge.add_metric([label], count)
    return gauge


def _values() -> tuple[float, float, float, float]:
    counted = Analysis.objects.aggregate(
        queued=Count("pk", filter=QUEUED), running=Count("pk", filter=RUNNING), first=Min("queued_at", filter=QUEUED)
    )
    waited_s = (timezone.now() - counted["first"]).total_seconds() if counted["first"] else 0.0
    parts = Part.objects.filter(status=PartStatus.WAITING, analysis__status=AnalysisStatus.RUNNING).count()
    return counted["queued"], counted["running"], parts, waited_s
