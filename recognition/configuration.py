"""Settings to the engine's configuration."""

from django.conf import settings

from recognition.engine.config import EngineConfig


def engine_config() -> EngineConfig:
    return EngineConfig(
        models_dir=settings.UNDERTONE_MODELS_DIR,
        asr=settings.UNDERTONE_ASR,
        whisper_model=settings.UNDERTONE_WHISPER_MODEL,
        max_duration_s=settings.UNDERTONE_MAX_DURATION_S,
    )
