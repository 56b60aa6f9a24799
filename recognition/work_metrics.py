"""What a worker measures while it works. Its supervisor tells it to Prometheus (`worker.process --metrics-port`)."""

from prometheus_client import Counter, Histogram

from recognition.engine.types import Result
from recognition.models import AnalysisStatus

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)
FACTORS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10)

ENDED = Counter("undertone_analyses_ended", "Analyses that this worker brought to an end.", ["status", "code"])
STAGE = Histogram("undertone_stage_seconds", "What a stage of an analysis took.", ["stage"], buckets=SECONDS)
REAL_TIME_FACTOR = Histogram(
    "undertone_real_time_factor", "An analysis' time by its recording's duration.", buckets=FACTORS
)
ENGINE_START = Histogram("undertone_engine_start_seconds", "Loading the engine into a process.", buckets=SECONDS)
MODEL_LOAD = Histogram(
    "undertone_model_load_seconds", "Loading a model or speech engine into a process.", ["model"], buckets=SECONDS
)


def model_loaded(model: str, seconds: float) -> None:
    MODEL_LOAD.labels(model=model).observe(seconds)


def analysis_done(result: Result, *, whole: bool) -> None:
    """`whole`: of one that went on where another stopped, times tell nothing of the recording's length."""
    ENDED.labels(status=AnalysisStatus.DONE, code="").inc()
    for stage, seconds in result.timings_s.items():
        STAGE.labels(stage=stage).observe(seconds)
    if whole and result.recording.duration_s > 0 and "total" in result.timings_s:
        REAL_TIME_FACTOR.observe(result.timings_s["total"] / result.recording.duration_s)


def analysis_failed(code: str) -> None:
    ENDED.labels(status=AnalysisStatus.FAILED, code=code).inc()
