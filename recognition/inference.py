"""The one pipeline that a worker process keeps loaded. The engine's pipeline is a string in the settings, imported on
first use: the web process never loads it."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from recognition import work_metrics
from recognition.configuration import engine_config
from recognition.engine.registry import resolve
from recognition.engine.types import Overall, Segment

if TYPE_CHECKING:
    from recognition.engine.media import Pcm
    from recognition.engine.pipeline import Listener, Pipeline
    from recognition.engine.run import Run


@cache
def pipeline() -> "Pipeline":
    """Loaded models stay in this process: the first analysis pays for them, the next do not."""
    with work_metrics.ENGINE_START.time():
        made: Pipeline = _engine("Pipeline")(engine_config())
    made.on_loaded = work_metrics.model_loaded
    return made


def begin(
    *,
    path: Path,
    name: str,
    model: str,
    asr: str,
    language: str | None,
    done: Sequence[Segment],
    speaker_baseline: bool,
    action_units: Path | None,
    listener: "Listener",
    sound: "Pcm | None",
) -> "Run":
    """The pipeline at work on a recording, step by step; the listener hears of all of it."""
    request = _engine("Request")(
        path=path,
        name=name,
        model=model,
        asr=asr,
        language=language,
        done=done,
        speaker_baseline=speaker_baseline,
        action_units=action_units,
    )
    return pipeline().begin(request, listener, sound=sound)


def summarise(segments: Sequence[Segment], model: str) -> Overall:
    """How the whole reads, from its segments."""
    overall: Overall = _engine("summarise")(segments, model)
    return overall


def _engine(name: str) -> Any:
    return resolve({name: f"{settings.UNDERTONE_PIPELINE}:{name}"}, name, kind="pipeline")
