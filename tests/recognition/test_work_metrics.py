"""What a worker measures while it works."""

from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from recognition import inference, work_metrics
from recognition.engine.config import EngineConfig
from recognition.engine.pipeline import Pipeline
from recognition.models import Analysis
from recognition.services import analyses
from tests import fake_pipeline


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_finished_analysis_is_measured_by_stage_and_by_its_length(analysis: Analysis) -> None:
    before = value("undertone_stage_seconds_sum", stage="total"), value("undertone_real_time_factor_sum")
    ended = value("undertone_analyses_ended_total", status="done", code="")
    analyses.analysis_run(analysis_id=analysis.id)
    assert value("undertone_stage_seconds_sum", stage="total") - before[0] == pytest.approx(0.2)
    assert value("undertone_real_time_factor_sum") - before[1] == pytest.approx(0.2 / 3.0)
    assert value("undertone_analyses_ended_total", status="done", code="") == ended + 1


def test_a_failed_one_is_counted_by_its_code(analysis: Analysis, pipeline: fake_pipeline.Script) -> None:
    before = value("undertone_analyses_ended_total", status="failed", code="internal_error")
    pipeline.error = RuntimeError("broken")
    with pytest.raises(RuntimeError):
        analyses.analysis_run(analysis_id=analysis.id)
    assert value("undertone_analyses_ended_total", status="failed", code="internal_error") == before + 1


def test_every_name_begins_alike() -> None:
    measured = (work_metrics.STAGE, work_metrics.REAL_TIME_FACTOR, work_metrics.ENGINE_START, work_metrics.MODEL_LOAD)
    for metric in (work_metrics.ENDED, *measured):
        assert next(iter(metric.collect())).name.startswith("undertone_")


@pytest.mark.django_db
def test_loading_is_measured_by_model_once_for_each_process(tmp_path: Path) -> None:
    before = value("undertone_model_load_seconds_count", model="pocketsphinx")
    pipeline = Pipeline(EngineConfig(models_dir=tmp_path, asr="pocketsphinx", allow_downloads=False))
    pipeline.on_loaded = work_metrics.model_loaded
    assert pipeline._engine("pocketsphinx") is pipeline._engine("pocketsphinx")
    assert value("undertone_model_load_seconds_count", model="pocketsphinx") == before + 1


def test_the_worker_s_pipeline_tells_of_its_loading() -> None:
    inference.pipeline.cache_clear()
    assert inference.pipeline().on_loaded is work_metrics.model_loaded
